import type { StateObserver } from "../devices/state-observer.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import { simulatedDevice, simulatedSystem } from "../experiments/build-hidden.ts";
import { simulatorSettings } from "../experiments/simulator-settings.ts";
import { openSimulator } from "../platform/node/open-simulator.ts";
import type { Device } from "../propagation/device.ts";

/** How a command departs from what the experiment says of its simulator. */
export interface DeviceOptions {
  readonly workers: number;
  /** Residual norm at most, where that of the experiment is larger. Default: the experiment's. */
  readonly tolerance?: number;
  /** Kernels to take, where a run must go on with those it began with. Default: the fastest. */
  readonly variant?: "simd" | "relaxed-simd";
}

/** Opens the simulated device of an experiment, with whatever it hides from the trainer. */
export async function openDevice(experiment: Experiment, options: DeviceOptions): Promise<Device> {
  return (await openObservedDevice(experiment, options)).device;
}

/** Opens the simulated device of an experiment, and what reads the states behind it; both end as the device is closed. */
export async function openObservedDevice(
  experiment: Experiment,
  { workers, tolerance = Number.POSITIVE_INFINITY, variant }: DeviceOptions,
): Promise<{ readonly device: Device; readonly observer: StateObserver }> {
  const settings = simulatorSettings(experiment);
  const simulator = await openSimulator(simulatedSystem(experiment), {
    ...settings,
    workers,
    tolerance: Math.min(tolerance, settings.tolerance ?? tolerance),
    ...(variant ? { variant } : {}),
  });
  return { device: simulatedDevice(simulator, experiment), observer: simulator };
}
