import { QepError } from "../base/errors.ts";
import type { CountedReading } from "./basis-reading.ts";
import { type BasisRow, rowsInBasis, rowValue } from "./basis-rows.ts";
import { calibrationShifts } from "./calibration-shifts.ts";
import { countShots } from "./counts.ts";
import { EqualReadings } from "./equal-readings.ts";
import { MomentSum } from "./moment-sum.ts";
import type { ObservableStrings } from "./observable-strings.ts";
import { outcomeValues } from "./outcome-values.ts";
import { isMeasured, type ReadoutCalibration } from "./readout-calibration.ts";
import type { ReadoutErrors } from "./readout-errors.ts";

/** Estimates of observables from the same counts. */
export interface Estimate {
  readonly mean: Float64Array;
  /** Cov(mean_i, mean_j) by shots, n × n row by row. */
  readonly covariance: Float64Array;
  /** As `calibrationShifts`, where the readout errors were measured. */
  readonly calibrationShifts?: readonly Float64Array[];
}

/**
 * Means and covariances of observables from counts in several bases.
 *
 * A string is the average over all N_k shots that determine it, in whichever basis. In one shot of basis b observable i
 * has the value y_i = Σ_{k∈b} c_ik s_k / N_k, and shots are independent:
 *
 *     mean_i = constant_i + Σ_b Σ_shots y_i
 *     Cov(mean_i, mean_j) = Σ_b m_b Cov_b(y_i, y_j) + Σ_k c_ik c_jk u_k / N_k²
 *
 * Covariances are those of the sample, without bias; in a basis that was read only once they are unknown, and its strings count
 * as uncorrelated, with the largest variance that a reading allows. Of a string whose readings are equal in every other basis the
 * sample tells no variance: u_k is what they leave open (`EqualReadings.unseenVariances`), 0 for the other strings.
 *
 * @param errors known readout errors, which are inverted shot by shot; the covariance is then that of the inverted values
 * @returns observables in their own order; cost outcomes × (strings + squared number of observables) for each basis
 * @throws QepError device-failed where no shot came back that determines a string
 */
export function estimateFromCounts(
  observables: ObservableStrings,
  counted: readonly CountedReading[],
  errors?: ReadoutErrors | ReadoutCalibration,
): Estimate {
  const scale = stringHits(observables, counted).map((shots) => 1 / shots);
  const size = observables.observables.length;
  const mean = Float64Array.from(observables.observables, ({ constant }) => constant);
  const covariance = new Float64Array(size * size);
  const equal = new EqualReadings(observables.strings.length);
  for (const part of counted) {
    const rows = rowsInBasis(observables, part.reading, scale);
    const { count, sum, scatter } = momentsInBasis(part, rows, equal, errors);
    if (count === 0) continue;
    for (const [a, { observable }] of rows.entries()) {
      mean[observable] = (mean[observable] as number) + (sum[a] as number);
      for (const [b, { observable: other }] of rows.entries()) {
        const index = observable * size + other;
        covariance[index] = (covariance[index] as number) + (scatter[a * rows.length + b] as number);
      }
    }
  }
  addUnseen(covariance, observables, equal, scale);
  return { mean, covariance, ...shiftsOf(observables, counted, scale, errors) };
}

/** Adds Σ_k c_ik c_jk u_k / N_k². */
function addUnseen(
  covariance: Float64Array,
  { observables }: ObservableStrings,
  equal: EqualReadings,
  scale: Float64Array,
): void {
  const unseen = equal.unseenVariances();
  const factors = observables.map(({ columns, coefficients }) => {
    const open = new Map<number, number>();
    for (const [p, k] of columns.entries()) {
      if (unseen[k] !== 0) open.set(k, (coefficients[p] as number) * (scale[k] as number));
    }
    return open;
  });
  for (const [i, own] of factors.entries()) {
    for (const [j, other] of factors.entries()) {
      const index = i * observables.length + j;
      for (const [k, factor] of own) {
        const both = factor * (other.get(k) ?? 0) * (unseen[k] as number);
        covariance[index] = (covariance[index] as number) + both;
      }
    }
  }
}

