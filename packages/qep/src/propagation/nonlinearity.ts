import type { Measurement } from "./device.ts";
import type { FreePoint } from "./free-phase.ts";
import { measurementsOf, type NudgedPoint } from "./nudged-phases.ts";

/** Rounding errors that an expectation value may have, in units of its size. */
const ROUNDING = 16 * Number.EPSILON;

/**
 * How far the response to the nudge is from linear:
 *
 *     ‖A₊ + A₋ − 2A₀‖ / ‖A₊ − A₋‖
 *
 * over all operating points and directions: of the outputs where they were read, else of the trained observables.
 *
 * Null where there is no signal to divide by: a nudge whose range is within the residual norm of the states asks for no
 * other states than the free ones, and a difference within rounding is none. Both happen as exact training converges.
 *
 * @param nudged the phases at ±β, point by point as the free ones
 * @param readOutputs number of outputs that the nudged phases read before the trained observables
 */
export function nonlinearity(
  points: readonly FreePoint[],
  nudged: readonly NudgedPoint[],
  readOutputs: number,
): number | null {
  if (isWithinResidual(points, nudged)) return null;
  let [curved, straight, size] = [0, 0, 0];
  for (const [index, point] of points.entries()) {
    const middle = readOutputs > 0 ? point.outputs : point.observables;
    for (const { plus, minus } of nudged[index]?.directions ?? []) {
      const [above, below] = [plus.mean, (minus as Measurement).mean];
      for (let j = 0; j < middle.length; j++) {
        const [a, b, c] = [above[j] as number, below[j] as number, middle[j] as number];
        curved += (a + b - 2 * c) ** 2;
        straight += (a - b) ** 2;
        size += a ** 2 + b ** 2;
      }
    }
  }
  return straight > ROUNDING ** 2 * size ? Math.sqrt(curved / straight) : null;
}

/** ‖Hψ − Eψ‖ of the free states changes by at most the range of the nudge; both are known of simulators alone. */
function isWithinResidual(points: readonly FreePoint[], nudged: readonly NudgedPoint[]): boolean {
  const phases = nudged.flatMap(measurementsOf);
  const range = largest(phases.map(({ health }) => health.nudgeRange));
  const free = points.map(({ measurement }) => measurement);
  const residual = largest([...free, ...phases].map(({ health }) => health.residualNorm));
  return range !== null && residual !== null && range <= residual;
}

function largest(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (most, value) => (value === null ? most : Math.max(most ?? value, value)),
    null,
  );
}
