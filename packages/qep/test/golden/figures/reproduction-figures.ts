import type { HistoryRecord } from "../../../src/experiments/run-record.ts";
import { npyArray } from "../../../src/formats/npy.ts";
import type { Part } from "../../../src/reproduction/remembered.ts";
import type { ReportFigure } from "../../../src/reproduction/reproduction.ts";
import { drawChainExploration } from "../../../src/reproduction/results/chain-exploration.ts";
import { drawHamiltonianDetection } from "../../../src/reproduction/results/hamiltonian-detection.ts";
import { drawKitaevExploration, LEFT_START } from "../../../src/reproduction/results/kitaev-exploration.ts";
import type { SensedPoint } from "../../../src/reproduction/results/kitaev-outputs.ts";
import { drawKitaevSensor } from "../../../src/reproduction/results/kitaev-sensor.ts";
import { drawPublishedKitaevSensor } from "../../../src/reproduction/results/kitaev-sensor-as-published.ts";
import { drawNudgeAndShots } from "../../../src/reproduction/results/nudge-and-shots.ts";
import { drawPhaseExploration } from "../../../src/reproduction/results/phase-exploration.ts";
import { drawPhaseSensor } from "../../../src/reproduction/results/phase-sensor-figures.ts";
import { drawSensitivity } from "../../../src/reproduction/results/sensitivity.ts";
import { drawSensorBackAction } from "../../../src/reproduction/results/sensor-back-action.ts";
import { SENSOR_VARIANTS, type SensorVariant } from "../../../src/reproduction/results/sensor-variants.ts";
import type { TrainedRun } from "../../../src/reproduction/trained-runs.ts";
import { testWorkbench } from "../../support/workbench.ts";
import { count, scatter, step } from "./made-up-numbers.ts";

/** Every figure of every reproduction from small made-up data, named `reproductions/<id>-<figure>`. */
export async function reproductionFigures(): Promise<Readonly<Record<string, string>>> {
  const drawn: readonly [id: string, figures: readonly ReportFigure[]][] = [
    ["phase-sensor", await phaseSensor()],
    ["sensor-back-action", await drawSensorBackAction([0.3, 0.05, 0].map(profiles))],
    ["nudge-and-shots", await nudgeAndShots()],
    ["kitaev-sensor", await kitaevSensor()],
    ["kitaev-sensor-as-published", await drawPublishedKitaevSensor(sensedPoints(kitaevGrid(), 0.9))],
    [
      "phase-exploration",
      await drawPhaseExploration(correlatorMap(), [correlatorPath(-1), correlatorPath(1)]),
    ],
    ["sensitivity", await sensitivity()],
    ["kitaev-exploration", await kitaevExploration()],
    ["chain-exploration", await chainExploration()],
    ["hamiltonian-detection", await hamiltonianDetection()],
  ];
  return Object.fromEntries(
    drawn.flatMap(([id, figures]) => figures.map(({ name, svg }) => [`reproductions/${id}-${name}`, svg])),
  );
}

/** Arrays of one axis, as a part of a reproduction holds them. */
function partOf(arrays: Readonly<Record<string, readonly number[]>>): Part {
  const named = Object.entries(arrays).map(
    ([name, values]) => [name, npyArray(Float64Array.from(values))] as const,
  );
  return { arrays: new Map(named), seconds: 0 };
}

/** A classifier's history: costs fall and scores rise to a limit, which differs from run to run. */
function historyOf(run: number, limit: number): HistoryRecord[] {
  const health = {
    gap: 0.1,
    gapSource: "converged",
    coupledGap: 0.1,
    nudgeToGap: 0.2,
    nonlinearity: 0.05,
    signalToNoise: 3,
    drift: null,
  } as const;
  return count(21).flatMap((k): HistoryRecord[] => {
    const learned = (limit * k) / (k + 3) + 0.15 * scatter(31 * run + k);
    const test = {
      cost: 1 - learned,
      accuracy: 0.9 * learned,
      maxChoice: learned,
      singleShot: 0.95 * learned,
    };
    const trained = { cost: 1.05 - learned, penalty: 0, gradientNorm: 0.2 + scatter(k + run), health };
    return [
      { step: 50 * k, test: { ...test, product: 0.85 * learned } },
      { step: 50 * k, ...trained, preparations: 30, shots: 100 },
    ];
  });
}

