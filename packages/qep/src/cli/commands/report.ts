import { writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { RUN_FILES } from "../../experiments/run-record.ts";
import { type RunReport, readRunReport } from "../../experiments/run-report.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { wholeNumber, workerCount } from "../arguments.ts";
import { inDirectory } from "../figure-files.ts";
import { printResult } from "../output.ts";
import { longerCommand, repeatCommand, resumeCommand } from "../run-commands.ts";
import { readRunData } from "../run-files.ts";
import { gridOfRun, openStoredRun, type StoredRun } from "../stored-run.ts";

interface ReportFlags {
  readonly out?: string;
  readonly workers?: number;
  readonly json?: boolean;
}

/** `qep report`. */
export function addReport(program: Command): void {
  program
    .command("report")
    .description(
      "one HTML page about a run, finished or not: curves, health, scores, parameters, configuration",
    )
    .argument("<run>", "run directory")
    .option("--out <file>", "the page (default: <run>.html, beside the run directory)")
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option("--json", "print the same as JSON")
    .action(report);
}

async function report(path: string, flags: ReportFlags): Promise<void> {
  const stored = await openStoredRun(path);
  const { run, experiment } = stored;
  // Never into the run: it may belong to a process that is training it.
  const page = resolve(flags.out ?? `${run.location}.html`);
  const data = await readRunReport(run, experiment, {
    repeat: repeatCommand(experiment.config, join(run.location, RUN_FILES.experiment)),
    resume: resumeCommand(experiment.config, run.location),
    longer: longerCommand(experiment.config, run.location),
  });
  await inDirectory(dirname(page), async () =>
    writeFile(page, await htmlOf(data, stored, workerCount(flags.workers))),
  );
  printResult(flags.json === true, { page, ...data }, () => page);
}

async function htmlOf(data: RunReport, { run, experiment }: StoredRun, workers: number): Promise<string> {
  // Loaded when needed, as all drawing.
  const { runReportHtml } = await import("../../plots/run-report-html.ts");
  const values = Float64Array.from(data.parameters, ({ value }) => value);
  const outputs = await gridOfRun({ run, experiment, values }, workers);
  const runData = { ...(await readRunData(run, experiment, values, outputs)), history: data.history };
  return runReportHtml(data, runData, await figureDocument());
}
