import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { comparisonTable } from "../harness/report.ts";
import { inTurns, repeated, timingOf } from "../harness/timing.ts";
import { atMost } from "../harness/verdict.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** The paper's run from the command line: start, 5000 batches, a test every 50, checkpoints, figures. */
export const wholeRun: Benchmark = {
  name: "whole-run",
  description: "qep train examples/paper/phase-sensor-xyz.yaml in full: 5000 batches with tests; two workers",
  isLong: true,
  flags: { workers: "2", steps: "5000" },
  run,
};

async function run({ rounds, flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const { workers, steps } = flags as { workers: string; steps: string };
  const measure = () => timingOf(repeated(() => train(workers, steps), { least: 1, seconds: 0 }));
  const threads = Math.min(Number(workers), availableParallelism());
  const measurements = await inTurns([{ name: "qep train", side: "own", threads, measure }], rounds);
  console.log(comparisonTable(measurements));
  const work = `${steps} batches, ${workers} workers`;
  const seconds = measurements[0]?.timing.minimum ?? Number.NaN;
  return { verdicts: steps === "5000" ? [atMost(75, "s", work, seconds)] : [], measurements };
}

function train(workers: string, steps: string): void {
  const directory = mkdtempSync(join(tmpdir(), "qep-whole-run-"));
  const experiment = join(ROOT, "examples/paper/phase-sensor-xyz.yaml");
  const args = ["train", experiment, "--out", join(directory, "run"), "--workers", workers, "--steps", steps];
  execFileSync(process.execPath, [join(ROOT, "packages/qep/bin/qep.js"), ...args], { stdio: "ignore" });
  rmSync(directory, { recursive: true });
}
