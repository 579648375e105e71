import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { PythonPeer } from "../harness/python-peer.ts";
import { atLeast } from "../harness/verdict.ts";
import { compareGroundStates, type GroundStateComparison, type PeerWay } from "./ground-state.ts";

/** Up to how many sites the matrix-free way is measured: it is tens of times slower. */
const MATRIX_FREE_SITES = 12;

/** Ground states against QuSpin's sparse matrices and its own Lanczos. */
export const groundStateQuspin: Benchmark = {
  name: "ground-state-quspin",
  description: "ground state of the cluster Ising ring, residual 1e-9, against QuSpin; one thread",
  flags: { sites: "12,16,20" },
  run,
};

async function run({ rounds, flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const quspin = new PythonPeer("quspin");
  const measurements: GroundStateComparison[] = [];
  for (const sites of (flags.sites as string).split(",").map(Number)) {
    measurements.push(await compareGroundStates(sites, quspin, ways(sites), rounds));
  }
  const verdicts = measurements.map(({ sites, ratio }) => atLeast(3, "x faster", `${sites} sites`, ratio));
  return { verdicts, measurements };
}

function ways(sites: number): PeerWay[] {
  const all = [
    ["QuSpin hamiltonian.eigsh, ncv 10", "eigsh"],
    ["QuSpin lanczos_full, fewest steps", "lanczos"],
    ["QuSpin matrix-free, ncv 10", "matrix-free"],
  ] as const;
  return all
    .filter(([, solver]) => solver !== "matrix-free" || sites <= MATRIX_FREE_SITES)
    .map(([name, solver]) => ({ name, solver, script: "ground_state_quspin.py", threads: 1 }));
}
