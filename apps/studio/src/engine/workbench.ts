import {
  batchOf,
  CountedDevice,
  type Device,
  type Experiment,
  type Kernels,
  QuenchedDevice,
  type Sample,
  type StateObserver,
  simulatedDevice,
  simulatedSystem,
} from "qep";
import { openSimulator, readExperiment } from "./open-experiment.ts";

/** An experiment opened for single questions: on its simulated device, exact or by counts. */
export interface Workbench {
  readonly experiment: Experiment;
  /** Exact expectation values and responses. */
  readonly exact: Device;
  /** The same device, read by counting bitstrings in bases that it chooses. */
  readonly counted: Device;
  /** The same system, read a time of 1 after the nudge is switched on suddenly: not in equilibrium. */
  readonly quenched: () => Device;
  /** Reads quantities of its states that no observable tells. */
  readonly observer: StateObserver;
}

/** In the inverse unit of energy. */
const QUENCH_TIME = 1;

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
    observer: simulator,
    counted: simulatedDevice(new CountedDevice(simulator, experiment.system), experiment),
    quenched: () =>
      simulatedDevice(new QuenchedDevice(simulatedSystem(experiment), kernels, QUENCH_TIME), experiment),
  };
}

/** The training samples that can be looked at: those of the first batch, or the operating points. */
export function samplesOf(experiment: Experiment): readonly Sample[] {
  return batchOf(experiment, 0);
}
