import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { RandomStream } from "../../src/base/random.ts";
import { SettableHamiltonian } from "../../src/devices/hamiltonian.ts";
import type { Kernels, Vector } from "../../src/kernels/kernels.ts";
import { loadKernels } from "../../src/platform/node/load-kernels.ts";
import { groundState } from "../../src/solvers/ground-state.ts";
import type { HermitianProblem } from "../../src/solvers/problem.ts";
import { fillRandom } from "../../src/states/state-vector.ts";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { loadLine } from "../harness/machine.ts";
import { textTable } from "../harness/report.ts";
import { type Contender, inTurns, repeated, type TimedContender, timingOf } from "../harness/timing.ts";
import { atLeast, type Verdict } from "../harness/verdict.ts";
import { clusterIsingRing } from "./ground-state.ts";

/** What two threads must gain where they have their cores; minima are compared. */
const TARGET = 1.7;

/** "Never slower than one thread", but for what medians vary from turn to turn. */
const BUSY_TARGET = 0.95;

/** Seconds of one turn. */
const TURN_SECONDS = 1;

const WORKS = ["y = Hx", "ground state"] as const;

/** One thread against several. */
interface Comparison {
  readonly sites: number;
  readonly work: (typeof WORKS)[number];
  /** Other processes that compute all the time. */
  readonly busy: number;
  readonly contenders: readonly TimedContender[];
}

/** One large problem on several threads, alone and beside processes that compete for the cores. */
export const threads: Benchmark = {
  name: "threads",
  description: "one matvec and one ground state by several threads against one, also on a busy machine",
  flags: { sites: "18,20,22", threads: "2", busy: "0,1,2" },
  run,
};

async function run({ rounds, flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const [sites, busy] = [flags.sites, flags.busy].map((text) => (text as string).split(",").map(Number));
  const count = Number(flags.threads);
  const comparisons: Comparison[] = [];
  for (const load of busy as number[]) {
    const processes = await startBusy(load);
    console.log(`\n${load} other busy processes, load ${loadLine()}`);
    try {
      for (const size of sites as number[]) comparisons.push(...(await compare(size, count, load, rounds)));
    } finally {
      for (const process of processes) process.kill();
    }
  }
  return { verdicts: comparisons.map(verdict), measurements: comparisons };
}

async function compare(sites: number, count: number, busy: number, rounds: number): Promise<Comparison[]> {
  const kernels = await Promise.all([1, count].map((threads) => loadKernels({ threads })));
  const problems = kernels.map((own) => new Problem(own, sites));
  requireSameBits(problems);
  const comparisons: Comparison[] = [];
  for (const work of WORKS) {
    const contenders = problems.map((problem): Contender => {
      const { threads } = problem.kernels;
      const timed = work === "y = Hx" ? problem.multiply : problem.solve;
      const measure = () => timingOf(repeated(timed, { least: 2, seconds: TURN_SECONDS }));
      return { name: `${threads} thread${threads === 1 ? "" : "s"}`, side: "own", threads, measure };
    });
    comparisons.push({ sites, work, busy, contenders: await inTurns(contenders, rounds) });
  }
  console.log(table(comparisons));
  await Promise.all(kernels.map((own) => own.close()));
  return comparisons;
}

/** A ring in kernels of its own; {@link multiply} and {@link solve} are what is timed. */
class Problem {
  readonly kernels: Kernels;
  private readonly problem: HermitianProblem;
  private readonly start: Vector;
  private readonly state: Vector;

  constructor(kernels: Kernels, sites: number) {
    const none = new Float64Array(0);
    this.kernels = kernels;
    this.problem = new SettableHamiltonian(clusterIsingRing(sites), kernels).at({
      inputs: none,
      parameters: none,
      nudge: none,
    });
    const { layout } = this.problem;
    [this.start, this.state] = [kernels.allocate(layout.length), kernels.allocate(layout.length)];
    fillRandom(this.start, layout, new RandomStream("bench"));
  }

  readonly multiply = (): number => this.kernels.apply(this.problem.plan, this.start, this.state);

  readonly solve = (): number => {
    this.kernels.copy(this.start, this.state);
    return groundState(this.problem, this.state, new RandomStream("bench"), { tolerance: 1e-9 }).energy;
  };
}

/** Also what warms the code up. */
function requireSameBits(problems: readonly Problem[]): void {
  for (const work of ["multiply", "solve"] as const) {
    const results = new Set(problems.map((problem) => problem[work]()));
    if (results.size !== 1)
      throw new Error(`${work}: threads change the numbers: ${[...results].join(", ")}`);
  }
}

/** Computes for as long as its parent lives. */
const BUSY = "const parent = process.ppid; while (process.ppid === parent) for (let i = 0; i < 1e7; i++);";

/** Processes that compute and do nothing else. */
async function startBusy(count: number): Promise<ChildProcess[]> {
  const processes = Array.from({ length: count }, () =>
    spawn(process.execPath, ["--eval", BUSY], { stdio: "ignore" }),
  );
  await Promise.all(processes.map((child) => once(child, "spawn")));
  // The system needs a moment to spread them over its cores.
  if (count > 0) await sleep(1000);
  return processes;
}

/** Minima where the machine is ours; medians where others take their share. */
function gain({ busy, contenders }: Comparison): number {
  const [one, several] = contenders.map(({ timing }) => (busy === 0 ? timing.minimum : timing.median));
  return (one as number) / (several as number);
}

function verdict(comparison: Comparison): Verdict {
  const { sites, work, busy } = comparison;
  const name = `${work}, ${sites} sites, ${busy} busy`;
  return atLeast(busy === 0 ? TARGET : BUSY_TARGET, "x faster", name, gain(comparison));
}

function table(comparisons: readonly Comparison[]): string {
  const times = ({ timing }: TimedContender) =>
    `${(1e3 * timing.minimum).toPrecision(3)} / ${(1e3 * timing.median).toPrecision(3)}`;
  return textTable(
    ["minimum / median, ms", ...(comparisons[0] as Comparison).contenders.map(({ name }) => name), "gain"],
    comparisons.map((comparison) => [
      `${comparison.work}, ${comparison.sites} sites`,
      ...comparison.contenders.map(times),
      `${gain(comparison).toFixed(2)} x`,
    ]),
  );
}
