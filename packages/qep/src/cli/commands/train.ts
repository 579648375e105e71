import { basename } from "node:path";
import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import { type Baselines, hasBaselines, runBaselines } from "../../experiments/baselines.ts";
import type { Experiment } from "../../experiments/build-experiment.ts";
import { RUN_FILES, type RunInfo, readJson, writeJson } from "../../experiments/run-record.ts";
import type { RunStore } from "../../experiments/run-store.ts";
import { claimRun, type TrainingOutcome, trainExperiment } from "../../experiments/train-run.ts";
import { openRunDirectory } from "../../platform/node/node-run-store.ts";
import { openSimulator } from "../../platform/node/open-simulator.ts";
import type { Device } from "../../propagation/device.ts";
import type { Metrics } from "../../training/evaluation.ts";
import { collect, wholeNumber, workerCount } from "../arguments.ts";
import { loadExperiment } from "../load-experiment.ts";
import { formatTable, note, percent, printResult } from "../output.ts";
import { ProgressBar } from "../progress-bar.ts";
import { writeFigures, writeResults } from "../run-files.ts";
import { version } from "../version.ts";

interface TrainFlags {
  readonly out?: string;
  readonly resume?: string;
  readonly steps?: number;
  readonly seed?: number;
  readonly workers?: number;
  readonly set?: string[];
  readonly baselines?: boolean;
  readonly figures: boolean;
  readonly json?: boolean;
}

/** `qep train`. */
export function addTrain(program: Command): void {
  program
    .command("train")
    .description("train an experiment; a run directory keeps everything and can be resumed")
    .argument("[experiment]", "YAML, JSON or TypeScript file (with --resume: by default that of the run)")
    .option("--out <dir>", "run directory (default: runs/<name>-<time>)")
    .option("--resume <dir>", "go on with an interrupted run, or a longer one with --steps")
    .option("--steps <n>", "number of batches, instead of training.batches", wholeNumber("--steps", 1))
    .option("--seed <n>", "seed, instead of the experiment's", wholeNumber("--seed", 0))
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option("--set <path=value>", "change a value of the experiment, e.g. gradient.beta=0.2", collect)
    .option("--baselines", "train the baselines too: untrained, decoupled, exact gradients")
    .option("--no-figures", "do not draw figures")
    .option("--json", "print the result as JSON")
    .action(train);
}

async function train(path: string | undefined, flags: TrainFlags): Promise<void> {
  const started = performance.now();
  const experiment = await experimentOf(path, flags);
  const store = await openStore(path, flags);
  try {
    const kind = await claimRun(store, experiment);
    const previous = kind === "resumed" ? await readJson<RunInfo>(store, RUN_FILES.run) : undefined;
    const device = await openDevice(experiment, flags, previous);
    try {
      await runTraining(experiment, store, device, flags, started, previous);
    } finally {
      await device.close();
    }
  } finally {
    await store.close();
  }
}

async function experimentOf(path: string | undefined, flags: TrainFlags): Promise<Experiment> {
  const source = path ?? flags.resume;
  if (source === undefined) {
    throw new QepError(
      "invalid-argument",
      "give an experiment to train, or --resume DIR to go on with a run",
    );
  }
  const overrides = [
    ...(flags.set ?? []),
    ...(flags.steps === undefined ? [] : [`training.batches=${flags.steps}`]),
    ...(flags.seed === undefined ? [] : [`seed=${flags.seed}`]),
  ];
  return (await loadExperiment(source, overrides)).experiment;
}

async function openStore(path: string | undefined, { out, resume }: TrainFlags): Promise<RunStore> {
  if (resume !== undefined) return openRunDirectory(resume, { create: false });
  const store = await openRunDirectory(out ?? defaultDirectory(path ?? "run"), { create: true });
  if ((await store.readText(RUN_FILES.experiment)) === undefined) return store;
  await store.close();
  throw new QepError(
    "run-mismatch",
    `${store.location} holds a run already. Go on with it by --resume ${store.location}, or choose another --out.`,
    { location: store.location },
  );
}

function defaultDirectory(path: string): string {
  const name = basename(path).replace(/\.[^.]+$/, "");
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return `runs/${name}-${time}`;
}

/** A resumed run keeps the kernels it began with: another variant would change the last bits. */
async function openDevice(experiment: Experiment, flags: TrainFlags, previous?: RunInfo): Promise<Device> {
  const variant = previous?.device.kernels;
  return openSimulator(experiment.system, {
    workers: workerCount(flags.workers),
    tolerance: experiment.config.preparation.tolerance,
    ...(variant === "simd" || variant === "relaxed-simd" ? { variant } : {}),
  });
}

