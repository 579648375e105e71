import { percent } from "../base/number-text.ts";
import type { Baselines } from "../experiments/baselines.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import { couplingTriangle, trianglePoint } from "../experiments/coupling-triangle.ts";
import { type HistoryRecord, isStep, isTest, type TestRecord } from "../experiments/run-record.ts";
import type { Sensor } from "../models/sensor.ts";
import { isClassifierMetrics, type Metrics, type Scores } from "../training/evaluation.ts";
import { maxChoice, singleShot } from "../training/metrics.ts";
import { couplingHeatMapFigure } from "./coupling-heat-map.ts";
import type { LabelledMatrix } from "./matrix-panel.ts";
import { parameterBarsFigure } from "./parameter-bars.ts";
import { phaseTriangleFigure } from "./phase-triangle.ts";
import { type TrainingCurvesData, trainingCurvesFigure } from "./training-curves.ts";
import { CLUSTER_ISING_TRIANGLE, KITAEV_TRIANGLE } from "./triangle-frame.ts";

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
  const triangle = couplingTriangle(config.data);
  if (!triangle || !data || !gridOutputs) return undefined;
  const names = system.inputs.map(({ name }) => name);
  const samples = data.grid.map(({ points, target }, index) => {
    const point = trianglePoint(triangle, names, points[0] as Float64Array);
    const outputs = (gridOutputs[index] as Float64Array).subarray(0, triangle.phases.length);
    return { point, outputs, target: target as Float64Array, isJudged: !triangle.isOnBoundary(point) };
  });
  const judged = samples.filter(({ isJudged }) => isJudged);
  const [outputs, targets] = [judged.map((sample) => sample.outputs), judged.map(({ target }) => target)];
  const { frame, corners } = TRIANGLES[triangle.sampler];
  const corner = (point: Float64Array, name: string) => point[triangle.inputs.indexOf(name)] as number;
  const svg = phaseTriangleFigure(
    {
      title: config.title ?? "Phase triangle",
      subtitle:
        `max-choice ${percent(maxChoice(outputs, targets))}, ` +
        `single-shot ${percent(singleShot(outputs, targets))} on ${judged.length} grid points`,
      frame,
      points: samples.map(({ point }) => ({
        left: corner(point, corners.left),
        right: corner(point, corners.right),
        top: corner(point, corners.top),
      })),
      outputs: samples.map((sample) => [...sample.outputs]),
      targets: samples.map(({ target, isJudged }) => (isJudged ? target.indexOf(1) : null)),
    },
    document,
  );
  return { name: "phase-triangle", svg };
}

/** The frame that a triangle is drawn in, and which coupling is largest at each corner. */
const TRIANGLES = {
  "phase-triangle": { frame: CLUSTER_ISING_TRIANGLE, corners: { left: "gZXZ", right: "gX", top: "gZZ" } },
  "kitaev-triangle": { frame: KITAEV_TRIANGLE, corners: { left: "Jx", right: "Jy", top: "Jz" } },
} as const;

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
