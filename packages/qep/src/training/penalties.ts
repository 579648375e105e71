import { QepError } from "../base/errors.ts";

/** A soft cutoff: nothing up to the bound, a constant pull back beyond it. */
export interface SoftCutoff {
  readonly kind: "soft-cutoff";
  /** b ≥ 0, in the unit of the parameters. */
  readonly bound: number;
  /** s ≥ 0, in the unit of the loss per unit of the parameter. */
  readonly slope: number;
}

/** A penalty on some of the parameters, for instance on the couplings but not on the sensor's own fields. */
export interface PenalizedGroup {
  readonly penalty: SoftCutoff;
  /** Which parameters, by their position in θ. */
  readonly indices: readonly number[];
}

/**
 * What the groups add to the loss.
 *
 * Σ_groups s Σ_j max(|θ_j| − b, 0)
 *
 * @param parameters θ, length P
 * @see Wanjura & Marquardt (2025), soft cutoff of the sensor's couplings
 */
export function penaltyValue(groups: readonly PenalizedGroup[], parameters: Float64Array): number {
  let value = 0;
  for (const { penalty, indices } of groups) {
    for (const j of indices) value += penalty.slope * Math.max(Math.abs(parameters[j]) - penalty.bound, 0);
  }
  return value;
}

/**
 * Adds the derivative of {@link penaltyValue} to a gradient, in place: s sign(θ_j) where |θ_j| > b, else nothing.
 *
 * @param parameters θ, length P
 * @param gradient ∂L/∂θ of the loss without penalties, length P
 */
export function addPenaltyGradient(
  groups: readonly PenalizedGroup[],
  parameters: Float64Array,
  gradient: Float64Array,
): void {
  for (const { penalty, indices } of groups) {
    for (const j of indices) {
      const theta = parameters[j];
      if (Math.abs(theta) > penalty.bound) gradient[j] += penalty.slope * Math.sign(theta);
    }
  }
}

/**
 * Refuses penalties that cannot be meant, before a run.
 *
 * @param size number of parameters P
 * @throws QepError `invalid-argument` where a bound or slope is negative or not finite, or an index is not a parameter's
 */
export function checkPenalties(groups: readonly PenalizedGroup[], size: number): void {
  for (const { penalty, indices } of groups) {
    for (const name of ["bound", "slope"] as const) {
      if (Number.isFinite(penalty[name]) && penalty[name] >= 0) continue;
      throw new QepError(
        "invalid-argument",
        `Penalty ${penalty.kind}: ${name} must be a finite number, 0 or above; given: ${penalty[name]}.`,
        { setting: name, value: penalty[name] },
      );
    }
    const bad = indices.find((j) => !Number.isInteger(j) || j < 0 || j >= size);
    if (bad !== undefined) {
      throw new QepError(
        "invalid-argument",
        `Penalty ${penalty.kind}: there is no parameter ${bad}; the ${size} parameters count from 0.`,
        { index: bad, size },
      );
    }
  }
}