/** The calibration's part of an estimate; nothing where readout errors are not inverted, or given as exact. */
export function shiftsOf(
  observables: ObservableStrings,
  counted: readonly CountedReading[],
  scale: Float64Array,
  errors: ReadoutErrors | ReadoutCalibration | undefined,
): Pick<Estimate, "calibrationShifts"> {
  if (!errors || !isMeasured(errors)) return {};
  return { calibrationShifts: calibrationShifts(observables, counted, scale, errors) };
}

/** Shots that determine each string, N_k. @throws QepError device-failed where there are none */
export function stringHits(
  { strings, observables }: ObservableStrings,
  counted: readonly CountedReading[],
): Float64Array {
  const hits = new Float64Array(strings.length);
  for (const { reading, counts } of counted) {
    const shots = counts.reduce((sum, part) => sum + countShots(part), 0);
    for (const k of reading.strings) hits[k] = (hits[k] as number) + shots;
  }
  const missing = hits.indexOf(0);
  if (missing < 0) return hits;
  const owner = observables.find(({ columns }) => columns.includes(missing))?.name;
  throw new QepError(
    "device-failed",
    `observable ${owner}: of the shots that determine ${strings[missing]} none gave an outcome. Ask for more shots; where ` +
      "the device loses shots, for so many that a few of each basis are left.",
    { observable: owner, string: String(strings[missing]) },
  );
}

/** Σ_shots y and its covariance. */
function momentsInBasis(
  { reading, counts }: CountedReading,
  rows: readonly BasisRow[],
  equal: EqualReadings,
  errors: ReadoutErrors | undefined,
): { count: number; sum: Float64Array; scatter: Float64Array } {
  const valuesOf = outcomeValues(reading, errors);
  const values = new Float64Array(reading.strings.length);
  const own = new Float64Array(rows.length);
  const moments = new MomentSum(rows.length);
  const lowest = new Float64Array(values.length).fill(Number.POSITIVE_INFINITY);
  const highest = new Float64Array(values.length).fill(Number.NEGATIVE_INFINITY);
  for (const { outcomes, occurrences } of counts) {
    for (let outcome = 0; outcome < occurrences.length; outcome++) {
      valuesOf(outcomes, outcome * reading.words, values);
      for (let a = 0; a < rows.length; a++) own[a] = rowValue(rows[a] as BasisRow, values);
      moments.add(own, occurrences[outcome] as number);
      for (let p = 0; p < values.length; p++) {
        lowest[p] = Math.min(lowest[p] as number, values[p] as number);
        highest[p] = Math.max(highest[p] as number, values[p] as number);
      }
    }
  }
  const { count } = moments;
  if (count === 0) return { count, sum: own, scatter: new Float64Array(0) };
  if (count > 1) equal.addBasis(reading, count, lowest, highest);
  const single = count > 1 ? moments.covariance() : widestCovariance(rows, values);
  return {
    count,
    sum: moments.mean().map((value) => count * value),
    scatter: single.map((value) => count * value),
  };
}

/** Var(s_p) ≤ E[s_p²], which the one reading estimates; no correlations between strings. */
function widestCovariance(rows: readonly BasisRow[], values: Float64Array): Float64Array {
  const result = new Float64Array(rows.length * rows.length);
  for (const [a, left] of rows.entries()) {
    const squares = new Map(
      Array.from(left.positions, (position, p) => [
        position,
        (left.factors[p] as number) * (values[position] as number) ** 2,
      ]),
    );
    for (const [b, { positions, factors }] of rows.entries()) {
      result[a * rows.length + b] = positions.reduce(
        (sum, position, p) => sum + (squares.get(position) ?? 0) * (factors[p] as number),
        0,
      );
    }
  }
  return result;
}
