import { CountedDevice } from "../devices/counted-device.ts";
import type { CountedDeviceOptions } from "../devices/counted-options.ts";
import { RestrictedDevice } from "../devices/restricted-device.ts";
import type { SimulatorOptions } from "../devices/simulator.ts";
import type { Imperfections } from "../measurement/imperfections.ts";
import type { Platform } from "../measurement/platform.ts";
import type { ReadoutCalibration } from "../measurement/readout-calibration.ts";
import { operatorInflation, type ReadoutErrors } from "../measurement/readout-errors.ts";
import type { NamedOperator } from "../models/model.ts";
import type { Device } from "../propagation/device.ts";
import type { GradientSettings } from "../propagation/gradient-settings.ts";
import type { PhaseBudget } from "../propagation/phase-budget.ts";
import { ReparametrisedDevice } from "../propagation/reparametrised-device.ts";
import type { System } from "../propagation/system.ts";
import { readoutErrors, readoutRates } from "./build-readout.ts";
import type { ExperimentConfig, MeasurementConfig, PlatformConfig } from "./schema.ts";

/** What is measured, and how. */
export interface MeasuredExperiment {
  readonly config: ExperimentConfig;
  readonly system: System;
}

/** The shots of a gradient: for each observable, or of each phase together where bitstrings are counted; none that are planned. */
export function shotsOf(measurement: MeasurementConfig): Pick<GradientSettings, "shots" | "budget"> {
  switch (measurement.kind) {
    case "exact":
      return { shots: null };
    case "gaussian":
      return { shots: measurement.shots };
    case "counts":
      return measurement.shots === undefined
        ? { shots: null }
        : { shots: null, budget: phaseBudget(measurement.shots) };
  }
}

/**
 * The device that gradients are measured on: the one given, or one that estimates from its counts where these are asked for,
 * held to the platform that the experiment is meant for.
 *
 * @param gradient settings of the gradient; counts are taken where they have a budget
 * @throws QepError unsupported where the device cannot count, and for what the platform cannot do
 */
export function measuredDevice(
  device: Device,
  measured: MeasuredExperiment,
  gradient: Pick<GradientSettings, "budget">,
): Device {
  const { measurement } = measured.config;
  if (!gradient.budget || measurement.kind !== "counts") return device;
  return counting(device, measured, countedOptions(measurement, undoneReadoutErrors(measured)));
}

/**
 * The device that the pilot of a plan measures on: as gradients are measured, or by counts where the experiment is exact; it tells
 * the bases it chose.
 *
 * @throws QepError unsupported where the device cannot count, and for what the platform cannot do
 */
export function pilotDevice(device: Device, measured: MeasuredExperiment): Device {
  const { measurement } = measured.config;
  if (measurement.kind === "gaussian") return device;
  const options =
    measurement.kind === "counts" ? countedOptions(measurement, undoneReadoutErrors(measured)) : {};
  return counting(device, measured, { ...options, keepCounts: true });
}

/** Estimates from counts of the device, held to the experiment's platform. */
function counting(device: Device, measured: MeasuredExperiment, options: CountedDeviceOptions): Device {
  const platform = platformOf(measured);
  const counted = (simulator: Device) =>
    new CountedDevice(
      platform ? new RestrictedDevice(simulator, platform) : simulator,
      measured.system,
      options,
    );
  // Counts are of the operators of the system; a map of the parameters stands above them.
  return device instanceof ReparametrisedDevice ? device.withBelow(counted) : counted(device);
}

/** The laboratory that an experiment is meant for; undefined where it names none. @throws QepError wrong-shape */
export function platformOf({ config: { platform }, system }: MeasuredExperiment): Platform | undefined {
  if (!platform?.imperfections) return platform as Platform | undefined;
  return { ...platform, imperfections: imperfectionsOf(platform.imperfections, system.qubits) };
}

/** What the simulator of an experiment's laboratory must be told of it. */
export function imperfectOptions(measured: MeasuredExperiment): Pick<SimulatorOptions, "imperfections"> {
  const imperfections = platformOf(measured)?.imperfections;
  return imperfections ? { imperfections } : {};
}

/**
 * The readout errors that the counts of an experiment are freed of; undefined where they are taken as they are, or nothing is
 * counted.
 *
 * @throws QepError wrong-shape or invalid-argument where they are not those of the experiment's qubits
 */
export function undoneReadoutErrors(
  measured: MeasuredExperiment,
): ReadoutErrors | ReadoutCalibration | undefined {
  const { measurement } = measured.config;
  if (measurement.kind !== "counts") return undefined;
  return readoutErrors(measurement, platformOf(measured)?.imperfections?.readout, measured.system.qubits);
}

/** The largest factors by which inverting readout errors multiplies variances, of operators whose means are small. */
export interface ReadoutInflation {
  readonly outputs: number;
  readonly parameters: number;
}

/** What the inversion of readout errors costs an experiment; null where nothing is inverted. */
export function readoutInflation(measured: MeasuredExperiment): ReadoutInflation | null {
  const { outputs, parameters } = measured.system;
  const errors = undoneReadoutErrors(measured);
  if (!errors) return null;
  const largest = (operators: readonly NamedOperator[]) =>
    operators.reduce((most, { operator }) => Math.max(most, operatorInflation(operator, errors)), 1);
  return { outputs: largest(outputs), parameters: largest(parameters) };
}

function imperfectionsOf(
  { readout, ...rest }: NonNullable<PlatformConfig["imperfections"]>,
  qubits: number,
): Imperfections {
  return readout
    ? { ...rest, readout: readoutRates(readout, qubits, "platform.imperfections.readout") }
    : rest;
}

function phaseBudget(shots: number | PhaseBudget): PhaseBudget {
  return typeof shots === "number" ? { free: shots, nudged: shots } : shots;
}

function countedOptions(
  measurement: MeasurementConfig & { kind: "counts" },
  errors: ReadoutErrors | ReadoutCalibration | undefined,
): CountedDeviceOptions {
  const { grouping, allocation, pilot, order, chunks } = measurement;
  return {
    grouping,
    allocation,
    pilot,
    order,
    ...(chunks === undefined ? {} : { chunks }),
    ...(errors ? { readout: errors } : {}),
  };
}
