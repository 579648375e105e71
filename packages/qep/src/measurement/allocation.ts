import { QepError } from "../base/errors.ts";
import type { BasisReading } from "./basis-reading.ts";
import type { ObservableStrings } from "./observable-strings.ts";

/**
 * What one shot in a basis adds to Σ_i w_i² Var(mean_i): entries h_kl over pairs of strings, k = l or each pair once.
 *
 * Strings are estimated from all shots N_k that determine them, so that with m_b shots in basis b
 *
 *     Σ_i w_i² Var(mean_i) = Σ_b m_b Σ_{kl} h^b_kl / (N_k N_l),    h^b_kl = (2 where k ≠ l) Cov_b(P_k, P_l) Σ_i w_i² c_ik c_il
 */
export interface BasisCost {
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  readonly values: Float64Array;
}

/** A pair of strings that share an observable, k ≤ l, with (2 where k ≠ l) Σ_i w_i² c_ik c_il. */
export interface StringPair {
  readonly first: number;
  readonly second: number;
  readonly weight: number;
}

/** Pairs of strings whose covariance matters, each once. @param weights w_i, one for each observable */
export function stringPairs({ observables }: ObservableStrings, weights: Float64Array): StringPair[] {
  const pairs = new Map<string, StringPair>();
  for (const [i, { columns, coefficients }] of observables.entries()) {
    const square = (weights[i] as number) ** 2;
    for (const [p, k] of columns.entries()) {
      for (let q = p; q < columns.length; q++) {
        const l = columns[q] as number;
        const [first, second] = k < l ? [k, l] : [l, k];
        const key = `${first},${second}`;
        const product = (coefficients[p] as number) * (coefficients[q] as number);
        const weight = (pairs.get(key)?.weight ?? 0) + (p === q ? 1 : 2) * square * product;
        pairs.set(key, { first, second, weight });
      }
    }
  }
  return [...pairs.values()];
}

/** The division of shots over bases. */
export interface AllocationProblem {
  readonly readings: readonly BasisReading[];
  readonly costs: readonly BasisCost[];
  /** Number of strings, each determined by at least one basis. */
  readonly strings: number;
  /** Shots already taken in each basis; all 0 in the first round. */
  readonly taken: Uint32Array;
}

/**
 * Divides shots over bases so that Σ_i w_i² Var(mean_i) is small.
 *
 * The best real numbers m_b come from repeating m_b ← m_b (−∂F/∂m_b)^½, scaled to the total: at the minimum all derivatives are
 * equal, and without overlaps one step gives m_b ∝ (Σ h^b)^½. Then every string is given a shot, and the rest is rounded
 * by largest remainders.
 *
 * @param shots to be divided, those taken not included
 * @returns shots for each basis; their sum is `shots`
 * @throws QepError invalid-argument where there are fewer shots than bases that are needed to read every string
 * @see Silvey, Titterington & Torgersen, "An algorithm for optimal designs on a finite design space", J. Stat. Plan. Inference 2, 379 (1978)
 */
export function allocateShots(problem: AllocationProblem, shots: number): Uint32Array {
  const { taken } = problem;
  const total = shots + taken.reduce((sum, value) => sum + value, 0);
  const share = bestShares(problem);
  return divide(
    problem,
    share.map((value) => value * total),
    shots,
  );
}

/** The same number of shots in every basis, up to rounding. @throws QepError as {@link allocateShots} */
export function allocateEvenly(problem: AllocationProblem, shots: number): Uint32Array {
  const { taken } = problem;
  const total = shots + taken.reduce((sum, value) => sum + value, 0);
  return divide(problem, new Float64Array(taken.length).fill(total / taken.length), shots);
}

/** Shots with which every string is read at least once, if they go to the right bases. */
export function leastShots(readings: readonly BasisReading[], strings: number): number {
  const none = new Uint32Array(readings.length);
  return Math.max(1, missingBases(readings, strings, none, new Float64Array(readings.length)).length);
}

/** Σ_i w_i² Var(mean_i) for given shots; Infinity where a string is not read. */
export function predictedVariance(
  { readings, costs, strings }: AllocationProblem,
  shots: ArrayLike<number>,
): number {
  const inverse = hits(readings, strings, shots).map((value) => 1 / value);
  let sum = 0;
  for (const [b, { first, second, values }] of costs.entries()) {
    const m = shots[b] as number;
    if (m === 0) continue;
    for (let e = 0; e < values.length; e++) {
      sum +=
        m *
        (values[e] as number) *
        (inverse[first[e] as number] as number) *
        (inverse[second[e] as number] as number);
    }
  }
  return inverse.some((value) => value === Infinity) ? Infinity : sum;
}

/** The least Σ_i w_i² Var(mean_i) times the number of shots, for many shots. */
export function leastVariance(problem: AllocationProblem): number {
  return predictedVariance(problem, bestShares(problem));
}

