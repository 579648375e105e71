import {
  type Device,
  type Experiment,
  type KernelModule,
  type Kernels,
  type RunInfo,
  simulatedDevice,
} from "qep";
import { ObservedDevice } from "./observed-device.ts";
import { openSimulator } from "./open-experiment.ts";
import { PhaseReader } from "./phase-reader.ts";
import type { TrainingStore } from "./training-store.ts";

/** An experiment on its device, ready to train. */
export interface Bench {
  readonly experiment: Experiment;
  readonly device: Device;
  readonly observed: ObservedDevice;
  readonly reader: PhaseReader;
  readonly kernels: Kernels;
  readonly store: TrainingStore;
}

/** @throws QepError from the experiment, or where it is too large */
export function benchOf(experiment: Experiment, kernels: Kernels, store: TrainingStore): Bench {
  const observed = new ObservedDevice(openSimulator(experiment, kernels));
  const reader = new PhaseReader(experiment, observed);
  return { experiment, observed, reader, device: simulatedDevice(observed, experiment), kernels, store };
}

/** A run that is gone on with keeps the kernels it was begun with; undefined where it names none of ours. */
export function kernelsOf({ device }: Partial<RunInfo>): KernelModule["variant"] | undefined {
  const variant = device?.kernels;
  return variant === "simd" || variant === "relaxed-simd" ? variant : undefined;
}
