import type { ExactResponse, PreparationHealth, Selection, Setting } from "../propagation/device.ts";
import type { ObservableSet } from "./observables.ts";

/** Which state a device prepares at a setting: the ground state, or the Gibbs state exp(−H/T)/Z. */
export type EquilibriumOption =
  | { readonly kind: "ground" }
  /** The temperature in the unit of energy (k_B = 1), above 0. */
  | { readonly kind: "thermal"; readonly temperature: number };

/** Observables by the knobs that they are conjugate to. */
export type ObservableSets = Readonly<Record<keyof Selection, ObservableSet>>;

/** A state in equilibrium, as the simulator reads it; valid until the next one is prepared. */
export interface Equilibrium {
  readonly health: Pick<PreparationHealth, "gap" | "gapSource" | "residualNorm" | "sector">;
  /** ⟨A_j⟩ for each index asked for. */
  means(set: ObservableSet, indices: readonly number[]): Float64Array;
  /** Var(A_j) of a single measurement, given the means. */
  variances(set: ObservableSet, indices: readonly number[], means: Float64Array): Float64Array;
}

/** Prepares equilibria of one Hamiltonian. */
export interface Equilibria {
  /** What computes them, for the run record. */
  readonly record: Readonly<Record<string, string | number>>;
  at(setting: Setting): Equilibrium;
  /** d⟨·⟩/dβ at nudge β·direction, in the order outputs, parameters, inputs of the selection. */
  respond(setting: Setting, direction: Float64Array, selection: Selection): ExactResponse;
  release(): void;
}
