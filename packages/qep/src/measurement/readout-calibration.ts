import { QepError } from "../base/errors.ts";
import { type Counts, countShots, wordsPerOutcome } from "./counts.ts";
import { bitAt } from "./outcome-values.ts";
import type { ReadoutErrors } from "./readout-errors.ts";

/** Readout errors as they were measured. */
export interface ReadoutCalibration extends ReadoutErrors {
  /** Standard errors of `p01`. */
  readonly p01Error: readonly number[];
  /** Standard errors of `p10`. */
  readonly p10Error: readonly number[];
}

/** True where readout errors have standard errors. */
export function isMeasured(errors: ReadoutErrors | ReadoutCalibration): errors is ReadoutCalibration {
  return "p01Error" in errors;
}

/** Counts of a product state of |0⟩ and |1⟩, read in Z on every qubit. */
export interface CalibrationCounts {
  /** What was prepared, a 0 or 1 for each qubit, qubit 0 first. */
  readonly prepared: string;
  readonly counts: Counts;
}

/**
 * Readout errors from counts of states that are known: the fraction of wrong bits, qubit by qubit.
 *
 * All 0 and all 1 are enough; any product states will do in which each qubit is 0 at least once and 1 at least once. What
 * the preparation does wrong is taken for a readout error.
 *
 * @returns the standard error of a fraction k/M is that of (k + ½)/(M + 1), so that it is not 0 where no error was seen
 * @throws QepError wrong-shape or invalid-argument, naming the preparation or the qubit
 */
export function calibrateReadout(
  qubits: number,
  preparations: readonly CalibrationCounts[],
): ReadoutCalibration {
  for (const [index, { prepared, counts }] of preparations.entries()) {
    if (prepared.length === qubits && /^[01]*$/.test(prepared) && counts.qubits === qubits) continue;
    throw new QepError(
      "wrong-shape",
      `calibration ${index}: "${prepared}" with counts of ${counts.qubits} qubits; a 0 or 1 and a bit in every outcome are ` +
        `needed for each of the ${qubits} qubits`,
      { index, prepared, qubits },
    );
  }
  const sites = Array.from({ length: qubits }, (_, qubit) => qubit);
  const up = sites.map((qubit) => wrongFraction(preparations, qubit, "0"));
  const down = sites.map((qubit) => wrongFraction(preparations, qubit, "1"));
  return {
    p01: up.map(({ fraction }) => fraction),
    p10: down.map(({ fraction }) => fraction),
    p01Error: up.map(({ error }) => error),
    p10Error: down.map(({ error }) => error),
  };
}

function wrongFraction(preparations: readonly CalibrationCounts[], qubit: number, bit: "0" | "1") {
  let [wrong, shots] = [0, 0];
  for (const { prepared, counts } of preparations) {
    if (prepared[qubit] !== bit) continue;
    shots += countShots(counts);
    const words = wordsPerOutcome(counts.qubits);
    for (const [outcome, occurrences] of counts.occurrences.entries()) {
      if (bitAt(counts.outcomes, outcome * words, qubit) !== Number(bit)) wrong += occurrences;
    }
  }
  if (shots === 0) {
    throw new QepError(
      "invalid-argument",
      `calibration: qubit ${qubit} was never prepared in |${bit}⟩ and counted; prepare all qubits in 0 once, and in 1 once`,
      { qubit, bit },
    );
  }
  const regular = (wrong + 0.5) / (shots + 1);
  return { fraction: wrong / shots, error: Math.sqrt((regular * (1 - regular)) / shots) };
}
