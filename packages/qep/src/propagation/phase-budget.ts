import { QepError } from "../base/errors.ts";

/** How much each observable matters where shots are shared; default as said at {@link PhaseBudget.weights}. */
export interface ObservableWeights {
  /** Length J. */
  readonly outputs?: Float64Array;
  /** Length P. */
  readonly parameters?: Float64Array;
  /** One for each trained input, in their order. */
  readonly inputs?: Float64Array;
}

/**
 * Prepared and read states at each setting, for devices that share them over observables. Everything is then measured, the
 * outputs of the free phase and with them the error signal too.
 */
export interface PhaseBudget {
  /** Shots of the free phase, M ≥ 1. */
  readonly free: number;
  /**
   * Shots of each sign of the nudge; the Richardson method shares them between its two nudges, and needs 2. For finite
   * differences, shots of each stepped preparation.
   */
  readonly nudged: number;
  /**
   * Shots of each sign of each probing nudge, across the error signal along the principal directions of its noise, of which
   * there are up to J − 1. They tell how the gradient would change with the error signal, and enter its standard errors alone.
   * Default an eighth of `nudged`, rounded up, or 64 where that is more, but never more than `nudged`. With 0 only noise along the error signal is seen, which is all there is for
   * one output, and standard errors are too small for more.
   */
  readonly probe?: number;
  /**
   * Default: outputs the root of the number of trained knobs, since each enters every component of the gradient through
   * the error signal; parameters and inputs 1.
   */
  readonly weights?: ObservableWeights;
}

/** Fewer shots would not do for one in each of the bases of a few dozen observables. */
const LEAST_PROBE = 64;

/** A budget with every default filled in. */
export interface ResolvedPhaseBudget {
  readonly free: number;
  readonly nudged: number;
  readonly probe: number;
  readonly weights: ObservableWeights;
}

/** @throws QepError invalid-argument for numbers of shots that cannot be */
export function resolveBudget({
  free,
  nudged,
  probe = Math.min(nudged, Math.max(LEAST_PROBE, Math.ceil(nudged / 8))),
  weights = {},
}: PhaseBudget): ResolvedPhaseBudget {
  const least = { free: 1, nudged: 1, probe: 0 };
  for (const [name, shots] of Object.entries({ free, nudged, probe })) {
    const minimum = least[name as keyof typeof least];
    if (Number.isInteger(shots) && shots >= minimum) continue;
    throw new QepError(
      "invalid-argument",
      `gradient.budget.${name}: expected a whole number of shots of at least ${minimum}, given ${shots}`,
      { [name]: shots },
    );
  }
  return { free, nudged, probe, weights };
}
