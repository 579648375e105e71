import type { Experiment } from "../../experiments/build-experiment.ts";
import { isTest } from "../../experiments/run-record.ts";
import { npyArray } from "../../formats/npy.ts";
import { type DotGroup, dotHistogramFigure } from "../../plots/dot-histogram.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { type LineSeries, lineFigure } from "../../plots/line-figure.ts";
import { runFigures } from "../../plots/run-figures.ts";
import type { Device } from "../../propagation/device.ts";
import type { Sample } from "../../propagation/problem.ts";
import { isOnPhaseBoundary } from "../../tasks/phase-triangle.ts";
import { evaluateOutputs, isClassifierMetrics, type Metrics } from "../../training/evaluation.ts";
import { maxChoice, singleShot } from "../../training/metrics.ts";
import { parametersOf } from "../../training/variables.ts";
import { agreement, largestDeviation, onlyInFull } from "../comparisons.ts";
import { compareSamples, quantile, sampleText } from "../distributions.ts";
import { numbersOf, type Part, remembered } from "../remembered.ts";
import type { Comparison, Findings, ReportFigure, Reproduction, Workbench } from "../reproduction.ts";
import { type TrainedRun, trainRuns } from "../trained-runs.ts";
import { withDevice } from "../with-device.ts";
import {
  type PublishedRun,
  publishedFinals,
  publishedRuns,
  type SensorVariant,
} from "./published-sensors.ts";

/** How a variant differs, for its report. */
interface Variant extends SensorVariant {
  readonly title: string;
  readonly shows: string;
}

/** Largest deviation of a published prediction that counts as agreement. */
const BOUND = 1e-8;
const QUICK_BATCHES = 300;
const QUICK_PUBLISHED = 1;
/** Band of the training curves: the middle 80 % of the runs. */
const BAND = [0.1, 0.9] as const;
/** Their time on their cluster, for one run. */
const AUTHORS_TIME = "about 4,320 s a run on their cluster";

const COMMON =
  "A sensor of two qubits is coupled to two sites of a cluster Ising ring of eight and trained by quantum equilibrium " +
  "propagation to tell its three phases apart, from ten shots for each gradient. ";

const VARIANTS: readonly Variant[] = [
  {
    name: "xyz",
    folder: "default",
    title: "Phase sensor with XYZ couplings",
    shows: `${COMMON}Couplings of all Pauli matrices, held weak by a soft cutoff.`,
  },
  {
    name: "xz",
    folder: "xz",
    title: "Phase sensor with XZ couplings",
    shows: `${COMMON}Couplings of X and Z of the ring do as well as those of all three.`,
  },
  {
    name: "z",
    folder: "onlyzz",
    title: "Phase sensor with Z couplings only",
    shows: `${COMMON}Couplings of Z alone are not enough for all three phases.`,
  },
  {
    name: "patches",
    folder: "patches",
    title: "Phase sensor trained inside the phases only",
    shows: `${COMMON}Trained in three small squares, one inside each phase, it generalises to the whole triangle.`,
  },
  {
    name: "no-cutoff",
    folder: "default_no_cutoff",
    title: "Phase sensor without a cutoff on its couplings",
    shows: `${COMMON}Strong couplings, which disturb the ring, do slightly better.`,
  },
];

/** One reproduction for each set of couplings. */
export const phaseSensors: readonly Reproduction[] = VARIANTS.map((variant) => ({
  id: `phase-sensor-${variant.name}`,
  title: variant.title,
  source: `supervised learning; data in SupervisedQEP/SoftCouplingCutoff/ProductionRunsNew/${variant.folder}`,
  shows: variant.shows,
  authorsTime: AUTHORS_TIME,
  experiments: [`phase-sensor-${variant.name}.yaml`],
  run: (workbench) => run(workbench, variant),
}));

/** The override that makes the quick form of a sensor's training. */
export function quickBatches({ isQuick }: Workbench): string[] {
  return isQuick ? [`training.batches=${QUICK_BATCHES}`] : [];
}

/** A run of our own with its outputs on the grid. */
interface ScoredRun {
  readonly run: TrainedRun;
  readonly grid: readonly Float64Array[];
  readonly maxChoice: number;
  readonly singleShot: number;
}

async function run(workbench: Workbench, variant: Variant): Promise<Findings> {
  const file = `phase-sensor-${variant.name}.yaml`;
  const experiment = await workbench.experiment(file);
  const published = await publishedRuns(workbench.reference, variant);
  const predictions = await predictPublished(workbench, experiment, published);
  const runs = await trainRuns(workbench, file, quickBatches(workbench));
  const scored = await scoreRuns(workbench, experiment, runs);
  const finals = await publishedFinals(workbench.reference);
  return {
    result:
      `Final scores on the grid over ${runs.length} own runs: max-choice ${sampleText(scored.map((own) => own.maxChoice))}, ` +
      `single-shot ${sampleText(scored.map((own) => own.singleShot))}.`,
    comparisons: [
      comparePredictions(published, predictions),
      ...compareFinals(workbench, variant, scored, finals),
    ],
    figures: await draw(variant, scored, published, finals),
    tables: [
      {
        caption: "Own runs",
        header: ["seed", "max-choice", "single-shot", "seconds"],
        rows: scored.map((own) => [
          `${own.run.seed}`,
          own.maxChoice.toFixed(3),
          own.singleShot.toFixed(3),
          own.run.seconds.toFixed(0),
        ]),
      },
    ],
    notes: notesOn(workbench, published),
    seconds: [predictions?.seconds ?? 0, ...runs.map(({ seconds }) => seconds)].reduce((a, b) => a + b, 0),
  };
}

