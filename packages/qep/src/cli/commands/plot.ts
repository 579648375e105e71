import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import type { Experiment } from "../../experiments/build-experiment.ts";
import { openRunDirectory } from "../../platform/node/node-run-store.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { wholeNumber, workerCount } from "../arguments.ts";
import { inDirectory, type NamedContent, pictures, writeFiles } from "../figure-files.ts";
import { loadExperiment } from "../load-experiment.ts";
import { printResult } from "../output.ts";
import { drawFigures, storeFigures } from "../run-files.ts";
import { gridOfRun, storedRun } from "../stored-run.ts";

interface PlotFlags {
  readonly out?: string;
  readonly workers?: number;
  readonly json?: boolean;
}

/** `qep plot`. */
export function addPlot(program: Command): void {
  program
    .command("plot")
    .description("draw the figures of a run again, or the lattice of an experiment's model, as SVG and PNG")
    .argument("<run|experiment>", "run directory, or experiment file")
    .option(
      "--out <dir>",
      "write the figures there (default: into the run, which then must not be training; a lattice: here)",
    )
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option("--json", "print the paths as JSON")
    .action(plot);
}

async function plot(path: string, flags: PlotFlags): Promise<void> {
  const loaded = await loadExperiment(path);
  if (!loaded.run) {
    const lattice = await latticeOf(path, loaded.experiment);
    return printPaths(await writeInto(flags.out ?? ".", lattice), flags);
  }
  const stored = await storedRun(path, loaded);
  const { run, experiment, values } = stored;
  const outputs = await gridOfRun(stored, workerCount(flags.workers));
  const figures = await drawFigures(run, experiment, values, outputs);
  const paths = flags.out === undefined ? await storeIn(path, figures) : await writeInto(flags.out, figures);
  printPaths(paths, flags);
}

function printPaths(paths: readonly string[], flags: PlotFlags): void {
  printResult(flags.json === true, { figures: paths }, () => paths.join("\n"));
}

/** The lattice of a named model. @throws QepError invalid-argument for a system of operator texts, which has none */
async function latticeOf(path: string, { model }: Experiment): Promise<NamedContent[]> {
  if (!model) {
    throw new QepError(
      "invalid-argument",
      `${path} is an experiment of operator texts, which have no lattice to draw; expected one with system.model, or ` +
        "the directory of a run, as `qep train` makes it",
      { path },
    );
  }
  const { latticeFigure } = await import("../../plots/lattice-figure.ts");
  const { name, lattice } = model;
  return pictures("lattice", latticeFigure({ title: name, lattice }, await figureDocument()));
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
  return inDirectory(directory, () => writeFiles(directory, figures));
}
