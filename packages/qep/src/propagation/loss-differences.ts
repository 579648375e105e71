import type { LossInput } from "./loss.ts";

/** Which of its arguments a loss is differentiated in. */
export type LossArgument = "outputs" | "inputs";

/** Differences of a loss in one number y: (L(y+h) − L(y))/h, (L(y) − L(y−h))/h and (L(y+h) − L(y−h))/2h. */
export interface LossDifferences {
  readonly forward: number;
  readonly backward: number;
  readonly central: number;
}

/**
 * Step relative to max(1, |y|): 2^−17, near the cube root of the precision, where truncation (h²) and rounding (ε/h)
 * of the central difference balance.
 */
const RELATIVE_STEP = 1 / 131072;

/**
 * Finite differences of a loss in every output, or in every input, of every operating point.
 *
 * @param value L as a function of its arguments; called twice per entry, with vectors of its own
 * @returns one array per operating point, in the order of that argument's entries
 */
export function lossDifferences(
  value: (input: LossInput) => number,
  input: LossInput,
  argument: LossArgument,
): LossDifferences[][] {
  const here = value(copyLossInput(input));
  return input[argument].map((vector, point) =>
    Array.from(vector, (center, index) => {
      const at = (shifted: number) => {
        const moved = copyLossInput(input);
        moved[argument][point][index] = shifted;
        return value(moved);
      };
      const step = RELATIVE_STEP * Math.max(1, Math.abs(center));
      const [low, high] = [center - step, center + step];
      const [below, above] = [at(low), at(high)];
      // Dividing by the steps as rounded, not as asked for.
      return {
        forward: (above - here) / (high - center),
        backward: (here - below) / (center - low),
        central: (above - below) / (high - low),
      };
    }),
  );
}

/** A copy that a user's function may write to without harm. */
export function copyLossInput(input: LossInput): LossInput & Record<LossArgument, Float64Array[]> {
  return {
    outputs: input.outputs.map((vector) => vector.slice()),
    inputs: input.inputs.map((vector) => vector.slice()),
    ...(input.target && { target: input.target.slice() }),
  };
}
