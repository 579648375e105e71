import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { buildExperiment, evaluateOutputs, parseExperiment, solverTolerance, trainExperiment } from "qep";
import { openSimulator } from "qep/node";
import { kolmogorovSmirnov, welchInterval } from "../../src/reproduction/statistics.ts";
import { isOnPhaseBoundary } from "../../src/tasks/phase-triangle.ts";
import type { Metrics } from "../../src/training/evaluation.ts";
import { maxChoice, singleShot } from "../../src/training/metrics.ts";
import { referenceDirectory } from "../../test/support/reference.ts";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";

interface SeedResult {
  readonly seed: number;
  readonly batches: number;
  /** Scores on the run's own 200 random test points. */
  readonly test: Metrics;
  /** Scores on the 210-point grid without its 5 boundary points. */
  readonly gridMaxChoice: number;
  readonly gridSingleShot: number;
  readonly seconds: number;
}

interface Runs {
  readonly experiment: string;
  readonly batches: number;
  readonly seeds: number;
  /** Which of the published runs to compare with. */
  readonly variant: string;
  readonly directory: string;
}

/**
 * Trains the phase sensor over many seeds and, at full length, compares the final accuracies with the authors' runs.
 *
 * Finished seeds are kept in the output directory and not trained again. The comparison needs the authors' data
 * (QEP_REFERENCE); without it only our own distribution is printed.
 */
export const seeds: Benchmark = {
  name: "seeds",
  description: "accuracy of the trained phase sensor over seeds, against the published runs",
  isLong: true,
  flags: {
    experiment: "examples/paper/phase-sensor-xyz.yaml",
    batches: "5000",
    seeds: "10",
    variant: "xyz",
    out: "",
  },
  run,
};

async function run({ flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const { experiment, variant, out } = flags as { experiment: string; variant: string; out: string };
  const batches = Number(flags.batches);
  const directory = out || join("bench-results", `${variant}-${batches}`);
  const results = await trainAll({ experiment, batches, seeds: Number(flags.seeds), variant, directory });
  const columns: [name: string, column: string, score: (result: SeedResult) => number][] = [
    ["grid max-choice", "grid_max_choice", ({ gridMaxChoice }) => gridMaxChoice],
    ["grid single-shot", "grid_single_shot", ({ gridSingleShot }) => gridSingleShot],
    ["test max-choice", "max_choice", ({ test }) => test.maxChoice],
  ];
  const comparisons = columns.map(([name, column, score]) =>
    compare(name, publishedMetrics(variant, column), results.map(score)),
  );
  return { verdicts: [], measurements: { results, comparisons } };
}

async function trainAll(runs: Runs): Promise<SeedResult[]> {
  mkdirSync(runs.directory, { recursive: true });
  const results: SeedResult[] = [];
  for (let seed = 1; seed <= runs.seeds; seed++) {
    const file = join(runs.directory, `seed-${seed}.json`);
    if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(await trainSeed(runs, seed), null, 2)}\n`);
    const result = JSON.parse(readFileSync(file, "utf8")) as SeedResult;
    results.push(result);
    console.log(
      `seed ${seed}: test max-choice ${result.test.maxChoice.toFixed(3)}, single-shot ${result.test.singleShot.toFixed(3)}; ` +
        `grid ${result.gridMaxChoice.toFixed(4)}, ${result.gridSingleShot.toFixed(4)}; ${result.seconds.toFixed(1)} s`,
    );
  }
  return results;
}

async function trainSeed({ experiment: file, batches }: Runs, seed: number): Promise<SeedResult> {
  const text = readFileSync(file, "utf8");
  const overrides = [`seed=${seed}`, `training.batches=${batches}`];
  const experiment = buildExperiment(parseExperiment(text, { file, overrides }));
  const device = await openSimulator(experiment.system, {
    workers: availableParallelism(),
    tolerance: solverTolerance(experiment.config),
  });
  const started = performance.now();
  const outcome = await trainExperiment(experiment, device);
  const seconds = (performance.now() - started) / 1000;
  const grid = (experiment.data?.grid ?? []).filter(
    ({ points }) => !isOnPhaseBoundary(points[0] as Float64Array),
  );
  const inputs = grid.map(({ points }) => points[0] as Float64Array);
  const targets = grid.map(({ target }) => target as Float64Array);
  const outputs = await evaluateOutputs(device, outcome.values, inputs);
  await device.close();
  return {
    seed,
    batches,
    test: outcome.metrics as Metrics,
    gridMaxChoice: maxChoice(outputs, targets),
    gridSingleShot: singleShot(outputs, targets),
    seconds,
  };
}

function publishedMetrics(variant: string, column: string): number[] | undefined {
  const reference = referenceDirectory();
  const file = reference && join(reference, "final-metrics.csv");
  // A clone of the authors' repository has their runs, but not this table made from them.
  if (!file || !existsSync(file)) return undefined;
  const [header = "", ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const index = header.split(",").indexOf(column);
  return lines
    .map((line) => line.split(","))
    .filter(([name]) => name === variant)
    .map((cells) => Number(cells[index]));
}

function compare(
  name: string,
  published: readonly number[] | undefined,
  own: readonly number[],
): Record<string, unknown> {
  const summary = { name, runs: own.length, mean: mean(own), deviation: deviation(own) };
  console.log(`${name}: ours ${show(own)} over ${own.length} seeds`);
  if (!published || own.length < 2) return summary;
  const interval = welchInterval(own, published);
  const test = kolmogorovSmirnov(own, published);
  console.log(
    `  published ${show(published)} over ${published.length} runs; difference of means ` +
      `${interval.difference.toFixed(4)}, 95 % interval [${interval.low.toFixed(4)}, ${interval.high.toFixed(4)}]; ` +
      `Kolmogorov–Smirnov D = ${test.statistic.toFixed(3)}, p = ${test.pValue.toFixed(3)}`,
  );
  return { ...summary, published: { runs: published.length, mean: mean(published) }, interval, test };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}

function show(values: readonly number[]): string {
  return `${mean(values).toFixed(4)} ± ${deviation(values).toFixed(4)} (${Math.min(...values).toFixed(4)} to ${Math.max(...values).toFixed(4)})`;
}
