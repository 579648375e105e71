import {
  batchOf,
  CountedDevice,
  type Device,
  type Experiment,
  type Kernels,
  type Sample,
  simulatedDevice,
} from "qep";
import { openSimulator, readExperiment } from "./open-experiment.ts";

/** An experiment opened for single questions: on its simulated device, exact or by counts. */
export interface Workbench {
  readonly experiment: Experiment;
  /** Exact expectation values and responses. */
  readonly exact: Device;
  /** The same device, read by counting bitstrings in bases that it chooses. */
  readonly counted: Device;
}

/**
 * Opens the experiment that a text describes.
 *
 * @throws QepError from the experiment or the simulator
 */
export function openWorkbench(text: string, kernels: Kernels): Workbench {
  const experiment = readExperiment(text);
  const simulator = openSimulator(experiment, kernels);
  return {
    experiment,
    exact: simulatedDevice(simulator, experiment),
    counted: simulatedDevice(new CountedDevice(simulator, experiment.system), experiment),
  };
}

/** The training samples that can be looked at: those of the first batch, or the operating points. */
export function samplesOf(experiment: Experiment): readonly Sample[] {
  return batchOf(experiment, 0);
}
