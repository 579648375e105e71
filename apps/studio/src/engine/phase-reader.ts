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
import { inputTerms } from "./input-terms.ts";
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
  /** ⟨Z_a⟩ of each qubit of the sensor. */
  readonly sensor: readonly number[];
  /** ⟨P⟩ of the terms of each input, in the order of the outline. */
  readonly terms: readonly (readonly number[])[];
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

/** Reads outputs, sensor qubits and the terms of the system from counts of shots, at the settings of a training. */
export class PhaseReader {
  private readonly device: Device;
  /** Observables of each kind, one after the other: outputs, sensor qubits, the terms of each input. */
  private readonly sizes: readonly number[];
  private readonly scheme: GroupedScheme;

  constructor(experiment: Experiment, device: Device) {
    const { system, sensor } = experiment;
    const parts: readonly (readonly NamedOperator[])[] = [
      system.outputs,
      (sensor?.sites ?? []).map((site) => named(OperatorSum.pauli("Z", site))),
      ...inputTerms(experiment).map((terms) =>
        terms.map(({ string }) => named(new OperatorSum([{ string, coefficient: { re: 1, im: 0 } }]))),
      ),
    ];
    this.device = device;
    this.sizes = parts.map(({ length }) => length);
    const strings = observableStrings(parts.flat(), system.qubits);
    this.scheme = new GroupedScheme(strings, {
      support: "pauli",
      rule: "qubit-wise",
      weights: new Float64Array(strings.observables.length).fill(1),
      allocation: "uniform",
    });
  }

  /** The phases of an observed step, prepared and read again; undefined before the first free phase. */
  async read({ step, settings }: ObservedStep, target?: Float64Array): Promise<PhaseReadings | undefined> {
    const { free } = settings;
    if (!free) return undefined;
    const phases: PhaseReading[] = [];
    for (const phase of PHASES) {
      const setting = settings[phase];
      if (setting) phases.push(await this.readPhase(phase, setting));
    }
    return { step, inputs: [...free.inputs], ...(target ? { target: [...target] } : {}), phases };
  }

  private async readPhase(phase: PhaseName, setting: Setting): Promise<PhaseReading> {
    const readouts = this.scheme.readouts(DISPLAY_SHOTS, []);
    const shown = { ...setting, stream: [...setting.stream, "display"] };
    const [measurement] = await measure(this.device, [shown], { readouts: [readouts] });
    const taken = readouts.flatMap((readout, r) => {
      const counts = measurement?.counts?.[r];
      return counts ? [{ ...readout, counts }] : [];
    });
    const { mean, covariance } = this.scheme.estimate(taken);
    const readings = Array.from(mean, (value, k) => ({
      mean: value,
      error: Math.sqrt(covariance[k * mean.length + k] ?? 0),
    }));
    const [outputs = [], sensor = [], ...terms] = this.sizes.map((size) => readings.splice(0, size));
    const means = (part: readonly Reading[]) => part.map((reading) => reading.mean);
    return { phase, nudge: [...setting.nudge], outputs, sensor: means(sensor), terms: terms.map(means) };
  }
}

const PHASES: readonly PhaseName[] = ["free", "plus", "minus"];

function named(operator: OperatorSum): NamedOperator {
  return { name: operator.toString(), operator };
}
