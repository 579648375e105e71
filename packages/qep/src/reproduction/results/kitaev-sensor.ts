import type { Experiment } from "../../experiments/build-experiment.ts";
import { isTest } from "../../experiments/run-record.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { runFigures } from "../../plots/run-figures.ts";
import { isClassifierMetrics, type Metrics } from "../../training/evaluation.ts";
import { parametersOf } from "../../training/variables.ts";
import { agreement, NO_DATA, NOTHING } from "../comparisons.ts";
import type {
  Comparison,
  Findings,
  ReportFigure,
  ReportTable,
  Reproduction,
  Workbench,
} from "../reproduction.ts";
import { type TrainedRun, trainRuns } from "../trained-runs.ts";
import { kitaevOutputs, kitaevScores, type SensedPoint, scoresText } from "./kitaev-outputs.ts";
import { CHOSEN_STEP, type PublishedKitaevSensor, publishedKitaevSensor } from "./published-kitaev-sensor.ts";

const FILE = "kitaev-sensor.yaml";
const AS_PUBLISHED = "kitaev-sensor-as-published.yaml";
const QUICK_BATCHES = 4;
/** One of so many published points is evaluated on both models, in the full and in the quick form. */
const STRIDE = { full: 9, quick: 35 } as const;
/** Scores this far apart count as the same, set before any run: one of 18 test points, and a twentieth. */
const CLOSE = { maxChoice: 1 / 18, singleShot: 0.05 } as const;
/** Largest deviation of a published prediction that counts as agreement. */
const BOUND = 1e-5;

export const kitaevSensor: Reproduction = {
  id: "kitaev-sensor",
  title: "Phase sensor on the Kitaev honeycomb model",
  source: "supervised learning, Kitaev phase sensor, as the text describes it",
  shows:
    "A sensor of two qubits, coupled to three bonds of a Kitaev honeycomb of sixteen sites, learns to tell its Abelian " +
    `phases from the non-Abelian one: on 18 test points max-choice 1.0 and single-shot 0.894 at step ${CHOSEN_STEP}.`,
  authorsTime: "about 46 hours of training on their cluster",
  caveats: [
    "In the published program the terms of the Kitaev model are built and then replaced by those of a cluster Ising ring of 16 sites, with " +
      "Jx, Jy, Jz read as gZXZ, gZZ, gX: the published sensor belongs to that ring, and this is a training of the model that the text describes.",
    "So the first two comparisons are between two models, and need not agree: 14 of 18 test points right on the " +
      "honeycomb here, 18 of 18 on the ring there, to whose published scores kitaev-sensor-as-published agrees to " +
      "1.2e-11. The third shows it directly: at the published parameters the honeycomb deviates by 0.82, the ring by " +
      "7.9e-11.",
    "The published training starts from couplings left by earlier runs, which are not published; here the start is a draw from normal(0, 1).",
    "Four of the 18 published test points do not add up to 1; their numbers are kept.",
  ],
  experiments: [FILE, AS_PUBLISHED],
  run,
};

async function run(workbench: Workbench): Promise<Findings> {
  const quick = workbench.isQuick ? [`training.batches=${QUICK_BATCHES}`] : [];
  // One run takes as long as all others of this command together may.
  const [trained] = (await trainRuns({ ...workbench, runs: 1 }, FILE, quick)) as [TrainedRun];
  const { experiment, values } = trained;
  const parameters = parametersOf(experiment.variables, values);
  const inputs = (experiment.data?.grid ?? []).map(({ points }) => points[0] as Float64Array);
  const grid = await kitaevOutputs(
    workbench,
    "grid",
    experiment,
    parameters,
    workbench.isQuick ? [] : inputs,
  );
  const published = await publishedKitaevSensor(workbench.reference);
  const models = published && (await onBothModels(workbench, published));
  const { best, last } = testsOf(trained);
  return {
    result: resultText(best, last, grid.points),
    comparisons: [
      ...compareScores(workbench, best.test, published),
      ...(models ? [compareModel(models)] : []),
    ],
    figures: await drawKitaevSensor(trained, grid.points),
    tables: [scoreTable(best, last, grid.points, published), ...(models ? [modelTable(models)] : [])],
    notes: notesOn(workbench, trained),
    seconds: trained.seconds + grid.part.seconds + (models?.seconds ?? 0),
  };
}

