import { isTest } from "../../experiments/run-record.ts";
import { npyArray } from "../../formats/npy.ts";
import { dotHistogramFigure } from "../../plots/dot-histogram.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { type LineSeries, lineFigure } from "../../plots/line-figure.ts";
import { isClassifierMetrics } from "../../training/evaluation.ts";
import { agreement, onlyInFull } from "../comparisons.ts";
import { sampleText } from "../distributions.ts";
import { type Arrays, numbersOf, type Part, remembered } from "../remembered.ts";
import type { Comparison, Findings, ReportFigure, Reproduction, Workbench } from "../reproduction.ts";
import { type TrainedRun, trainRuns } from "../trained-runs.ts";
import { withDevice } from "../with-device.ts";
import {
  cosine,
  distance,
  ESTIMATORS,
  type Estimator,
  GradientProbe,
  type Prediction,
  predict,
} from "./gradient-quality.ts";
import { quickBatches } from "./phase-sensor.ts";

const FILE = "nudge-and-shots.yaml";
const SENSOR = "phase-sensor-xyz.yaml";
const SHOTS = [10, 100, 1000, 10_000] as const;
const BETAS = { from: 0.02, to: 5, full: 15, quick: 8 } as const;
const REPEATS = { full: 40, quick: 6 } as const;
/** β of the noise-free pilots, and its half. */
const PILOT = 0.1;
/** A predicted optimum is good where the error there is at most this much above the least on the grid of β. */
const TOLERATED = 0.15;
/** Nudges of the two trainings compared. */
const TRAINED = [0.2, 0.4] as const;

export const nudgeAndShots: Reproduction = {
  id: "nudge-and-shots",
  title: "Nudge strength and shots",
  source: "supervised learning, discussion of the nudge strength; own analysis with the expansion in β",
  shows:
    "A small nudge gives little bias and much noise, a large one the other way round; the phase sensor is trained with a symmetric " +
    "nudge of β = 0.4 and ten shots, and β = 0.2 does as well.",
  authorsTime: null,
  caveats: [
    "The predicted optimum and its test are our own; the published runs at β = 0.2 are not compared with.",
    "The three settings that differ are those whose least measured error is above that of estimating zero, which is " +
      "1: with the full settings 1.76 and 1.40 one-sided at 10 and 100 shots, 1.01 symmetric at 10, elsewhere 0.99 at most. Their least " +
      "error lies at the largest β tried, 5, because differences of bounded expectation values over β go to zero for large β: " +
      "the error goes to 1 and has no optimum within the range of the expansion. It says that the shots are too few, " +
      "not which β is best.",
  ],
  experiments: [FILE, SENSOR],
  run,
};

async function run(workbench: Workbench): Promise<Findings> {
  const parts: Part[] = [];
  for (const estimator of ESTIMATORS) parts.push(await qualityOf(workbench, estimator));
  const trainings: TrainedRun[][] = [];
  for (const beta of TRAINED) {
    // The published setting is the sensor as it is, whose runs other reproductions share.
    const changed = beta === 0.4 ? [] : [`gradient.beta=${beta}`];
    trainings.push(await trainRuns(workbench, SENSOR, [...changed, ...quickBatches(workbench)]));
  }
  const optima = parts.map((part, index) => optimaOf(part, ESTIMATORS[index] as Estimator));
  return {
    result: resultText(optima, trainings),
    comparisons: parts.flatMap((part, index) =>
      compareOptima(workbench, part, ESTIMATORS[index] as Estimator),
    ),
    figures: await drawNudgeAndShots(parts, trainings),
    tables: [optimaTable(parts)],
    notes: [
      "The gradient is the mean over the first batch of ten samples, at the initial parameters of seed 1, against exact linear " +
        "response. Errors are relative to the norm of the exact gradient.",
      `Predictions expand bias and variance to leading order in β, with the bias from noise-free pilots at β = ${PILOT} and ` +
        `${PILOT / 2}. With few shots the optimum lies where that expansion has left its range, and the noise-free curves show it.`,
    ],
    seconds:
      parts.reduce((sum, part) => sum + part.seconds, 0) +
      trainings.flat().reduce((sum, own) => sum + own.seconds, 0),
  };
}

/**
 * Arrays `betas`; `bias` (noise-free relative error) and `biasCosine` by β; `errors` and `cosines` (shots × β × repeats);
 * `pilots` (two gradients), `variance`, `norm` and `batch`.
 */
