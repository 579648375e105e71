import { batchOf, measure, objectiveOf, parametersOf, withTrainedInputs } from "qep";
import type { Workbench } from "./workbench.ts";

/** Exact means are asked for at many settings. */
export interface ExpectationsRequest {
  /** YAML or JSON text. */
  readonly experiment: string;
  readonly settings: readonly PlainSetting[];
}

/** A setting of the knobs. */
export interface PlainSetting {
  /** x, length K. */
  readonly inputs: readonly number[];
  /** θ, length P. */
  readonly parameters: readonly number[];
  /** ν, length J; default 0. */
  readonly nudge?: readonly number[];
}

/** Exact means at one setting. */
export interface Expectations {
  /** ⟨B_l⟩ */
  readonly outputs: readonly number[];
  /** ⟨A_j⟩ */
  readonly parameters: readonly number[];
}

/** Exact means of all outputs and all trained observables, setting by setting. */
export async function expectations(
  { experiment, exact }: Workbench,
  settings: readonly PlainSetting[],
): Promise<Expectations[]> {
  const { outputs } = experiment.system;
  const observables = { outputs: [...outputs.keys()], parameters: [...experiment.parameterNames.keys()] };
  const measurements = await measure(
    exact,
    settings.map((setting) => ({
      inputs: Float64Array.from(setting.inputs),
      parameters: Float64Array.from(setting.parameters),
      nudge: Float64Array.from(setting.nudge ?? new Array<number>(outputs.length).fill(0)),
      stream: ["studio"],
    })),
    { observables, shots: { outputs: null, parameters: null, inputs: null } },
  );
  return measurements.map(({ mean }) => ({
    outputs: [...mean.slice(0, outputs.length)],
    parameters: [...mean.slice(outputs.length)],
  }));
}

/** The loss of the first sample is asked for at many values of the variables. */
export interface LossesRequest {
  readonly experiment: string;
  /** θ and trained inputs. */
  readonly values: readonly Float64Array[];
}

/** The exact loss at each of the values. */
export async function losses(bench: Workbench, values: readonly Float64Array[]): Promise<Float64Array> {
  const { experiment } = bench;
  const { loss } = objectiveOf(experiment);
  const [sample] = batchOf(experiment, 0);
  const target = sample?.target ? { target: sample.target } : {};
  const points = values.map((own) => withTrainedInputs(experiment.variables, own, sample?.points ?? []));
  const settings = values.flatMap((own, k) =>
    (points[k] ?? []).map((inputs) => ({
      inputs: [...inputs],
      parameters: [...parametersOf(experiment.variables, own)],
    })),
  );
  const means = (await expectations(bench, settings)).map(({ outputs }) => Float64Array.from(outputs));
  return Float64Array.from(values, (_, k) => {
    const inputs = points[k] ?? [];
    const outputs = means.slice(k * inputs.length, (k + 1) * inputs.length);
    return loss.evaluate({ outputs, inputs, ...target }).value;
  });
}
