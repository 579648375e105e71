import { QepError } from "../base/errors.ts";
import { RandomStream } from "../base/random.ts";

/** How the knobs of one kind are off: the actual values are M v + o where v was set. */
export interface KnobErrors {
  /** M, n × n row by row: gains on the diagonal, cross-talk of knob k on knob j at (j, k). */
  readonly matrix: Float64Array;
  /** o, length n, in the unit of energy. */
  readonly offset: Float64Array;
}

/** How all knobs of a device are off. Kinds that are absent are exact. */
export interface Miscalibration {
  readonly inputs?: KnobErrors;
  readonly parameters?: KnobErrors;
  /** Of the nudge only the matrix: an offset of it would be one more fixed part of the Hamiltonian. */
  readonly nudge?: Pick<KnobErrors, "matrix">;
}

/** Standard deviations of the errors of knobs that are drawn at random; those that are absent vanish. */
export interface MiscalibrationSize {
  /** Of the gains about 1. */
  readonly gain?: number;
  /** Of the offsets of inputs and parameters, in the unit of energy. */
  readonly offset?: number;
  /** Of each element of M off the diagonal, within one kind of knobs. */
  readonly crosstalk?: number;
}

/** How many knobs of each kind there are. */
export interface KnobCounts {
  readonly inputs: number;
  readonly parameters: number;
  readonly outputs: number;
}

/**
 * One instance of a miscalibrated device:
 *
 *     M_jj = 1 + gain·ξ_jj,   M_jk = crosstalk·ξ_jk,   o_j = offset·ζ_j
 *
 * with independent standard normal ξ and ζ. The errors of a knob do not depend on how many others there are, nor on the sizes of
 * other errors.
 *
 * @param seed names the instance
 * @throws QepError invalid-argument for a size that is negative or not finite
 */
export function drawMiscalibration(
  { inputs, parameters, outputs }: KnobCounts,
  size: MiscalibrationSize,
  seed: number,
): Miscalibration {
  for (const [name, value] of Object.entries(size)) {
    if (value >= 0 && value < Number.POSITIVE_INFINITY) continue;
    throw new QepError(
      "invalid-argument",
      `${name} of a miscalibration is a standard deviation, finite and not negative; it is ${value}`,
    );
  }
  return {
    inputs: drawErrors("inputs", inputs, size, seed),
    parameters: drawErrors("parameters", parameters, size, seed),
    nudge: drawErrors("nudge", outputs, size, seed),
  };
}

function drawErrors(
  kind: keyof Miscalibration,
  count: number,
  { gain = 0, offset = 0, crosstalk = 0 }: MiscalibrationSize,
  seed: number,
): KnobErrors {
  const normal = (...what: readonly (string | number)[]) =>
    new RandomStream("miscalibration", seed, kind, ...what).normal();
  const matrix = new Float64Array(count * count);
  for (let j = 0; j < count; j++) {
    for (let k = 0; k < count; k++) {
      if (j === k) matrix[j * count + k] = 1 + gain * normal("gain", j);
      else if (crosstalk > 0) matrix[j * count + k] = crosstalk * normal("crosstalk", j, k);
    }
  }
  const drawn = (_: unknown, j: number) => (offset > 0 ? offset * normal("offset", j) : 0);
  return { matrix, offset: Float64Array.from({ length: count }, drawn) };
}

/** M v + o, length n. */
export function actualValues(
  set: Float64Array,
  { matrix, offset }: Pick<KnobErrors, "matrix"> & Partial<KnobErrors>,
): Float64Array {
  const count = set.length;
  return set.map((_, j) => {
    let value = offset?.[j] ?? 0;
    for (let k = 0; k < count; k++) value += (matrix[j * count + k] as number) * (set[k] as number);
    return value;
  });
}
