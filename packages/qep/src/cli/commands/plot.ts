import type { Command } from "commander";
import { openRunDirectory } from "../../platform/node/node-run-store.ts";
import { wholeNumber, workerCount } from "../arguments.ts";
import { type NamedContent, prepareDirectory, writeFiles } from "../figure-files.ts";
import { printResult } from "../output.ts";
import { drawFigures, storeFigures } from "../run-files.ts";
import { gridOfRun, openStoredRun } from "../stored-run.ts";

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
  const stored = await openStoredRun(path);
  const { run, experiment, values } = stored;
  const outputs = await gridOfRun(stored, workerCount(flags.workers));
  const figures = await drawFigures(run, experiment, values, outputs);
  const paths = flags.out === undefined ? await storeIn(path, figures) : await writeInto(flags.out, figures);
  printResult(flags.json === true, { figures: paths }, () => paths.join("\n"));
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
