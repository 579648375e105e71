import {
  type Device,
  type Experiment,
  GroupedScheme,
  measure,
  type NamedOperator,
  OperatorSum,
  observableStrings,
  type Setting,
} from "qep";
import type { ObservedStep, PhaseName } from "./observed-device.ts";

/** Shots of each phase that are read for the page alone; they are no part of the training. */
export const DISPLAY_SHOTS = 400;

/** A measured mean with its standard error. */
export interface Reading {
  readonly mean: number;
  readonly error: number;
}

/** What was read in one phase of one sample. */
export interface PhaseReading {
  readonly phase: PhaseName;
  /** ν_l, one for each output; zero in the free phase. */
  readonly nudge: readonly number[];
  /** ⟨B_l⟩ */
  readonly outputs: readonly Reading[];
  /** ⟨X_j⟩ of each qubit of the system. */
  readonly sites: readonly number[];
  /** ⟨Z_a⟩ of each qubit of the sensor. */
  readonly sensor: readonly number[];
  /** ⟨Z_i Z_j⟩ of each bond of the lattice, in the order of the outline. */
  readonly bonds: readonly number[];
}

/** The phases of one sample, in the order in which they were prepared. */
export interface PhaseReadings {
  readonly step: number;
  /** x of the sample. */
  readonly inputs: readonly number[];
  /** What the outputs should be, where the sample says. */
  readonly target?: readonly number[];
  readonly phases: readonly PhaseReading[];
}

/** Reads qubits, bonds and outputs from counts of shots, at the settings of a training. */
export class PhaseReader {
  private readonly device: Device;
  private readonly counts: readonly [outputs: number, sites: number, sensor: number, bonds: number];
  private readonly scheme: GroupedScheme;

  constructor(experiment: Experiment, device: Device) {
    const { system, model, sensor } = experiment;
    const sensorSites = sensor?.sites ?? [];
    const sites = Array.from({ length: model?.qubits ?? system.qubits }, (_, site) => site);
    const bonds = model?.lattice.bonds ?? [];
    const parts: readonly (readonly NamedOperator[])[] = [
      system.outputs,
      sites.map((site) => named("X", [site])),
      sensorSites.map((site) => named("Z", [site])),
      bonds.map((bond) => named("Z", bond.sites)),
    ];
    this.device = device;
    this.counts = [system.outputs.length, sites.length, sensorSites.length, bonds.length];
    const strings = observableStrings(parts.flat(), system.qubits);
    this.scheme = new GroupedScheme(strings, {
      support: "pauli",
      rule: "qubit-wise",
      weights: new Float64Array(strings.observables.length).fill(1),
      allocation: "uniform",
    });
  }

  /** The phases of an observed step, prepared and read again. */
  async read({ step, settings }: ObservedStep, target?: Float64Array): Promise<PhaseReadings | undefined> {
    const { free } = settings;
    if (!free) return undefined;
    const phases = PHASES.flatMap((phase) => {
      const setting = settings[phase];
      return setting ? [{ phase, setting }] : [];
    });
    return {
      step,
      inputs: [...free.inputs],
      ...(target ? { target: [...target] } : {}),
      phases: await Promise.all(phases.map(({ phase, setting }) => this.readPhase(phase, setting))),
    };
  }

  private async readPhase(phase: PhaseName, setting: Setting): Promise<PhaseReading> {
    const stream = [...setting.stream, "display"];
    const readouts = this.scheme.readouts(DISPLAY_SHOTS, []);
    const [measurement] = await measure(this.device, [{ ...setting, stream }], { readouts: [readouts] });
    const counts = measurement?.counts ?? [];
    const taken = readouts.flatMap((readout, r) => {
      const counted = counts[r];
      return counted ? [{ ...readout, counts: counted }] : [];
    });
    const { mean, covariance } = this.scheme.estimate(taken);
    const readings = Array.from(mean, (value, k) => ({
      mean: value,
      error: Math.sqrt(covariance[k * mean.length + k] ?? 0),
    }));
    const [outputs, sites, sensor, bonds] = this.divide(readings);
    return {
      phase,
      nudge: [...setting.nudge],
      outputs,
      sites: sites.map(({ mean }) => mean),
      sensor: sensor.map(({ mean }) => mean),
      bonds: bonds.map(({ mean }) => mean),
    };
  }

  private divide(readings: readonly Reading[]): [Reading[], Reading[], Reading[], Reading[]] {
    const rest = [...readings];
    const [outputs, sites, sensor, bonds] = this.counts.map((count) => rest.splice(0, count));
    return [outputs ?? [], sites ?? [], sensor ?? [], bonds ?? []];
  }
}

const PHASES: readonly PhaseName[] = ["free", "plus", "minus"];

function named(letter: "X" | "Z", sites: readonly number[]): NamedOperator {
  const operator = sites
    .map((site) => OperatorSum.pauli(letter, site))
    .reduce((product, factor) => product.times(factor));
  return { name: operator.toString(), operator };
}
