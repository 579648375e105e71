import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { PythonPeer } from "../harness/python-peer.ts";
import { comparisonTable } from "../harness/report.ts";
import { type Contender, inTurns, type TimedContender, type Timing } from "../harness/timing.ts";
import { atLeast, type Verdict } from "../harness/verdict.ts";

const OWN_STEP = fileURLToPath(new URL("own-step.ts", import.meta.url));

/** The peer as its authors run it, at the loosest tolerance that reaches our residual, and tuned beyond that. */
const PEER_SETTINGS: readonly (readonly [name: string, settings: readonly string[]])[] = [
  ["numpy/scipy, as its authors (tol 0)", ["--tol", "0"]],
  ["numpy/scipy at our residual", ["--tol", "3e-11"]],
  ["numpy/scipy, tuned and warm", ["--tol", "3e-11", "--warm", "--ncv", "10"]],
];

/** One step of the paper's phase sensor: 30 ground states, noise and update. */
export const trainingStep: Benchmark = {
  name: "training-step",
  description:
    "one step of the phase sensor (8+2 qubits, batch 10, 30 solves) against numpy/scipy; 1 and 2 cores",
  flags: { steps: "12" },
  run,
};

async function run({ rounds, flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const scipy = new PythonPeer("scipy");
  const steps = Number(flags.steps);
  const contenders = [1, 2].flatMap((threads) => [own(threads, 3 * steps), ...peers(scipy, threads, steps)]);
  const timed = await inTurns(contenders, rounds);
  const verdicts: Verdict[] = [];
  for (const cores of [1, 2]) {
    const group = timed.filter(({ threads }) => threads === cores);
    console.log(`\n${cores} ${cores === 1 ? "core" : "cores"}\n${comparisonTable(group)}`);
    verdicts.push(...verdictsOf(group, cores));
  }
  return { verdicts, measurements: timed };
}

function own(workers: number, steps: number): Contender {
  const args = [OWN_STEP, "--workers", `${workers}`, "--steps", `${steps}`];
  const measure = () => JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Timing;
  return { name: "qep", side: "own", threads: workers, measure };
}

function peers(scipy: PythonPeer, processes: number, steps: number): Contender[] {
  const common = ["--steps", steps, "--warmup", 2, "--json", "--processes", processes];
  return PEER_SETTINGS.map(([name, settings]) => ({
    name,
    side: "peer",
    threads: processes,
    // One BLAS thread is the peer's best: vectors of 1024 elements are too short to share (bench/peers/README.md).
    measure: () => scipy.run<Timing>("phase_sensor_step.py", [...common, ...settings]),
  }));
}

function verdictsOf([qep, ...others]: readonly TimedContender[], cores: number): Verdict[] {
  if (!qep) return [];
  return others
    .slice(1)
    .map(({ name, timing }) =>
      atLeast(
        20,
        "x faster",
        `${name}, ${cores} ${cores === 1 ? "core" : "cores"}`,
        timing.minimum / qep.timing.minimum,
      ),
    );
}
