import type { Kernels, OperatorPlan } from "../../src/kernels/kernels.ts";
import { type StateLayout, subspaceLayout } from "../../src/kernels/layout.ts";
import { boseHubbard } from "../../src/models/bose-hubbard.ts";
import type { Model } from "../../src/models/model.ts";
import { rydbergArray } from "../../src/models/rydberg-array.ts";
import { OperatorSum } from "../../src/operators/operator-sum.ts";
import { tabulate } from "../../src/operators/pauli-table.ts";
import type { Subspace } from "../../src/operators/subspace.ts";
import { loadKernels } from "../../src/platform/node/load-kernels.ts";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { PythonPeer } from "../harness/python-peer.ts";
import { textTable } from "../harness/report.ts";
import { type Contender, inTurns, repeated, type Timing, timingOf } from "../harness/timing.ts";

/** Seconds of one turn, on both sides. */
const TURN = 1;

/** Largest relative difference between both sides: they add in another order. */
const ROUNDING = 1e-10;

/** A Hamiltonian in a truncated basis, and what makes the same one in peers/truncated_matvec.py. */
interface TruncatedProblem {
  readonly name: string;
  readonly model: Model;
  readonly couplings: readonly number[];
  readonly peer: readonly (string | number)[];
}

/** What the peer prints. */
interface PeerProduct extends Timing {
  readonly assembly: number;
  readonly bytes: number;
  readonly overlap: number;
  readonly square: number;
}

/** y = Hx in truncated bases against scipy. */
export const truncatedMatvec: Benchmark = {
  name: "truncated-matvec",
  description: "y = Hx in truncated bases against scipy's CSR product; one thread",
  flags: { atoms: "24,30", bosons: "10x4,12x4" },
  run,
};

async function run({ rounds, flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const scipy = new PythonPeer("scipy");
  const kernels = await loadKernels();
  const measurements = [];
  for (const problem of problemsOf(flags)) {
    const own = prepare(kernels, problem);
    const peers: PeerProduct[] = [];
    const contenders: Contender[] = [
      { name: "qep", side: "own", threads: 1, measure: () => own.measure() },
      {
        name: "scipy, CSR",
        side: "peer",
        threads: 1,
        measure: () => {
          const given = scipy.run<PeerProduct>("truncated_matvec.py", [...problem.peer, TURN]);
          requireEqual(problem.name, given, own);
          peers.push(given);
          return given;
        },
      },
    ];
    const [mine, other] = (await inTurns(contenders, rounds)).map(({ timing }) => timing) as [Timing, Timing];
    const { assembly = 0, bytes = 0 } = peers.at(-1) ?? {};
    const { states, assembly: ownAssembly, bytes: ownBytes } = own;
    const sizes = { states, assembly: [ownAssembly, assembly], bytes: [ownBytes, bytes] };
    measurements.push({ name: problem.name, own: mine, scipy: other, ...sizes });
    own.release();
  }
  console.log(
    textTable(
      ["y = Hx", "states", "qep, ms", "scipy, ms", "scipy takes", "assembly, s", "tables, MiB"],
      measurements.map(({ name, states, own, scipy: other, assembly, bytes }) => [
        name,
        `${states}`,
        `${milliseconds(own.minimum)} / ${milliseconds(own.median)}`,
        `${milliseconds(other.minimum)} / ${milliseconds(other.median)}`,
        `${(other.minimum / own.minimum).toFixed(2)} x`,
        assembly.map((seconds) => seconds.toFixed(2)).join(" / "),
        bytes.map((size) => (size / 2 ** 20).toFixed(0)).join(" / "),
      ]),
    ),
  );
  return { verdicts: [], measurements };
}

function problemsOf(flags: BenchmarkOptions["flags"]): TruncatedProblem[] {
  const [chains, lattices] = [flags.atoms, flags.bosons].map((text) => (text as string).split(","));
  return [
    ...(chains as string[]).map(Number).map(
      (atoms): TruncatedProblem => ({
        name: `${atoms} atoms under a blockade`,
        model: rydbergArray({
          positions: Array.from({ length: atoms }, (_, j) => [j, 0] as const),
          blockade: { radius: 1.5 },
        }),
        couplings: [2, 0.7, 0],
        peer: ["blockade", atoms],
      }),
    ),
    ...(lattices as string[])
      .map((size) => size.split("x").map(Number) as [number, number])
      .map(
        ([sites, levels]): TruncatedProblem => ({
          name: `${sites} bosons on ${sites} sites of ${levels} levels`,
          model: boseHubbard({
            lattice: { kind: "chain", sites, boundary: "open" },
            particles: sites,
            levels,
          }),
          couplings: [1, 1.3],
          peer: ["bosons", sites, levels],
        }),
      ),
  ];
}

function prepare(kernels: Kernels, { model, couplings }: TruncatedProblem) {
  const started = performance.now();
  const held = kernels.bytesInUse;
  const layout: StateLayout = subspaceLayout(model.space as Subspace);
  const hamiltonian = OperatorSum.sum(
    model.inputs.map(({ operator }, k) => operator.scale(couplings[k] as number)),
  );
  const { table, rows } = tabulate([hamiltonian], undefined, undefined, 64);
  const plan: OperatorPlan = kernels.planOperator(table, layout);
  kernels.setCoefficients(plan, (rows[0] as (typeof rows)[number]).coefficients);
  const assembly = (performance.now() - started) / 1000;
  const bytes = kernels.bytesInUse - held;
  const [x, y] = [kernels.allocate(layout.length), kernels.allocate(layout.length)];
  for (let i = 0, { values } = x; i < layout.dimension; i++) values[i] = Math.sin(i);
  const overlap = kernels.apply(plan, x, y);
  return {
    states: layout.dimension,
    assembly,
    bytes,
    overlap,
    square: kernels.dot(y, y),
    measure: () => timingOf(repeated(() => kernels.apply(plan, x, y), { least: 3, seconds: TURN })),
    release: () => {
      for (const memory of [plan, x, y]) kernels.release(memory);
    },
  };
}

function requireEqual(
  name: string,
  given: PeerProduct,
  expected: { readonly overlap: number; readonly square: number },
): void {
  for (const quantity of ["overlap", "square"] as const) {
    if (Math.abs(given[quantity] - expected[quantity]) <= ROUNDING * expected.square) continue;
    throw new Error(`${name}, ${quantity}: scipy has ${given[quantity]}, qep ${expected[quantity]}`);
  }
}

function milliseconds(seconds: number): string {
  return (1000 * seconds).toPrecision(3);
}