/** A published point with what three sources say about p(Abelian) there. */
interface ModelledPoint {
  readonly inputs: Float64Array;
  readonly published: number;
  readonly clusterIsing: number;
  readonly kitaev: number;
}

export interface ModelledPoints {
  readonly points: readonly ModelledPoint[];
  readonly seconds: number;
}

/** The published parameters evaluated on the model of the paper's text and on the one of the published data. */
export async function onBothModels(
  workbench: Workbench,
  { parameters, map }: PublishedKitaevSensor,
): Promise<ModelledPoints> {
  const stride = workbench.isQuick ? STRIDE.quick : STRIDE.full;
  const chosen = map.filter((_, index) => index % stride === 0);
  const inputs = chosen.map((point) => point.inputs);
  // Parameters are given, without shots: the tolerance must not follow them.
  const described = await workbench.experiment(FILE, ["preparation.tolerance=1e-8"]);
  const kitaev = await kitaevOutputs(workbench, "kitaev model", described, parameters, inputs);
  const other = await workbench.experiment(AS_PUBLISHED);
  const cluster = await kitaevOutputs(workbench, "cluster ising model", other, parameters, inputs);
  return {
    points: chosen.map(
      (point, index): ModelledPoint => ({
        inputs: point.inputs,
        published: point.abelian,
        clusterIsing: cluster.points[index]?.abelian as number,
        kitaev: kitaev.points[index]?.abelian as number,
      }),
    ),
    seconds: kitaev.part.seconds + cluster.part.seconds,
  };
}

interface TestedStep {
  readonly step: number;
  readonly test: Metrics;
}

/** Test scores at the best tested step, by max-choice and then by single-shot as the authors chose theirs, and at the end. */
function testsOf({ history }: TrainedRun): { readonly best: TestedStep; readonly last: TestedStep } {
  const tests = history
    .filter(isTest)
    .flatMap(({ step, test }): TestedStep[] => (isClassifierMetrics(test) ? [{ step, test }] : []));
  const isBetter = (a: Metrics, b: Metrics) =>
    a.maxChoice > b.maxChoice || (a.maxChoice === b.maxChoice && a.singleShot > b.singleShot);
  const best = tests.reduce((leader, one) => (isBetter(one.test, leader.test) ? one : leader));
  return { best, last: tests.at(-1) as TestedStep };
}

function compareScores(
  { isQuick }: Workbench,
  ours: Metrics,
  published: PublishedKitaevSensor | undefined,
): Comparison[] {
  const scores = [
    ["max-choice", "maxChoice"],
    ["single-shot", "singleShot"],
  ] as const;
  return scores.map(([name, key]): Comparison => {
    const shown = {
      quantity: `${name} on the 18 test points, best tested step`,
      published: published ? published[key].toFixed(3) : NO_DATA,
      ours: ours[key].toFixed(3),
    };
    if (isQuick || !published) {
      const evidence = isQuick ? "needs the full form (without --quick)" : NOTHING;
      return { ...shown, evidence, verdict: "not compared" };
    }
    const difference = Math.abs(ours[key] - published[key]);
    return {
      ...shown,
      evidence: `difference ${difference.toFixed(3)}, asked ${CLOSE[key].toFixed(3)}; one run against one run`,
      verdict: agreement(difference <= CLOSE[key] + 1e-12),
    };
  });
}

/** Whether the published predictions are those of the model that the text describes. */
function compareModel({ points }: ModelledPoints): Comparison {
  const [kitaev, cluster] = (["kitaev", "clusterIsing"] as const).map((model) =>
    Math.max(...points.map((point) => Math.abs(point[model] - point.published))),
  ) as [number, number];
  return {
    quantity: `p(Abelian) of the Kitaev model at the published parameters, ${points.length} points`,
    published: `${points.length} numbers`,
    ours: `${points.length} numbers`,
    evidence:
      `largest deviation ${kitaev.toExponential(1)}, asked ${BOUND.toExponential(0)}; ` +
      `on the cluster Ising ring ${cluster.toExponential(1)}`,
    verdict: agreement(kitaev <= BOUND),
  };
}

