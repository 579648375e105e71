import type {
  ExactResponse,
  ObservablesRequest,
  PreparationHealth,
  Selection,
  Setting,
} from "../propagation/device.ts";
import type { ObservableSet } from "./observables.ts";
import type { Mixture } from "./state-reader.ts";

/** Which state a device prepares at a setting: the ground state, or the Gibbs state exp(−H/T)/Z. */
export type EquilibriumOption =
  | { readonly kind: "ground" }
  /** The temperature in the unit of energy (k_B = 1), above 0. */
  | {
      readonly kind: "thermal";
      readonly temperature: number;
      readonly method?: ThermalMethod;
      /** Random vectors, R ≥ 2, default 20. */
      readonly samples?: number | undefined;
    };

/** How thermal expectation values are computed: from all eigenstates, or from random vectors (default "auto": by size). */
export type ThermalMethod = "auto" | "exact" | "typicality";

/** Observables by the knobs that they are conjugate to. */
export type ObservableSets = Readonly<Record<keyof Selection, ObservableSet>>;

/** What one kind of observables gives in a state. */
export interface Reading {
  /** ⟨A_j⟩ for each index asked for. */
  readonly means: Float64Array;
  /** Var(A_j) of a single measurement; null unless shots were asked for. */
  readonly variances: Float64Array | null;
  /** The means with one random sample left out, for each; null where the state is not sampled. */
  readonly replicates: readonly Float64Array[] | null;
}

/** Expectation values in a state of equilibrium, and how well it is known. */
export interface EquilibriumReading {
  readonly health: Pick<PreparationHealth, "gap" | "gapSource" | "residualNorm" | "sector" | "sampling">;
  readonly readings: Readonly<Record<keyof Selection, Reading>>;
}

/** An equilibrium as a mixture of pure states, and how well it is known. */
export interface EquilibriumMixture extends Mixture {
  readonly health: EquilibriumReading["health"];
}

/** Prepares equilibria of one Hamiltonian, and reads them. */
export interface Equilibria {
  /** What computes them, for the run record. */
  readonly record: Readonly<Record<string, string | number>>;
  /** Whether `respond` can be asked, whatever the memory of this host. */
  readonly hasResponse: boolean;
  read(setting: Setting, request: ObservablesRequest): EquilibriumReading;
  /** d⟨·⟩/dβ at nudge β·direction, in the order outputs, parameters, inputs of the selection. */
  respond(setting: Setting, direction: Float64Array, selection: Selection): ExactResponse;
  /** The state itself, valid until this object is asked again; absent where it is known by its expectation values alone. */
  mixture?(setting: Setting): EquilibriumMixture;
  release(): void;
}

/** The kinds of observables in the order of measurements. */
export const KINDS = ["outputs", "parameters", "inputs"] as const;

/** Reads each kind of observables that a request asks for. */
export function readEach(
  { observables, shots }: ObservablesRequest,
  read: (kind: keyof Selection, indices: readonly number[], wantsVariances: boolean) => Reading,
): EquilibriumReading["readings"] {
  const of = (kind: keyof Selection) => read(kind, observables[kind] ?? [], shots[kind] !== null);
  return { outputs: of("outputs"), parameters: of("parameters"), inputs: of("inputs") };
}
