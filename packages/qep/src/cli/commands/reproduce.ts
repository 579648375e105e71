import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { isQepError } from "../../base/errors.ts";
import { timeText } from "../../base/number-text.ts";
import { makeDirectory } from "../../platform/node/make-directory.ts";
import { openRunDirectory } from "../../platform/node/node-run-store.ts";
import { openReferenceFolder } from "../../platform/node/reference-folder.ts";
import { REPRODUCTIONS, reproductionsOf } from "../../reproduction/catalogue.ts";
import type { ReferenceData } from "../../reproduction/reference-data.ts";
import { type Report, type ReportOrigin, reportOf } from "../../reproduction/report.ts";
import { reportHtml } from "../../reproduction/report-html.ts";
import { indexHtml, indexMarkdown } from "../../reproduction/report-index.ts";
import { reportMarkdown } from "../../reproduction/report-markdown.ts";
import type { Reproduction } from "../../reproduction/reproduction.ts";
import { wholeNumber, workerCount } from "../arguments.ts";
import { inDirectory, pictures, writeFiles } from "../figure-files.ts";
import { listenForStop, type StopSignal } from "../interrupt.ts";
import { formatTable, note, printResult } from "../output.ts";
import { version } from "../version.ts";
import { openWorkbench } from "../workbench.ts";

interface ReproduceFlags {
  readonly list?: boolean;
  readonly reference?: string;
  readonly runs: number;
  readonly out: string;
  readonly quick?: boolean;
  readonly workers?: number;
  readonly json?: boolean;
}

/** Own training runs of each setting where `--runs` does not say. */
const DEFAULT_RUNS = 3;

/** Beside the environment variable, where the authors' data is looked for. */
const REFERENCE_VARIABLE = "QEP_REFERENCE";

/** `qep reproduce`. */
export function addReproduce(program: Command): void {
  program
    .command("reproduce")
    .description("recompute the paper's numerical results and compare them with the authors' published data")
    .argument("[id]", "what to reproduce, or all; --list shows the ids")
    .option("--list", "list what can be reproduced")
    .option(
      "--reference <dir>",
      `the authors' data: a clone of github.com/ClaraWanjura/QuantumEP (default: $${REFERENCE_VARIABLE})`,
    )
    .option("--runs <n>", "own training runs of each setting", wholeNumber("--runs", 1), DEFAULT_RUNS)
    .option("--out <dir>", "where to write; what is there already is not computed again", "reproduction")
    .option("--quick", "a look in minutes: fewer batches, coarser maps, fewer comparisons")
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option("--json", "print verdicts and comparisons as JSON")
    .action((id: string | undefined, flags: ReproduceFlags) =>
      flags.list || id === undefined ? list(flags) : inDirectory(flags.out, () => reproduce(id, flags)),
    );
}

async function reproduce(id: string, flags: ReproduceFlags): Promise<void> {
  const chosen = reproductionsOf(id);
  const reference = await openReference(flags.reference);
  if (!reference) {
    note(
      `Without the authors' data nothing can be compared with it: give --reference DIR or set ${REFERENCE_VARIABLE}.`,
    );
  }
  const stop = listenForStop();
  const reports: Report[] = [];
  for (const [index, reproduction] of chosen.entries()) {
    note(`${chosen.length > 1 ? `[${index + 1}/${chosen.length}] ` : ""}${reproduction.title}`);
    const report = await reproduceOne(reproduction, flags, reference, stop);
    if (!report) return;
    reports.push(report);
    if (id === "all") await writeIndex(flags.out, reports);
  }
  stop.release();
  printResult(flags.json === true, reports.map(summary), () => text(reports, flags.out, id === "all"));
}

function list({ json }: ReproduceFlags): void {
  const all = REPRODUCTIONS.map(({ id, title, experiments }) => ({ id, title, experiments }));
  printResult(json === true, all, () => formatTable(all.map(({ id, title }) => [id, title])));
}

async function openReference(given: string | undefined): Promise<ReferenceData | undefined> {
  const path = given ?? process.env[REFERENCE_VARIABLE];
  return path ? openReferenceFolder(path) : undefined;
}

/** @returns undefined where it was stopped; it goes on from there the next time */
async function reproduceOne(
  reproduction: Reproduction,
  flags: ReproduceFlags,
  reference: ReferenceData | undefined,
  stop: StopSignal,
): Promise<Report | undefined> {
  const directory = join(flags.out, reproduction.id);
  const store = await openRunDirectory(directory, { create: true });
  try {
    const workbench = openWorkbench({
      store,
      runDirectory: join(flags.out, "runs"),
      reference,
      runs: flags.runs,
      isQuick: flags.quick === true,
      workers: workerCount(flags.workers),
      signal: stop.signal,
    });
    const findings = await reproduction.run(workbench);
    const report = reportOf(reproduction, findings, origin(reproduction, flags, reference));
    await writeReport(directory, report);
    return report;
  } catch (error) {
    if (!(stop.signal.aborted && isQepError(error, "aborted"))) throw error;
    note(`Stopped. What is finished stays; the same command goes on from there.`);
    process.exitCode = stop.exitCode;
    return undefined;
  } finally {
    await store.close();
  }
}

function origin(
  { id }: Reproduction,
  { runs, quick, reference: given, out }: ReproduceFlags,
  reference: ReferenceData | undefined,
): ReportOrigin {
  const options = [
    ...(given === undefined ? [] : ["--reference DIR"]),
    ...(runs === DEFAULT_RUNS ? [] : [`--runs ${runs}`]),
    ...(quick ? ["--quick"] : []),
    ...(out === "reproduction" ? [] : ["--out DIR"]),
  ];
  const command = (what: string) => ["qep reproduce", what, ...options].join(" ");
  return {
    command: command(id),
    indexCommand: command("all"),
    version: version(),
    host: `node ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} cores`,
    runs,
    isQuick: quick === true,
    reference: reference ? "the authors' repository, github.com/ClaraWanjura/QuantumEP" : null,
  };
}

async function writeReport(directory: string, report: Report): Promise<void> {
  await makeDirectory(join(directory, "figures"));
  await writeFiles(directory, [
    ...report.findings.figures.flatMap(({ name, svg }) => pictures(`figures/${name}`, svg)),
    ["report.md", reportMarkdown(report)],
    ["report.html", reportHtml(report)],
    ["report.json", `${JSON.stringify(summary(report), null, 2)}\n`],
  ]);
}

async function writeIndex(directory: string, reports: readonly Report[]): Promise<void> {
  await writeFiles(directory, [
    ["index.html", indexHtml(reports)],
    ["index.md", indexMarkdown(reports)],
  ]);
}

function summary({ reproduction: { id }, findings, verdict }: Report) {
  const { result, comparisons, seconds } = findings;
  return { id, verdict, result, comparisons, seconds };
}

function text(reports: readonly Report[], out: string, isAll: boolean): string {
  const lines = reports.flatMap(({ reproduction: { id }, findings, verdict }) => [
    `${id}: ${verdict}, ${timeText(findings.seconds)} of computing`,
    ...findings.comparisons.map((c) => `  ${c.verdict}: ${c.quantity}; ${c.evidence}`),
    ...(isAll ? [] : [`  ${join(out, id, "report.html")}`]),
  ]);
  const page = join(out, "index.html");
  return [...lines, ...(isAll && existsSync(page) ? [page] : [])].join("\n");
}
