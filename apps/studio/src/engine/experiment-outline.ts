import {
  type CouplingTriangle,
  couplingTriangle,
  type Experiment,
  type Lattice,
  type NamedOperator,
  type Position,
} from "qep";
import { inputTerms } from "./input-terms.ts";

/** What the page must know of an experiment to draw it. Plain data. */
export interface ExperimentOutline {
  readonly title: string;
  readonly qubits: number;
  /**
   * Where the qubits of the system are drawn, in any unit of length; empty for a closed chain, which is drawn as a ring, and
   * for operators written as text.
   */
  readonly positions: readonly Position[];
  /** The Pauli strings that each input multiplies, for drawings. */
  readonly terms: readonly (readonly TermOutline[])[];
  /** The sensor's qubits. */
  readonly sensor: readonly number[];
  /** Pairs of qubits that trained parameters join, with the indices of these. */
  readonly links: readonly Link[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Between which numbers all outputs lie. */
  readonly outputRange: readonly [low: number, high: number];
  /** P; trained inputs stand after the parameters. */
  readonly parameterCount: number;
  readonly tables: readonly ParameterTable[];
  readonly initial: readonly number[];
  readonly method: string;
  readonly beta: number | null;
  /** Where parameters of the first table begin to cost, if they do. */
  readonly bound?: number;
  /** Batches of the whole training, and samples of each. */
  readonly batches: number;
  readonly batchSize: number | "all";
  /** Shots of the whole training, where they are given as such. */
  readonly budget?: number;
  /** Trainings from different initial values, of which the best is kept. */
  readonly restarts: number;
  readonly triangle?: TriangleOutline;
  readonly plane?: PlaneOutline;
}

/** The part of the plane of two inputs in which the samples lie. */
export interface PlaneOutline {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/** A Pauli string of the system. */
export interface TermOutline {
  /** Qubits it acts on, ascending. */
  readonly sites: readonly number[];
  /** What ⟨P⟩ is multiplied by to be +1 where a positive coupling has its way. */
  readonly sign: 1 | -1;
}

/** Parameters that join two qubits. */
export interface Link {
  readonly qubits: readonly [number, number];
  readonly parameters: readonly number[];
}

/** Parameters as a table, to be drawn as a heat map; cells are indices of parameters. */
export interface ParameterTable {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly number[])[];
}

/** A triangle of three couplings with a fixed sum. */
export interface TriangleOutline {
  readonly sampler: CouplingTriangle["sampler"];
  readonly total: number;
  /** Positions of the couplings among the inputs. */
  readonly corners: { readonly left: number; readonly right: number; readonly top: number };
}

/** The coupling that is largest at each corner of a triangle, as figures draw it. */
const CORNERS = {
  "phase-triangle": { left: "gZXZ", right: "gX", top: "gZZ" },
  "kitaev-triangle": { left: "Jx", right: "Jy", top: "Jz" },
} as const;

/** @throws QepError where the experiment does not say how to train */
export function outlineOf(experiment: Experiment): ExperimentOutline {
  const { config, system, model, sensor, variables, parameterNames } = experiment;
  const penalty = Object.values(config.parameters)[0]?.penalty;
  const triangle = triangleOf(experiment);
  const plane = planeOf(experiment);
  const budget = config.gradient?.method === "auto" ? config.gradient.budget?.shots : undefined;
  return {
    title: config.title ?? "Untitled experiment",
    qubits: system.qubits,
    positions: model && !isClosedChain(model.lattice) ? model.lattice.positions : [],
    terms: inputTerms(experiment).map((terms) =>
      terms.map(({ string, sign }): TermOutline => ({ sites: string.support, sign: sign > 0 ? -1 : 1 })),
    ),
    sensor: sensor?.sites ?? [],
    links: linksOf(system.parameters),
    inputs: system.inputs.map(({ name }) => name),
    outputs: system.outputs.map(({ name }) => name),
    outputRange: outputRange(experiment),
    parameterCount: parameterNames.length,
    tables: tablesOf(experiment),
    initial: [...variables.initial],
    method: config.gradient?.method ?? "none",
    beta: config.gradient && "beta" in config.gradient ? config.gradient.beta : null,
    ...(penalty && "bound" in penalty ? { bound: penalty.bound } : {}),
    batches: config.training?.batches ?? 0,
    batchSize: config.training?.batchSize ?? 1,
    ...(budget === undefined ? {} : { budget }),
    restarts: config.training?.restarts ?? 1,
    ...(triangle ? { triangle } : {}),
    ...(plane ? { plane } : {}),
  };
}

/** Probabilities for a sensor that names phases; else what coefficients c_0 ± Σ|c| allow, the trace c_0 aside. */
function outputRange({ config, system }: Experiment): readonly [number, number] {
  const isSensor = config.system.model !== undefined && config.system.sensor?.outputs === "phase-projectors";
  if (isSensor || system.outputs.length === 0) return [0, 1];
  const ends = system.outputs.map(({ operator }) => {
    const centre = operator.terms.find(({ string }) => string.isIdentity)?.coefficient.re ?? 0;
    const reach = operator.terms
      .filter(({ string }) => !string.isIdentity)
      .reduce((sum, { coefficient }) => sum + Math.abs(coefficient.re), 0);
    return [centre - reach, centre + reach] as const;
  });
  return [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))];
}

