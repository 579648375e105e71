import { basename } from "node:path";
import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import { type Baselines, hasBaselines, runBaselines } from "../../experiments/baselines.ts";
import { type Experiment, objectiveOf, trainingOf } from "../../experiments/build-experiment.ts";
import { healthAlarms } from "../../experiments/health-alarms.ts";
import { summarizeHealth } from "../../experiments/health-summary.ts";
import {
  RUN_FILES,
  type RunInfo,
  readCheckpoint,
  readJson,
  writeJson,
} from "../../experiments/run-record.ts";
import type { RunStore } from "../../experiments/run-store.ts";
import { summarizeSpending } from "../../experiments/spending.ts";
import { startedAt } from "../../experiments/starting-values.ts";
import type { RestartsOutcome } from "../../experiments/train-restarts.ts";
import { trainStored } from "../../experiments/train-stored.ts";
import { trainingAdvice } from "../../experiments/training-advice.ts";
import { openRunDirectory, readRunDirectory } from "../../platform/node/node-run-store.ts";
import type { Device } from "../../propagation/device.ts";
import type { Scores } from "../../training/evaluation.ts";
import { collect, overridesFrom, wholeNumber, workerCount } from "../arguments.ts";
import { listenForStop, type StopSignal } from "../interrupt.ts";
import { chooseValues, loadExperiment } from "../load-experiment.ts";
import { openDevice } from "../open-device.ts";
import { note, printResult } from "../output.ts";
import { ProgressBar } from "../progress-bar.ts";
import { lengthOptions, resumeCommand } from "../run-commands.ts";
import { drawFigures, gridOutputs, storeFigures, writeGrid } from "../run-files.ts";
import { trainingBars } from "../training-bars.ts";
import { trainingSummary } from "../training-summary.ts";
import { version } from "../version.ts";
import { modelPlanner } from "../with-pilot-devices.ts";

interface TrainFlags {
  readonly out?: string;
  readonly resume?: string;
  readonly steps?: number;
  readonly restarts?: number;
  readonly parameters?: string;
  readonly platform?: string;
  readonly seed?: number;
  readonly workers?: number;
  readonly set?: string[];
  readonly baselines?: boolean;
  readonly figures: boolean;
  readonly json?: boolean;
}

/** One `qep train` at work. */
interface Session {
  readonly experiment: Experiment;
  readonly store: RunStore;
  readonly device: Device;
  readonly stop: StopSignal;
  /** Seconds since the command began. */
  readonly clock: () => number;
}

/** `qep train`. */
export function addTrain(program: Command): void {
  program
    .command("train")
    .description("train an experiment; a run directory keeps everything and can be resumed")
    .argument("[experiment]", "YAML, JSON or TypeScript file (with --resume: by default that of the run)")
    .option("--out <dir>", "run directory (default: runs/<name>-<time>)")
    .option("--resume <dir>", "go on with an interrupted run, or make one longer with --steps")
    .option("--steps <n>", "number of batches, instead of training.batches", wholeNumber("--steps", 1))
    .option(
      "--restarts <n>",
      "trainings from different random initial values, of which the best is kept",
      wholeNumber("--restarts", 1),
    )
    .option("--platform <file>", "the laboratory that counts (YAML), instead of the experiment's platform")
    .option("--parameters <file>", "npz, JSON or CSV with the parameters (and trained inputs) to start from")
    .option("--seed <n>", "seed, instead of the experiment's", wholeNumber("--seed", 0))
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option(
      "--set <path=value>",
      "change a value of the experiment, e.g. gradient.beta=0.2 (repeatable)",
      collect,
    )
    .option("--baselines", "train the baselines too: untrained, decoupled, exact gradients")
    .option("--no-figures", "do not draw figures")
    .option("--json", 'print {"run", "steps", "metrics", "health", "alarms", "wallSeconds"}')
    .action(train);
}

async function train(path: string | undefined, flags: TrainFlags): Promise<void> {
  const started = performance.now();
  const experiment = await experimentOf(path, flags);
  const previous = flags.resume === undefined ? undefined : await infoOf(flags.resume);
  // A resumed run keeps the kernels it began with: another variant would change the last bits.
  const variant = previous?.device.kernels;
  const device = await openDevice(experiment, {
    workers: workerCount(flags.workers),
    ...(variant === "simd" || variant === "relaxed-simd" ? { variant } : {}),
  });
  try {
    const store = await openStore(path, flags);
    try {
      const stop = listenForStop();
      const clock = () => (performance.now() - started) / 1000;
      await runSession({ experiment, store, device, stop, clock }, flags, previous);
      stop.release();
    } finally {
      await store.close();
    }
  } finally {
    await device.close();
  }
}

