import type { SimulatorOptions } from "../devices/simulator.ts";
import type { Experiment } from "./build-experiment.ts";
import { imperfectOptions } from "./build-measurement.ts";
import { solverTolerance } from "./solver-tolerance.ts";

/**
 * What an experiment says of the simulator that stands for its device: which state, in which sector, how exact, and what is
 * wrong with its counts.
 *
 * @example
 * const device = simulatedDevice(
 *   new Simulator(simulatedSystem(experiment), kernels, simulatorSettings(experiment)),
 *   experiment,
 * );
 */
export function simulatorSettings(experiment: Experiment): SimulatorOptions {
  const { config } = experiment;
  return {
    equilibrium: config.equilibrium,
    symmetries: config.preparation.symmetries,
    tolerance: solverTolerance(config),
    ...imperfectOptions(experiment),
  };
}
