import type { Experiment } from "../../experiments/build-experiment.ts";
import { npyArray } from "../../formats/npy.ts";
import type { Device } from "../../propagation/device.ts";
import type { Sample } from "../../propagation/problem.ts";
import { evaluateOutputs } from "../../training/evaluation.ts";
import { parametersOf } from "../../training/variables.ts";
import { agreement, largestDeviation, NO_DATA, NOTHING, onlyInFull } from "../comparisons.ts";
import { compareSamples, sampleText } from "../distributions.ts";
import { numbersOf, type Part, remembered } from "../remembered.ts";
import type { Comparison, Findings, Reproduction, Workbench } from "../reproduction.ts";
import { type TrainedRun, trainRuns } from "../trained-runs.ts";
import { withDevice } from "../with-device.ts";
import { drawPhaseSensor, type ScoredRun } from "./phase-sensor-figures.ts";
import {
  type PublishedFinals,
  type PublishedRun,
  publishedFinals,
  publishedRuns,
} from "./published-sensors.ts";
import { gridScores } from "./sensor-scores.ts";
import { SENSOR_VARIANTS, type SensorVariant } from "./sensor-variants.ts";

/** Largest deviation of a published prediction that counts as agreement. */
const BOUND = 1e-8;
const QUICK_BATCHES = 300;
const QUICK_PUBLISHED = 1;
/** Their time on their cluster, for one run. */
const AUTHORS_TIME = "about 4,320 s a run on their cluster";

const CAVEATS = [
  "The table of the final metrics of all published runs, final-metrics.csv, was computed from the authors' files; their " +
    "repository does not hold it. Without it the published runs there are scored from their stored predictions.",
  "Test points of the published runs were drawn at random before seeding and are not published: training curves are " +
    "shown side by side and not compared, final scores are compared on the grid.",
  "Seeds and draws of the published trainings cannot be repeated: distributions over runs are compared, not runs.",
];

/** One reproduction for each set of couplings. */
export const phaseSensors: readonly Reproduction[] = SENSOR_VARIANTS.map((variant) => ({
  id: `phase-sensor-${variant.name}`,
  title: variant.title,
  source: `supervised learning; data in SupervisedQEP/SoftCouplingCutoff/ProductionRunsNew/${variant.folder}`,
  shows: variant.shows,
  authorsTime: AUTHORS_TIME,
  caveats: CAVEATS,
  experiments: [`phase-sensor-${variant.name}.yaml`],
  run: (workbench) => run(workbench, variant),
}));

/** The override that makes the quick form of a sensor's training. */
export function quickBatches({ isQuick }: Workbench): string[] {
  return isQuick ? [`training.batches=${QUICK_BATCHES}`] : [];
}

async function run(workbench: Workbench, variant: SensorVariant): Promise<Findings> {
  const file = `phase-sensor-${variant.name}.yaml`;
  const experiment = await workbench.experiment(file);
  const published = await publishedRuns(workbench.reference, variant);
  const predictions = await predictPublished(workbench, experiment, published);
  const runs = await trainRuns(workbench, file, quickBatches(workbench));
  const scored = await scoreRuns(workbench, experiment, runs);
  const finals = await publishedFinals(workbench.reference, (grid) => gridScores(experiment, grid));
  return {
    result:
      `Final scores on the grid over ${runs.length} own runs: max-choice ${sampleText(scored.map((own) => own.maxChoice))}, ` +
      `single-shot ${sampleText(scored.map((own) => own.singleShot))}.`,
    comparisons: [
      comparePredictions(published, predictions),
      ...compareFinals(workbench, variant, scored, finals),
    ],
    figures: await drawPhaseSensor({ variant, scored, published, finals }),
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
    const nothing = { published: NO_DATA, ours: "–", evidence: NOTHING };
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

function compareFinals(
  workbench: Workbench,
  { name }: SensorVariant,
  scored: readonly ScoredRun[],
  finals: PublishedFinals,
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
