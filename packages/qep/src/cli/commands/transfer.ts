import { basename, join } from "node:path";
import type { Command } from "commander";
import { median } from "../../base/median.ts";
import type { Experiment } from "../../experiments/build-experiment.ts";
import { compareTransfer, type TransferComparison } from "../../experiments/transfer.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { collect, overridesFrom, wholeNumber, workerCount } from "../arguments.ts";
import { inDirectory, pictures, writeFiles } from "../figure-files.ts";
import { listenForStop } from "../interrupt.ts";
import { loadExperiment } from "../load-experiment.ts";
import { openDevice } from "../open-device.ts";
import { formatTable, printResult } from "../output.ts";
import { ProgressBar } from "../progress-bar.ts";

interface TransferFlags {
  readonly devices: number;
  readonly out?: string;
  readonly platform?: string;
  readonly seed?: number;
  readonly set?: string[];
  readonly workers?: number;
  readonly json?: boolean;
}

/** `qep transfer`. */
export function addTransfer(program: Command): void {
  program
    .command("transfer")
    .description(
      "train on devices that hide something, and on their model: which parameters are better on the devices",
    )
    .argument("<experiment>", "experiment file with a section hidden")
    .option("--devices <n>", "how many: hidden.seed is 1 to n", wholeNumber("--devices", 2), 8)
    .option("--out <dir>", "where the figure goes (default: transfer/<name>)")
    .option("--platform <file>", "the laboratory that counts (YAML), instead of the experiment's platform")
    .option("--seed <n>", "seed of the training, instead of the experiment's", wholeNumber("--seed", 0))
    .option("--set <path=value>", "change a value of the experiment (repeatable)", collect)
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option("--json", 'print {"promised", "devices", "advantage", "files"}')
    .action((path: string, flags: TransferFlags) => {
      const directory = flags.out ?? join("transfer", basename(path).replace(/\.[^.]+$/, ""));
      return inDirectory(directory, () => transfer(path, directory, flags));
    });
}

async function transfer(path: string, directory: string, flags: TransferFlags): Promise<void> {
  const { experiment } = await loadExperiment(path, overridesFrom(flags), flags.platform);
  const stop = listenForStop();
  const bar = new ProgressBar("step");
  try {
    const comparison = await compareTransfer(experiment, {
      seeds: Array.from({ length: flags.devices }, (_, k) => k + 1),
      open: (own) => openDevice(own, { workers: workerCount(flags.workers) }),
      signal: stop.signal,
      onProgress: (done, total) => bar.show(done, total),
    });
    const files = await writeFiles(directory, pictures("transfer", await figureOf(experiment, comparison)));
    printResult(flags.json === true, { ...comparison, files }, () => describe(comparison, files));
  } catch (error) {
    bar.interrupt();
    if (!stop.signal.aborted) throw error;
    process.exitCode = stop.exitCode;
  } finally {
    stop.release();
  }
}

const COLUMNS = ["untrained", "transferred", "in situ"] as const;

async function figureOf({ config }: Experiment, { devices }: TransferComparison): Promise<string> {
  // Loaded when needed, as all drawing.
  const { pairedDotsFigure } = await import("../../plots/paired-dots.ts");
  const rows = devices.map(({ untrained, transferred, inSitu }) => [untrained, transferred, inSitu]);
  const isPositive = rows.every((row) => row.every((value) => value > 0));
  const data = {
    label: "exact loss on the device",
    scale: isPositive ? "log" : "linear",
    columns: COLUMNS,
    rows,
  } as const;
  const { title } = config;
  return pairedDotsFigure(title === undefined ? data : { ...data, title }, await figureDocument());
}

function describe({ promised, devices, advantage }: TransferComparison, files: readonly string[]): string {
  const number = (value: number) => value.toPrecision(3);
  const row = (name: string, values: readonly number[]) => [name, ...values.map(number)];
  const scores = devices.map(({ untrained, transferred, inSitu }) => [untrained, transferred, inSitu]);
  const medians = COLUMNS.map((_, k) => median(scores.map((own) => own[k] as number)));
  const better = devices.filter(({ transferred, inSitu }) => inSitu < transferred).length;
  return [
    formatTable(
      [...devices.map(({ seed }, k) => row(`device ${seed}`, scores[k] ?? [])), row("median", medians)],
      {
        header: ["exact loss", ...COLUMNS],
      },
    ),
    `the model promised ${number(promised)}`,
    `training in situ is better on ${better} of ${devices.length} devices, by ${number(advantage.mean)} ± ` +
      `${number(advantage.standardError)} on average`,
    ...files,
  ].join("\n");
}
