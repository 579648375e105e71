import { readFileSync } from "node:fs";
import { buildExperiment, parseExperiment, simulatedDevice, simulatedSystem, trainExperiment } from "qep";
import { openSimulator } from "qep/node";
import { median } from "../../src/base/median.ts";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { textTable } from "../harness/report.ts";
import { atLeast, type Verdict } from "../harness/verdict.ts";

/** A training, and the shots it may spend. */
interface Case {
  readonly name: string;
  readonly file: string;
  readonly overrides: readonly string[];
  readonly batches: number;
  readonly samples: number;
  readonly shots: number;
}

const CASES: readonly Case[] = [
  {
    name: "black box, 4 + 1 qubits",
    file: "black-box.yaml",
    overrides: [],
    batches: 200,
    samples: 4,
    shots: 120_000,
  },
  {
    name: "phase sensor, 4 + 2 qubits",
    file: "phase-sensor.yaml",
    overrides: ["system.sites=4", "training.testEvery=1000000", "training.optimizer.learningRate=0.02"],
    batches: 300,
    samples: 10,
    shots: 1_000_000,
  },
  {
    name: "thermal state, 4 qubits",
    file: "thermal-qubits.yaml",
    overrides: ["training.testEvery=1000000"],
    batches: 200,
    samples: 2,
    shots: 100_000,
  },
];

const BETAS = [0.05, 0.2, 0.8, 3.2];
/** Batches of a fixed training, in parts of those planned for: more of them have fewer shots each. */
const LENGTHS = [1 / 4, 1, 4];

/** A way to measure, and the exact loss after training with it, seed by seed. */
interface Contender {
  readonly name: string;
  readonly costs: readonly number[];
}

/**
 * Trains with `gradient: { method: auto }` and with a grid of fixed β and shots (symmetric, as many free shots as of each sign), all
 * with the same shots in total, and compares the exact loss that they end with.
 */
export const plannedTraining: Benchmark = {
  name: "planned-training",
  description: "training that chooses β and shots itself, against a grid of fixed ones at equal total shots",
  isLong: true,
  flags: { seeds: "5", case: "" },
  run,
};

async function run({ flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const verdicts: Verdict[] = [];
  const measurements = [];
  for (const one of CASES.filter(({ name }) => name.includes(flags.case ?? ""))) {
    const auto = await contender("auto", one, Number(flags.seeds), [
      "measurement={kind: counts}",
      `gradient={method: auto, budget: {shots: ${one.shots}}}`,
      `training.batches=${one.batches}`,
    ]);
    const fixed: Contender[] = [];
    for (const beta of BETAS) {
      for (const length of LENGTHS)
        fixed.push(await fixedContender(one, Number(flags.seeds), beta, length * one.batches));
    }
    const sorted = fixed.toSorted((a, b) => median(a.costs) - median(b.costs));
    const middle = median(sorted.map(({ costs }) => median(costs)));
    const better = sorted.filter(({ costs }) => median(costs) < median(auto.costs)).length;
    console.log(`${one.name}: ${one.shots} shots, ${flags.seeds} seeds; exact loss at the end`);
    console.log(textTable(["", "median", "least", "most"], [auto, ...sorted].map(row)));
    console.log(
      `  median of the grid ${middle.toPrecision(3)}; ${better} of ${fixed.length} fixed settings end below auto\n`,
    );
    verdicts.push(atLeast(1, "x below the median of the grid", one.name, middle / median(auto.costs)));
    measurements.push({ case: one, auto, fixed });
  }
  return { verdicts, measurements };
}

function fixedContender(one: Case, seeds: number, beta: number, batches: number): Promise<Contender> {
  const each = Math.floor(one.shots / (batches * one.samples * 3));
  return contender(`β = ${beta}, ${batches} batches, 3 · ${each} shots`, one, seeds, [
    `measurement={kind: counts, shots: {free: ${each}, nudged: ${each}, probe: 0}}`,
    `gradient={method: symmetric, beta: ${beta}}`,
    `training.batches=${batches}`,
  ]);
}

async function contender(
  name: string,
  { file, overrides }: Case,
  seeds: number,
  settings: readonly string[],
): Promise<Contender> {
  const text = readFileSync(new URL(`../../../../examples/${file}`, import.meta.url), "utf8");
  const costs: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const experiment = buildExperiment(
      parseExperiment(text, { file, overrides: [`seed=${seed}`, ...overrides, ...settings] }),
    );
    const simulator = await openSimulator(simulatedSystem(experiment), {
      workers: 1,
      equilibrium: experiment.config.equilibrium,
    });
    const { metrics } = await trainExperiment(experiment, simulatedDevice(simulator, experiment));
    await simulator.close();
    costs.push(metrics?.cost ?? Number.NaN);
  }
  return { name, costs };
}

function row({ name, costs }: Contender): string[] {
  return [name, median(costs), Math.min(...costs), Math.max(...costs)].map((cell) =>
    typeof cell === "number" ? cell.toPrecision(3) : cell,
  );
}
