import { median } from "../../src/base/median.ts";
import { RandomStream } from "../../src/base/random.ts";
import { SettableHamiltonian } from "../../src/devices/hamiltonian.ts";
import { LatticeHamiltonian, switchedOn } from "../../src/devices/lattice-hamiltonian.ts";
import { groundSectors } from "../../src/devices/lattice-search.ts";
import { type LatticeSector, latticeSectors } from "../../src/devices/lattice-sectors.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { clusterIsing } from "../../src/models/chains.ts";
import { latticeSymmetries } from "../../src/operators/lattice-symmetries.ts";
import { pauliSymmetries } from "../../src/operators/pauli-symmetries.ts";
import { Tapering } from "../../src/operators/tapering.ts";
import { loadKernels } from "../../src/platform/node/load-kernels.ts";
import { System } from "../../src/propagation/system.ts";
import { groundState } from "../../src/solvers/ground-state.ts";
import type { HermitianProblem } from "../../src/solvers/problem.ts";
import { fillRandom } from "../../src/states/state-vector.ts";
import { clusterIsingLevels } from "../../test/support/free-fermions.ts";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { textTable } from "../harness/report.ts";
import { atMost, type Verdict } from "../harness/verdict.ts";

/** Seconds, or counts, of one size in one basis. */
interface Row {
  readonly sites: number;
  readonly basis: "spin flip" | "lattice";
  readonly dimension: number;
  /** Orbits, their links and the certificate; of the whole space, its tables. */
  readonly build: number;
  readonly product: number;
  readonly solve: number;
  readonly products: number;
  readonly residual: number;
  /** |E0 − free fermions|. */
  readonly error: number;
}

/** Inside the cluster phase, away from its boundaries. */
const COUPLINGS = { gZXZ: 2.5, gZZ: 0.5, gX: 1 };

/** Larger rings are solved in lattice sectors only: the sector of the spin flip alone takes a minute and more. */
const MOST_WHOLE = 20;

/** In units of 1e-12: rounding of energies of the order of 100 is 0.01, and residuals of 1e-10 add less. */
const ENERGY_ERROR = 10;

/** Ground states of the cluster Ising ring: sectors of the spin flip alone against sectors of all its symmetries. */
export const latticeRing: Benchmark = {
  name: "lattice-ring",
  description: "ground state of the cluster Ising ring with and without lattice symmetries; one thread",
  isLong: true,
  flags: { sites: "16,20,24,28" },
  run,
};

async function run({ rounds, flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const rows: Row[] = [];
  for (const sites of (flags.sites as string).split(",").map(Number)) {
    for (const basis of ["spin flip", "lattice"] as const) {
      if (basis === "spin flip" && sites > MOST_WHOLE) continue;
      // Fresh kernels: what one size leaves in memory does not meet the next.
      const kernels = await loadKernels();
      const turns = Array.from({ length: rounds }, () =>
        (basis === "lattice" ? lattice : whole)(kernels, sites),
      );
      rows.push(fastest(turns));
    }
  }
  console.log(table(rows));
  const memory = process.resourceUsage().maxRSS / 2 ** 20;
  console.log(`  peak memory of the process ${memory.toFixed(2)} GiB`);
  const verdicts = rows.map(
    ({ sites, basis, error }): Verdict =>
      atMost(ENERGY_ERROR, "e-12 from free fermions", `E0 of ${sites} sites, ${basis}`, 1e12 * error),
  );
  return { verdicts, measurements: { rows, peakMemoryGiB: memory } };
}

function ring(sites: number): { system: System; inputs: Float64Array } {
  const { inputs } = clusterIsing({ sites });
  const values = inputs.map(({ name }) => COUPLINGS[name as keyof typeof COUPLINGS]);
  return { system: new System({ qubits: sites, inputs }), inputs: Float64Array.from(values) };
}

function whole(kernels: Kernels, sites: number): Row {
  const { system, inputs } = ring(sites);
  const started = performance.now();
  const { central } = pauliSymmetries(system.operators, sites);
  const hamiltonian = new SettableHamiltonian(
    system,
    kernels,
    new Tapering(central, sites, system.operators),
  );
  const knobs = { inputs, parameters: new Float64Array(0), nudge: new Float64Array(0) };
  const problem = hamiltonian.at(knobs);
  const build = secondsSince(started);
  const row = solved(problem, sites, "spin flip", build);
  hamiltonian.release();
  return row;
}

function lattice(kernels: Kernels, sites: number): Row {
  const { system, inputs } = ring(sites);
  const knobs = { inputs, parameters: new Float64Array(0) };
  const started = performance.now();
  const symmetries = latticeSymmetries(switchedOn(system), sites);
  if (!symmetries) throw new Error("a ring has lattice symmetries");
  const hamiltonian = new LatticeHamiltonian(system, symmetries, kernels);
  const [sector] = groundSectors(hamiltonian, knobs) ?? latticeSectors(symmetries, true);
  const problem = hamiltonian.at(knobs, sector as LatticeSector);
  const row = solved(problem, sites, "lattice", secondsSince(started));
  hamiltonian.release();
  return row;
}

function solved(problem: HermitianProblem, sites: number, basis: Row["basis"], build: number): Row {
  const { kernels, plan, layout } = problem;
  const [state, image] = [kernels.allocate(layout.length), kernels.allocate(layout.length)];
  fillRandom(state, layout, new RandomStream("bench"));
  const products = Array.from({ length: 5 }, () => {
    const started = performance.now();
    kernels.apply(plan, state, image);
    return secondsSince(started);
  });
  const started = performance.now();
  const { energy, iterations, residualNorm } = groundState(problem, state, new RandomStream("block"));
  const solve = secondsSince(started);
  for (const vector of [state, image]) kernels.release(vector);
  const [exact] = clusterIsingLevels(sites, COUPLINGS, 1) as [number];
  return {
    sites,
    basis,
    dimension: layout.dimension,
    build,
    product: median(products),
    solve,
    products: iterations,
    residual: residualNorm,
    error: Math.abs(energy - exact),
  };
}

/** The least of each time over the rounds; everything else is the same in all. */
function fastest(turns: readonly Row[]): Row {
  const least = (key: "build" | "product" | "solve") => Math.min(...turns.map((turn) => turn[key]));
  return { ...(turns[0] as Row), build: least("build"), product: least("product"), solve: least("solve") };
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

function table(rows: readonly Row[]): string {
  return textTable(
    [
      "sites, symmetries",
      "states",
      "build, s",
      "H x, ms",
      "ground state, s",
      "products",
      "residual",
      "error",
    ],
    rows.map((row) => [
      `${row.sites} ${row.basis}`,
      `${row.dimension}`,
      row.build.toFixed(3),
      (1e3 * row.product).toFixed(2),
      row.solve.toFixed(3),
      `${row.products}`,
      row.residual.toExponential(1),
      row.error.toExponential(1),
    ]),
  );
}
