import {
  type AllocationProblem,
  allocateEvenly,
  allocateShots,
  leastShots,
  type StringPair,
  stringPairs,
} from "./allocation.ts";
import type { Basis, Readout } from "./basis.ts";
import type { BasisReading, CountedReading } from "./basis-reading.ts";
import { type BasisChoice, chooseBases } from "./choose-bases.ts";
import { countShots } from "./counts.ts";
import { type Estimate, estimateFromCounts } from "./estimate.ts";
import type { MeasurementScheme, TakenReadout } from "./measurement-scheme.ts";
import type { ObservableStrings } from "./observable-strings.ts";
import type { ReadoutCalibration } from "./readout-calibration.ts";
import type { ReadoutErrors } from "./readout-errors.ts";
import { basisCosts, measuredCovariances, unknownCovariances } from "./string-covariances.ts";

/** How shots are divided over bases: evenly, or so that the variance is small. */
export type AllocationRule = "uniform" | "variance";

/** Options of {@link GroupedScheme}. */
export interface GroupedOptions extends BasisChoice {
  readonly allocation: AllocationRule;
  /** Known readout errors, which are inverted. */
  readonly errors?: ReadoutErrors | ReadoutCalibration;
}

/**
 * Reads in the bases of {@link chooseBases}; shots go where they lower Σ_i w_i² Var(mean_i) most.
 *
 * Of a first round nothing is known, and each string counts as having variance 1. Later rounds are divided by the covariances
 * measured so far. All rounds are pooled. That the later shots depend on the earlier outcomes biases the
 * pooled mean by O(1/M), M shots: a relative change O(M^−½) of a basis' shots times a deviation O(M^−½) of what the first round found.
 */
export class GroupedScheme implements MeasurementScheme {
  /** The bases, and what each of them says. */
  readonly readings: readonly BasisReading[];
  readonly leastShots: number;
  private readonly observables: ObservableStrings;
  private readonly options: GroupedOptions;
  private readonly pairs: readonly StringPair[];
  private readonly positions: ReadonlyMap<Basis, number>;
  /** The first round by its shots: nothing is known yet, so it is the same at every setting. */
  private readonly firstRounds = new Map<number, readonly Readout[]>();

  /** @throws QepError as {@link chooseBases} */
  constructor(observables: ObservableStrings, options: GroupedOptions) {
    this.observables = observables;
    this.options = options;
    this.readings = chooseBases(observables, options);
    this.pairs = stringPairs(observables, options.weights);
    this.positions = new Map(this.readings.map(({ basis }, position) => [basis, position]));
    this.leastShots = leastShots(this.readings, observables.strings.length);
  }

  get isAdaptive(): boolean {
    return this.options.allocation === "variance" && this.readings.length > 1;
  }

  readouts(shots: number, taken: readonly TakenReadout[]): readonly Readout[] {
    if (taken.length > 0) return this.divided(shots, taken);
    const first = this.firstRounds.get(shots) ?? this.divided(shots, taken);
    this.firstRounds.set(shots, first);
    return first;
  }

  private divided(shots: number, taken: readonly TakenReadout[]): readonly Readout[] {
    const allocate = this.options.allocation === "uniform" ? allocateEvenly : allocateShots;
    const given = allocate(this.problem(taken), shots);
    return this.readings.flatMap(({ basis }, b) => (given[b] ? [{ basis, shots: given[b] }] : []));
  }

  estimate(taken: readonly TakenReadout[]): Estimate {
    return estimateFromCounts(this.observables, this.sorted(taken), this.options.errors);
  }

  private problem(taken: readonly TakenReadout[]): AllocationProblem {
    const { readings, pairs } = this;
    const { errors } = this.options;
    const strings = this.observables.strings.length;
    const counted = this.sorted(taken);
    const covariances =
      taken.length > 0 ? measuredCovariances(pairs, strings, counted, errors) : unknownCovariances(pairs);
    return {
      readings,
      costs: basisCosts(readings, pairs, covariances, errors),
      strings,
      taken: Uint32Array.from(counted, ({ counts }) =>
        counts.reduce((sum, part) => sum + countShots(part), 0),
      ),
    };
  }

  private sorted(taken: readonly TakenReadout[]): CountedReading[] {
    const counts = this.readings.map((): TakenReadout["counts"][] => []);
    for (const { basis, counts: part } of taken) counts[this.positions.get(basis) as number]?.push(part);
    return this.readings.map((reading, b) => ({ reading, counts: counts[b] as TakenReadout["counts"][] }));
  }
}
