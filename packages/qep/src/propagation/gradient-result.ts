import type { Sampling } from "./device.ts";
import type { GradientMethod } from "./gradient-settings.ts";

/** Whether the equilibria behind a gradient can be trusted. Null: not known or not applicable. */
export interface EquilibriumHealth {
  /** Smallest raw gap E1 − E0 over the free phases, partners that do not respond included. */
  readonly gap: number | null;
  readonly gapSource: "converged" | "ritz" | "unknown";
  /** Smallest gap to the states that the nudge couples to the ground state. */
  readonly coupledGap: number | null;
  /** Largest β·range(Σ ε_l B_l) over the operating points. */
  readonly nudgeRange: number | null;
  readonly nudgeRangeSource: "exact" | "bound" | "unknown";
  /** nudgeRange over the gap (the coupled one where known): above 1 the response is no longer linear. */
  readonly nudgeToGap: number | null;
  /** |A₊ + A₋ − 2A₀| / |A₊ − A₋|, of the trained observables where exact, else of the outputs. */
  readonly nonlinearity: number | null;
  /** Largest residual norm ‖Hψ − Eψ‖ over all preparations. */
  readonly residualNorm: number | null;
  /** How the equilibria were sampled; absent where they have no sampling error. */
  readonly sampling?: Sampling;
}

/** A gradient and everything needed to judge it. */
export interface GradientResult {
  readonly loss: number;
  /** ⟨B_l⟩ in the free phase, one vector of length J for each operating point. */
  readonly outputs: readonly Float64Array[];
  /** ∂L/∂θ_j, length P. */
  readonly parameters: Float64Array;
  /** dL/dx_k for the trained inputs, one vector for each operating point. */
  readonly inputs: readonly Float64Array[];
  /**
   * Standard errors in the same shapes, by shots and by a simulator's random samples; null where expectation values are exact.
   * Shots do not enter outputs, loss and error signal; what random samples do to those is described at `samplingVariances`.
   */
  readonly standardError: {
    readonly loss: number;
    readonly outputs: readonly Float64Array[];
    readonly parameters: Float64Array;
    readonly inputs: readonly Float64Array[];
  } | null;
  readonly method: GradientMethod;
  /** β, null for methods without a nudge. */
  readonly beta: number | null;
  /** Equilibria prepared. */
  readonly preparations: number;
  /** Shots in total over all observables and preparations; 0 where exact. */
  readonly shots: number;
  readonly health: EquilibriumHealth;
}
