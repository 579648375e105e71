import {
  estimateGradients,
  type GradientProblem,
  type GradientResult,
  type GradientSettings,
  objectiveOf,
  parametersOf,
  withTrainedInputs,
} from "qep";
import type { RecordingDevice } from "./recording-device.ts";
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

/** What of a workbench a gradient needs. */
export type AnatomyBench = Pick<Workbench, "experiment" | "exact" | "counted">;

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

/** The gradient of a problem of one sample. */
export async function oneGradient(
  device: RecordingDevice | Workbench["exact"],
  problem: GradientProblem,
  settings: GradientSettings,
): Promise<GradientResult> {
  const [result] = await estimateGradients(device, problem, settings);
  if (!result) throw new Error("a gradient of one sample has one result");
  return result;
}

/** Parameters, then the trained inputs of the first operating point. */
export function componentsOf({
  parameters,
  inputs,
}: Pick<GradientResult, "parameters" | "inputs">): number[] {
  return [...parameters, ...(inputs[0] ?? [])];
}
