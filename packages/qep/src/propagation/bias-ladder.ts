import { QepError } from "../base/errors.ts";
import { type BiasCurve, type BiasPoint, biasCurve } from "./bias-curve.ts";
import type { Device } from "./device.ts";
import { allIndices } from "./free-phase.ts";
import { estimateGradients } from "./gradient.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { GradientSettings } from "./gradient-settings.ts";
import { noiseVariances } from "./noise-variances.ts";
import { BIAS_ORDER, type NudgedMethod } from "./nudge-steps.ts";
import type { PhaseBudget } from "./phase-budget.ts";
import type { GradientProblem } from "./problem.ts";

/** Which strengths a ladder tries, and how it measures. */
export interface LadderSettings {
  /** The largest strength. */
  readonly largest: number;
  /** How often it is halved, at least once; twice or more where the bias of the Richardson method is to be seen. */
  readonly octaves: number;
  /** Strengths for each octave, default 1. More follow a response with structure, such as that beside a level crossing. */
  readonly perOctave?: number;
  readonly trainedInputs: readonly number[];
  /** Shots of each phase, for a device that has no exact expectation values. */
  readonly budget?: PhaseBudget;
}

/** Gradients of the same samples, by parameters and then the trained inputs of each point. */
export interface PilotGradients {
  readonly gradients: readonly Float64Array[];
  /** Σ_j of the variances of their mean by shots. */
  readonly variance: number;
}

/** What was found of the bias of the nudged methods. */
export interface BiasLadder {
  /** The exact gradient where the device has it, else the Richardson extrapolation from the two smallest β. */
  readonly reference: PilotGradients;
  readonly isExact: boolean;
  /** β at which biases are known, ascending. */
  readonly betas: readonly number[];
  readonly curves: Readonly<Record<NudgedMethod, BiasCurve>>;
}

/** A gradient as a sum of measured ones, so that what they share is not counted twice. */
type Combination = ReadonlyMap<PilotGradients, number>;

/**
 * Finds the bias of the nudged methods from gradients at β, β/2, β/4, …: one-sided f″β/2 + …, symmetric f‴β²/6 + …, and that of the
 * Richardson combination of two of the symmetric ones.
 *
 * The reference is the exact response where the device has it. Where it has not, and on devices that measure everything, the
 * biases have the noise of the pilot; how large that is they say themselves.
 *
 * @throws QepError invalid-argument for settings that are none, and what gradients throw
 */
export async function biasLadder(
  device: Device,
  problem: GradientProblem,
  settings: LadderSettings,
  signal?: AbortSignal,
): Promise<BiasLadder> {
  const betas = strengthsOf(settings);
  const { perOctave = 1 } = settings;
  const at = (method: GradientSettings["method"], beta: number) =>
    gradientsAt(device, problem, { method, beta }, settings, signal);
  const symmetric: PilotGradients[] = [];
  const oneSided: PilotGradients[] = [];
  for (const beta of betas) {
    symmetric.push(await at("symmetric", beta));
    oneSided.push(await at("one-sided", beta));
  }
  const isExact = device.capabilities().hasExactResponse && settings.budget === undefined;
  const reference: Combination = isExact
    ? new Map([[await at("linear-response", 0), 1]])
    : richardson(symmetric, 0, perOctave);
  const curve = (order: number, combinations: readonly (readonly [number, Combination])[]) =>
    biasCurve(
      combinations.map(([strength, estimate]) => pointOf(strength, difference(estimate, reference))),
      order,
    );
  const own = (gradients: readonly PilotGradients[]) =>
    gradients.map((gradient, k) => [betas[k] as number, new Map([[gradient, 1]])] as const);
  // Without an exact reference the first Richardson combination is the reference itself.
  const halves = allIndices(betas.length - perOctave).slice(
    isExact || betas.length === perOctave + 1 ? 0 : 1,
  );
  return {
    reference: evaluated(reference),
    isExact,
    betas,
    curves: {
      "one-sided": curve(BIAS_ORDER["one-sided"], own(oneSided)),
      symmetric: curve(BIAS_ORDER.symmetric, own(symmetric)),
      richardson: curve(
        BIAS_ORDER.richardson,
        halves.map((half) => [betas[half + perOctave] as number, richardson(symmetric, half, perOctave)]),
      ),
    },
  };
}

