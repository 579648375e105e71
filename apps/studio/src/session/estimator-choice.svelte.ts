import type { AnatomyMethod } from "../engine/gradient-problem.ts";

/** Where the controls of an estimator stand at first. */
export interface EstimatorStart {
  readonly method: AnatomyMethod;
  readonly logBeta: number;
  /** One of the scale. */
  readonly shots: number;
}

/** What can be chosen. */
export interface EstimatorScales<Shots extends number | null> {
  readonly shots: readonly Shots[];
  /** Of the slider for them. */
  readonly label: string;
  /** The smallest β is 0.01. */
  readonly largestLogBeta: number;
}

/** 1, 2 and 5 times powers of ten, and a million. */
const SHOTS: readonly number[] = [
  ...[1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power)),
  1_000_000,
];

/** A nudged estimator as a visitor sets it: method, β, shots of each phase. */
export class EstimatorChoice<Shots extends number | null = number | null> {
  method = $state<AnatomyMethod>("symmetric");
  logBeta = $state(0);
  /** Index into the scale. */
  shotsIndex = $state(0);
  /** The slider for log₁₀ β. */
  readonly betaScale: { readonly min: number; readonly max: number; readonly step: number };
  readonly shotsScale: readonly Shots[];
  readonly shotsLabel: string;

  constructor(start: EstimatorStart, { shots, label, largestLogBeta }: EstimatorScales<Shots>) {
    this.betaScale = { min: -2, max: largestLogBeta, step: 0.02 };
    this.shotsScale = shots;
    this.shotsLabel = label;
    this.set(start);
  }

  get beta(): number {
    return 10 ** this.logBeta;
  }

  get shots(): Shots {
    return this.shotsScale[this.shotsIndex] as Shots;
  }

  /** Puts all of it where something opens. */
  set({ method, logBeta, shots }: EstimatorStart): void {
    this.method = method;
    this.shotsIndex = Math.max(0, this.shotsScale.indexOf(shots as Shots));
    this.logBeta = logBeta;
  }

  /** Takes a β, or the nearest that the slider reaches. */
  setBeta(beta: number): void {
    const { min, max } = this.betaScale;
    this.logBeta = Math.min(max, Math.max(min, Math.log10(beta)));
  }
}

/** Shots of a gradient that may be exact: the last one stands for no noise at all. */
export const SHOTS_OR_EXACT: readonly (number | null)[] = [...SHOTS, null];

/** Shots of a gradient that is always counted: enough for a shot in each of a few dozen bases. */
export const COUNTED_SHOTS: readonly number[] = SHOTS.filter((shots) => shots >= 100 && shots < 1_000_000);