async function qualityOf(workbench: Workbench, { method, label }: Estimator): Promise<Part> {
  const experiment = await workbench.experiment(FILE);
  const [count, repeats] = workbench.isQuick ? [BETAS.quick, REPEATS.quick] : [BETAS.full, REPEATS.full];
  const ratio = (BETAS.to / BETAS.from) ** (1 / (count - 1));
  const betas = Array.from({ length: count }, (_, k) => BETAS.from * ratio ** k);
  const show = workbench.progress(label);
  const from = { config: experiment.config, method, betas, shots: SHOTS, repeats, pilot: PILOT };
  return remembered(workbench, method, from, () =>
    withDevice(workbench, experiment, async (device): Promise<Arrays> => {
      const probe = new GradientProbe(experiment, device, experiment.variables.initial, workbench.signal);
      const exact = await probe.gradient({ method: "linear-response" }, 0);
      const norm = distance(exact, new Float64Array(exact.length));
      const quality = (gradient: Float64Array) => [distance(gradient, exact) / norm, cosine(gradient, exact)];
      const noiseFree: number[][] = [];
      for (const beta of betas) noiseFree.push(quality(await probe.gradient({ method, beta }, 0)));
      const noisy: number[][] = [];
      for (const shots of SHOTS) {
        for (const beta of betas) {
          for (let repeat = 0; repeat < repeats; repeat++) {
            noisy.push(quality(await probe.gradient({ method, beta, shots }, repeat)));
          }
          show(noisy.length, SHOTS.length * count * repeats);
        }
      }
      const pilots = [PILOT, PILOT / 2].map((beta) => probe.gradient({ method, beta }, 0));
      const column = (rows: readonly number[][], k: number) =>
        Float64Array.from(rows, (row) => row[k] as number);
      const shape = [SHOTS.length, count, repeats];
      return new Map([
        ["betas", npyArray(Float64Array.from(betas))],
        ["bias", npyArray(column(noiseFree, 0))],
        ["biasCosine", npyArray(column(noiseFree, 1))],
        ["errors", npyArray(column(noisy, 0), shape)],
        ["cosines", npyArray(column(noisy, 1), shape)],
        ["full", npyArray((await pilots[0]) as Float64Array)],
        ["half", npyArray((await pilots[1]) as Float64Array)],
        ["variance", npyArray(Float64Array.of(await probe.totalVariance(PILOT)))],
        ["norm", npyArray(Float64Array.of(norm))],
        ["batch", npyArray(Float64Array.of(probe.batchSize))],
      ]);
    }),
  );
}

function predictionAt(part: Part, estimator: Estimator, shots: number): Prediction {
  const only = (name: string) => numbersOf(part, name)[0] as number;
  const pilots = { beta: PILOT, full: numbersOf(part, "full"), half: numbersOf(part, "half") };
  return predict(estimator, pilots, { variance: only("variance"), shots, batchSize: only("batch") });
}

/** Root mean squared relative error by β at one number of shots, with its standard error. */
function errorsAt(part: Part, shotsIndex: number): { rms: number[]; standardErrors: number[] } {
  const [errors, betas] = [numbersOf(part, "errors"), numbersOf(part, "betas")];
  const repeats = errors.length / (SHOTS.length * betas.length);
  const rows = [...betas].map((_, k) => {
    const start = repeats * (betas.length * shotsIndex + k);
    const squares = [...errors.subarray(start, start + repeats)].map((error) => error * error);
    const mean = squares.reduce((sum, square) => sum + square, 0) / repeats;
    const spread = squares.reduce((sum, square) => sum + (square - mean) ** 2, 0) / (repeats - 1);
    const rms = Math.sqrt(mean);
    return { rms, error: Math.sqrt(spread / repeats) / (2 * rms) };
  });
  return { rms: rows.map(({ rms }) => rms), standardErrors: rows.map(({ error }) => error) };
}

/** Predicted β* for each number of shots. */
function optimaOf(part: Part, estimator: Estimator): number[] {
  return SHOTS.map((shots) => predictionAt(part, estimator, shots).optimum);
}

/** The measured error at the grid's β nearest to the prediction, against the least measured on the grid. */
function compareOptima(workbench: Workbench, part: Part, estimator: Estimator): Comparison[] {
  return SHOTS.map((shots, index): Comparison => {
    const quantity = `${estimator.label}, ${shots} shots: error at the predicted β*`;
    if (workbench.isQuick) return onlyInFull(quantity, workbench);
    const betas = [...numbersOf(part, "betas")];
    const { rms, standardErrors } = errorsAt(part, index);
    const { optimum } = predictionAt(part, estimator, shots);
    const away = betas.map((beta) => Math.abs(Math.log(beta / optimum)));
    const near = away.indexOf(Math.min(...away));
    const best = rms.indexOf(Math.min(...rms));
    const excess = (rms[near] as number) / (rms[best] as number) - 1;
    const noise =
      Math.hypot(standardErrors[near] as number, standardErrors[best] as number) / (rms[best] as number);
    return {
      quantity,
      published: `β* = ${optimum.toFixed(3)} by the expansion`,
      ours: `least measured error ${rms[best]?.toFixed(3)} at β = ${betas[best]?.toFixed(3)}`,
      evidence:
        `measured error at β = ${betas[near]?.toFixed(3)} is ${(100 * excess).toFixed(1)} % ± ${(100 * noise).toFixed(1)} % ` +
        `above the least; asked at most ${100 * TOLERATED} % within two standard errors`,
      verdict: agreement(excess - 2 * noise <= TOLERATED),
    };
  });
}

