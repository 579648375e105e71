import type { StreamKey } from "../base/random.ts";
import type { Device } from "../propagation/device.ts";
import type { Loss } from "../propagation/loss.ts";
import { measure } from "../propagation/measure.ts";
import type { Sample } from "../propagation/problem.ts";
import { accuracy, cost, maxChoice, product, singleShot } from "./metrics.ts";

/** Scores of a classifier on labelled samples; all means over the samples. */
export interface Metrics {
  readonly cost: number;
  readonly accuracy: number;
  readonly maxChoice: number;
  readonly singleShot: number;
  readonly product: number;
}

/**
 * The exact outputs ⟨B_l⟩ at inputs x and parameters θ, free phase.
 *
 * @param inputs one vector of length K for each setting
 * @returns one vector of length J for each
 */
export async function evaluateOutputs(
  device: Device,
  parameters: Float64Array,
  inputs: readonly Float64Array[],
  stream: readonly StreamKey[] = ["evaluate"],
  signal?: AbortSignal,
): Promise<Float64Array[]> {
  const outputs = device.capabilities().outputs.map((_, index) => index);
  const nudge = new Float64Array(outputs.length);
  const settings = inputs.map((x, index) => ({ inputs: x, parameters, nudge, stream: [...stream, index] }));
  const shots = { outputs: null, parameters: null, inputs: null };
  const measurements = await measure(device, settings, { observables: { outputs }, shots }, signal);
  return measurements.map(({ mean }) => mean);
}

/** Scores of given outputs against the targets of one-point samples. */
export function scoreOutputs(
  loss: Loss,
  samples: readonly Sample[],
  outputs: readonly Float64Array[],
): Metrics {
  const targets = samples.map(({ target }) => target as Float64Array);
  const inputs = samples.map(({ points }) => points[0] as Float64Array);
  return {
    cost: cost(loss, outputs, targets, inputs),
    accuracy: accuracy(outputs, targets),
    maxChoice: maxChoice(outputs, targets),
    singleShot: singleShot(outputs, targets),
    product: product(outputs, targets),
  };
}

/** Exact outputs at one-point labelled samples, scored. */
export async function testSamples(
  device: Device,
  loss: Loss,
  samples: readonly Sample[],
  parameters: Float64Array,
  signal?: AbortSignal,
): Promise<Metrics> {
  const inputs = samples.map(({ points }) => points[0] as Float64Array);
  const outputs = await evaluateOutputs(device, parameters, inputs, ["test"], signal);
  return scoreOutputs(loss, samples, outputs);
}