/** Our outputs and gaps on the grid at the parameters of the published runs, one row of 630 outputs for each. */
async function predictPublished(
  workbench: Workbench,
  experiment: Experiment,
  published: readonly PublishedRun[],
): Promise<Part | undefined> {
  const chosen = workbench.isQuick ? published.slice(0, QUICK_PUBLISHED) : published;
  if (chosen.length === 0) return undefined;
  const from = { system: experiment.config.system, files: chosen.map(({ file }) => file) };
  const show = workbench.progress("published runs");
  return remembered(workbench, "published-predictions", from, () =>
    withDevice(workbench, experiment, async (device) => {
      const outputs: Float64Array[] = [];
      for (const [index, { parameters }] of chosen.entries()) {
        outputs.push(...(await gridOutputs(workbench, device, experiment, parameters)));
        show(index + 1, chosen.length);
      }
      const flat = Float64Array.from(outputs.flatMap((row) => [...row]));
      return new Map([["outputs", npyArray(flat, [chosen.length, flat.length / chosen.length])]]);
    }),
  );
}

function comparePredictions(published: readonly PublishedRun[], predictions: Part | undefined): Comparison {
  const quantity = "outputs on the grid at the authors' final parameters";
  if (!predictions) {
    const nothing = { published: "no data given", ours: "–", evidence: "nothing to compare with" };
    return { quantity, ...nothing, verdict: "not compared" };
  }
  const ours = numbersOf(predictions, "outputs");
  const theirs = published.flatMap(({ grid }) => grid.flatMap((row) => [...row])).slice(0, ours.length);
  const deviation = largestDeviation(ours, theirs);
  const runs = ours.length / (3 * (published[0]?.grid.length ?? 1));
  return {
    quantity,
    published: `${theirs.length} numbers of ${runs} runs`,
    ours: `${ours.length} numbers`,
    evidence: `largest deviation ${deviation.toExponential(1)}, asked ${BOUND.toExponential(0)}`,
    verdict: agreement(deviation <= BOUND),
  };
}

async function scoreRuns(
  workbench: Workbench,
  experiment: Experiment,
  runs: readonly TrainedRun[],
): Promise<ScoredRun[]> {
  const parameters = runs.map(({ values }) => parametersOf(experiment.variables, values));
  const from = { system: experiment.config.system, parameters: parameters.map((values) => [...values]) };
  const part = await remembered(workbench, "final-outputs", from, () =>
    withDevice(workbench, experiment, async (device) => {
      const outputs: Float64Array[] = [];
      for (const values of parameters)
        outputs.push(...(await gridOutputs(workbench, device, experiment, values)));
      const flat = Float64Array.from(outputs.flatMap((row) => [...row]));
      return new Map([["outputs", npyArray(flat, [runs.length, gridOf(experiment).length, 3])]]);
    }),
  );
  const flat = numbersOf(part, "outputs");
  const points = gridOf(experiment).length;
  return runs.map((own, index) => {
    const row = (k: number) => flat.slice(3 * (points * index + k), 3 * (points * index + k) + 3);
    const grid = Array.from({ length: points }, (_, k) => row(k));
    return { run: own, grid, ...gridScores(experiment, grid) };
  });
}

/** Scores on the grid without the points whose label is a matter of rounding. */
function gridScores(experiment: Experiment, grid: readonly Float64Array[]) {
  const judged = gridOf(experiment).flatMap(({ points, target }, index) =>
    isOnPhaseBoundary(points[0] as Float64Array)
      ? []
      : [{ output: grid[index] as Float64Array, target: target as Float64Array }],
  );
  const [outputs, targets] = [judged.map(({ output }) => output), judged.map(({ target }) => target)];
  return { maxChoice: maxChoice(outputs, targets), singleShot: singleShot(outputs, targets) };
}

function compareFinals(
  workbench: Workbench,
  { name }: Variant,
  scored: readonly ScoredRun[],
  finals: Awaited<ReturnType<typeof publishedFinals>>,
): Comparison[] {
  const quantities = [
    ["final max-choice on the grid, over runs", "maxChoice"],
    ["final single-shot on the grid, over runs", "singleShot"],
  ] as const;
  return quantities.map(([quantity, score]) => {
    if (workbench.isQuick) return onlyInFull(quantity, workbench);
    const own = scored.map((one) => one[score]);
    return compareSamples(quantity, finals.get(name)?.[score], own);
  });
}

