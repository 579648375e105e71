import { QepError } from "../base/errors.ts";
import type { Knob } from "./device.ts";

/** Room for rounding in the number of grid points that a step covers. */
const ROUNDING = 1e-9;

/**
 * Refuses a step that a device would round to another one: a difference is then divided by a step that was not made.
 *
 * A step of whole grid points is made as asked for, wherever the knob stands between them.
 *
 * @param step by how much each knob is to be moved, above 0
 * @param where begins the message
 * @param factor the step over the number that the message tells to change
 * @throws QepError unsupported, naming the knob and its resolution
 */
export function requireKnobSteps(knobs: readonly Knob[], step: number, where: string, factor = 1): void {
  for (const { name, resolution } of knobs) {
    if (resolution === undefined) continue;
    const points = step / resolution;
    if (Math.round(points) >= 1 && Math.abs(points - Math.round(points)) <= ROUNDING * points) continue;
    throw new QepError(
      "unsupported",
      `${where}: ${name} is set in steps of ${resolution}, and is to be moved by ${step}; choose a step that is a multiple ` +
        `of ${resolution / factor}, or leave this knob out`,
      { name, resolution, step },
    );
  }
}
