import { isQepError, QepError } from "../base/errors.ts";
import type { StateObserver } from "../devices/state-observer.ts";
import type { Device, Setting } from "../propagation/device.ts";
import { jackknifeVariances } from "../propagation/jackknife.ts";
import { measure } from "../propagation/measure.ts";
import { joinQuantities, type Quantity, type QuantityList } from "../quantities/quantity.ts";
import type { Experiment } from "./build-experiment.ts";
import { parseJsonLine } from "./run-record.ts";
import type { RunStore } from "./run-store.ts";
import { knobSetter, type SweepAxis } from "./sweep.ts";

/** Where a phase diagram looks, and at what. */
export interface DiagramPlan {
  /** Knobs swept on the axes; none for the grid of the experiment's data. */
  readonly axes: readonly SweepAxis[];
  /** The inputs that are not swept, length K. */
  readonly inputs: readonly number[];
  /** The parameters that are not swept, length P. */
  readonly parameters: readonly number[];
}

/** Reads the numbers of some settings, one row a setting. */
export interface PointReader {
  /** Names of the numbers in a row. */
  readonly columns: readonly string[];
  /** @returns a row of numbers, in the order of the columns, for each setting */
  read(settings: readonly Setting[], signal?: AbortSignal): Promise<readonly (readonly number[])[]>;
}

