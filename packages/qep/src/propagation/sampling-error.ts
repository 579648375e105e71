import type { FreeSample } from "./free-phase.ts";
import type { GradientResult } from "./gradient-result.ts";
import { jackknifeVariances } from "./jackknife.ts";
import type { LossResult } from "./loss.ts";

/** How the trained observables of one operating point respond to its outputs' nudge along one direction. */
export interface DirectionResponse {
  /** Length J: the error signal, or one output alone. */
  readonly direction: Float64Array;
  /** d⟨·⟩/dβ of the parameters' and the trained inputs' observables, length P plus their number. */
  readonly response: Float64Array;
  /** The same with one random sample left out, for each; absent where the device draws none. */
  readonly replicates?: readonly Float64Array[];
  /** What the device's calibration constants add to it, as in `Measurement.calibrationShifts`; absent where it has none. */
  readonly shifts?: readonly Float64Array[];
}

/** Variances of all that a gradient reports, in its shapes. */
export interface GradientVariances {
  readonly loss: number;
  readonly outputs: readonly Float64Array[];
  readonly parameters: Float64Array;
  readonly inputs: readonly Float64Array[];
}

/**
 * The variances that the random samples of a simulator bring, by leaving one out at one operating point at a time; null where
 * the device draws none.
 *
 * Left out are both the sample's part in the responses and its part in the free outputs, and so in the error signal. Of a
 * changed error signal only the part along the measured directions is seen: all of it where each output was nudged on its own
 * or there is only one, else what lies along the error signal itself.
 *
 * @param responses the directions of each operating point
 * @param parameterCount P
 * @param trainedInputs indices of the inputs that have a gradient
 */
export function samplingVariances(
  { points, lossAt }: FreeSample,
  responses: readonly (readonly DirectionResponse[])[],
  parameterCount: number,
  trainedInputs: readonly number[],
): GradientVariances | null {
  if (points.every(({ measurement }) => measurement.replicates === undefined)) return null;
  const knobs = { parameterCount, trainedInputs };
  const inputCount = trainedInputs.length;
  const total = new Float64Array(1 + parameterCount + points.length * inputCount);
  const outputs = points.map((point, left) => {
    const replicates = point.measurement.replicates ?? [];
    const count = point.outputs.length;
    const readings = replicates.map((replicate) => replicate.subarray(0, count));
    const gradients = readings.map((reading, r) => {
      const loss = lossAt(points.map((other, p) => (p === left ? reading : other.outputs)));
      return flatGradient(loss, responses, knobs, (direction, p) =>
        p === left ? (direction.replicates?.[r] ?? direction.response) : direction.response,
      );
    });
    for (const [k, variance] of jackknifeVariances(gradients).entries()) {
      total[k] = (total[k] as number) + variance;
    }
    return jackknifeVariances(readings);
  });
  return inShapes(total, outputs, knobs);
}

/** Variances of loss, parameters' gradient and inputs' gradients of each point, given one after the other. */
export function inShapes(
  flat: Float64Array,
  outputs: readonly Float64Array[],
  { parameterCount, trainedInputs }: { parameterCount: number; trainedInputs: readonly number[] },
): GradientVariances {
  const [start, inputCount] = [1 + parameterCount, trainedInputs.length];
  return {
    loss: flat[0] as number,
    outputs,
    parameters: flat.slice(1, start),
    inputs: outputs.map((_, p) => flat.slice(start + p * inputCount, start + (p + 1) * inputCount)),
  };
}

/** Loss, parameters' gradient, inputs' gradients of each point, one after the other. */
export function flatGradient(
  { value, errorSignals, inputDerivatives }: LossResult,
  responses: readonly (readonly DirectionResponse[])[],
  { parameterCount, trainedInputs }: { parameterCount: number; trainedInputs: readonly number[] },
  responseOf: (direction: DirectionResponse, point: number) => Float64Array,
): Float64Array {
  const parameters = new Float64Array(parameterCount);
  const inputs = responses.map((directions, p) => {
    const own = Float64Array.from(trainedInputs, (input) => inputDerivatives[p]?.[input] as number);
    for (const direction of directions) {
      const weight = component(errorSignals[p] as Float64Array, direction.direction);
      for (const [j, slope] of responseOf(direction, p).entries()) {
        const [target, index] = j < parameterCount ? [parameters, j] : [own, j - parameterCount];
        target[index] = (target[index] as number) + weight * slope;
      }
    }
    return own;
  });
  return Float64Array.of(value, ...parameters, ...inputs.flatMap((own) => [...own]));
}

/** The factor by which `direction` enters the nearest multiple of itself to `signal`. */
export function component(signal: Float64Array, direction: Float64Array): number {
  let [overlap, square] = [0, 0];
  for (const [l, value] of direction.entries()) {
    overlap += value * (signal[l] as number);
    square += value * value;
  }
  return square === 0 ? 0 : overlap / square;
}

/**
 * Standard errors from variances by shots, by random samples and by a calibration, which are independent; null where there
 * are none.
 */
export function standardErrors(
  variances: readonly (GradientVariances | null)[],
): GradientResult["standardError"] {
  const known = variances.filter((own) => own !== null);
  const [first] = known;
  if (!first) return null;
  const root = (parts: readonly (Float64Array | undefined)[]) =>
    Float64Array.from({ length: Math.max(...parts.map((part) => part?.length ?? 0)) }, (_, k) =>
      Math.sqrt(parts.reduce((sum, part) => sum + (part?.[k] ?? 0), 0)),
    );
  return {
    loss: Math.sqrt(known.reduce((sum, { loss }) => sum + loss, 0)),
    outputs: first.outputs.map((_, p) => root(known.map(({ outputs }) => outputs[p]))),
    parameters: root(known.map(({ parameters }) => parameters)),
    inputs: first.inputs.map((_, p) => root(known.map(({ inputs }) => inputs[p]))),
  };
}