/** What was found of the bias of finite differences. */
export interface StepLadder {
  readonly steps: readonly number[];
  readonly curve: BiasCurve;
}

/**
 * The bias of central finite differences at steps h, h/2, …, against the exact gradient.
 *
 * Costs 2 preparations for each knob, step and operating point.
 *
 * @param reference exact gradients of the same samples
 */
export async function stepLadder(
  device: Device,
  problem: GradientProblem,
  reference: PilotGradients,
  settings: LadderSettings,
  signal?: AbortSignal,
): Promise<StepLadder> {
  const steps = strengthsOf(settings);
  const points: BiasPoint[] = [];
  for (const step of steps) {
    const estimate = await gradientsAt(
      device,
      problem,
      { method: "finite-difference", step },
      settings,
      signal,
    );
    points.push(
      pointOf(
        step,
        new Map([
          [estimate, 1],
          [reference, -1],
        ]),
      ),
    );
  }
  return { steps, curve: biasCurve(points, 2) };
}

/** Ascending, from largest/2^octaves. @throws QepError invalid-argument */
function strengthsOf({ largest, octaves, perOctave = 1 }: LadderSettings): number[] {
  const isWhole = [octaves, perOctave].every((number) => Number.isInteger(number) && number >= 1);
  if (!(largest > 0 && Number.isFinite(largest) && isWhole)) {
    throw new QepError(
      "invalid-argument",
      "a ladder needs a largest strength above 0, and octaves and strengths for each of at least 1; given " +
        `${largest}, ${octaves} and ${perOctave}`,
      { largest, octaves, perOctave },
    );
  }
  return allIndices(octaves * perOctave + 1).map((k) => largest * 2 ** (k / perOctave - octaves));
}

async function gradientsAt(
  device: Device,
  problem: GradientProblem,
  method: Pick<GradientSettings, "method" | "beta" | "step">,
  { trainedInputs, budget }: LadderSettings,
  signal: AbortSignal | undefined,
): Promise<PilotGradients> {
  const stream = [...problem.stream, "bias", method.method, method.beta ?? method.step ?? 0];
  const { beta = 0, ...rest } = method;
  const settings = {
    ...rest,
    ...(beta > 0 ? { beta } : {}),
    trainedInputs,
    ...(budget ? { budget } : {}),
  };
  const results = await estimateGradients(device, { ...problem, stream }, settings, signal);
  return {
    gradients: results.map(({ parameters, inputs }) => flatten(parameters, inputs)),
    variance: results.reduce((sum, result) => sum + varianceOf(result), 0) / results.length ** 2,
  };
}

function flatten(parameters: Float64Array, inputs: readonly Float64Array[]): Float64Array {
  return Float64Array.of(...parameters, ...inputs.flatMap((point) => [...point]));
}

function varianceOf(result: GradientResult): number {
  return noiseVariances(result)?.reduce((sum, variance) => sum + variance, 0) ?? 0;
}

/** (4 g(β/2) − g(β))/3 with β/2 the member `half` of the ladder. */
function richardson(symmetric: readonly PilotGradients[], half: number, perOctave: number): Combination {
  return new Map([
    [symmetric[half] as PilotGradients, 4 / 3],
    [symmetric[half + perOctave] as PilotGradients, -1 / 3],
  ]);
}

function difference(estimate: Combination, reference: Combination): Combination {
  const result = new Map(estimate);
  for (const [part, weight] of reference) result.set(part, (result.get(part) ?? 0) - weight);
  return result;
}

function evaluated(combination: Combination): PilotGradients {
  const parts = [...combination];
  const [first] = parts[0] as [PilotGradients, number];
  return {
    gradients: first.gradients.map((gradient, sample) =>
      gradient.map((_, j) =>
        parts.reduce(
          (sum, [part, weight]) => sum + weight * ((part.gradients[sample] as Float64Array)[j] as number),
          0,
        ),
      ),
    ),
    variance: parts.reduce((sum, [part, weight]) => sum + weight ** 2 * part.variance, 0),
  };
}

function pointOf(strength: number, combination: Combination): BiasPoint {
  const { gradients, variance } = evaluated(combination);
  return { strength, biases: gradients, variance };
}
