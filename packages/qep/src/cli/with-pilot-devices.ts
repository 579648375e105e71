import type { Experiment } from "../experiments/build-experiment.ts";
import { simulatedDevice, simulatedSystem } from "../experiments/build-hidden.ts";
import { imperfectOptions, pilotDevice } from "../experiments/build-measurement.ts";
import type { PilotDevices } from "../experiments/gradient-pilots.ts";
import { solverTolerance } from "../experiments/solver-tolerance.ts";
import { openSimulator } from "../platform/node/open-simulator.ts";

/** Residual norm behind biases: small beside any that matters. */
const TOLERANCE = 1e-10;

/** Opens the simulated device of an experiment for pilots, and closes it after the work. */
export async function withPilotDevices<T>(
  experiment: Experiment,
  workers: number,
  work: (devices: PilotDevices) => Promise<T>,
): Promise<T> {
  const { config } = experiment;
  const simulator = await openSimulator(simulatedSystem(experiment), {
    workers,
    equilibrium: config.equilibrium,
    symmetries: config.preparation.symmetries,
    tolerance: Math.min(TOLERANCE, solverTolerance(config)),
    ...imperfectOptions(experiment),
  });
  const exact = simulatedDevice(simulator, experiment);
  try {
    return await work({ exact, measured: pilotDevice(exact, experiment) });
  } finally {
    await exact.close();
  }
}
