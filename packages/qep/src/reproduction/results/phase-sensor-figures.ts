import { isTest } from "../../experiments/run-record.ts";
import { type DotGroup, dotHistogramFigure } from "../../plots/dot-histogram.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { type LineSeries, lineFigure } from "../../plots/line-figure.ts";
import { runFigures } from "../../plots/run-figures.ts";
import { isClassifierMetrics, type Metrics } from "../../training/evaluation.ts";
import { quantile } from "../distributions.ts";
import type { ReportFigure } from "../reproduction.ts";
import type { TrainedRun } from "../trained-runs.ts";
import type { PublishedFinals, PublishedRun } from "./published-sensors.ts";
import type { SensorScores } from "./sensor-scores.ts";
import { SENSOR_VARIANTS, type SensorVariant } from "./sensor-variants.ts";

/** Band of the training curves: the middle 80 % of the runs. */
const BAND = [0.1, 0.9] as const;

/** The authors tested every 50 batches, as our experiments do. */
const TEST_EVERY = 50;

/** A run of our own with its outputs and scores on the grid. */
export interface ScoredRun extends SensorScores {
  readonly run: TrainedRun;
  readonly grid: readonly Float64Array[];
}

/** What the figures of a variant are drawn from. */
export interface PhaseSensorData {
  readonly variant: SensorVariant;
  readonly scored: readonly ScoredRun[];
  readonly published: readonly PublishedRun[];
  readonly finals: PublishedFinals;
}

/** Training curves with percentile bands, histograms of final scores, and triangle and couplings of the best own run. */
export async function drawPhaseSensor(data: PhaseSensorData): Promise<ReportFigure[]> {
  const { scored, published } = data;
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
    ...histograms(data, document),
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
function histograms({ variant, scored, finals }: PhaseSensorData, document: Document): ReportFigure[] {
  const shown = [
    ["final-max-choice", "final max-choice accuracy on the grid", "maxChoice"],
    ["final-single-shot", "final single-shot accuracy on the grid", "singleShot"],
  ] as const;
  return shown.map(([name, label, score]) => {
    const theirs = SENSOR_VARIANTS.flatMap((other): DotGroup[] => {
      const values = finals.get(other.name)?.[score];
      return values ? [{ label: `${other.name}, published`, values, series: 1 }] : [];
    });
    const own = { label: `${variant.name}, here`, values: scored.map((one) => one[score]), series: 0 };
    return {
      name,
      caption: `${label}: one dot for each run, the bar at the mean.`,
      svg: dotHistogramFigure({ label, groups: [own, ...theirs] }, document),
    };
  });
}
