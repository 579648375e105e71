import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import type { Experiment } from "../../experiments/build-experiment.ts";
import type { RunReader } from "../../experiments/run-store.ts";
import { solverTolerance } from "../../experiments/solver-tolerance.ts";
import { openRunDirectory } from "../../platform/node/node-run-store.ts";
import { openSimulator } from "../../platform/node/open-simulator.ts";
import type { Device } from "../../propagation/device.ts";
import { wholeNumber, workerCount } from "../arguments.ts";
import { type NamedContent, prepareDirectory, writeFiles } from "../figure-files.ts";
import { chooseValues, loadExperiment } from "../load-experiment.ts";
import { printResult } from "../output.ts";
import { drawFigures, gridOutputs, storeFigures } from "../run-files.ts";

interface PlotFlags {
  readonly out?: string;
  readonly workers?: number;
  readonly json?: boolean;
}

/** `qep plot`. */
export function addPlot(program: Command): void {
  program
    .command("plot")
    .description("draw the figures of a run again, as SVG and PNG")
    .argument("<run>", "run directory")
    .option("--out <dir>", "write the figures there (default: into the run, which then must not be training)")
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option("--json", "print the paths as JSON")
    .action(plot);
}

async function plot(path: string, flags: PlotFlags): Promise<void> {
  const loaded = await loadExperiment(path);
  const { experiment, run } = loaded;
  if (!run) {
    throw new QepError(
      "invalid-argument",
      `${path} is a file; expected the directory of a run, as \`qep train\` makes it`,
      { path },
    );
  }
  const values = await chooseValues(loaded);
  const figures = await figuresOf(run, experiment, values, workerCount(flags.workers));
  const paths = flags.out === undefined ? await storeIn(path, figures) : await writeInto(flags.out, figures);
  printResult(flags.json === true, { figures: paths }, () => paths.join("\n"));
}

async function figuresOf(
  run: RunReader,
  experiment: Experiment,
  values: Float64Array,
  workers: number,
): Promise<NamedContent[]> {
  let device: Device | undefined;
  const openDevice = async () => {
    const { equilibrium, preparation } = experiment.config;
    const tolerance = solverTolerance(experiment.config);
    const { symmetries } = preparation;
    device = await openSimulator(experiment.system, { workers, equilibrium, tolerance, symmetries });
    return device;
  };
  try {
    return await drawFigures(run, experiment, values, await gridOutputs(run, experiment, values, openDevice));
  } finally {
    await device?.close();
  }
}

async function storeIn(path: string, figures: readonly NamedContent[]): Promise<string[]> {
  const store = await openRunDirectory(path, { create: false });
  try {
    return await storeFigures(store, figures);
  } finally {
    await store.close();
  }
}

async function writeInto(directory: string, figures: readonly NamedContent[]): Promise<string[]> {
  await prepareDirectory(directory);
  return writeFiles(directory, figures);
}
