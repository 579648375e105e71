import {
  estimateGradients,
  type GradientProblem,
  type GradientResult,
  type GradientSettings,
  objectiveOf,
  parametersOf,
  withTrainedInputs,
} from "qep";
import type { Reading } from "./phase-reader.ts";
import { type RecordedMeasurement, RecordingDevice } from "./recording-device.ts";
import { samplesOf, type Workbench } from "./workbench.ts";

/** Estimators whose phases can be laid out. */
export type AnatomyMethod = "one-sided" | "symmetric";

/** Which gradient is taken apart. */
export interface AnatomyRequest {
  /** YAML or JSON text. */
  readonly experiment: string;
  /** θ and trained inputs; the initial values where absent. */
  readonly values?: Float64Array;
  /** Which sample of the first batch, from 0; beyond its end the count begins anew. */
  readonly sample: number;
  readonly method: AnatomyMethod;
  /** β > 0 */
  readonly beta: number;
  /** Prepared and read states of each phase; null for exact expectation values. */
  readonly shots: number | null;
  /** Another number is another draw of the shots. */
  readonly draw: number;
}

/** A gradient with everything that it was made of, at the first operating point of one sample. Plain data. */
export interface GradientAnatomy {
  readonly title: string;
  readonly inputs: readonly { readonly name: string; readonly value: number }[];
  readonly samples: number;
  readonly target: readonly number[] | null;
  readonly outputNames: readonly string[];
  /** Parameters, then trained inputs. */
  readonly knobNames: readonly string[];
  readonly loss: number;
  /** ⟨B_l⟩ */
  readonly outputs: readonly Reading[];
  /** ε_l = ∂L/∂⟨B_l⟩ */
  readonly errorSignal: readonly number[];
  /** The equilibria behind the estimate: the nudged ones, and the free one where it is subtracted. */
  readonly phases: readonly AnatomyPhase[];
  readonly estimate: readonly Reading[];
  /** The same estimator without shot noise: what is left to the exact gradient is the bias of β. */
  readonly noiseless: readonly number[];
  /** Linear response, the limit β → 0. */
  readonly exact: readonly number[];
  readonly shots: number;
}

/** ⟨A_j⟩ in one phase. */
export interface AnatomyPhase {
  readonly phase: "free" | "plus" | "minus";
  readonly observables: readonly Reading[];
}

/** What of a workbench a gradient needs. */
export type AnatomyBench = Pick<Workbench, "experiment" | "exact" | "counted">;

/**
 * One gradient, step by step: estimated by the library on a device that keeps what was measured.
 *
 * @param device keeps what is measured; default one over the exact or the counted device
 * @throws QepError where the experiment has no loss or gradient, and from the device
 */
export async function gradientAnatomy(
  bench: AnatomyBench,
  request: AnatomyRequest,
  device = new RecordingDevice(request.shots === null ? bench.exact : bench.counted),
): Promise<GradientAnatomy> {
  const { method, beta, shots } = request;
  const { experiment, exact } = bench;
  const problem = problemOf(bench, request);
  const [sample] = problem.samples;
  const own = { trainedInputs: experiment.variables.trainedInputs };
  const budget = shots === null ? {} : { budget: { free: shots, nudged: shots } };
  const result = await oneGradient(device, problem, { ...own, ...budget, method, beta });
  const noiseless = shots === null ? result : await oneGradient(exact, problem, { ...own, method, beta });
  const response = await oneGradient(exact, problem, { ...own, method: "linear-response" });
  const names = experiment.variables.names;
  const outputCount = experiment.system.outputs.length;
  const phase = (name: AnatomyPhase["phase"]) => recordOf(device.records, problem, name);
  const free = phase("free");
  return {
    title: experiment.config.title ?? "Untitled experiment",
    inputs: experiment.system.inputs.map(({ name }, k) => ({ name, value: sample?.points[0]?.[k] ?? 0 })),
    samples: samplesOf(experiment).length,
    target: sample?.target ? [...sample.target] : null,
    outputNames: experiment.system.outputs.map(({ name }) => name),
    knobNames: names.slice(0, experiment.variables.parameterCount + own.trainedInputs.length),
    loss: result.loss,
    outputs: readingsOf(free, 0, outputCount),
    errorSignal: Array.from(phase("plus")?.setting.nudge ?? [], (nudge) => nudge / beta),
    phases: [
      ...phaseOf("minus", phase("minus"), 0),
      ...(method === "one-sided" ? phaseOf("free", free, outputCount) : []),
      ...phaseOf("plus", phase("plus"), 0),
    ],
    estimate: componentsOf(result).map((mean, j) => ({ mean, error: errorsOf(result)[j] ?? 0 })),
    noiseless: componentsOf(noiseless),
    exact: componentsOf(response),
    shots: result.shots,
  };
}

/** The sample that is looked at, at the values asked for. */
export function problemOf(
  { experiment }: Pick<Workbench, "experiment">,
  { values = experiment.variables.initial, sample, draw }: Pick<AnatomyRequest, "values" | "sample" | "draw">,
): GradientProblem {
  const { variables, config } = experiment;
  const samples = samplesOf(experiment);
  const chosen = samples[sample % samples.length];
  return {
    loss: objectiveOf(experiment).loss,
    samples: chosen ? [{ ...chosen, points: withTrainedInputs(variables, values, chosen.points) }] : [],
    parameters: parametersOf(variables, values),
    stream: [config.seed, "studio", draw],
  };
}

async function oneGradient(
  device: RecordingDevice | Workbench["exact"],
  problem: GradientProblem,
  settings: GradientSettings,
): Promise<GradientResult> {
  const [result] = await estimateGradients(device, problem, settings);
  if (!result) throw new Error("a gradient of one sample has one result");
  return result;
}

/** The record of a phase at the first operating point: its random stream ends with sample, point, phase. */
export function recordOf(
  records: readonly RecordedMeasurement[],
  { stream }: GradientProblem,
  phase: AnatomyPhase["phase"],
): RecordedMeasurement | undefined {
  return records.find(({ setting }) => {
    const [sample, point, name, direction = 0] = setting.stream.slice(stream.length);
    return sample === 0 && point === 0 && name === phase && direction === 0;
  });
}

function phaseOf(
  phase: AnatomyPhase["phase"],
  record: RecordedMeasurement | undefined,
  skipped: number,
): AnatomyPhase[] {
  return record ? [{ phase, observables: readingsOf(record, skipped) }] : [];
}

function readingsOf(record: RecordedMeasurement | undefined, first: number, count?: number): Reading[] {
  const { mean, standardError } = record?.measurement ?? {};
  const readings = Array.from(mean ?? [], (value, k) => ({ mean: value, error: standardError?.[k] ?? 0 }));
  return readings.slice(first, count === undefined ? undefined : first + count);
}

/** Parameters, then the trained inputs of the first operating point. */
function componentsOf({ parameters, inputs }: Pick<GradientResult, "parameters" | "inputs">): number[] {
  return [...parameters, ...(inputs[0] ?? [])];
}

function errorsOf({ standardError }: GradientResult): number[] {
  return standardError ? componentsOf(standardError) : [];
}