/** True where all sites lie on a line whose ends are joined. */
function isClosedChain({ positions, bonds }: Lattice): boolean {
  const [first = [0, 0], last = [0, 0]] = [positions[0], positions.at(-1)];
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
  const isOnLine = positions.every(([x, y]) => Math.abs(dx * (y - first[1]) - dy * (x - first[0])) < 1e-9);
  return isOnLine && bonds.some(({ leaves }) => leaves !== undefined);
}

function triangleOf({ config, system }: Experiment): TriangleOutline | undefined {
  const triangle = couplingTriangle(config.data);
  if (!triangle) return undefined;
  const { sampler, total } = triangle;
  const index = (name: string) => system.inputs.findIndex((input) => input.name === name);
  const { left, right, top } = CORNERS[sampler];
  return { sampler, total, corners: { left: index(left), right: index(right), top: index(top) } };
}

/** Where there are two inputs, and samples that differ in both. */
function planeOf({ system, data }: Experiment): PlaneOutline | undefined {
  if (!data || system.inputs.length !== 2) return undefined;
  const points = [...data.grid, ...data.test].flatMap((sample) => sample.points.slice(0, 1));
  const [x, y] = [0, 1].map((axis) => extent(points.map((point) => point[axis] ?? 0)));
  return x && y && x[0] < x[1] && y[0] < y[1] ? { x, y } : undefined;
}

function extent(values: readonly number[]): [low: number, high: number] {
  const least = (a: number, b: number) => Math.min(a, b);
  const largest = (a: number, b: number) => Math.max(a, b);
  return [values.reduce(least, Number.POSITIVE_INFINITY), values.reduce(largest, Number.NEGATIVE_INFINITY)];
}

/** Parameters of operators on exactly two qubits, gathered by pair. */
function linksOf(parameters: readonly NamedOperator[]): Link[] {
  const links = new Map<string, { qubits: [number, number]; parameters: number[] }>();
  for (const [index, { operator }] of parameters.entries()) {
    const [a, b, ...others] = operator.support;
    if (a === undefined || b === undefined || others.length > 0) continue;
    const link = links.get(`${a} ${b}`) ?? { qubits: [a, b], parameters: [] };
    link.parameters.push(index);
    links.set(`${a} ${b}`, link);
  }
  return [...links.values()];
}

/** A sensor's couplings, fields and pairs as matrices; other groups of parameters in one row each. */
function tablesOf({ sensor, groups, parameterNames }: Experiment): ParameterTable[] {
  const tables = groups.map(({ name, indices }): ParameterTable => {
    const columns = indices.map((index) => parameterNames[index] ?? "");
    return { title: name, rows: [""], columns, cells: [indices] };
  });
  if (!sensor) return tables;
  const others = tables.filter(({ title }) => title !== "couplings" && title !== "sensor");
  const first = parameterNames.length - sensor.couplings.length - sensor.terms.length;
  return [...others, ...sensorTables(sensor.couplings.length, sensor.sites, parameterNames, first)];
}

function sensorTables(
  couplings: number,
  sites: readonly number[],
  names: readonly string[],
  first: number,
): ParameterTable[] {
  const fields = 3 * sites.length;
  const columns = names.slice(first + couplings, first + couplings + fields);
  const grid = (start: number, rows: number, width: number) =>
    Array.from({ length: rows }, (_, row) =>
      Array.from({ length: width }, (_, column) => start + row * width + column),
    );
  const coupled = grid(first, couplings / fields, fields);
  const rowName = (cells: readonly number[]) => (names[cells[0] ?? 0] ?? "").replace(columns[0] ?? "", "");
  const tables: ParameterTable[] = [
    { title: "System × sensor", rows: coupled.map(rowName), columns, cells: coupled },
    { title: "Sensor fields", rows: [""], columns, cells: grid(first + couplings, 1, fields) },
  ];
  if (sites.length !== 2) return tables;
  const pairs = grid(first + couplings + fields, 3, 3);
  return [
    ...tables,
    { title: "Sensor pair", rows: columns.slice(0, 3), columns: columns.slice(3), cells: pairs },
  ];
}
