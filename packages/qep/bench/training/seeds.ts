// Trains the phase sensor over many seeds and, at full length, compares the final accuracies with the authors' runs.
//
//   node packages/qep/bench/training/seeds.ts [--experiment examples/phase-sensor.yaml] [--batches 5000] [--seeds 10]
//       [--out bench-results/phase-sensor-5000] [--variant xyz]
//
// Finished seeds are kept in the output directory and not trained again. The comparison needs the authors' data
// (QEP_REFERENCE); without it only our own distribution is printed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildExperiment, evaluateOutputs, parseExperiment, trainExperiment } from "qep";
import { openSimulator } from "qep/node";
import { isOnPhaseBoundary } from "../../src/tasks/phase-triangle.ts";
import type { Metrics } from "../../src/training/evaluation.ts";
import { maxChoice, singleShot } from "../../src/training/metrics.ts";
import { referenceDirectory } from "../../test/support/reference.ts";
import { kolmogorovSmirnov, welchInterval } from "./statistics.ts";

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

const { values: flags } = parseArgs({
  options: {
    experiment: { type: "string", default: "examples/phase-sensor.yaml" },
    batches: { type: "string", default: "5000" },
    seeds: { type: "string", default: "10" },
    variant: { type: "string", default: "xyz" },
    out: { type: "string" },
  },
});
const batches = Number(flags.batches);
const directory = flags.out ?? join("bench-results", `${flags.variant}-${batches}`);

async function trainSeed(seed: number): Promise<SeedResult> {
  const text = readFileSync(flags.experiment, "utf8");
  const overrides = [`seed=${seed}`, `training.batches=${batches}`];
  const experiment = buildExperiment(parseExperiment(text, { file: flags.experiment, overrides }));
  const device = await openSimulator(experiment.system, {
    workers: availableParallelism(),
    tolerance: experiment.config.preparation.tolerance,
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

function publishedMetrics(column: string): number[] | undefined {
  const reference = referenceDirectory();
  const file = reference && join(reference, "final-metrics.csv");
  // A clone of the authors' repository has their runs, but not this table made from them.
  if (!file || !existsSync(file)) return undefined;
  const [header = "", ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const index = header.split(",").indexOf(column);
  return lines
    .map((line) => line.split(","))
    .filter(([variant]) => variant === flags.variant)
    .map((cells) => Number(cells[index]));
}

function compare(name: string, column: string, own: readonly number[]): Record<string, unknown> {
  const published = publishedMetrics(column);
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

mkdirSync(directory, { recursive: true });
const results: SeedResult[] = [];
for (let seed = 1; seed <= Number(flags.seeds); seed++) {
  const file = join(directory, `seed-${seed}.json`);
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(await trainSeed(seed), null, 2)}\n`);
  const result = JSON.parse(readFileSync(file, "utf8")) as SeedResult;
  results.push(result);
  console.log(
    `seed ${seed}: test max-choice ${result.test.maxChoice.toFixed(3)}, single-shot ${result.test.singleShot.toFixed(3)}; ` +
      `grid ${result.gridMaxChoice.toFixed(4)}, ${result.gridSingleShot.toFixed(4)}; ${result.seconds.toFixed(1)} s`,
  );
}
console.log(
  `\n${cpus()[0]?.model}, ${availableParallelism()} cores, load ${loadavg()
    .map((l) => l.toFixed(2))
    .join(" ")}`,
);
const comparisons = [
  compare(
    "grid max-choice",
    "grid_max_choice",
    results.map(({ gridMaxChoice }) => gridMaxChoice),
  ),
  compare(
    "grid single-shot",
    "grid_single_shot",
    results.map(({ gridSingleShot }) => gridSingleShot),
  ),
  compare(
    "test max-choice",
    "max_choice",
    results.map(({ test }) => test.maxChoice),
  ),
];
writeFileSync(join(directory, "summary.json"), `${JSON.stringify({ results, comparisons }, null, 2)}\n`);
