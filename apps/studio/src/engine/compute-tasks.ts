import { type Device, evaluateOutputs, type Kernels, simulatedDevice } from "qep";
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
}

export type ComputeTaskName = keyof ComputeTasks;

/** Points between two reports of progress. */
const POINTS_AT_ONCE = 16;

/** Computes tasks in a worker; keeps the device of the latest experiment. */
export class ComputeEngine {
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

  private deviceOf(text: string): Device {
    if (this.opened?.text === text) return this.opened.device;
    const experiment = readExperiment(text);
    const device = simulatedDevice(openSimulator(experiment, this.kernels), experiment);
    this.opened = { text, device };
    return device;
  }
}