const STEPS = 200;
/** Shares change by less than this in a step: far below what rounding to whole shots does. */
const SETTLED = 1e-7;
/** Keeps a string of no variance from being read in no basis at all. */
const LEAST_SHARE = 1e-9;

function bestShares(problem: AllocationProblem): Float64Array {
  const bases = problem.readings.length;
  let share = new Float64Array(bases).fill(1 / bases);
  let best = { share, variance: predictedVariance(problem, share) };
  for (let step = 0; step < STEPS; step++) {
    const slopes = derivatives(problem, share);
    const raw = share.map((value, b) => value * Math.sqrt(Math.max(0, -(slopes[b] as number))));
    const sum = raw.reduce((all, value) => all + value, 0);
    if (!(sum > 0)) break;
    const next = raw.map((value) => value / sum + LEAST_SHARE);
    const change = next.reduce((most, value, b) => Math.max(most, Math.abs(value - (share[b] as number))), 0);
    share = next;
    const variance = predictedVariance(problem, share);
    if (variance < best.variance) best = { share, variance };
    if (change < SETTLED) break;
  }
  return best.share;
}

/** ∂/∂m_b of Σ_b m_b Σ h^b_kl/(N_k N_l). */
function derivatives({ readings, costs, strings }: AllocationProblem, share: Float64Array): Float64Array {
  const inverse = hits(readings, strings, share).map((value) => 1 / value);
  const byHits = new Float64Array(strings);
  const own = costs.map(({ first, second, values }, b) => {
    let sum = 0;
    for (let e = 0; e < values.length; e++) {
      const [k, l] = [first[e] as number, second[e] as number];
      const term = (values[e] as number) * (inverse[k] as number) * (inverse[l] as number);
      sum += term;
      byHits[k] = (byHits[k] as number) - (share[b] as number) * term * (inverse[k] as number);
      byHits[l] = (byHits[l] as number) - (share[b] as number) * term * (inverse[l] as number);
    }
    return sum;
  });
  return Float64Array.from(readings, ({ strings: read }, b) =>
    read.reduce((sum, k) => sum + (byHits[k] as number), own[b] as number),
  );
}

/** N_k = Σ_{b ∋ k} m_b. */
function hits(readings: readonly BasisReading[], strings: number, shots: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(strings);
  for (const [b, { strings: read }] of readings.entries()) {
    for (const k of read) sums[k] = (sums[k] as number) + (shots[b] as number);
  }
  return sums;
}

/** Whole shots near the wanted totals: never fewer than taken, every string read, the rest by largest remainders. */
function divide(
  { readings, strings, taken }: AllocationProblem,
  wanted: Float64Array,
  shots: number,
): Uint32Array {
  const given = new Uint32Array(taken.length);
  for (const b of missingBases(readings, strings, taken, wanted)) given[b] = 1;
  const rest = shots - given.reduce((sum, value) => sum + value, 0);
  if (rest < 0) {
    throw new QepError(
      "invalid-argument",
      `${shots} shots are too few: the observables are read in ${shots - rest} bases, each of which needs at least one. ` +
        "Ask for more shots, or for fewer observables.",
      { shots, bases: shots - rest },
    );
  }
  const lacking = wanted.map((value, b) => Math.max(0, value - (taken[b] as number) - (given[b] as number)));
  const sum = lacking.reduce((all, value) => all + value, 0);
  const ideal = lacking.map((value) => (sum > 0 ? (value / sum) * rest : rest / lacking.length));
  for (const [b, value] of ideal.entries()) given[b] = (given[b] as number) + Math.floor(value);
  let left = shots - given.reduce((all, value) => all + value, 0);
  const byRemainder = [...ideal.keys()].sort(
    (a, b) => remainder(ideal[b] as number) - remainder(ideal[a] as number) || a - b,
  );
  for (const b of byRemainder) {
    if (left-- <= 0) break;
    given[b] = (given[b] as number) + 1;
  }
  return given;
}

function remainder(value: number): number {
  return value - Math.floor(value);
}

/** Bases to be read at least once for the strings that were not: most such strings first, then the larger wanted share. */
function missingBases(
  readings: readonly BasisReading[],
  strings: number,
  taken: Uint32Array,
  wanted: Float64Array,
): number[] {
  const missing = new Set<number>();
  for (const [k, count] of hits(readings, strings, taken).entries()) if (count === 0) missing.add(k);
  const chosen: number[] = [];
  while (missing.size > 0) {
    let [best, gain] = [-1, 0];
    for (const [b, { strings: read }] of readings.entries()) {
      const found = read.reduce((count, k) => count + (missing.has(k) ? 1 : 0), 0);
      if (found > gain || (found === gain && found > 0 && (wanted[b] as number) > (wanted[best] as number))) {
        [best, gain] = [b, found];
      }
    }
    for (const k of (readings[best] as BasisReading).strings) missing.delete(k);
    chosen.push(best);
  }
  return chosen;
}
