import type { Device, Measurement, Setting, Shots } from "./device.ts";
import { allIndices, type FreeSample, freePhase } from "./free-phase.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { ResolvedGradientSettings } from "./gradient-settings.ts";
import { gatherHealth } from "./health.ts";
import { measure } from "./measure.ts";
import type { GradientProblem } from "./problem.ts";
import { type DirectionResponse, samplingVariances, standardErrors } from "./sampling-error.ts";

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
    { outputs: null, parameters: null, inputs: null },
    signal,
  );
  const request = {
    observables: { outputs: allIndices(outputs.length) },
    shots: { outputs: settings.shots, parameters: null, inputs: null } satisfies Shots,
  };
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
  { method, step, shots, trainedInputs }: ResolvedGradientSettings,
  parameterCount: number,
): GradientResult {
  const { points, loss } = free;
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
  const split = (pick: (derivative: { value: number; variance: number }) => number) => ({
    parameters: Float64Array.from(derivatives.slice(0, parameterCount), pick),
    inputs: points.map((_, point) => {
      const start = parameterCount + point * trainedInputs.length;
      return Float64Array.from(derivatives.slice(start, start + trainedInputs.length), pick);
    }),
  });
  const bySampling = samplingVariances(
    free,
    differences.map((list, point) => outputResponses(list, points[point]?.outputs.length ?? 0, step)),
    parameterCount,
    trainedInputs,
  );
  const byShots = shots === null ? null : split(({ variance }) => variance);
  const freeMeasurements = points.map(({ measurement }) => measurement);
  return {
    loss: loss.value,
    outputs: points.map((point) => point.outputs),
    ...split(({ value }) => value),
    standardError: standardErrors(free, byShots, bySampling),
    method,
    beta: null,
    preparations: points.length + measurements.length,
    shots: measurements.reduce((sum, measurement) => sum + measurement.shots, 0),
    health: gatherHealth(freeMeasurements, []),
  };
}

/** The outputs at a knob's upper and lower setting. */
interface Difference {
  readonly up: Measurement;
  readonly down: Measurement;
}

/** d⟨B_l⟩ in each knob of a point, output by output. */
function outputResponses(
  differences: readonly Difference[],
  outputs: number,
  step: number,
): DirectionResponse[] {
  const count = differences[0]?.up.replicates?.length ?? 0;
  return allIndices(outputs).map((l) => {
    const slopes = (read: (measurement: Measurement) => Float64Array | undefined) =>
      Float64Array.from(
        differences,
        ({ up, down }) => ((read(up)?.[l] as number) - (read(down)?.[l] as number)) / (2 * step),
      );
    return {
      direction: Float64Array.from({ length: outputs }, (_, index) => (index === l ? 1 : 0)),
      response: slopes(({ mean }) => mean),
      replicates: allIndices(count).map((r) => slopes(({ replicates }) => replicates?.[r])),
    };
  });
}

/** Σ_l ε_l (B_l⁺ − B_l⁻)/2h and its variance; outputs of one preparation are taken as independent. */
function contractDifference({ up, down }: Difference, signal: Float64Array, step: number) {
  let [value, variance] = [0, 0];
  for (let l = 0; l < signal.length; l++) {
    const weight = (signal[l] as number) / (2 * step);
    value += weight * ((up.mean[l] as number) - (down.mean[l] as number));
    variance += weight ** 2 * ((up.standardError?.[l] ?? 0) ** 2 + (down.standardError?.[l] ?? 0) ** 2);
  }
  return { value, variance };
}
