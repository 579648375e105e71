import type { StreamKey } from "../base/random.ts";
import type { Device, Measurement } from "../propagation/device.ts";
import type { Loss } from "../propagation/loss.ts";
import { measure } from "../propagation/measure.ts";
import type { Sample } from "../propagation/problem.ts";
import { accuracy, cost, maxChoice, product, signAccuracy, singleShot } from "./metrics.ts";

/** The mean loss over samples, and what else the targets allow to be said. */
export interface Scores {
  readonly cost: number;
  /** Share of samples with every output on the right side; where targets are one-hot, or all 1 or −1. */
  readonly accuracy?: number;
}

/** Scores of a classifier on labelled samples; all means over the samples. */
export interface Metrics extends Scores {
  readonly accuracy: number;
  readonly maxChoice: number;
  readonly singleShot: number;
  readonly product: number;
}

/** Tells the scores of a classifier from a bare cost. */
export function isClassifierMetrics(metrics: Scores): metrics is Metrics {
  return "maxChoice" in metrics;
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
  const measurements = await measureOutputs(device, parameters, inputs, stream, signal);
  return measurements.map(({ mean }) => mean);
}

/** The measurements behind {@link evaluateOutputs}, with what they know of their errors. */
export async function measureOutputs(
  device: Device,
  parameters: Float64Array,
  inputs: readonly Float64Array[],
  stream: readonly StreamKey[] = ["evaluate"],
  signal?: AbortSignal,
): Promise<readonly Measurement[]> {
  const outputs = device.capabilities().outputs.map((_, index) => index);
  const nudge = new Float64Array(outputs.length);
  const settings = inputs.map((x, index) => ({ inputs: x, parameters, nudge, stream: [...stream, index] }));
  const shots = { outputs: null, parameters: null, inputs: null };
  return await measure(device, settings, { observables: { outputs }, shots }, signal);
}

/** What targets are: a single 1 among 0 for the right class, signs, or any values. */
export type TargetKind = "one-hot" | "signs" | "values";

/** The kind that all targets of samples have; signs only where one is −1. */
export function targetKind(samples: readonly Sample[]): TargetKind {
  const targets = samples.map(({ target }) => target as Float64Array);
  if (targets.every(isSigns) && targets.some((target) => target.includes(-1))) return "signs";
  return targets.every(isOneHot) ? "one-hot" : "values";
}

/**
 * Scores of given outputs against the targets of one-point samples.
 *
 * @param kind of the targets; that of these samples where absent
 * @returns a classifier's scores where every target is one-hot (a single 1 among at least two outputs); cost and accuracy
 *   where all targets are 1 or −1; else the cost alone
 */
export function scoreOutputs(
  loss: Loss,
  samples: readonly Sample[],
  outputs: readonly Float64Array[],
  kind: TargetKind = targetKind(samples),
): Scores {
  const targets = samples.map(({ target }) => target as Float64Array);
  const mean = cost(loss, outputs, targets, samples.map(onlyPoint));
  if (kind === "signs") return { cost: mean, accuracy: signAccuracy(outputs, targets) };
  if (kind === "values") return { cost: mean };
  const scores: Metrics = {
    cost: mean,
    accuracy: accuracy(outputs, targets),
    maxChoice: maxChoice(outputs, targets),
    singleShot: singleShot(outputs, targets),
    product: product(outputs, targets),
  };
  return scores;
}

/** Exact outputs at one-point labelled samples, scored. */
export async function testSamples(
  device: Device,
  loss: Loss,
  samples: readonly Sample[],
  parameters: Float64Array,
  signal?: AbortSignal,
): Promise<Scores> {
  const outputs = await evaluateOutputs(device, parameters, samples.map(onlyPoint), ["test"], signal);
  return scoreOutputs(loss, samples, outputs);
}

/** The loss of one sample at exact outputs, which may have several operating points. */
export async function lossAt(
  device: Device,
  loss: Loss,
  { points, target }: Sample,
  parameters: Float64Array,
): Promise<number> {
  const outputs = await evaluateOutputs(device, parameters, points, ["loss"]);
  return loss.evaluate({ outputs, inputs: points, ...(target ? { target } : {}) }).value;
}

function onlyPoint({ points }: Sample): Float64Array {
  return points[0] as Float64Array;
}

function isSigns(target: Float64Array): boolean {
  return target.every((value) => value === 1 || value === -1);
}

function isOneHot(target: Float64Array): boolean {
  return (
    target.length > 1 &&
    target.every((value) => value === 0 || value === 1) &&
    target.indexOf(1) >= 0 &&
    target.indexOf(1) === target.lastIndexOf(1)
  );
}
