import { QepError } from "../base/errors.ts";
import { gatherCounts, wordsPerOutcome } from "../measurement/counts.ts";
import {
  type CalibrationCounts,
  calibrateReadout,
  type ReadoutCalibration,
} from "../measurement/readout-calibration.ts";
import { type ReadoutErrors, requireReadoutErrors } from "../measurement/readout-errors.ts";
import type { MeasurementConfig } from "./schema.ts";

type CountsConfig = MeasurementConfig & { readonly kind: "counts" };

/** Probabilities of wrong bits as in an experiment file: for each qubit, or the same for all. */
interface WrittenRates {
  readonly p01: number | readonly number[];
  readonly p10: number | readonly number[];
}

/**
 * The readout errors that are undone: those given or calibrated, else those that the platform declares.
 *
 * @param declared of the platform
 * @returns undefined where counts are taken as they are
 * @throws QepError wrong-shape or invalid-argument where they are not those of so many qubits
 */
export function readoutErrors(
  { readout }: CountsConfig,
  declared: ReadoutErrors | undefined,
  qubits: number,
): ReadoutErrors | ReadoutCalibration | undefined {
  if (readout === "raw") return undefined;
  if (readout === "inverted") return declared;
  const errors =
    "calibration" in readout
      ? calibrateReadout(qubits, preparations(readout.calibration, qubits))
      : readoutRates(readout, qubits, "measurement.readout");
  requireReadoutErrors(errors, qubits, "measurement.readout");
  return errors;
}

/** One probability for each qubit and kind. @throws QepError wrong-shape */
export function readoutRates({ p01, p10 }: WrittenRates, qubits: number, where: string): ReadoutErrors {
  return { p01: each(p01, qubits, `${where}.p01`), p10: each(p10, qubits, `${where}.p10`) };
}

/** One probability for each qubit: as listed, or the same for all. */
function each(given: number | readonly number[], qubits: number, where: string): readonly number[] {
  if (typeof given === "number") return new Array<number>(qubits).fill(given);
  if (given.length === qubits) return given;
  throw new QepError(
    "wrong-shape",
    `${where}: expected one probability for each of the ${qubits} qubits (or one number for all), given ${given.length}`,
  );
}

function preparations(
  calibration: Readonly<Record<string, Readonly<Record<string, number>>>>,
  qubits: number,
): CalibrationCounts[] {
  return Object.entries(calibration).map(([prepared, outcomes]) => {
    const words = wordsPerOutcome(qubits);
    const texts = Object.keys(outcomes);
    const wrong = [prepared, ...texts].find((text) => text.length !== qubits);
    if (wrong !== undefined) {
      throw new QepError(
        "wrong-shape",
        `measurement.readout.calibration: expected a 0 or 1 for each of the ${qubits} qubits, given "${wrong}"`,
        { given: wrong, qubits },
      );
    }
    const found = new Uint32Array(texts.length * words);
    for (const [outcome, text] of texts.entries()) {
      for (const [qubit, bit] of [...text].entries()) {
        const word = outcome * words + (qubit >> 5);
        found[word] = (found[word] as number) | (Number(bit) << (qubit & 31));
      }
    }
    return { prepared, counts: gatherCounts(qubits, found, Uint32Array.from(Object.values(outcomes))) };
  });
}