async function runTraining(
  experiment: Experiment,
  store: RunStore,
  device: Device,
  flags: TrainFlags,
  started: number,
  previous?: RunInfo,
): Promise<void> {
  const { record } = device.capabilities();
  const info: RunInfo = previous ?? {
    qep: version(),
    seed: experiment.config.seed,
    started: new Date().toISOString(),
    device: record,
    workers: workerCount(flags.workers),
  };
  await writeJson(store, RUN_FILES.run, info);
  if (!flags.json) note(`${experiment.config.title ?? "Training"}: run directory ${store.location}`);
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const bar = new ProgressBar("batch");
  const outcome = await trainExperiment(experiment, device, {
    store,
    signal: interrupt.signal,
    clock: () => (performance.now() - started) / 1000,
    onProgress: (progress) => bar.update(progress),
  });
  await writeResults(store, experiment, outcome.values, device);
  if (!outcome.isComplete) {
    bar.interrupt();
    note(`Stopped after ${outcome.steps} batches. Go on with: qep train --resume ${store.location}`);
    process.exitCode = 130;
    return;
  }
  const baselines = flags.baselines
    ? await trainBaselines(experiment, store, device, interrupt.signal)
    : undefined;
  process.removeListener("SIGINT", stop);
  process.removeListener("SIGTERM", stop);
  await finish(experiment, store, outcome, baselines, flags, started);
}

async function trainBaselines(
  experiment: Experiment,
  store: RunStore,
  device: Device,
  signal: AbortSignal,
): Promise<Baselines | undefined> {
  if (!hasBaselines(experiment)) {
    note("This experiment has no baselines: they need a sensor with couplings, and labelled data.");
    return undefined;
  }
  const bars = new Map<string, ProgressBar>();
  const labels = {
    untrained: "",
    decoupled: "baseline, decoupled",
    exactGradients: "baseline, exact gradients",
  };
  const baselines = await runBaselines(experiment, device, {
    signal,
    onProgress: (name, step, total) => {
      const bar = bars.get(name) ?? new ProgressBar(labels[name]);
      bars.set(name, bar);
      bar.show(step, total, "");
    },
  });
  if (baselines) await writeJson(store, RUN_FILES.baselines, baselines);
  return baselines;
}

async function finish(
  experiment: Experiment,
  store: RunStore,
  { values, steps, metrics, history }: TrainingOutcome,
  baselines: Baselines | undefined,
  flags: TrainFlags,
  started: number,
): Promise<void> {
  const last = history.findLast((record) => !("test" in record));
  const finalMetrics = metrics ?? (last && "cost" in last ? { cost: last.cost } : {});
  await writeJson(store, RUN_FILES.metrics, finalMetrics);
  const figures = flags.figures ? await writeFigures(store, experiment, values) : [];
  const wallSeconds = (performance.now() - started) / 1000;
  const result = {
    run: store.location,
    steps,
    metrics: finalMetrics,
    ...(baselines ? { baselines } : {}),
    wallSeconds,
  };
  printResult(flags.json === true, result, () =>
    summary(experiment, store, finalMetrics, baselines, figures, wallSeconds),
  );
}

function summary(
  experiment: Experiment,
  store: RunStore,
  metrics: Partial<Metrics>,
  baselines: Baselines | undefined,
  figures: readonly string[],
  wallSeconds: number,
): string {
  const isClassifier =
    experiment.config.data?.sampler === "phase-triangle" && metrics.maxChoice !== undefined;
  const lines: string[] = [""];
  if (isClassifier) {
    const row = (name: string, m: Metrics) => [
      name,
      percent(m.maxChoice),
      percent(m.singleShot),
      percent(m.accuracy),
      percent(m.product),
      m.cost.toFixed(4),
    ];
    lines.push(
      formatTable([
        [
          `test on ${experiment.data?.test.length} samples`,
          "max-choice",
          "single-shot",
          "accuracy",
          "product",
          "cost",
        ],
        row("trained", metrics as Metrics),
        ...(baselines
          ? [
              row("  with exact gradients", baselines.exactGradients),
              row("  untrained", baselines.untrained),
              row("  decoupled, retrained", baselines.decoupled),
            ]
          : []),
      ]),
    );
  } else if (metrics.cost !== undefined) lines.push(`  final cost ${metrics.cost}`);
  lines.push("", `  run directory  ${store.location}`);
  for (const figure of figures.filter((path) => path.endsWith(".svg"))) {
    lines.push(`  figure         ${figure} (and .png)`);
  }
  lines.push(`  wall time      ${wallSeconds.toFixed(1)} s`);
  return lines.join("\n");
}
