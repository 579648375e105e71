import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import { batchOf, type Experiment, objectiveOf } from "../../experiments/build-experiment.ts";
import type { PlanBudget } from "../../experiments/plan-cost.ts";
import { type ExperimentPlan, planExperiment } from "../../experiments/plan-experiment.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { planFigure } from "../../plots/plan-figure.ts";
import { collect, overridesFrom, positiveNumber, wholeNumber, workerCount } from "../arguments.ts";
import { inDirectory, type NamedContent, pictures, writeFiles } from "../figure-files.ts";
import { chooseValues, loadExperiment } from "../load-experiment.ts";
import { printResult } from "../output.ts";
import { parseBudget } from "../plan-budget.ts";
import { planText } from "../plan-text.ts";
import { ProgressBar } from "../progress-bar.ts";
import { asWritten, withPilotDevices } from "../with-pilot-devices.ts";

interface PlanFlags {
  readonly budget?: PlanBudget;
  readonly platform?: string;
  readonly parameters?: string;
  readonly samples?: number;
  readonly largestBeta?: number;
  readonly verify?: number;
  readonly out?: string;
  readonly workers?: number;
  readonly seed?: number;
  readonly set?: string[];
  readonly json?: boolean;
}

/** `qep plan`. */
export function addPlan(program: Command): void {
  program
    .command("plan")
    .description("choose estimator, β and shots of a training beforehand, from a small simulated pilot")
    .argument("<experiment>", "experiment file, or run directory (then at its trained parameters)")
    .option(
      "--budget <amount>",
      'of the whole training: "1e6 shots", "2 hours" (default: its own shots)',
      parseBudget,
    )
    .option("--platform <file>", "the laboratory that counts (YAML), instead of the experiment's platform")
    .option(
      "--parameters <file>",
      "npz, JSON or CSV with the parameters of the pilot (default: the initial ones)",
    )
    .option(
      "--samples <n>",
      "samples of the pilot (default: a batch, at most 10)",
      wholeNumber("--samples", 1),
    )
    .option(
      "--largest-beta <b>",
      "largest β tried (default: 6.4, or 16 times the experiment's)",
      positiveNumber("--largest-beta"),
    )
    .option(
      "--verify <n>",
      "measure the recommended gradient n times, beside the prediction",
      wholeNumber("--verify", 2),
    )
    .option("--out <dir>", "write the figure and plan.json there")
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option("--seed <n>", "seed", wholeNumber("--seed", 0))
    .option("--set <path=value>", "change a value of the experiment (repeatable)", collect)
    .option("--json", "print the plan as JSON")
    .action((path: string, flags: PlanFlags) => inDirectory(flags.out, () => plan(path, flags)));
}

async function plan(path: string, flags: PlanFlags): Promise<void> {
  const loaded = await loadExperiment(path, overridesFrom(flags), flags.platform);
  const { experiment } = loaded;
  const { gradient } = objectiveOf(experiment);
  if (flags.verify !== undefined && flags.samples !== undefined) {
    throw new QepError(
      "invalid-argument",
      "expected --verify, which takes a whole batch, or --samples; given both",
    );
  }
  requireTimes(experiment, flags.budget);
  const { config } = experiment;
  const values = await chooseValues(loaded, flags.parameters);
  const bar = new ProgressBar("pilot", 1);
  const { budget, largestBeta, samples } = flags;
  // As a training with method auto does, which knows no more than the model.
  const planned = gradient.method === "auto" ? asWritten(experiment) : experiment;
  const result = await withPilotDevices(planned, workerCount(flags.workers), (devices) =>
    planExperiment(planned, devices, {
      values,
      ...(budget ? { budget } : {}),
      ...(largestBeta === undefined ? {} : { largestBeta }),
      ...(samples === undefined ? {} : { samples: samplesOf(experiment, samples) }),
      ...(config.platform?.times ? { times: config.platform.times } : {}),
      ...(flags.verify === undefined ? {} : { verify: flags.verify, samples: batchOf(experiment, 0) }),
      onProgress: (done, total) => bar.show(done, total),
    }),
  );
  const files = await planFiles(result);
  const written = flags.out === undefined ? [] : await writeFiles(flags.out, files);
  const title = config.title ?? path;
  printResult(flags.json === true, result, () => [planText(title, result), ...written].join("\n"));
}

/** The first samples of as many batches as it takes. */
function samplesOf(experiment: Experiment, count: number) {
  const first = batchOf(experiment, 0);
  const batches = experiment.data ? Math.ceil(count / first.length) : 1;
  const all = Array.from({ length: batches }, (_, step) => batchOf(experiment, step)).flat();
  return all.slice(0, count);
}

/** @throws QepError invalid-argument for a budget of time without times */
function requireTimes({ config }: Experiment, budget: PlanBudget | undefined): void {
  if (!budget || "shots" in budget || (config.platform?.times?.shot ?? 0) > 0) return;
  throw new QepError(
    "invalid-argument",
    "--budget in time needs to know how long a shot takes: expected platform.times.shot, in seconds, in the experiment or " +
      'in --platform FILE; or give --budget "1e6 shots"',
  );
}

async function planFiles(result: ExperimentPlan): Promise<NamedContent[]> {
  const figure = planFigure(result, await figureDocument());
  const data: NamedContent = ["plan.json", `${JSON.stringify(result, null, 2)}\n`];
  return figure === null ? [data] : [data, ...pictures("gradient-error", figure)];
}
