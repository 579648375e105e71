// Benchmarks. `npm run bench` runs all the short ones, each in a process of its own, and prints one table;
// `npm run bench -- NAME [--rounds N] [flags]` runs one, `npm run bench -- --list` tells names and flags.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { BENCHMARKS } from "./catalogue.ts";
import { type Benchmark, PeerUnavailable } from "./harness/benchmark.ts";
import { loadLine, machineLine } from "./harness/machine.ts";
import { type VerdictRow, verdictTable } from "./harness/report.ts";
import type { Verdict } from "./harness/verdict.ts";

/** What is kept of one benchmark in bench-results/. */
interface BenchmarkRecord {
  readonly benchmark: string;
  readonly date: string;
  readonly machine: string;
  readonly load: { readonly before: string; readonly after: string };
  readonly rounds: number;
  readonly verdicts: readonly Verdict[];
  /** Why nothing was measured. */
  readonly skipped?: string;
  readonly measurements?: unknown;
}

const RESULTS = fileURLToPath(new URL("../../../bench-results/", import.meta.url));
const DEFAULT_ROUNDS = "3";

const [first, ...others] = process.argv.slice(2);
if (first !== undefined && !first.startsWith("-")) {
  await runOne(named(first), others);
} else {
  const { list: asked, rounds } = parsed(process.argv.slice(2), {
    list: { type: "boolean", default: false },
    rounds: { type: "string", default: DEFAULT_ROUNDS },
  });
  if (asked) console.log(list());
  else runAll(wholeRounds(rounds));
}

function named(name: string): Benchmark {
  const found = BENCHMARKS.find((benchmark) => benchmark.name === name);
  return found ?? refuse(`there is no benchmark "${name}"; there are:\n${list()}`);
}

function parsed<Options extends NonNullable<ParseArgsConfig["options"]>>(args: string[], options: Options) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function wholeRounds(text: string | undefined): number {
  const rounds = Number(text);
  return Number.isInteger(rounds) && rounds >= 1
    ? rounds
    : refuse(`--rounds must be 1 or more, it is ${text}`);
}

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

function list(): string {
  return BENCHMARKS.map(({ name, description, isLong, flags = {} }) => {
    const own = Object.entries(flags).map(([flag, value]) => `--${flag} ${value || "…"}`);
    const notes = [isLong ? "only when named" : "", ...own].filter(Boolean);
    return `  ${name.padEnd(16)} ${description}${notes.length > 0 ? ` (${notes.join(" ")})` : ""}`;
  }).join("\n");
}

async function runOne(benchmark: Benchmark, args: string[]): Promise<void> {
  const options = Object.fromEntries(
    Object.entries({ ...benchmark.flags, rounds: DEFAULT_ROUNDS }).map(([flag, value]) => [
      flag,
      { type: "string", default: value } as const,
    ]),
  );
  const { rounds: asked, ...flags } = parsed(args, options) as { readonly [flag: string]: string };
  const rounds = wholeRounds(asked);
  const before = loadLine();
  console.log(`\n${benchmark.name}: ${benchmark.description}\n${machineLine()}`);
  const outcome = await benchmark.run({ rounds, flags }).catch((error: unknown) => {
    if (!(error instanceof PeerUnavailable)) throw error;
    console.log(`skipped: ${error.message}`);
    return { verdicts: [], skipped: error.message };
  });
  const load = { before, after: loadLine() };
  console.log(`load before ${before}, after ${load.after} (the benchmark itself adds to it)`);
  const date = new Date().toISOString();
  const record: BenchmarkRecord = {
    benchmark: benchmark.name,
    date,
    machine: machineLine(),
    load,
    rounds,
    ...outcome,
  };
  if (record.verdicts.length > 0) console.log(verdictTable(rowsOf(record)));
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(resultFile(benchmark), `${JSON.stringify(record, null, 2)}\n`);
}

/** A process for each, so that none meets the compiled code, the memory or the failure of another. */
function runAll(rounds: number): void {
  const records = BENCHMARKS.filter(({ isLong }) => !isLong).map(
    (benchmark): BenchmarkRecord | { failed: string } => {
      rmSync(resultFile(benchmark), { force: true });
      const args = [fileURLToPath(import.meta.url), benchmark.name, "--rounds", `${rounds}`];
      const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
      if (status !== 0 || !existsSync(resultFile(benchmark))) return { failed: benchmark.name };
      return JSON.parse(readFileSync(resultFile(benchmark), "utf8")) as BenchmarkRecord;
    },
  );
  console.log(`\nSummary: ${machineLine()}; ${rounds} rounds; minima are compared`);
  const measured = records.flatMap((record) => ("failed" in record ? [] : [record]));
  console.log(verdictTable(measured.flatMap(rowsOf)));
  for (const { benchmark, skipped } of measured)
    if (skipped) console.log(`  ${benchmark}: skipped: ${skipped}`);
  const failures = records.flatMap((record) => ("failed" in record ? [record.failed] : []));
  for (const name of failures) console.log(`  ${name}: FAILED, see above`);
  if (failures.length > 0) process.exitCode = 1;
}

function rowsOf({ benchmark, verdicts, load }: BenchmarkRecord): VerdictRow[] {
  const [before, after] = [load.before, load.after].map((averages) => averages.split(" ")[0]);
  return verdicts.map((verdict) => ({ benchmark, verdict, load: `${before} to ${after}` }));
}

function resultFile({ name }: Benchmark): string {
  return `${RESULTS}${name}.json`;
}
