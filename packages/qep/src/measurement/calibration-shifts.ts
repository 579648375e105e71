import type { CountedReading } from "./basis-reading.ts";
import { type BasisRow, rowsInBasis } from "./basis-rows.ts";
import type { ObservableStrings } from "./observable-strings.ts";
import { bitAt, outcomeValues, readSites } from "./outcome-values.ts";
import type { ReadoutCalibration } from "./readout-calibration.ts";
import { invertedReadings } from "./readout-errors.ts";

/**
 * What the estimates would change by if one readout error were larger by its standard error, the counts being the same.
 *
 * With f = (z − a)/b for the bit of qubit j in a product,
 *
 *     ∂f/∂p01 = (1 + f)/b,    ∂f/∂p10 = (f − 1)/b,    b = 1 − p01 − p10
 *
 * @param scale what a reading of each string counts for in the estimates, as in {@link rowsInBasis}
 * @returns one vector over the observables for each p01, then one for each p10
 */
export function calibrationShifts(
  observables: ObservableStrings,
  counted: readonly CountedReading[],
  scale: Float64Array,
  calibration: ReadoutCalibration,
): Float64Array[] {
  const { p01Error, p10Error } = calibration;
  const [up, down] = [p01Error, p10Error].map((errors) =>
    errors.map(() => new Float64Array(observables.observables.length)),
  ) as [Float64Array[], Float64Array[]];
  for (const part of counted) {
    const rows = rowsInBasis(observables, part.reading, scale);
    for (const { position, site, slopes } of slopesInBasis(part, calibration)) {
      addSlope(up[site] as Float64Array, rows, position, slopes.up * (p01Error[site] as number));
      addSlope(down[site] as Float64Array, rows, position, slopes.down * (p10Error[site] as number));
    }
  }
  return [...up, ...down];
}

/** ∂/∂p01 and ∂/∂p10 of Σ_shots s for each string of a basis and each of its qubits. */
function slopesInBasis({ reading, counts }: CountedReading, calibration: ReadoutCalibration) {
  const valuesOf = outcomeValues(reading, calibration);
  const values = new Float64Array(reading.strings.length);
  const factors = invertedReadings(calibration);
  const found = readSites(reading).flatMap((sites, position) =>
    Array.from(sites, (site) => ({ position, site, slopes: { up: 0, down: 0 } })),
  );
  for (const { outcomes, occurrences } of counts) {
    for (const [outcome, count] of occurrences.entries()) {
      valuesOf(outcomes, outcome * reading.words, values);
      for (const { position, site, slopes } of found) {
        const f = factors[2 * site + bitAt(outcomes, outcome * reading.words, site)] as number;
        const scale = 1 - (calibration.p01[site] as number) - (calibration.p10[site] as number);
        const others = (count * (values[position] as number)) / (f * scale);
        slopes.up += others * (1 + f);
        slopes.down += others * (f - 1);
      }
    }
  }
  return found;
}

function addSlope(shift: Float64Array, rows: readonly BasisRow[], position: number, slope: number): void {
  for (const { observable, positions, factors } of rows) {
    const p = positions.indexOf(position);
    if (p >= 0) shift[observable] = (shift[observable] as number) + slope * (factors[p] as number);
  }
}