async function trainedRun(file: string, seed: number, limit: number): Promise<TrainedRun> {
  const experiment = await (await testWorkbench()).experiment(file);
  const values = experiment.variables.initial.map((_, k) => 0.3 * (2 * scatter(97 * seed + k) - 1));
  return { seed, experiment, values, history: historyOf(seed, limit), seconds: 60 };
}

async function phaseSensor(): Promise<ReportFigure[]> {
  const runs = await Promise.all([1, 2, 3].map((seed) => trainedRun("phase-sensor-xyz.yaml", seed, 0.95)));
  const scored = runs.map((run, index) => {
    const grid = (run.experiment.data?.grid ?? []).map(({ points }) => {
      const [gZXZ, gZZ, gX] = points[0] as unknown as [number, number, number];
      const ordered = step(gZZ - 2, 1);
      const field = step(gX - gZXZ - 0.2, 2);
      return Float64Array.of((1 - ordered) * (1 - field), ordered, (1 - ordered) * field);
    });
    return { run, grid, maxChoice: 0.95 + 0.01 * index, singleShot: 0.88 + 0.01 * index };
  });
  const numbers = (run: number, limit: number) =>
    count(21).map((k) => (limit * k) / (k + 5) + 0.12 * scatter(17 * run + k));
  const published = count(6).map((run) => ({
    file: `results${run}.npz`,
    parameters: new Float64Array(51),
    grid: [],
    scores: new Map(
      [
        ["max_choice_accuracy", 0.9],
        ["single_shot_accuracy", 0.8],
        ["cost", 0.3],
      ].map(([name, limit]) => [name as string, Float64Array.from(numbers(run, limit as number))]),
    ),
  }));
  const finals = new Map(
    SENSOR_VARIANTS.map(({ name }, index) => {
      const scores = count(10).map((k) => (name === "z" ? 0.6 : 0.94) + 0.03 * scatter(13 * k + index));
      return [name, { maxChoice: scores, singleShot: scores.map((score) => 0.95 * score) }];
    }),
  );
  const [variant] = SENSOR_VARIANTS as readonly [SensorVariant];
  return drawPhaseSensor({ variant, scored, published, finals });
}

/** Two points of the grid: X, Y and Z along eight sites, disturbed near the first two. */
function profiles(strength: number): Part {
  const along = count(2 * 3).flatMap((row) =>
    count(8).map((site) => 0.4 + strength * (site < 2 ? 1 : 0.2) * (1 + scatter(8 * row + site))),
  );
  return partOf({ profiles: along });
}

async function nudgeAndShots(): Promise<ReportFigure[]> {
  const betas = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
  const quality = (bias: (beta: number) => number) => {
    const errors = [10, 100, 1000, 10_000].flatMap((shots) =>
      betas.flatMap((beta, k) =>
        count(3).map((repeat) => bias(beta) + (50 / (shots * beta)) * (0.8 + 0.4 * scatter(k + repeat))),
      ),
    );
    return partOf({
      betas,
      bias: betas.map(bias),
      biasCosine: betas.map((beta) => 1 / (1 + bias(beta) * bias(beta))),
      errors,
      cosines: errors.map((error) => 1 / (1 + error * error)),
      full: [1 + bias(0.1)],
      half: [1 + bias(0.05)],
      variance: [0.5],
      norm: [1],
      batch: [10],
    });
  };
  const trainings = await Promise.all(
    [0.85, 0.9].map((limit) =>
      Promise.all([1, 2, 3].map((seed) => trainedRun("phase-sensor-xyz.yaml", seed, limit))),
    ),
  );
  return drawNudgeAndShots([quality((beta) => 0.5 * beta), quality((beta) => 0.2 * beta * beta)], trainings);
}

function kitaevGrid(): Float64Array[] {
  return count(13).flatMap((i) =>
    count(13 - i).map((j) => Float64Array.of(i / 12, j / 12, (12 - i - j) / 12)),
  );
}

/** Answers "Abelian" in the corners. */
function sensedPoints(inputs: readonly Float64Array[], certainty: number): SensedPoint[] {
  return inputs.map((point) => ({
    inputs: point,
    abelian: certainty * step(Math.max(...point) - 0.45, 0.4),
  }));
}

