import { QepError } from "../base/errors.ts";

/** Closed interval a parameter must stay in; an end may be infinite. */
export type Bounds = readonly [low: number, high: number];

/**
 * Moves parameters that left their bounds to the nearest end, in place; meant to follow each optimiser step.
 *
 * @param parameters θ, length P
 * @param bounds one entry per parameter, undefined where it is free
 * @returns how many parameters were moved
 */
export function projectOntoBounds(parameters: Float64Array, bounds: readonly (Bounds | undefined)[]): number {
  let moved = 0;
  parameters.forEach((theta, j) => {
    const [low, high] = bounds[j] ?? [-Infinity, Infinity];
    if (theta >= low && theta <= high) return;
    parameters[j] = theta < low ? low : high;
    moved++;
  });
  return moved;
}

/**
 * Refuses bounds that hold no number, and starts outside their bounds, before a run.
 *
 * @param names of the parameters, for the message
 * @param initial θ at the start, length P
 * @throws QepError `wrong-shape` or `invalid-argument`, naming the parameter
 */
export function checkBounds(
  bounds: readonly (Bounds | undefined)[],
  names: readonly string[],
  initial: Float64Array,
): void {
  if (bounds.length !== initial.length || names.length !== initial.length) {
    throw new QepError(
      "wrong-shape",
      `Bounds: expected one entry per parameter; given: ${bounds.length} bounds and ${names.length} names ` +
        `for ${initial.length} parameters.`,
      { bounds: bounds.length, names: names.length, parameters: initial.length },
    );
  }
  bounds.forEach((interval, j) => {
    if (interval === undefined) return;
    const [low, high] = interval;
    const context = { parameter: names[j], low, high, initial: initial[j] };
    if (!(low <= high)) {
      throw new QepError(
        "invalid-argument",
        `Parameter ${names[j]}: bounds must be [low, high] with low <= high; given: [${low}, ${high}].`,
        context,
      );
    }
    if (!(initial[j] >= low && initial[j] <= high)) {
      throw new QepError(
        "invalid-argument",
        `Parameter ${names[j]}: starts at ${initial[j]}, outside its bounds [${low}, ${high}]. Change one of them.`,
        context,
      );
    }
  });
}
