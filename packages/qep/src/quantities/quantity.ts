import type { OperatorSum } from "../operators/operator-sum.ts";
import type { StateAnswer, StateRequest } from "./state-request.ts";

/** A named quantity of a state: what it takes of the state, and how its numbers come of that. */
export interface Quantity {
  /** As it was written. */
  readonly name: string;
  /** A name for each of its numbers; [name] where it is one number. */
  readonly labels: readonly string[];
  /** Set where the numbers are a complex matrix, real parts first: its order. */
  readonly matrixOrder?: number;
  /** True where it is the mean of an operator that was written as such. */
  readonly isOperator?: boolean;
  readonly request: StateRequest;
  /** @returns one number for each label */
  evaluate(answer: StateAnswer): Float64Array;
}

/** Several quantities of one state, asked for at once. */
export interface QuantityList {
  readonly quantities: readonly Quantity[];
  readonly request: StateRequest;
  /** The numbers of each quantity. */
  evaluate(answer: StateAnswer): Float64Array[];
}

/** One request for several quantities. */
export function joinQuantities(quantities: readonly Quantity[]): QuantityList {
  return {
    quantities,
    request: {
      operators: quantities.flatMap(({ request }) => request.operators),
      properties: quantities.flatMap(({ request }) => request.properties),
    },
    evaluate: ({ means, properties }) => {
      let [operator, property] = [0, 0];
      return quantities.map((quantity) => {
        const { operators, properties: own } = quantity.request;
        const answer = {
          means: means.subarray(operator, operator + operators.length),
          properties: properties.slice(property, property + own.length),
        };
        operator += operators.length;
        property += own.length;
        return quantity.evaluate(answer);
      });
    },
  };
}

/** The expectation value of an operator as a quantity. */
export function expectation(name: string, operator: OperatorSum): Quantity {
  return {
    name,
    labels: [name],
    isOperator: true,
    request: { operators: [operator], properties: [] },
    evaluate: ({ means }) => Float64Array.of(means[0] as number),
  };
}
