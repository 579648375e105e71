import {
  type Device,
  evaluateOutputs,
  experimentJsonSchema,
  type JsonSchema,
  type Kernels,
  simulatedDevice,
} from "qep";
import { type ExperimentReport, inspectExperiment } from "./inspect-experiment.ts";
import { openSimulator, readExperiment } from "./open-experiment.ts";

/** What a compute worker can be asked for: arguments and result of each task. All plain data. */
export interface ComputeTasks {
  /** Exact outputs of the free phase at many inputs. */
  readonly outputs: {
    readonly args: {
      /** YAML or JSON text. */
      readonly experiment: string;
      /** θ, length P. */
      readonly parameters: Float64Array;
      /** One vector of length K for each point. */
      readonly inputs: readonly Float64Array[];
    };
    /** One vector of length J for each point. */
    readonly result: readonly Float64Array[];
  };
  /** What an experiment is, or what is wrong with it; nothing is simulated. */
  readonly inspect: {
    readonly args: { readonly experiment: string };
    readonly result: ExperimentReport;
  };
  /** The schema of experiment files, for editors. */
  readonly schema: { readonly args: Readonly<Record<never, never>>; readonly result: JsonSchema };
}

export type ComputeTaskName = keyof ComputeTasks;

/** Whoever can compute every task. */
export type TaskComputer = {
  readonly [Name in ComputeTaskName]: (
    args: ComputeTasks[Name]["args"],
    onProgress: (fraction: number) => void,
  ) => Promise<ComputeTasks[Name]["result"]>;
};

/** Points between two reports of progress. */
const POINTS_AT_ONCE = 16;

/** Computes tasks in a worker; keeps the device of the latest experiment. */
export class ComputeEngine implements TaskComputer {
  private readonly kernels: Kernels;
  private opened: { readonly text: string; readonly device: Device } | undefined;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
  }

  /** @throws QepError from the experiment or the device */
  async outputs(
    { experiment, parameters, inputs }: ComputeTasks["outputs"]["args"],
    onProgress: (fraction: number) => void,
  ): Promise<Float64Array[]> {
    const device = this.deviceOf(experiment);
    const results: Float64Array[] = [];
    while (results.length < inputs.length) {
      const part = inputs.slice(results.length, results.length + POINTS_AT_ONCE);
      results.push(...(await evaluateOutputs(device, parameters, part)));
      onProgress(results.length / inputs.length);
    }
    return results;
  }

  async inspect({ experiment }: ComputeTasks["inspect"]["args"]): Promise<ExperimentReport> {
    return inspectExperiment(experiment);
  }

  async schema(): Promise<JsonSchema> {
    return experimentJsonSchema();
  }

  private deviceOf(text: string): Device {
    if (this.opened?.text === text) return this.opened.device;
    const experiment = readExperiment(text);
    const device = simulatedDevice(openSimulator(experiment, this.kernels), experiment);
    this.opened = { text, device };
    return device;
  }
}