/** A phase diagram as a table: coordinates, then what was read, point by point, the first axis inner. */
export interface DiagramTable {
  readonly coordinates: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

/** The settings of a diagram with the coordinates of each, in the order of its table. */
export interface DiagramPoints {
  readonly coordinates: readonly string[];
  readonly places: readonly (readonly number[])[];
  readonly settings: readonly Setting[];
}

/** @throws QepError invalid-argument for an axis that is no knob */
export function diagramPoints(experiment: Experiment, plan: DiagramPlan): DiagramPoints {
  const { axes, parameters } = plan;
  const settingOf = (inputs: ArrayLike<number>, ...stream: (string | number)[]): Setting => ({
    inputs: Float64Array.from(inputs),
    parameters: Float64Array.from(parameters),
    nudge: new Float64Array(experiment.system.outputs.length),
    stream,
  });
  const [x, y] = axes;
  if (!x) {
    const grid = (experiment.data?.grid ?? []).map(({ points }) => points[0] as Float64Array);
    return {
      coordinates: experiment.system.inputs.map(({ name }) => name),
      places: grid.map((inputs) => [...inputs]),
      settings: grid.map((inputs, index) => settingOf(inputs, "sweep", index)),
    };
  }
  const setters = axes.map(({ name }) => knobSetter(experiment, name));
  const points = (y?.values ?? [Number.NaN]).flatMap((second, row) =>
    x.values.map((first, column) => {
      const setting = settingOf(plan.inputs, "sweep", row, column);
      const place = y ? [first, second] : [first];
      for (const [axis, set] of setters.entries()) set(setting, place[axis] as number);
      return { place, setting };
    }),
  );
  return {
    coordinates: axes.map(({ name }) => name),
    places: points.map(({ place }) => place),
    settings: points.map(({ setting }) => setting),
  };
}

/** What {@link outputReader} reads beside outputs and quantities. */
export interface OutputReaderOptions {
  /** The raw gap. */
  readonly hasGap: boolean;
  /** Standard errors of all numbers, of a device that gives jackknife replicates: of thermal states from random vectors. */
  readonly hasErrors: boolean;
}

/** How the column with the standard errors of another one is called. */
export function errorColumn(name: string): string {
  return `standardError(${name})`;
}

/**
 * Reads the outputs of a device, and quantities that are made of further outputs.
 *
 * @param outputs names of the first outputs; those behind them are what the quantities take
 */
export function outputReader(
  device: Device,
  outputs: readonly string[],
  quantities: readonly Quantity[],
  { hasGap, hasErrors }: OutputReaderOptions,
): PointReader {
  const list = joinQuantities(quantities);
  const count = device.capabilities().outputs.length;
  const request = {
    observables: { outputs: Array.from({ length: count }, (_, index) => index) },
    shots: { outputs: null, parameters: null, inputs: null },
  };
  const names = [...outputs, ...labelsOf(list)];
  const numbers = (means: Float64Array) => [
    ...means.subarray(0, outputs.length),
    ...numbersOf(list, { means: means.subarray(outputs.length), properties: [] }),
  ];
  return {
    columns: [...names, ...(hasGap ? ["gap"] : []), ...(hasErrors ? names.map(errorColumn) : [])],
    async read(settings, signal) {
      // No phase diagram is nudged, along the operators of quantities neither.
      const free = settings.map((setting) => ({ ...setting, nudge: new Float64Array(count) }));
      const measurements = await measure(device, free, request, signal);
      return measurements.map(({ mean, health, replicates = [] }) => {
        const gap = hasGap ? [health.gap ?? Number.NaN] : [];
        // Through the quantities too, however they are made of means.
        const varied = hasErrors ? replicates.map((each) => Float64Array.from(numbers(each))) : [];
        return [...numbers(mean), ...gap, ...jackknifeVariances(varied).map(Math.sqrt)];
      });
    },
  };
}

/** Reads outputs, quantities, energy and gap of simulated states. */
export function stateReader(
  observer: StateObserver,
  { system, map }: Pick<Experiment, "system" | "map">,
  quantities: readonly Quantity[],
): PointReader {
  const list = joinQuantities(quantities);
  const outputs = system.outputs.map(({ operator }) => operator);
  const request = { ...list.request, operators: [...outputs, ...list.request.operators] };
  return {
    columns: [...system.outputs.map(({ name }) => name), ...labelsOf(list), "energy", "gap"],
    async read(settings, signal) {
      const mapped = settings.map((setting) =>
        map ? { ...setting, parameters: map.coefficients(setting.parameters) } : setting,
      );
      const observations = await observer.observe(mapped, request, signal);
      return observations.map(({ means, properties, energy, gap }) => {
        const answer = { means: means.subarray(outputs.length), properties };
        return [...means.subarray(0, outputs.length), ...numbersOf(list, answer), energy, gap ?? Number.NaN];
      });
    },
  };
}

/**
 * Quantities of the simulated states at some inputs.
 *
 * @param parameters length P, as training has them
 * @param inputs B points, each of length K
 * @returns for each point the numbers of each quantity
 */
export async function quantitiesAt(
  observer: StateObserver,
  { system, map }: Pick<Experiment, "system" | "map">,
  quantities: readonly Quantity[],
  parameters: Float64Array,
  inputs: readonly Float64Array[],
): Promise<readonly (readonly Float64Array[])[]> {
  if (quantities.length === 0) return inputs.map(() => []);
  const list = joinQuantities(quantities);
  const coefficients = map ? map.coefficients(parameters) : parameters;
  const nudge = new Float64Array(system.outputs.length);
  const settings = inputs.map((point, index) => ({
    inputs: point,
    parameters: coefficients,
    nudge,
    stream: ["quantities", index],
  }));
  return (await observer.observe(settings, list.request)).map((state) => list.evaluate(state));
}

function labelsOf({ quantities }: QuantityList): string[] {
  return quantities.flatMap(({ labels }) => [...labels]);
}

function numbersOf(list: QuantityList, answer: Parameters<QuantityList["evaluate"]>[0]): number[] {
  return list.evaluate(answer).flatMap((numbers) => [...numbers]);
}

/** The file of finished points in a diagram's directory: one JSON array a line, null for NaN. */
export const POINTS_FILE = "points.jsonl";

export interface DiagramOptions {
  /** Points that are asked for at once; those that were under way when a run is killed are lost. */
  readonly chunk: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads all points that the store does not have yet, and keeps each as it comes.
 *
 * Every point is computed by itself, so a diagram that was stopped, or killed, and resumed has the same bytes as one that
 * ran through, with any number of workers.
 *
 * @returns the table; undefined where the signal stopped the work before its end
 * @throws QepError run-mismatch where the store has points of another diagram
 */
export async function computeDiagram(
  store: RunStore,
  { coordinates, places, settings }: DiagramPoints,
  reader: PointReader,
  { chunk, signal, onProgress }: DiagramOptions,
): Promise<DiagramTable | undefined> {
  const known = (await store.readLines(POINTS_FILE)).lines.length;
  onProgress?.(known, settings.length);
  for (let start = known; start < settings.length; start += chunk) {
    if (signal?.aborted) return undefined;
    const share = settings.slice(start, start + chunk);
    try {
      const rows = await reader.read(share, signal);
      await store.appendLines(
        POINTS_FILE,
        rows.map((row) => JSON.stringify(row)),
      );
    } catch (error) {
      if (signal?.aborted && isQepError(error, "aborted")) return undefined;
      throw error;
    }
    onProgress?.(start + share.length, settings.length);
  }
  const { lines } = await store.readLines(POINTS_FILE);
  const rows = lines.map((line, index) => {
    const numbers = parseJsonLine<(number | null)[]>(line, POINTS_FILE, index);
    return [...(places[index] ?? []), ...numbers.map((value) => value ?? Number.NaN)];
  });
  const { columns } = reader;
  if (
    rows.length === settings.length &&
    rows.every((row) => row.length === coordinates.length + columns.length)
  ) {
    return { coordinates, columns, rows };
  }
  throw new QepError(
    "run-mismatch",
    `${store.location}: ${POINTS_FILE} does not have ${settings.length} points of ${columns.length} numbers; it was changed ` +
      "by hand. Compute the diagram anew in another --out directory.",
    { location: store.location },
  );
}