function scoreTable(
  best: TestedStep,
  last: TestedStep,
  grid: readonly SensedPoint[],
  published: PublishedKitaevSensor | undefined,
): ReportTable {
  const row = (label: string, scores: { readonly maxChoice: number; readonly singleShot: number }) => [
    label,
    scores.maxChoice.toFixed(3),
    scores.singleShot.toFixed(3),
  ];
  return {
    caption: "Scores",
    header: ["", "max-choice", "single-shot"],
    rows: [
      ...(published ? [row(`published, 18 test points, step ${CHOSEN_STEP}`, published)] : []),
      row(`here, 18 test points, best tested step (${best.step})`, best.test),
      row(`here, 18 test points, at the end (step ${last.step})`, last.test),
      ...(grid.length > 0
        ? [row(`here, grid of ${grid.length} points, at the end`, kitaevScores(grid))]
        : []),
    ],
  };
}

function modelTable({ points }: ModelledPoints): ReportTable {
  const deviation = (ours: number, theirs: number) => Math.abs(ours - theirs).toExponential(1);
  return {
    caption:
      "p(Abelian) at the published parameters: the published predictions, and how far the two models are from them",
    header: ["Jx", "Jy", "Jz", "published", "cluster Ising ring deviates by", "Kitaev model deviates by"],
    rows: points.map(({ inputs, published, clusterIsing, kitaev }) => [
      ...[...inputs].map((value) => value.toFixed(4)),
      published.toFixed(6),
      deviation(clusterIsing, published),
      deviation(kitaev, published),
    ]),
  };
}

/** Training curves, couplings and, where the grid was evaluated, the triangle of the trained sensor. */
export async function drawKitaevSensor(
  { experiment, history, values }: TrainedRun,
  grid: readonly SensedPoint[],
): Promise<ReportFigure[]> {
  const captions: Readonly<Record<string, string>> = {
    "training-curves": "Cost and scores during training.",
    "phase-triangle": "What the trained sensor answers over the triangle; crosses are wrong answers.",
    couplings: "The couplings that it has learned.",
  };
  const gridOutputs = grid.map(({ abelian }) => Float64Array.of(abelian, 1 - abelian));
  const data = { experiment, history, values, ...(grid.length > 0 ? { gridOutputs } : {}) };
  return runFigures(data, await figureDocument()).flatMap(({ name, svg }) => {
    const caption = captions[name];
    return caption === undefined ? [] : [{ name, caption, svg }];
  });
}

function resultText(best: TestedStep, last: TestedStep, grid: readonly SensedPoint[]): string {
  const onGrid =
    grid.length > 0 ? `; on the grid of ${grid.length} points then ${scoresText(kitaevScores(grid))}` : "";
  return (
    `On the 18 test points ${scoresText(best.test)} at the best tested step (${best.step}), ` +
    `${scoresText(last.test)} at the end (step ${last.step})${onGrid}.`
  );
}

function notesOn({ isQuick, runs }: Workbench, { seconds, experiment }: TrainedRun): string[] {
  const { batches, testEvery } = trainingSettings(experiment);
  return [
    "The table evaluates the published parameters on both models; kitaev-sensor-as-published does so at every published " +
      "point. The scores of the model that the text describes need not be the published ones.",
    `One run of seed 1 took ${seconds.toFixed(0)} s for ${batches} steps${runs > 1 ? `; this is the only one, whatever --runs says` : ""}.`,
    `Tested every ${testEvery} steps, theirs after each: a best step chosen from fewer is no luckier than theirs. ` +
      "The grid is evaluated at the end of the training, not at the best step.",
    "Ground states are solved as well as the shot noise needs (preparation.tolerance: followShots).",
    ...(isQuick ? [`Quick form: ${QUICK_BATCHES} steps instead of 800, no grid.`] : []),
  ];
}

function trainingSettings({ config: { training } }: Experiment) {
  return { batches: training?.batches ?? 0, testEvery: training?.testEvery ?? 1 };
}
