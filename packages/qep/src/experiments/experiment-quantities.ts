import { QepError } from "../base/errors.ts";
import { type NpyArray, npyArray } from "../formats/npy.ts";
import type { Lattice } from "../models/lattice.ts";
import type { OperatorSum } from "../operators/operator-sum.ts";
import { parseQuantities } from "../quantities/parse-quantities.ts";
import type { Quantity } from "../quantities/quantity.ts";
import type { QuantityScope } from "../quantities/quantity-kinds.ts";
import type { Experiment } from "./build-experiment.ts";

/** What quantities are asked of: a model or an experiment. */
export type QuantityContext = Pick<Experiment, "system" | "config" | "parameterNames"> &
  Partial<Pick<Experiment, "model" | "map">>;

/**
 * Reads the observables asked for in one or several texts, in the terms of an experiment: its qubits, sites and knobs.
 *
 * @param where named in errors, for instance `--observables`
 * @throws QepError invalid-operator with line and column, invalid-argument where one is asked for twice
 */
export function experimentQuantities(
  experiment: QuantityContext,
  texts: readonly string[],
  where: string,
): Quantity[] {
  const quantities = texts.flatMap((text) =>
    parseQuantities(text, { ...scopeOf(experiment), where: `${where} "${text}"` }),
  );
  const names = quantities.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return quantities;
  throw new QepError("invalid-argument", `${where}: "${twice}" is asked for twice; keep one of them`, {
    name: twice,
  });
}

/**
 * Makes sure that the states behind a device are those at the knobs as they are set.
 *
 * @param flags what asked for them, named in the error
 * @throws QepError unsupported where the experiment hides errors of knobs
 */
export function requireTrueKnobs({ hidden }: Pick<Experiment, "hidden">, flags: string): void {
  if (!hidden?.errors) return;
  throw new QepError(
    "unsupported",
    "hidden.knobs: quantities are those of the simulated state at the knobs as they are set; with hidden errors of knobs only " +
      `outputs can be read. Remove hidden.knobs, or ${flags}.`,
  );
}

function scopeOf({ system, config, model, map }: QuantityContext): QuantityScope {
  const { qubits, inputs, parameters } = system;
  // Parameters behind a map are no knobs of H: ∂H/∂u depends on u.
  const knobs = [...inputs, ...(map ? [] : parameters)];
  return {
    qubits,
    n: config.system.convention.n,
    bosons: model?.bosons,
    // Sites of bosons are no qubits.
    lattice: model && !model.bosons ? model.lattice : line(qubits),
    knobs: new Map(knobs.map(({ name, operator }): [string, OperatorSum] => [name, operator])),
  };
}

/** Where nothing is said of sites, qubit j sits at x = j. */
function line(qubits: number): Lattice {
  return {
    positions: Array.from({ length: qubits }, (_, j) => [j, 0] as const),
    bonds: [],
    cells: {
      vectors: [
        [1, 0],
        [0, 1],
      ],
      counts: [qubits, 1],
    },
  };
}

/** A quantity as data: a number, numbers by label, or a matrix row by row. */
export type QuantityValue =
  | number
  | Readonly<Record<string, number>>
  | { readonly re: readonly (readonly number[])[]; readonly im: readonly (readonly number[])[] };

/** The numbers of a quantity as data for JSON. */
export function quantityValue({ labels, matrixOrder }: Quantity, numbers: Float64Array): QuantityValue {
  if (matrixOrder !== undefined) {
    const rows = (start: number) =>
      Array.from({ length: matrixOrder }, (_, row) => {
        const from = start + row * matrixOrder;
        return [...numbers.subarray(from, from + matrixOrder)];
      });
    return { re: rows(0), im: rows(matrixOrder ** 2) };
  }
  if (labels.length === 1) return numbers[0] as number;
  return Object.fromEntries(labels.map((label, k) => [label, numbers[k] as number]));
}

/** Quantities of one state as data for JSON, by their names. */
export function namedValues(
  quantities: readonly Quantity[],
  numbers: readonly Float64Array[],
): Readonly<Record<string, QuantityValue>> {
  return Object.fromEntries(
    quantities.map((quantity, k) => [quantity.name, quantityValue(quantity, numbers[k] as Float64Array)]),
  );
}

/** The numbers of a quantity as numpy opens them: a list, or a complex matrix. */
export function quantityArray({ matrixOrder }: Quantity, numbers: Float64Array): NpyArray {
  if (matrixOrder === undefined) return npyArray(numbers);
  const size = matrixOrder ** 2;
  const data = Float64Array.from(
    { length: 2 * size },
    (_, k) => numbers[(k % 2) * size + (k >> 1)] as number,
  );
  return { dtype: "<c16", shape: [matrixOrder, matrixOrder], data };
}
