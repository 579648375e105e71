import { QepError } from "../base/errors.ts";
import type { Device, Setting } from "../propagation/device.ts";
import { measure } from "../propagation/measure.ts";
import type { Experiment } from "./build-experiment.ts";

/** A knob swept over values: an input or a parameter by name. */
export interface SweepAxis {
  readonly name: string;
  readonly values: readonly number[];
}

/** Outputs over one or two knobs; all others stay where they are. */
export interface Sweep {
  readonly x: SweepAxis;
  readonly y?: SweepAxis;
  /** Names of the outputs. */
  readonly outputs: readonly string[];
  /** values[output][row y][column x]. */
  readonly values: readonly (readonly (readonly number[])[])[];
  /** Raw gap above the ground state, [row y][column x]; NaN where unknown. */
  readonly gaps: readonly (readonly number[])[];
}

export interface SweepOptions {
  readonly parameters: Float64Array;
  readonly inputs: Float64Array;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Exact outputs on a grid of one or two knobs, row by row.
 *
 * @throws QepError invalid-argument for a name that is neither an input nor a parameter
 */
export async function sweepOutputs(
  experiment: Experiment,
  device: Device,
  x: SweepAxis,
  y: SweepAxis | undefined,
  { parameters, inputs, signal, onProgress }: SweepOptions,
): Promise<Sweep> {
  const { outputs } = device.capabilities();
  const observables = { outputs: outputs.map((_, index) => index) };
  const shots = { outputs: null, parameters: null, inputs: null };
  const setX = knobSetter(experiment, x.name);
  const setY = y && knobSetter(experiment, y.name);
  const rows = y?.values ?? [Number.NaN];
  const values: number[][][] = outputs.map(() => []);
  const gaps: number[][] = [];
  for (const [row, second] of rows.entries()) {
    const settings = x.values.map((first, column): Setting => {
      const setting = {
        inputs: inputs.slice(),
        parameters: parameters.slice(),
        nudge: new Float64Array(outputs.length),
        stream: ["sweep", row, column],
      };
      setX(setting, first);
      setY?.(setting, second);
      return setting;
    });
    const measurements = await measure(device, settings, { observables, shots }, signal);
    for (const [l, table] of values.entries()) table.push(measurements.map(({ mean }) => mean[l] as number));
    gaps.push(measurements.map(({ health }) => health.gap ?? Number.NaN));
    onProgress?.((row + 1) * x.values.length, rows.length * x.values.length);
  }
  return { x, ...(y ? { y } : {}), outputs: [...outputs], values, gaps };
}

/** Names of what can be swept: inputs, then parameters. */
export function knobNames({ system, parameterNames }: Experiment): string[] {
  return [...system.inputs.map(({ name }) => name), ...parameterNames];
}

/** What sets a knob of a setting. @throws QepError invalid-argument for a name that is neither an input nor a parameter */
export function knobSetter(
  experiment: Experiment,
  name: string,
): (setting: Setting, value: number) => unknown {
  const input = experiment.system.inputs.findIndex((knob) => knob.name === name);
  const parameter = experiment.parameterNames.indexOf(name);
  if (input >= 0) return ({ inputs }, value) => inputs.fill(value, input, input + 1);
  if (parameter >= 0) return ({ parameters }, value) => parameters.fill(value, parameter, parameter + 1);
  const known = knobNames(experiment).join(", ");
  throw new QepError(
    "invalid-argument",
    `there is no knob "${name}" to sweep; the system has ${known || "none"}`,
    {
      name,
    },
  );
}

/** Values on one axis; a typing error should not start a computation of years. */
const MAX_COUNT = 10_000;

/**
 * `name=from:to:count` as equally spaced values, both ends included.
 *
 * @param option what the text was given as, for messages
 * @throws QepError invalid-argument
 */
export function parseAxis(text: string, option: string): SweepAxis {
  const [, name = "", ...numbers] = /^([^=]+)=([^:]+):([^:]+):([^:]+)$/.exec(text) ?? [];
  const [from, to, count] = numbers.map(Number) as [number, number, number];
  if (!(Number.isFinite(from) && Number.isFinite(to) && from < to && Number.isInteger(count) && count >= 2)) {
    throw new QepError(
      "invalid-argument",
      `${option}: expected name=from:to:count with from below to and a count of at least 2, given ${text}; ` +
        "for example gX=0:4:41",
      { option, text },
    );
  }
  if (count > MAX_COUNT) {
    throw new QepError(
      "invalid-argument",
      `${option}: ${count} values are more than the ${MAX_COUNT} that one axis may have; take a coarser one`,
      { option, count },
    );
  }
  const values = Array.from({ length: count }, (_, k) => from + ((to - from) * k) / (count - 1));
  return { name: name.trim(), values };
}
