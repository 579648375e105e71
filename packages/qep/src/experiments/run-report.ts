import { Document, isCollection, isPair, visit } from "yaml";
import type { Scores } from "../training/evaluation.ts";
import type { Baselines } from "./baselines.ts";
import type { Experiment } from "./build-experiment.ts";
import { type ReadoutInflation, readoutInflation } from "./build-measurement.ts";
import { type HealthAlarm, healthAlarms } from "./health-alarms.ts";
import { type HealthSummary, summarizeHealth } from "./health-summary.ts";
import type { TrainingPlan } from "./plan-training.ts";
import {
  type HistoryRecord,
  isStep,
  isTest,
  RUN_FILES,
  type RunInfo,
  readCheckpoint,
  readHistory,
  readJson,
  valuesReached,
} from "./run-record.ts";
import type { RunReader } from "./run-store.ts";
import { type RunTiming, readTiming, summarizeTiming } from "./run-timing.ts";
import { type SpendingSummary, summarizeSpending } from "./spending.ts";
import { experimentToJson } from "./stored-experiment.ts";

/** Everything there is to say about a run, also one that is not finished; plain data. */
export interface RunReport {
  /** The run directory. */
  readonly run: string;
  readonly title: string;
  /** Steps in the history, of those asked for. */
  readonly steps: number;
  readonly batches: number | null;
  /** True also where early stopping ended it; false while it goes on, and where it was killed: a report cannot tell. */
  readonly isComplete: boolean;
  /** Steps after which the parameters are those reported; fewer than `steps` where the last checkpoint lies behind. */
  readonly parametersAfter: number;
  readonly parameters: readonly ReportedParameter[];
  readonly scores: readonly ReportedScores[];
  readonly health: HealthSummary;
  /** What inverting readout errors costs; null where nothing is inverted. */
  readonly readoutInflation: ReadoutInflation | null;
  readonly alarms: readonly HealthAlarm[];
  /** What was planned and how it was spent, with `gradient: { method: auto }`; else null. */
  readonly plan: TrainingPlan | null;
  readonly spending: SpendingSummary | null;
  readonly timing: RunTiming;
  /** Versions, seed and host; null where the run does not say. */
  readonly info: RunInfo | null;
  /** The experiment with every default filled in. */
  readonly experiment: Readonly<Record<string, unknown>>;
  readonly commands: ReportedCommands;
  readonly history: readonly HistoryRecord[];
}

/** A variable of the training. */
export interface ReportedParameter {
  readonly name: string;
  readonly initial: number;
  readonly value: number;
}

/** Scores with what they are of: "trained", "after 350 batches", or a baseline. */
export interface ReportedScores {
  readonly of: string;
  readonly scores: Scores;
}

/** What to type. */
export interface ReportedCommands {
  /** To make the run again. */
  readonly repeat: string;
  /** To go on with it. */
  readonly resume: string;
  /** To make it longer. */
  readonly longer: string;
}

/**
 * Reads a run for its report. Whatever is not there yet is left out; only the experiment must be.
 *
 * @throws QepError invalid-file where a file is damaged
 */
export async function readRunReport(
  run: RunReader,
  experiment: Experiment,
  commands: ReportedCommands,
): Promise<RunReport> {
  // In this order: a run that goes on has at least as many steps in its history as in its checkpoint.
  const checkpoint = await readCheckpoint(run);
  const history = await readHistory(run);
  const final = await readJson<Scores>(run, RUN_FILES.metrics);
  const { config, variables } = experiment;
  const batches = config.training?.batches ?? null;
  const parametersAfter = checkpoint?.trainer.step ?? 0;
  const isStopped = checkpoint?.trainer.stopping?.isStopped ?? false;
  const isComplete = final !== undefined && (isStopped || parametersAfter === batches);
  const values = checkpoint ? valuesReached(checkpoint) : variables.initial;
  const health = summarizeHealth(history);
  return {
    run: run.location,
    title: config.title ?? "Training",
    steps: history.filter(isStep).length,
    batches,
    isComplete,
    parametersAfter,
    parameters: variables.names.map((name, k) => ({
      name,
      initial: variables.initial[k] as number,
      value: values[k] as number,
    })),
    scores: [
      ...(isComplete ? [{ of: "trained", scores: final }] : latestTest(history)),
      ...baselineScores(await readJson<Baselines>(run, RUN_FILES.baselines)),
    ],
    health,
    alarms: healthAlarms(health, config),
    readoutInflation: readoutInflation(experiment),
    plan: (await readJson<TrainingPlan>(run, RUN_FILES.plan)) ?? null,
    spending: summarizeSpending(history),
    timing: summarizeTiming(await readTiming(run)),
    info: (await readJson<RunInfo>(run, RUN_FILES.run)) ?? null,
    // As it was stored: the text of a loss that is a function stands only there.
    experiment:
      (await readJson<Record<string, unknown>>(run, RUN_FILES.experiment)) ?? experimentToJson(config),
    commands,
    history,
  };
}

/** An experiment as YAML, lists and mappings without further ones in them on a line of their own. */
export function experimentText(experiment: Readonly<Record<string, unknown>>): string {
  const document = new Document(experiment);
  visit(document, {
    Collection(_, node) {
      node.flow = node.items.every((item) => !isCollection(isPair(item) ? item.value : item));
    },
  });
  return document.toString({ lineWidth: 100 });
}

function latestTest(history: readonly HistoryRecord[]): ReportedScores[] {
  const last = history.findLast(isTest);
  return last ? [{ of: `after ${last.step} batches`, scores: last.test }] : [];
}

function baselineScores(baselines: Baselines | undefined): ReportedScores[] {
  if (!baselines) return [];
  return [
    { of: "with exact gradients", scores: baselines.exactGradients },
    { of: "untrained", scores: baselines.untrained },
    { of: "decoupled, retrained", scores: baselines.decoupled },
  ];
}
