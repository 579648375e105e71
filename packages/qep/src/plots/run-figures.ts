import type { Baselines } from "../experiments/baselines.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import { type HistoryRecord, isStep, isTest, type TestRecord } from "../experiments/run-record.ts";
import type { Sensor } from "../models/sensor.ts";
import { isOnPhaseBoundary, PHASE_TRIANGLE_INPUTS } from "../tasks/phase-triangle.ts";
import { isClassifierMetrics, type Metrics, type Scores } from "../training/evaluation.ts";
import { maxChoice, singleShot } from "../training/metrics.ts";
import { couplingHeatMapFigure } from "./coupling-heat-map.ts";
import type { LabelledMatrix } from "./matrix-panel.ts";
import { parameterBarsFigure } from "./parameter-bars.ts";
import { phaseTriangleFigure } from "./phase-triangle.ts";
import { type TrainingCurvesData, trainingCurvesFigure } from "./training-curves.ts";
import { CLUSTER_ISING_TRIANGLE } from "./triangle-frame.ts";

/** A figure with the file name it is kept under, without ending. */
export interface NamedFigure {
  readonly name: string;
  readonly svg: string;
}

/** What a run's figures are drawn from. */
export interface RunData {
  readonly experiment: Experiment;
  readonly history: readonly HistoryRecord[];
  /** θ and trained inputs, in the order of the experiment's variables. */
  readonly values: Float64Array;
  /** Outputs on the grid of the experiment's data, if it has any. */
  readonly gridOutputs?: readonly Float64Array[];
  readonly baselines?: Baselines;
}

/** All figures that fit a run: training curves, the phase triangle, the learned couplings or parameters. */
export function runFigures(data: RunData, document: Document): NamedFigure[] {
  const figures = data.history.some(isStep) ? [curves(data, document)] : [];
  const triangle = phaseTriangle(data, document);
  return [...figures, ...(triangle ? [triangle] : []), learned(data, document)];
}

function curves({ experiment, history, baselines }: RunData, document: Document): NamedFigure {
  const steps = history.filter(isStep);
  const tests = history.filter(isTest);
  const metrics = tests.length > 1 ? metricCurves(tests, baselines) : undefined;
  const svg = trainingCurvesFigure(
    {
      title: experiment.config.title ?? "Training",
      cost: {
        training: { x: steps.map(({ step }) => step), y: steps.map(({ cost }) => cost) },
        ...(tests.length > 1
          ? { test: { x: tests.map(({ step }) => step), y: tests.map(({ test }) => test.cost) } }
          : {}),
      },
      ...(metrics ? { metrics } : {}),
      diagnostics: {
        label: "gradient norm",
        curves: [
          {
            label: "gradient norm",
            x: steps.map(({ step }) => step),
            y: steps.map(({ gradientNorm }) => gradientNorm),
          },
        ],
      },
    },
    document,
  );
  return { name: "training-curves", svg };
}

/** The scores of a classifier over the run, and those of the baselines as lines across. */
function metricCurves(
  tests: readonly TestRecord[],
  baselines: Baselines | undefined,
): TrainingCurvesData["metrics"] {
  const scored = tests.flatMap(({ step, test }) => (isClassifierMetrics(test) ? [{ step, test }] : []));
  if (scored.length === 0) return undefined;
  const curve = (label: string, key: keyof Metrics) => ({
    label,
    x: scored.map(({ step }) => step),
    y: scored.map(({ test }) => test[key]),
  });
  const reference = (label: string, scores: Scores | undefined) =>
    scores && isClassifierMetrics(scores) ? [{ label: `max-choice, ${label}`, value: scores.maxChoice }] : [];
  return {
    curves: [
      curve("max-choice", "maxChoice"),
      curve("single-shot", "singleShot"),
      curve("accuracy", "accuracy"),
      curve("product", "product"),
    ],
    references: [
      ...reference("exact gradients", baselines?.exactGradients),
      ...reference("decoupled", baselines?.decoupled),
      ...reference("untrained", baselines?.untrained),
    ],
  };
}

function phaseTriangle({ experiment, gridOutputs }: RunData, document: Document): NamedFigure | undefined {
  const { config, data, system } = experiment;
  if (config.data?.sampler !== "phase-triangle" || !data || !gridOutputs) return undefined;
  const { total } = config.data;
  const position = (name: (typeof PHASE_TRIANGLE_INPUTS)[number]) =>
    system.inputs.findIndex((input) => input.name === name);
  const [gZXZ, gZZ, gX] = PHASE_TRIANGLE_INPUTS.map(position) as [number, number, number];
  const inputs = data.grid.map(({ points }) => points[0] as Float64Array);
  const targets = data.grid.map(({ target }) => target as Float64Array);
  const inside = inputs.map(
    (x) => !isOnPhaseBoundary(Float64Array.of(x[gZXZ] as number, x[gZZ] as number, x[gX] as number), total),
  );
  const pick = (all: readonly Float64Array[]) => all.filter((_, index) => inside[index]);
  const phases = gridOutputs.map((outputs) => outputs.subarray(0, 3));
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const svg = phaseTriangleFigure(
    {
      title: config.title ?? "Phase triangle",
      subtitle:
        `max-choice ${percent(maxChoice(pick(phases), pick(targets)))}, ` +
        `single-shot ${percent(singleShot(pick(phases), pick(targets)))} on ${pick(targets).length} grid points`,
      frame: CLUSTER_ISING_TRIANGLE,
      points: inputs.map((x) => ({ left: x[gZXZ] as number, right: x[gX] as number, top: x[gZZ] as number })),
      outputs: phases.map((outputs) => [...outputs]),
      targets: targets.map((target, index) => (inside[index] ? target.indexOf(1) : null)),
    },
    document,
  );
  return { name: "phase-triangle", svg };
}

function learned({ experiment, values }: RunData, document: Document): NamedFigure {
  const { sensor, variables, config } = experiment;
  if (sensor) return { name: "couplings", svg: couplingMap(experiment, sensor, values, document) };
  const svg = parameterBarsFigure(
    { title: config.title ?? "Parameters", names: variables.names, values: [...values] },
    document,
  );
  return { name: "parameters", svg };
}

function couplingMap(
  { config }: Experiment,
  sensor: Sensor,
  values: Float64Array,
  document: Document,
): string {
  const letters = ["X", "Y", "Z"];
  const columns = sensor.sites.flatMap((site) => letters.map((letter) => `${letter}${site}`));
  const couples = config.system.model === undefined ? [] : (config.system.sensor?.couples ?? []);
  const couplings = rowsOf(couples, columns, values, 0);
  const start = sensor.couplings.length;
  const fields = rowsOf(["field"], columns, values, start);
  const [first, second] = sensor.sites;
  const hasPairs = sensor.sites.length === 2 && sensor.terms.length === columns.length + 9;
  const bound = config.parameters.couplings?.penalty?.bound;
  return couplingHeatMapFigure(
    {
      title: config.title ?? "Learned couplings",
      couplings,
      fields,
      ...(hasPairs
        ? {
            pairs: rowsOf(
              letters.map((letter) => `${letter}${first}`),
              letters.map((letter) => `${letter}${second}`),
              values,
              start + columns.length,
            ),
          }
        : {}),
      ...(bound === undefined ? {} : { bound }),
    },
    document,
  );
}

function rowsOf(
  rows: readonly string[],
  columns: readonly string[],
  values: Float64Array,
  start: number,
): LabelledMatrix {
  return {
    rows,
    columns,
    values: rows.map((_, row) => {
      const from = start + row * columns.length;
      return [...values.slice(from, from + columns.length)];
    }),
  };
}