async function draw(
  variant: Variant,
  scored: readonly ScoredRun[],
  published: readonly PublishedRun[],
  finals: Awaited<ReturnType<typeof publishedFinals>>,
): Promise<ReportFigure[]> {
  const document = await figureDocument();
  const best = scored.reduce((leader, own) => (own.maxChoice > leader.maxChoice ? own : leader));
  const { experiment, history, values, seed } = best.run;
  const drawn = runFigures({ experiment, history, values, gridOutputs: best.grid }, document);
  const captions: Readonly<Record<string, string>> = {
    "phase-triangle": `What the best own run (seed ${seed}) answers over the triangle; crosses are wrong answers.`,
    couplings: `The couplings that run has learned.`,
  };
  return [
    ...curves(scored, published, document),
    ...histograms(variant, scored, finals, document),
    ...drawn.flatMap(({ name, svg }) => {
      const caption = captions[name];
      return caption === undefined ? [] : [{ name, caption, svg }];
    }),
  ];
}

/** Median and band over runs of the scores during training, ours and theirs. */
function curves(
  scored: readonly ScoredRun[],
  published: readonly PublishedRun[],
  document: Document,
): ReportFigure[] {
  const shown: readonly [string, string, keyof Metrics, string][] = [
    ["training-max-choice", "max-choice accuracy", "maxChoice", "max_choice_accuracy"],
    ["training-single-shot", "single-shot accuracy", "singleShot", "single_shot_accuracy"],
    ["training-cost", "cost", "cost", "cost"],
  ];
  return shown.map(([name, yLabel, key, theirs]) => {
    const own = scored.map(({ run: { history } }) =>
      history.filter(isTest).flatMap(({ step, test }): [number, number][] => {
        return isClassifierMetrics(test) ? [[step, test[key]]] : [];
      }),
    );
    const other = published.flatMap(({ scores }) => {
      const values = scores.get(theirs);
      return values ? [[...values].map((value, k): [number, number] => [TEST_EVERY * k, value])] : [];
    });
    const series = [bandOver("here", own), ...(other.length > 0 ? [bandOver("published", other)] : [])];
    return {
      name,
      caption: `${yLabel} on test points during training: median over runs, and the band of the middle 80 %.`,
      svg: lineFigure(
        { xLabel: "batch", yLabel, series, ...(key === "cost" ? {} : { yRange: [0, 1] }) },
        document,
      ),
    };
  });
}

/** The authors tested every 50 batches, as our experiments do. */
const TEST_EVERY = 50;

function bandOver(label: string, runs: readonly (readonly [step: number, value: number][])[]): LineSeries {
  const points = Math.min(...runs.map((run) => run.length));
  const at = (k: number) => runs.map((run) => run[k]?.[1] as number);
  const indices = Array.from({ length: points }, (_, k) => k);
  return {
    label: `${label} (${runs.length} ${runs.length === 1 ? "run" : "runs"})`,
    x: indices.map((k) => runs[0]?.[k]?.[0] as number),
    y: indices.map((k) => quantile(at(k), 0.5)),
    band: indices.map((k): [number, number] => [quantile(at(k), BAND[0]), quantile(at(k), BAND[1])]),
  };
}

/** Final scores: ours beside those of all published sets of couplings. */
function histograms(
  variant: Variant,
  scored: readonly ScoredRun[],
  finals: Awaited<ReturnType<typeof publishedFinals>>,
  document: Document,
): ReportFigure[] {
  const shown = [
    ["final-max-choice", "final max-choice accuracy on the grid", "maxChoice"],
    ["final-single-shot", "final single-shot accuracy on the grid", "singleShot"],
  ] as const;
  return shown.map(([name, label, score]) => {
    const theirs = VARIANTS.flatMap((other): DotGroup[] => {
      const values = finals.get(other.name)?.[score];
      return values ? [{ label: `${other.name}, published`, values }] : [];
    });
    const own = { label: `${variant.name}, here`, values: scored.map((one) => one[score]) };
    return {
      name,
      caption: `${label}: one dot for each run, the bar at the mean.`,
      svg: dotHistogramFigure({ label, groups: [own, ...theirs] }, document),
    };
  });
}

function notesOn({ isQuick, runs }: Workbench, published: readonly PublishedRun[]): string[] {
  return [
    "Seeds are 1, 2, 3, …; nothing was chosen after looking at results.",
    "The grid has 210 points; the 5 on the boundary gX = gZXZ, whose label is a matter of rounding, are not scored.",
    ...(published.length > 0
      ? [`${published.length} published runs with their parameters were in the reference given.`]
      : []),
    ...(isQuick ? [`Quick form: ${runs} own runs of ${QUICK_BATCHES} batches instead of 5,000.`] : []),
  ];
}

function gridOf({ data }: Experiment): readonly Sample[] {
  return data?.grid ?? [];
}

function gridOutputs(
  { signal }: Workbench,
  device: Device,
  experiment: Experiment,
  parameters: Float64Array,
): Promise<Float64Array[]> {
  const inputs = gridOf(experiment).map(({ points }) => points[0] as Float64Array);
  return evaluateOutputs(device, parameters, inputs, ["evaluate"], signal);
}