async function kitaevSensor(): Promise<ReportFigure[]> {
  const run = await trainedRun("kitaev-sensor.yaml", 1, 0.9);
  const inputs = (run.experiment.data?.grid ?? []).map(({ points }) => points[0] as Float64Array);
  return drawKitaevSensor(run, sensedPoints(inputs, 0.95));
}

function correlatorMap(): Part {
  const g = count(11).map((k) => (k - 5) / 2.5);
  const correlator = g.flatMap((gZZ) => g.map((gX) => (gX * gX - 0.05) / (gX * gX + gZZ * gZZ + 0.2)));
  return partOf({ g, correlator, gap: correlator.map(() => 0.1) });
}

function correlatorPath(direction: number): Part {
  const ways = count(15);
  return partOf({
    values: ways.flatMap((k) => [direction * (0.1 + 0.1 * k), 0.9 / (1 + k)]),
    costs: ways.map((k) => -k / (k + 3 + direction)),
  });
}

async function sensitivity(): Promise<ReportFigure[]> {
  const paths = [-1, 1].map((direction) => {
    const ways = count(45);
    // gZZ, then gX of both points.
    const values = ways.flatMap((k) => [
      direction / (1 + k / 5),
      direction * (0.2 + 1 / (2 + k)),
      direction * (0.2 - 1 / (2 + k)),
    ]);
    return partOf({ values, costs: ways.map((k) => (-2 * k) / (k + 6 + direction)) });
  });
  const gX = count(21).map((k) => (k - 10) / 5);
  const slice = partOf({
    gX,
    correlator: [1, 0.5, 0.2].flatMap((width) => gX.map((x) => (x * x) / (x * x + width))),
  });
  return drawSensitivity(correlatorMap(), paths, [slice, slice]);
}

async function kitaevExploration(): Promise<ReportFigure[]> {
  const points = kitaevGrid();
  const map = partOf({
    couplings: points.flatMap(([Jx, Jy]) => [Jx as number, Jy as number]),
    flux: points.map(([Jx, Jy, Jz]) => 27 * (Jx as number) * (Jy as number) * (Jz as number) - 0.05),
  });
  const way = (start: readonly [number, number], nudge: number) => {
    // Straight to the middle, less far with a strong nudge.
    const share = (k: number) => k / (12 + 40 * nudge);
    const values = count(9).flatMap((k) => start.map((from) => from + share(k) * (1 / 3 - from)));
    return { start, nudge, part: partOf({ values, costs: count(9).map((k) => -share(k)) }) };
  };
  const starts = [[1 / 6, 1 / 6], LEFT_START, [1 / 6, 2 / 3]] as const;
  const nudges = [0.001, 0.1, 0.5];
  return drawKitaevExploration(map, [
    ...starts.map((start) => way(start, 0.01)),
    ...nudges.map((nudge) => way(LEFT_START, nudge)),
  ]);
}

async function chainExploration(): Promise<ReportFigure[]> {
  const [Omega, Delta] = [count(9).map((k) => k / 4), count(9).map((k) => -0.5 + (3.5 * k) / 8)];
  const order = Delta.flatMap((delta) =>
    Omega.map((omega) => 1 / (1 + omega * omega + (delta - 1) * (delta - 1))),
  );
  const paths = count(3).map((size) =>
    count(3).map((method) => {
      const values = count(9).flatMap((k) => [0.5 - k / 20, 1.5 - (0.02 + 0.01 * method) * k]);
      return partOf({ values, costs: count(9).map((k) => (0.1 + 0.06 * size) / (1 + k * k)) });
    }),
  );
  return drawChainExploration(partOf({ Omega, Delta, order }), paths);
}

async function hamiltonianDetection(): Promise<ReportFigure[]> {
  const arms = [1e-12, 1e-4, 0.03].map((error) =>
    partOf({
      errors: count(5).flatMap((probes) =>
        count(4).map((trial) => (probes === 0 ? 0.5 : error) * (1 + scatter(trial))),
      ),
    }),
  );
  return drawHamiltonianDetection(arms, [
    [0, 0.9, 1, 1, 1],
    [0, 0.9, 0.95, 1, 1],
    [0, 0.3, 0.4, 0.6, 0.5],
  ]);
}
