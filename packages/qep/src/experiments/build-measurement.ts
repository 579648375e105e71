import { CountedDevice } from "../devices/counted-device.ts";
import type { CountedDeviceOptions } from "../devices/counted-options.ts";
import type { Device } from "../propagation/device.ts";
import type { GradientSettings } from "../propagation/gradient-settings.ts";
import type { PhaseBudget } from "../propagation/phase-budget.ts";
import { ReparametrisedDevice } from "../propagation/reparametrised-device.ts";
import type { System } from "../propagation/system.ts";
import type { ExperimentConfig, MeasurementConfig } from "./schema.ts";

/** The shots of a gradient: for each observable, or of each phase together where bitstrings are counted. */
export function shotsOf(measurement: MeasurementConfig): Pick<GradientSettings, "shots" | "budget"> {
  switch (measurement.kind) {
    case "exact":
      return { shots: null };
    case "gaussian":
      return { shots: measurement.shots };
    case "counts":
      return { shots: null, budget: phaseBudget(measurement.shots) };
  }
}

/**
 * The device that gradients are measured on: the one given, or one that estimates from its counts where these are asked for.
 *
 * @param gradient settings of the gradient; counts are taken where they have a budget
 * @throws QepError unsupported where the device cannot count
 */
export function measuredDevice(
  device: Device,
  { config, system }: { readonly config: ExperimentConfig; readonly system: System },
  gradient: GradientSettings,
): Device {
  const { measurement } = config;
  if (!gradient.budget || measurement.kind !== "counts") return device;
  // Counts are of the operators of the system; a map of the parameters stands above them.
  const counted = (below: Device) => new CountedDevice(below, system, countedOptions(measurement));
  return device instanceof ReparametrisedDevice ? device.withBelow(counted) : counted(device);
}

function phaseBudget(shots: number | PhaseBudget): PhaseBudget {
  return typeof shots === "number" ? { free: shots, nudged: shots } : shots;
}

function countedOptions(measurement: MeasurementConfig & { kind: "counts" }): CountedDeviceOptions {
  const { grouping, allocation, pilot, order, chunks } = measurement;
  return { grouping, allocation, pilot, order, ...(chunks === undefined ? {} : { chunks }) };
}
