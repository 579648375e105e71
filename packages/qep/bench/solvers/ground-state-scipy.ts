import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { PythonPeer } from "../harness/python-peer.ts";
import { atLeast } from "../harness/verdict.ts";
import { compareGroundStates, type GroundStateComparison, type PeerWay } from "./ground-state.ts";

/** How much faster than scipy is asked for, by number of sites. */
const TARGETS = new Map([
  [12, 4],
  [16, 8],
  [20, 9],
]);

const WAYS: readonly PeerWay[] = (
  [
    ["eigsh, default ncv", "default"],
    ["eigsh, ncv 10", "ncv-10"],
    ["eigsh, ncv 15", "ncv-15"],
  ] as const
).map(([name, solver]) => ({ name, solver, script: "ground_state_scipy.py", threads: 1 }));

/** Ground states against scipy's eigsh on an assembled sparse matrix. */
export const groundStateScipy: Benchmark = {
  name: "ground-state-scipy",
  description: "ground state of the cluster Ising ring, residual 1e-9, against scipy eigsh (CSR); one thread",
  flags: { sites: "12,16,20" },
  run,
};

async function run({ rounds, flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const scipy = new PythonPeer("scipy");
  const measurements: GroundStateComparison[] = [];
  for (const sites of (flags.sites as string).split(",").map(Number)) {
    measurements.push(await compareGroundStates(sites, scipy, WAYS, rounds));
  }
  const verdicts = measurements.flatMap(({ sites, ratio }) => {
    const target = TARGETS.get(sites);
    return target === undefined ? [] : [atLeast(target, "x faster", `${sites} sites`, ratio)];
  });
  return { verdicts, measurements };
}
