import { QepError } from "../base/errors.ts";
import type { RandomStream } from "../base/random.ts";
import { bitCount } from "../operators/pauli-string.ts";
import type { BasisSupport, Readout } from "./basis.ts";
import { type CountedReading, readBasis } from "./basis-reading.ts";
import { rowsInBasis, rowValue } from "./basis-rows.ts";
import { type Estimate, shiftsOf } from "./estimate.ts";
import type { MeasurementScheme, TakenReadout } from "./measurement-scheme.ts";
import { MomentSum } from "./moment-sum.ts";
import type { ObservableStrings } from "./observable-strings.ts";
import { outcomeValues } from "./outcome-values.ts";
import type { ReadoutCalibration } from "./readout-calibration.ts";
import type { ReadoutErrors } from "./readout-errors.ts";

/**
 * Classical shadows: each shot reads every qubit in X, Y or Z by chance.
 *
 * A shot determines a string on w qubits with probability 3^−w, so that 3^w times what it says, and 0 where it does not
 * determine the string, has the mean ⟨P⟩. Shots are independent and have the same distribution: means, and covariances over shots.
 * Qubits that no observable acts on are read in Z.
 *
 * @see Huang, Kueng & Preskill, "Predicting many properties of a quantum system from very few measurements", Nat. Phys. 16, 1050 (2020)
 */
export class ShadowScheme implements MeasurementScheme {
  /** Two, for a covariance. */
  readonly leastShots = 2;
  readonly isAdaptive = false;
  private readonly observables: ObservableStrings;
  private readonly errors: ReadoutErrors | ReadoutCalibration | undefined;
  /** 3^w of each string. */
  private readonly scale: Float64Array;
  private readonly isRead: readonly boolean[];

  /**
   * @param errors known readout errors, which are inverted shot by shot
   * @throws QepError unsupported where the device reads in listed bases only
   */
  constructor(
    observables: ObservableStrings,
    support: BasisSupport,
    errors?: ReadoutErrors | ReadoutCalibration,
  ) {
    if (typeof support !== "string") {
      throw new QepError(
        "unsupported",
        `classical shadows read in random bases, but this device reads in ${support.join(", ")} only. Use grouping "qubit-wise".`,
        { bases: support },
      );
    }
    this.observables = observables;
    this.errors = errors;
    const { strings, qubits } = observables;
    this.scale = Float64Array.from(strings, ({ x, z }) => 3 ** bitCount(x | z));
    const touched = strings.reduce((bits, { x, z }) => bits | x | z, 0n);
    this.isRead = Array.from({ length: qubits }, (_, site) => ((touched >> BigInt(site)) & 1n) === 1n);
  }

  readouts(shots: number, _taken: readonly TakenReadout[], stream: RandomStream): Readout[] {
    const drawn = new Map<string, number>();
    for (let shot = 0; shot < shots; shot++) {
      const letters = this.isRead.map((isRead) => (isRead ? "XYZ"[stream.integer(3)] : "Z")).join("");
      drawn.set(letters, (drawn.get(letters) ?? 0) + 1);
    }
    return [...drawn].map(([letters, count]) => ({ basis: { kind: "pauli", letters }, shots: count }));
  }

  estimate(taken: readonly TakenReadout[]): Estimate {
    const { observables, strings, qubits } = this.observables;
    const counted = taken.map(({ basis, counts }) => ({
      reading: readBasis(basis, strings, qubits),
      counts: [counts],
    }));
    const moments = new MomentSum(observables.length);
    for (const part of counted) this.addShots(part, moments);
    requireTwoShots(moments.count);
    const scale = this.scale.map((value) => value / moments.count);
    return {
      mean: moments.mean().map((value, i) => value + (observables[i]?.constant as number)),
      covariance: moments.covariance().map((value) => value / moments.count),
      ...shiftsOf(this.observables, counted, scale, this.errors),
    };
  }

  private addShots({ reading, counts }: CountedReading, moments: MomentSum): void {
    const rows = rowsInBasis(this.observables, reading, this.scale);
    const valuesOf = outcomeValues(reading, this.errors);
    const values = new Float64Array(reading.strings.length);
    for (const { outcomes, occurrences } of counts) {
      for (const [outcome, count] of occurrences.entries()) {
        valuesOf(outcomes, outcome * reading.words, values);
        const own = new Float64Array(moments.size);
        for (const row of rows) own[row.observable] = rowValue(row, values);
        moments.add(own, count);
      }
    }
  }
}

function requireTwoShots(shots: number): void {
  if (shots >= 2) return;
  throw new QepError(
    "device-failed",
    `classical shadows: ${shots} of the shots gave an outcome; a mean with a standard error needs two. Ask for more shots.`,
    { shots },
  );
}
