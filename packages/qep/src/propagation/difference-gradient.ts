import { calibrationVariances } from "./calibration-error.ts";
import { addBlock, covarianceOf, squareMatrix } from "./covariance.ts";
import type { Device, Measurement, MeasurementRequest, Setting } from "./device.ts";
import { allIndices, type FreeSample, freePhase } from "./free-phase.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { ResolvedGradientSettings } from "./gradient-settings.ts";
import { gatherHealth } from "./health.ts";
import { measure } from "./measure.ts";
import type { NudgeResponse } from "./nudge-response.ts";
import { freeReading } from "./phase-readings.ts";
import type { GradientProblem } from "./problem.ts";
import { type GradientVariances, samplingVariances, standardErrors } from "./sampling-error.ts";
import {
  type GradientShape,
  outputCovariancesOf,
  type PointResponses,
  shotCovariance,
  shotVariances,
} from "./shot-covariance.ts";

/** A knob of one sample that is stepped up and down: a parameter (all points move) or an input of one point. */
type SteppedKnob = { readonly parameter: number } | { readonly point: number; readonly input: number };

/**
 * The gradient by central finite differences of the outputs in every knob, ∂⟨B⟩/∂θ_j ≈ (⟨B⟩_{θ+h} − ⟨B⟩_{θ−h}) / 2h,
 * contracted with the error signal. The baseline that QEP is compared with: 2P preparations beyond the free one.
 */
export async function differenceGradients(
  device: Device,
  problem: GradientProblem,
  settings: ResolvedGradientSettings,
  signal?: AbortSignal,
): Promise<GradientResult[]> {
  const { outputs, parameters } = device.capabilities();
  const free = await freePhase(
    device,
    problem,
    {},
    freeReading(settings, {}, outputs.length, parameters.length + settings.trainedInputs.length),
    signal,
  );
  const request = steppedRequest(settings, outputs.length);
  const results: GradientResult[] = [];
  for (const sample of free) {
    const knobs: SteppedKnob[] = [
      ...allIndices(parameters.length).map((parameter) => ({ parameter })),
      ...sample.points.flatMap((_, point) => settings.trainedInputs.map((input) => ({ point, input }))),
    ];
    const shifted = knobs.flatMap((knob) => shiftedSettings(sample, knob, settings.step));
    const measurements = await measure(device, shifted, request, signal);
    results.push(assemble(sample, knobs, measurements, settings, parameters.length));
  }
  return results;
}

/** All outputs, each with its shots or together from the budget of a nudged phase. */
export function steppedRequest(
  { shots, budget }: ResolvedGradientSettings,
  outputs: number,
): MeasurementRequest {
  const observables = { outputs: allIndices(outputs) };
  if (!budget) return { observables, shots: { outputs: shots, parameters: null, inputs: null } };
  const { weights, nudged: total } = budget;
  return { observables, budget: weights.outputs ? { total, weights: weights.outputs } : { total } };
}

/** Up and down at each operating point that the knob moves. */
function shiftedSettings({ points }: FreeSample, knob: SteppedKnob, step: number): Setting[] {
  const moved = "parameter" in knob ? points : [points[knob.point] as (typeof points)[number]];
  return moved.flatMap(({ setting }) =>
    [step, -step].map((change): Setting => {
      const stream = [
        ...setting.stream.slice(0, -1),
        "difference",
        JSON.stringify(knob),
        change > 0 ? "up" : "down",
      ];
      if ("parameter" in knob) {
        return {
          ...setting,
          parameters: shift(setting.parameters, knob.parameter, change),
          near: setting,
          stream,
        };
      }
      return { ...setting, inputs: shift(setting.inputs, knob.input, change), near: setting, stream };
    }),
  );
}

function shift(values: Float64Array, index: number, change: number): Float64Array {
  return values.map((value, k) => (k === index ? value + change : value));
}

function assemble(
  free: FreeSample,
  knobs: readonly SteppedKnob[],
  measurements: readonly Measurement[],
  settings: ResolvedGradientSettings,
  parameterCount: number,
): GradientResult {
  const { method, step, shots, budget, trainedInputs } = settings;
  const { points, loss } = free;
  const { differences, derivatives } = derivativesOf(free, knobs, measurements, step);
  const shape = { parameters: parameterCount, trainedInputs, points: points.length };
  const split = (pick: (derivative: Derivative) => number) => ({
    parameters: Float64Array.from(derivatives.slice(0, parameterCount), pick),
    inputs: points.map((_, point) => {
      const start = parameterCount + point * trainedInputs.length;
      return Float64Array.from(derivatives.slice(start, start + trainedInputs.length), pick);
    }),
  });
  const responses = differences.map((list, point) =>
    outputResponses(list, points[point]?.outputs.length ?? 0, step),
  );
  const hasShots = shots !== null || budget !== null;
  const byShots = hasShots
    ? withStepNoise(
        freeVariances(free, responses, shape),
        split(({ variance }) => variance),
      )
    : null;
  const calibration = calibrationVariances(free, responses, shape);
  const freeMeasurements = points.map(({ measurement }) => measurement);
  return {
    loss: loss.value,
    outputs: points.map((point) => point.outputs),
    ...split(({ value }) => value),
    standardError: standardErrors([
      byShots,
      samplingVariances(free, responses, parameterCount, trainedInputs),
      calibration,
    ]),
    ...outputCovariancesOf(free),
    ...(calibration ? { calibrationShifts: calibration.shifts } : {}),
    method,
    beta: null,
    preparations: points.length + measurements.length,
    shots: [...freeMeasurements, ...measurements].reduce((sum, measurement) => sum + measurement.shots, 0),
    health: gatherHealth(freeMeasurements, []),
  };
}

