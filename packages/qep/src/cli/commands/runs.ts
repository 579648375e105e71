import { stat } from "node:fs/promises";
import { type Command, Option } from "commander";
import { QepError } from "../../base/errors.ts";
import { percent } from "../../base/number-text.ts";
import {
  differingSettings,
  meets,
  parseCondition,
  requireSetting,
  settingOf,
} from "../../experiments/run-settings.ts";
import { isClassifierMetrics, type Scores } from "../../training/evaluation.ts";
import { collect } from "../arguments.ts";
import { type FoundRun, findRuns, RUN_STATES, type RunState } from "../find-runs.ts";
import { formatTable, note, printResult } from "../output.ts";

interface RunsFlags {
  readonly state?: RunState;
  readonly match?: string;
  readonly where?: string[];
  readonly settings?: string;
  readonly differences?: boolean;
  readonly json?: boolean;
}

/** Where `qep train` makes its runs. */
const RUNS = "runs";

/** Characters of a setting in the table. */
const WIDEST_SETTING = 32;

/** `qep runs`. */
export function addRuns(program: Command): void {
  program
    .command("runs")
    .description("the training runs in a folder: finished, resumable, in use or damaged, and their scores")
    .argument("[folder]", `folder of run directories, searched as a whole (default: ${RUNS})`)
    .addOption(new Option("--state <state>", "only runs in this state").choices(RUN_STATES))
    .option("--match <text>", "only runs with this in their path or title")
    .option(
      "--where <path=value>",
      "only runs with this setting, e.g. gradient.beta=0.4 (repeatable)",
      collect,
    )
    .option("--settings <paths>", "settings to show beside the scores, e.g. seed,gradient.beta")
    .option("--differences", "show the settings in which the runs differ")
    .option(
      "--json",
      'print {"runs": [{"run", "state", "title", "started", "steps", "batches", "scores", ...}]}',
    )
    .action(runs);
}

async function runs(folder: string | undefined, flags: RunsFlags): Promise<void> {
  const found = await runsIn(folder);
  const conditions = (flags.where ?? []).map((text) => parseCondition(text, "--where"));
  const asked = flags.settings?.split(",").map((path) => path.trim()) ?? [];
  if (found.length > 0) {
    const experiments = found.map(({ experiment }) => experiment);
    for (const { path } of conditions) requireSetting(experiments, path, "--where");
    for (const path of asked) requireSetting(experiments, path, "--settings");
  }
  const chosen = found.filter(
    (run) =>
      (flags.state === undefined || run.state === flags.state) &&
      (flags.match === undefined || isNamed(run, flags.match)) &&
      conditions.every((condition) => meets(run.experiment, condition)),
  );
  const readable = chosen.filter(({ experiment }) => experiment !== undefined);
  const differing = flags.differences ? differingSettings(readable.map(({ experiment }) => experiment)) : [];
  const paths = [...new Set([...asked, ...differing])];
  if (flags.json) return printResult(true, { runs: chosen.map((run) => recordOf(run, paths)) }, () => "");
  if (chosen.length === 0) {
    return note(
      found.length === 0 ? `No runs in ${folder ?? RUNS}.` : `None of ${found.length} runs is meant.`,
    );
  }
  printResult(false, undefined, () => tableOf(chosen, paths));
  for (const { run, error } of chosen) if (error) note(`${run} is damaged: ${error.message}`);
}

/** @throws QepError invalid-argument where a folder is named that is none */
async function runsIn(folder: string | undefined): Promise<FoundRun[]> {
  const entry = await stat(folder ?? RUNS).catch(() => undefined);
  if (entry?.isDirectory()) return findRuns(folder ?? RUNS);
  if (folder === undefined && !entry) return [];
  const reason = entry ? "is a file" : "does not exist";
  throw new QepError(
    "invalid-argument",
    `${folder ?? RUNS} ${reason}; expected a folder of run directories`,
    {
      folder,
    },
  );
}

function isNamed({ run, summary }: FoundRun, text: string): boolean {
  return `${run}\n${summary?.title ?? ""}`.toLowerCase().includes(text.toLowerCase());
}

/** A run as data: what cannot be told of a damaged one is left out. */
function recordOf({ run, state, summary, owner, error, experiment }: FoundRun, paths: readonly string[]) {
  return {
    ...{ ...summary, run, state },
    ...(owner ? { owner } : {}),
    ...(error ? { error } : {}),
    ...(paths.length > 0
      ? { settings: Object.fromEntries(paths.map((path) => [path, settingOf(experiment, path) ?? null])) }
      : {}),
  };
}

/** How scores are called where they are shown, and how they are written. */
const SCORES: readonly (readonly [name: string, text: (scores: Scores) => string | undefined])[] = [
  ["cost", ({ cost }) => cost.toPrecision(4)],
  ["accuracy", ({ accuracy }) => (accuracy === undefined ? undefined : percent(accuracy))],
  ["max-choice", (scores) => (isClassifierMetrics(scores) ? percent(scores.maxChoice) : undefined)],
  ["single-shot", (scores) => (isClassifierMetrics(scores) ? percent(scores.singleShot) : undefined)],
];

function tableOf(found: readonly FoundRun[], paths: readonly string[]): string {
  const scored = SCORES.map(([name, text]) => ({
    name,
    cells: found.map(({ summary }) => (summary?.scores ? text(summary.scores) : undefined) ?? ""),
  })).filter(({ cells }) => cells.some((cell) => cell !== ""));
  const header = [
    "run",
    "state",
    "batches",
    "started (UTC)",
    ...scored.map(({ name }) => name),
    ...paths,
    "title",
  ];
  const rows = found.map((run, index) => [
    ...[run.run, stateText(run), progressOf(run), startOf(run)],
    ...scored.map(({ cells }) => cells[index] as string),
    ...paths.map((path) => settingText(settingOf(run.experiment, path))),
    run.summary?.title ?? "",
  ]);
  return formatTable(rows, { header, indent: "" });
}

function stateText({ state, owner }: FoundRun): string {
  if (state !== "in-use") return state;
  return owner ? `in use by ${owner.pid}${owner.life === "alive" ? "" : ` on ${owner.host}`}` : "locked";
}

function progressOf({ summary }: FoundRun): string {
  if (!summary) return "";
  return summary.batches === null ? String(summary.steps) : `${summary.steps} of ${summary.batches}`;
}

function startOf({ summary }: FoundRun): string {
  return summary?.started?.slice(0, 16).replace("T", " ") ?? "";
}

function settingText(value: unknown): string {
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > WIDEST_SETTING ? `${text.slice(0, WIDEST_SETTING - 1)}…` : text;
}
