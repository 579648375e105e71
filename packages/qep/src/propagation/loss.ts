/**
 * What a loss L({⟨B⟩⁽ᵖ⁾}, {x⁽ᵖ⁾}, target) is evaluated on: one or several operating points p.
 *
 * A supervised sample is one point, a sensitivity is two.
 */
export interface LossInput {
  /** ⟨B_l⟩ in the free phase: one vector of length J per operating point, in the order of the outputs. */
  readonly outputs: readonly Float64Array[];
  /** x_k: one vector per operating point, in the order of the inputs (empty where there are none). */
  readonly inputs: readonly Float64Array[];
  /** What the outputs should be: length J for every point alike, or J per point, point after point. */
  readonly target?: Float64Array;
}

/** A loss and everything the gradient needs to know about it. */
export interface LossResult {
  /** L, to be minimised. */
  readonly value: number;
  /** ε_l⁽ᵖ⁾ = ∂L/∂⟨B_l⟩⁽ᵖ⁾: one vector of length J per operating point. */
  readonly errorSignals: readonly Float64Array[];
  /** The explicit ∂L/∂x_k⁽ᵖ⁾ at fixed ⟨B⟩: one vector per operating point, as long as its inputs. */
  readonly inputDerivatives: readonly Float64Array[];
}

/**
 * A function of measured expectation values that training makes small.
 *
 * The error signal it returns is what nudges the system: ν⁽ᵖ⁾ = β ε⁽ᵖ⁾. Where a loss has a kink, it returns one of
 * its subgradients, the one that vanishes (sign 0 = 0).
 *
 * @see Wanjura & Marquardt (2025), the error signal; docs/conventions.md
 */
export interface Loss {
  /** As in an experiment file, or the name a user gave. */
  readonly name: string;
  /** How many operating points it reads; absent where any number will do. */
  readonly points?: number;
  /**
   * L with its derivatives.
   *
   * @throws QepError `wrong-shape` where points, outputs or target do not fit the loss
   */
  evaluate(input: LossInput): LossResult;
}

/** Whether a quantity shall grow or shrink in training. */
export type Goal = "maximize" | "minimize";
