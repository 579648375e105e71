import { parseOperator } from "../operators/parse-operator.ts";
import type { Setting } from "../propagation/device.ts";
import type { StateAnswer, StateProperty, StateRequest } from "../quantities/state-request.ts";

/** What a simulated state answers, and how well it is known. */
export interface StateObservation extends StateAnswer {
  /** tr ρH. */
  readonly energy: number;
  /** The raw gap E1 − E0; null where unknown. */
  readonly gap: number | null;
  readonly residualNorm: number | null;
}

/**
 * Reads quantities of simulated states. No laboratory answers this, and training never asks it.
 *
 * The state is the one of which the simulator's expectation values are.
 */
export interface StateObserver {
  /** @throws QepError unsupported where a quantity is not defined for the state, or the state is not known as such */
  observe(
    settings: readonly Setting[],
    request: StateRequest,
    signal?: AbortSignal,
  ): Promise<readonly StateObservation[]>;
}

/** A property whose operator is a text. */
type PropertyData =
  | Exclude<StateProperty, { readonly kind: "fisher-information" | "fidelity-susceptibility" }>
  | { readonly kind: "fisher-information" | "fidelity-susceptibility"; readonly operator: string };

/** A {@link StateRequest} as plain data that can be posted to another thread. */
export interface StateRequestData {
  readonly operators: readonly string[];
  readonly properties: readonly PropertyData[];
}

/** The request as plain data. */
export function describeStateRequest({ operators, properties }: StateRequest): StateRequestData {
  return {
    operators: operators.map(String),
    properties: properties.map((property): PropertyData => {
      if (property.kind === "fisher-information") {
        return { kind: property.kind, operator: String(property.generator) };
      }
      if (property.kind === "fidelity-susceptibility") {
        return { kind: property.kind, operator: String(property.derivative) };
      }
      return property;
    }),
  };
}

/** @returns the same request, to the last bit */
export function restoreStateRequest({ operators, properties }: StateRequestData): StateRequest {
  return {
    operators: operators.map((text) => parseOperator(text)),
    properties: properties.map((property): StateProperty => {
      if (!("operator" in property)) return property;
      const operator = parseOperator(property.operator);
      return property.kind === "fisher-information"
        ? { kind: "fisher-information", generator: operator }
        : { kind: "fidelity-susceptibility", derivative: operator };
    }),
  };
}
