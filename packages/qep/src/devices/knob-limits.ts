import { QepError } from "../base/errors.ts";
import type { Knob, Setting } from "../propagation/device.ts";

/** The knobs of a setting, in the order of the capabilities. */
export interface SettableKnobs {
  readonly inputs: readonly Knob[];
  readonly parameters: readonly Knob[];
}

/** Relative room for rounding at the ends of an interval. */
const ROUNDING = 1e-9;

/**
 * The setting as the knobs can be set: each value on the nearest point of its grid.
 *
 * @param where begins the message
 * @throws QepError invalid-argument for a value out of bounds, unsupported where its nearest grid point is
 */
export function feasibleSetting(setting: Setting, knobs: SettableKnobs, where: string): Setting {
  const feasible = (kind: keyof SettableKnobs) =>
    setting[kind].map((value, k) => feasibleValue(value, knobs[kind][k] as Knob, `${where}, ${kind}`));
  return { ...setting, inputs: feasible("inputs"), parameters: feasible("parameters") };
}

function feasibleValue(value: number, { name, bounds, resolution }: Knob, where: string): number {
  const [low, high] = bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const room = ROUNDING * Math.max(1, Math.abs(value));
  if (!(value >= low - room && value <= high + room)) {
    throw new QepError(
      "invalid-argument",
      `${where}: ${name} = ${value} is out of the bounds [${low}, ${high}] of this platform. Give the parameter these bounds in ` +
        "the training too, or choose inputs within them.",
      { name, value, bounds: [low, high] },
    );
  }
  if (resolution === undefined) return Math.min(high, Math.max(low, value));
  const lowest = Math.ceil(low / resolution - ROUNDING);
  const highest = Math.floor(high / resolution + ROUNDING);
  if (lowest > highest) {
    throw new QepError(
      "unsupported",
      `${where}: no multiple of the resolution ${resolution} of ${name} lies within its bounds [${low}, ${high}]`,
      { name, resolution, bounds: [low, high] },
    );
  }
  return resolution * Math.min(highest, Math.max(lowest, Math.round(value / resolution)));
}

/**
 * Steps in which the knobs go from one setting to the next, no step larger than the slew of any knob; 0 where nothing changes.
 *
 * @param from absent at the start, which is one step
 */
export function stepsBetween(from: Setting | undefined, to: Setting, knobs: SettableKnobs): number {
  if (!from) return 1;
  let steps = from.nudge.some((value, l) => value !== to.nudge[l]) ? 1 : 0;
  for (const kind of ["inputs", "parameters"] as const) {
    for (const [k, { slew = Number.POSITIVE_INFINITY }] of knobs[kind].entries()) {
      const change = Math.abs((to[kind][k] as number) - (from[kind][k] as number));
      if (change > 0) steps = Math.max(steps, 1, Math.ceil((change / slew) * (1 - ROUNDING)));
    }
  }
  return steps;
}