/** ∂L/∂u of one knob, and its variance by the shots of the stepped phases. */
interface Derivative {
  readonly value: number;
  readonly variance: number;
}

/** The measurements as differences of each operating point, and the derivatives in all knobs that they make. */
function derivativesOf(
  { points, loss }: FreeSample,
  knobs: readonly SteppedKnob[],
  measurements: readonly Measurement[],
  step: number,
): { readonly differences: readonly Difference[][]; readonly derivatives: readonly Derivative[] } {
  const queue = measurements[Symbol.iterator]();
  const take = () => queue.next().value as Measurement;
  const differences = points.map((): Difference[] => []);
  const derivatives = knobs.map((knob) => {
    const moved = "parameter" in knob ? allIndices(points.length) : [knob.point];
    let [value, variance] = [0, 0];
    for (const point of moved) {
      const difference = { up: take(), down: take() };
      differences[point]?.push(difference);
      const slope = contractDifference(difference, loss.errorSignals[point] as Float64Array, step);
      value += slope.value;
      variance += slope.variance;
    }
    if ("input" in knob) value += (loss.inputDerivatives[knob.point] as Float64Array)[knob.input] as number;
    return { value, variance };
  });
  return { differences, derivatives };
}

/** Variances that the free phase brings, through the error signal. */
function freeVariances(
  free: FreeSample,
  responses: readonly (readonly NudgeResponse[])[],
  shape: GradientShape,
): GradientVariances {
  const measured = responses.map((own): PointResponses => ({ responses: own }));
  return shotVariances(free, shotCovariance(free, measured, shape, 1), shape);
}

/** The outputs at a knob's upper and lower setting. */
interface Difference {
  readonly up: Measurement;
  readonly down: Measurement;
}

/** Adds the noise of the stepped phases to what the free one brings through the error signal. */
function withStepNoise(
  free: GradientVariances,
  stepped: Pick<GradientVariances, "parameters" | "inputs">,
): GradientVariances {
  const plus = (a: Float64Array, b: Float64Array | undefined) => a.map((value, k) => value + (b?.[k] ?? 0));
  return {
    ...free,
    parameters: plus(free.parameters, stepped.parameters),
    inputs: free.inputs.map((own, point) => plus(own, stepped.inputs[point])),
  };
}

/**
 * d⟨B_l⟩ in each knob of a point, output by output: by reciprocity the response of the knobs' observables to a nudge of
 * that output alone. They are not summed here, so their weights are 0.
 */
function outputResponses(differences: readonly Difference[], outputs: number, step: number): NudgeResponse[] {
  const first = differences[0]?.up;
  return allIndices(outputs).map((l) => {
    const slopes = (read: (measurement: Measurement) => Float64Array | undefined) =>
      Float64Array.from(
        differences,
        ({ up, down }) => ((read(up)?.[l] as number) - (read(down)?.[l] as number)) / (2 * step),
      );
    return {
      direction: Float64Array.from({ length: outputs }, (_, index) => (index === l ? 1 : 0)),
      response: slopes(({ mean }) => mean),
      replicates: (first?.replicates ?? []).map((_, r) => slopes(({ replicates }) => replicates?.[r])),
      shifts: (first?.calibrationShifts ?? []).map((_, c) => slopes((own) => own.calibrationShifts?.[c])),
      weight: 0,
      covariance: slopeVariances(differences, l, step),
    };
  });
}

/** Variances of one output's slopes, on the diagonal; different knobs were stepped in preparations of their own. */
function slopeVariances(differences: readonly Difference[], output: number, step: number) {
  const result = squareMatrix(differences.length);
  for (const [k, { up, down }] of differences.entries()) {
    for (const { standardError } of [up, down]) {
      const variance = ((standardError?.[output] ?? 0) / (2 * step)) ** 2;
      addBlock(result, { order: 1, values: Float64Array.of(variance) }, 1, [k]);
    }
  }
  return result;
}

/** Σ_l ε_l (B_l⁺ − B_l⁻)/2h and its variance. */
function contractDifference({ up, down }: Difference, signal: Float64Array, step: number) {
  let [value, variance] = [0, 0];
  for (let l = 0; l < signal.length; l++) {
    const weight = (signal[l] as number) / (2 * step);
    value += weight * ((up.mean[l] as number) - (down.mean[l] as number));
    variance += weight ** 2 * ((up.standardError?.[l] ?? 0) ** 2 + (down.standardError?.[l] ?? 0) ** 2);
  }
  for (const { mean, standardError, covariance } of [up, down]) {
    if (covariance) variance += correlatedPart({ mean, standardError, covariance }, signal, step);
  }
  return { value, variance };
}

/** What correlations between outputs read from the same shots add to the variance of their contraction. */
function correlatedPart(
  measurement: Parameters<typeof covarianceOf>[0],
  signal: Float64Array,
  step: number,
): number {
  const { order, values } = covarianceOf(measurement);
  let sum = 0;
  for (let l = 0; l < order; l++) {
    for (let m = 0; m < l; m++) {
      sum += 2 * (signal[l] as number) * (signal[m] as number) * (values[l * order + m] as number);
    }
  }
  return sum / (2 * step) ** 2;
}
