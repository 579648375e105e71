import type { Experiment } from "../experiments/build-experiment.ts";
import { pilotDevice } from "../experiments/build-measurement.ts";
import type { PilotDevices } from "../experiments/gradient-pilots.ts";
import { planTraining, type TrainingPlan } from "../experiments/plan-training.ts";
import { describePlan } from "../experiments/spending.ts";
import { openDevice } from "./open-device.ts";
import { note } from "./output.ts";

/** Residual norm behind biases: small beside any that matters. */
const TOLERANCE = 1e-10;

/**
 * Plans a training on the model as it is written: what a device hides, it hides from its plan too.
 *
 * @returns for `TrainingOptions.planner`; says on stderr what it does and what it found
 */
export function modelPlanner(workers: number): (experiment: Experiment) => Promise<TrainingPlan> {
  return async (experiment) => {
    note("Planning estimator, β and shots from a simulated pilot.");
    const plan = await withPilotDevices(asWritten(experiment), workers, (devices) =>
      planTraining(experiment, devices, { values: experiment.variables.initial }),
    );
    note(`Planned: ${describePlan(plan)}.`);
    return plan;
  };
}

/** The experiment without what its device hides. */
export function asWritten({ hidden: _, ...experiment }: Experiment): Experiment {
  return experiment;
}

/** Opens the simulated device of an experiment for pilots, and closes it after the work. */
export async function withPilotDevices<T>(
  experiment: Experiment,
  workers: number,
  work: (devices: PilotDevices) => Promise<T>,
): Promise<T> {
  const exact = await openDevice(experiment, { workers, tolerance: TOLERANCE });
  try {
    return await work({ exact, measured: pilotDevice(exact, experiment) });
  } finally {
    await exact.close();
  }
}
