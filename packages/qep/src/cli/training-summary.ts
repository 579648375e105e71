import { percent, plural } from "../base/number-text.ts";
import type { Baselines } from "../experiments/baselines.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import { describeAlarms, type HealthAlarm } from "../experiments/health-alarms.ts";
import { describeHealth, type HealthSummary } from "../experiments/health-summary.ts";
import { describeSpending, type SpendingSummary } from "../experiments/spending.ts";
import type { RestartRecord } from "../experiments/train-restarts.ts";
import { isClassifierMetrics, type Scores } from "../training/evaluation.ts";
import { formatTable } from "./output.ts";

/** What the end of a training run is told from. */
export interface TrainingResult {
  readonly experiment: Experiment;
  readonly run: string;
  readonly metrics: Scores;
  readonly health: HealthSummary;
  readonly alarms: readonly HealthAlarm[];
  /** Null where all steps measured alike. */
  readonly spending: SpendingSummary | null;
  readonly baselines: Baselines | undefined;
  /** All trainings of a run with restarts; empty where there was one. */
  readonly restarts: readonly RestartRecord[];
  /** Which of them was kept. */
  readonly best: number;
  /** Paths of the figures, SVG and PNG. */
  readonly figures: readonly string[];
  readonly wallSeconds: number;
}

/** The end of a training run for people: scores beside the baselines, health, where everything is. */
export function trainingSummary(result: TrainingResult): string {
  const { run, health, alarms, spending, figures, wallSeconds } = result;
  const advice = describeAlarms(alarms);
  const facts = [
    ["health", describeHealth(health)],
    ...(spending ? [["measured", describeSpending(spending)]] : []),
    ...(advice === undefined ? [] : [["advice", advice]]),
    ["run directory", run],
    ...figures.filter((path) => path.endsWith(".svg")).map((path) => ["figure", `${path} (and .png)`]),
    ["wall time", `${wallSeconds.toFixed(1)} s`],
  ];
  return ["", scores(result), "", formatTable(facts)].join("\n");
}

function scores({ experiment, metrics, baselines, restarts, best }: TrainingResult): string {
  const samples = experiment.data?.test.length;
  const title = samples === undefined ? "at the final values" : `test on ${plural(samples, "sample")}`;
  const compared = baselines
    ? [
        ["  with exact gradients", baselines.exactGradients] as const,
        ["  untrained", baselines.untrained] as const,
        ["  decoupled, retrained", baselines.decoupled] as const,
      ]
    : [];
  const trainings = restarts.map(
    (training) =>
      [
        `  from start ${training.restart}${training.restart === best ? ", kept" : ""}`,
        training.metrics,
      ] as const,
  );
  return scoresTable(title, [["trained", metrics], ...trainings, ...compared]);
}

/** Scores of several parameters, under the names that the first ones have. */
export function scoresTable(
  title: string,
  rows: readonly (readonly [name: string, scores: Scores])[],
): string {
  const first = (rows[0] as (typeof rows)[number])[1];
  const header = isClassifierMetrics(first)
    ? [title, "max-choice", "single-shot", "accuracy", "product", "cost"]
    : [title, ...(first.accuracy === undefined ? [] : ["accuracy"]), "cost"];
  return formatTable(
    rows.map(([name, scores]) => row(name, scores)),
    { header },
  );
}

function row(name: string, metrics: Scores): string[] {
  const cost = metrics.cost.toPrecision(6);
  if (!isClassifierMetrics(metrics)) {
    return [name, ...(metrics.accuracy === undefined ? [] : [percent(metrics.accuracy)]), cost];
  }
  const { maxChoice, singleShot, accuracy, product } = metrics;
  return [name, ...[maxChoice, singleShot, accuracy, product].map(percent), cost];
}
