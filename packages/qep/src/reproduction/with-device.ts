import type { Experiment } from "../experiments/build-experiment.ts";
import type { Device } from "../propagation/device.ts";
import type { Workbench } from "./reproduction.ts";

/** Opens the device of an experiment for some work, and closes it whatever happens. */
export async function withDevice<T>(
  workbench: Workbench,
  experiment: Experiment,
  use: (device: Device) => Promise<T>,
): Promise<T> {
  const device = await workbench.open(experiment);
  try {
    return await use(device);
  } finally {
    await device.close();
  }
}
