import type { Sampling } from "./device.ts";
import type { DriftComparison } from "./drift-check.ts";
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
  /** The free outputs before and after the nudged phases; absent where they were not compared. */
  readonly drift?: DriftComparison;
}

/** A gradient and everything needed to judge it. */
export interface GradientResult {
  /** L in the free phase; of measured outputs less what their noise adds on average, so that it may come out below 0. */
  readonly loss: number;
  /** ⟨B_l⟩ in the free phase, one vector of length J for each operating point. */
  readonly outputs: readonly Float64Array[];
  /** ∂L/∂θ_j, length P. */
  readonly parameters: Float64Array;
  /** dL/dx_k for the trained inputs, one vector for each operating point. */
  readonly inputs: readonly Float64Array[];
  /**
   * Standard errors in the same shapes, by shots, by a simulator's random samples and by a measured calibration; null where expectation values are exact.
   * They hold the noiseless estimate at this β; the bias of β comes on top. With a budget they include the noise of
   * the measured outputs, and through the error signal its part in the gradient; with shots for each observable the outputs,
   * the loss and the error signal are exact. What random samples do is described at `samplingVariances`.
   */
  readonly standardError: {
    readonly loss: number;
    readonly outputs: readonly Float64Array[];
    readonly parameters: Float64Array;
    readonly inputs: readonly Float64Array[];
  } | null;
  /**
   * Covariance of the gradient by shots, n × n row by row for the parameters and then the inputs of each point; absent where
   * expectation values are exact, and for finite differences.
   */
  readonly covariance?: Float64Array;
  /** Covariance of the outputs of each operating point by shots, J × J row by row; absent where they are exact. */
  readonly outputCovariances?: readonly Float64Array[];
  /**
   * Cov(⟨B_l⟩, −⟨A_j⟩_0/β) of each operating point: what outputs and gradient have in common by a baseline from the shots of the
   * outputs, J × n row by row for the parameters and then the trained inputs of that point. Absent without such a baseline.
   */
  readonly baselineCovariances?: readonly Float64Array[];
  /**
   * What each constant of the device's calibration, larger by its standard error, would change the gradient by, parameters and
   * then the inputs of each point; absent where none was measured. Part of `standardError`, but alike in all gradients that
   * a device measures: no mean of them averages it out.
   */
  readonly calibrationShifts?: readonly Float64Array[];
  readonly method: GradientMethod;
  /** β, null for methods without a nudge. */
  readonly beta: number | null;
  /**
   * Settings at which an equilibrium was prepared, each measured as often as its shots ask. Where reading destroys the state
   * it is prepared anew for every shot.
   */
  readonly preparations: number;
  /**
   * Shots in total; 0 where exact. With a budget one shot is one prepared and read state. With shots for each observable it
   * is one reading of one observable, so a preparation of S shots and P observables counts S·P.
   */
  readonly shots: number;
  readonly health: EquilibriumHealth;
}
