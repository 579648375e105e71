/** The methods that read gradients from nudged equilibria. */
export type NudgedMethod = "one-sided" | "symmetric" | "richardson";

/**
 * One difference quotient of a nudged method, at ν = ±factor·β along each direction; the method's estimate is the sum of
 * `weight` times the quotients.
 */
export interface NudgeStep {
  readonly factor: number;
  readonly weight: number;
  /** Its part of the shots of each sign. */
  readonly share: number;
}

/**
 * | method | estimate | bias |
 * |---|---|---|
 * | one-sided | (A_β − A_0)/β | f″β/2 |
 * | symmetric | g_β = (A_β − A_−β)/2β | f‴β²/6 |
 * | richardson | (4 g_{β/2} − g_β)/3 | −f⁽⁵⁾β⁴/480 |
 *
 * f(β) = ⟨A⟩ along the nudge. Of S shots the eight ninths at β/2 minimise the variance V/2β²·(64/9/S_{β/2} + 1/9/S_β).
 */
const STEPS: Readonly<Record<NudgedMethod, readonly NudgeStep[]>> = {
  "one-sided": [{ factor: 1, weight: 1, share: 1 }],
  symmetric: [{ factor: 1, weight: 1, share: 1 }],
  richardson: [
    { factor: 1, weight: -1 / 3, share: 1 / 9 },
    { factor: 1 / 2, weight: 4 / 3, share: 8 / 9 },
  ],
};

/** The quotient of a probing nudge. */
export const PROBE_STEP: NudgeStep = { factor: 1, weight: 1, share: 1 };

/** Power of β with which the bias of a nudged method falls. */
export const BIAS_ORDER: Readonly<Record<NudgedMethod, 1 | 2 | 4>> = {
  "one-sided": 1,
  symmetric: 2,
  richardson: 4,
};

/** True for the methods that divide by β. */
export function isNudged(method: string): method is NudgedMethod {
  return method in STEPS;
}

/** The quotients of a method; the one at full β comes first. */
export function nudgeSteps(method: NudgedMethod): readonly NudgeStep[] {
  return STEPS[method];
}

/** A step's part of M ≥ 2 shots (M ≥ 1 where it is the only one); the parts add up to M. */
export function shotsOfStep({ share, factor }: NudgeStep, shots: number): number {
  if (share === 1) return shots;
  const atFullNudge = Math.max(1, Math.round(shots / 9));
  return factor === 1 ? atFullNudge : shots - atFullNudge;
}