function optimaTable(parts: readonly Part[]) {
  const rows = parts.flatMap((part, index) => {
    const estimator = ESTIMATORS[index] as Estimator;
    const norm = numbersOf(part, "norm")[0] as number;
    return SHOTS.map((shots, k) => {
      const { optimum, errorAt } = predictionAt(part, estimator, shots);
      const { rms, standardErrors } = errorsAt(part, k);
      const best = rms.indexOf(Math.min(...rms));
      return [
        estimator.label,
        `${shots}`,
        optimum.toFixed(3),
        (errorAt(optimum) / norm).toFixed(3),
        (numbersOf(part, "betas")[best] as number).toFixed(3),
        `${rms[best]?.toFixed(3)} ± ${standardErrors[best]?.toFixed(3)}`,
      ];
    });
  });
  return {
    caption: "Optimal nudge: predicted by the expansion, and the best of the grid",
    header: ["estimator", "shots", "β* predicted", "error predicted", "best β measured", "error measured"],
    rows,
  };
}

/** Error and cosine of both estimators against β, and the final scores of trainings at two β. */
export async function drawNudgeAndShots(
  parts: readonly Part[],
  trainings: readonly (readonly TrainedRun[])[],
): Promise<ReportFigure[]> {
  const document = await figureDocument();
  const quality = parts.flatMap((part, index): ReportFigure[] => {
    const estimator = ESTIMATORS[index] as Estimator;
    return [errorFigure(part, estimator, document), cosineFigure(part, estimator, document)];
  });
  const groups = trainings.map((runs, index) => ({
    label: `β = ${TRAINED[index]}`,
    values: runs.map(finalSingleShot),
  }));
  const label = "final single-shot accuracy on test points";
  return [
    ...quality,
    {
      name: "training",
      caption: "Final accuracy after training with two nudge strengths: one dot for each run.",
      svg: dotHistogramFigure({ label, groups }, document),
    },
  ];
}

function errorFigure(part: Part, estimator: Estimator, document: Document): ReportFigure {
  const x = [...numbersOf(part, "betas")];
  const measured = SHOTS.map((shots, index): LineSeries => {
    const { rms, standardErrors } = errorsAt(part, index);
    return { label: `${shots} shots`, x, y: rms, standardErrors };
  });
  const series = [...measured, { label: "no noise", x, y: [...numbersOf(part, "bias")] }];
  const boundaries = SHOTS.map((shots) => ({
    label: `β*_{${shots}}`,
    value: predictionAt(part, estimator, shots).optimum,
  })).filter(({ value }) => value >= BETAS.from && value <= BETAS.to);
  return {
    name: `error-${estimator.method}`,
    caption: `${estimator.label}: relative error of the gradient against β, root mean square over repeats; β* is the predicted optimum.`,
    svg: lineFigure(
      { xLabel: "β", yLabel: "relative error", xScale: "log", yScale: "log", series, boundaries },
      document,
    ),
  };
}

function cosineFigure(part: Part, estimator: Estimator, document: Document): ReportFigure {
  const [x, cosines] = [[...numbersOf(part, "betas")], numbersOf(part, "cosines")];
  const repeats = cosines.length / (SHOTS.length * x.length);
  const measured = SHOTS.map((shots, index): LineSeries => {
    const y = x.map((_, k) => {
      const start = repeats * (x.length * index + k);
      return cosines.subarray(start, start + repeats).reduce((sum, value) => sum + value, 0) / repeats;
    });
    return { label: `${shots} shots`, x, y };
  });
  const series = [...measured, { label: "no noise", x, y: [...numbersOf(part, "biasCosine")] }];
  return {
    name: `cosine-${estimator.method}`,
    caption: `${estimator.label}: cosine of estimated and exact gradient, mean over repeats.`,
    svg: lineFigure({ xLabel: "β", yLabel: "cosine", xScale: "log", yRange: [0, 1], series }, document),
  };
}

function finalSingleShot({ history }: TrainedRun): number {
  const test = history.findLast(isTest)?.test;
  return test && isClassifierMetrics(test) ? test.singleShot : Number.NaN;
}

function resultText(
  optima: readonly (readonly number[])[],
  trainings: readonly (readonly TrainedRun[])[],
): string {
  const [, symmetric] = optima;
  const scores = trainings.map(
    (runs, index) => `${sampleText(runs.map(finalSingleShot))} at β = ${TRAINED[index]}`,
  );
  return (
    `Predicted optimal β of the symmetric estimator: ${symmetric?.map((beta, k) => `${beta.toFixed(2)} at ${SHOTS[k]} shots`).join(", ")}. ` +
    `Final single-shot accuracy after training: ${scores.join(", ")}.`
  );
}