/** The experiment, with all it takes to train it. */
async function experimentOf(path: string | undefined, flags: TrainFlags): Promise<Experiment> {
  const source = path ?? flags.resume;
  if (source === undefined) {
    throw new QepError(
      "invalid-argument",
      "expected an experiment to train, or --resume DIR to go on with a run; given neither",
    );
  }
  if (flags.out !== undefined && flags.resume !== undefined) {
    throw new QepError("invalid-argument", "expected --out or --resume, given both; remove one of them");
  }
  if (flags.parameters !== undefined && flags.resume !== undefined) {
    throw new QepError(
      "invalid-argument",
      "expected --parameters, where a training starts, or --resume, where it goes on; given both; remove one of them",
    );
  }
  const length = flags.steps === undefined ? [] : [`training.batches=${flags.steps}`];
  const repeated = flags.restarts === undefined ? [] : [`training.restarts=${flags.restarts}`];
  const overrides = [...overridesFrom(flags), ...length, ...repeated];
  const loaded = await loadExperiment(source, overrides, flags.platform);
  const { experiment } = loaded;
  objectiveOf(experiment);
  trainingOf(experiment);
  if (flags.parameters === undefined) return experiment;
  return startedAt(experiment, await chooseValues(loaded, flags.parameters));
}

async function infoOf(directory: string): Promise<RunInfo | undefined> {
  return readJson<RunInfo>(await readRunDirectory(directory), RUN_FILES.run);
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

async function runSession(session: Session, flags: TrainFlags, previous?: RunInfo): Promise<void> {
  const { experiment, store, device, stop } = session;
  if (previous !== undefined && previous.qep !== version()) {
    note(`This run began with qep ${previous.qep}; with ${version()} its last digits may differ.`);
  }
  for (const advice of trainingAdvice(experiment)) note(advice);
  if (!flags.json) note(`${experiment.config.title ?? "Training"}: run directory ${store.location}`);
  const before = await readCheckpoint(store);
  const bars = trainingBars(experiment, store);
  const outcome = await trainStored(experiment, device, {
    store,
    host: {
      qep: version(),
      host: `node ${process.versions.node}, ${process.platform} ${process.arch}`,
      workers: workerCount(flags.workers),
    },
    signal: stop.signal,
    clock: session.clock,
    onProgress: bars.show,
    planner: modelPlanner(workerCount(flags.workers)),
  });
  if (!outcome.isComplete) {
    bars.interrupt();
    note(
      `Stopped after ${outcome.steps} batches. Go on with: ${resumeCommand(experiment.config, store.location)}`,
    );
    process.exitCode = stop.exitCode;
    return;
  }
  if (outcome.isStoppedEarly) {
    note(
      `Stopped early after ${outcome.steps} batches: the loss had stopped falling (training.earlyStopping).`,
    );
  } else if (before?.trainer.step === outcome.steps) {
    const options = lengthOptions(experiment.config);
    note(`The run was complete already after ${outcome.steps} batches; ${options} makes it longer.`);
  }
  await finish(session, outcome, flags);
}

async function finish(session: Session, outcome: RestartsOutcome, flags: TrainFlags): Promise<void> {
  const { experiment, store, device, clock } = session;
  const { values, steps, history, restarts, best } = outcome;
  const metrics = outcome.metrics as Scores;
  const grid = await gridOutputs(store, experiment, values, async () => device);
  if (grid) await writeGrid(store, experiment, values, grid);
  const baselines = flags.baselines ? await trainBaselines(session) : undefined;
  const figures = flags.figures
    ? await storeFigures(store, await drawFigures(store, experiment, values, grid))
    : [];
  const health = summarizeHealth(history);
  const alarms = healthAlarms(health, experiment.config);
  const spending = summarizeSpending(history);
  const wallSeconds = clock();
  const result = {
    run: store.location,
    steps,
    metrics,
    health,
    alarms,
    ...(spending ? { spending } : {}),
    ...(restarts.length > 0 ? { best, restarts } : {}),
    ...(baselines ? { baselines } : {}),
    wallSeconds,
  };
  printResult(flags.json === true, result, () =>
    trainingSummary({
      experiment,
      run: store.location,
      metrics,
      health,
      alarms,
      spending,
      baselines,
      restarts,
      best,
      figures,
      wallSeconds,
    }),
  );
}

async function trainBaselines({ experiment, store, device, stop }: Session): Promise<Baselines | undefined> {
  if (!hasBaselines(experiment)) {
    note("This experiment has no baselines: they need a sensor with couplings, and labelled data.");
    return undefined;
  }
  const bars = {
    untrained: new ProgressBar("baseline, untrained"),
    decoupled: new ProgressBar("baseline, decoupled"),
    exactGradients: new ProgressBar("baseline, exact gradients"),
  };
  const baselines = await runBaselines(experiment, device, {
    signal: stop.signal,
    onProgress: (name, step, total) => bars[name].show(step, total),
  });
  if (baselines) {
    await writeJson(store, RUN_FILES.baselines, baselines);
    return baselines;
  }
  for (const bar of Object.values(bars)) bar.interrupt();
  note("Stopped before the baselines were done; the run itself is complete.");
  process.exitCode = stop.exitCode;
  return undefined;
}
