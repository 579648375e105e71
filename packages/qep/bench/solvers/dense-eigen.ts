import { RandomStream } from "../../src/base/random.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { denseEigen as eigen } from "../../src/linalg/dense-eigen.ts";
import { loadKernels } from "../../src/platform/node/load-kernels.ts";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { PythonPeer } from "../harness/python-peer.ts";
import { textTable } from "../harness/report.ts";
import { type Contender, inTurns, repeated, type Timing, timingOf } from "../harness/timing.ts";
import { atLeast, type Verdict } from "../harness/verdict.ts";

type Field = "real" | "complex";

/** Repetitions of one turn, on both sides. */
const REPETITION = { least: 3, seconds: 0.5 };

/** The order at which the dense product has a target. */
const PRODUCT_ORDER = 512;

/** All eigenpairs of dense matrices, and dense products: this library against LAPACK and BLAS through numpy. */
export const denseEigen: Benchmark = {
  name: "dense-eigen",
  description: "all eigenpairs of dense matrices, and a dense product, against numpy; one thread",
  flags: { orders: "256,512,1024" },
  run,
};

async function run({ rounds, flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const peer = new PythonPeer("scipy");
  const kernels = await loadKernels();
  const verdicts: Verdict[] = [];
  const rows: { order: number; field: Field; qep: Timing; numpy: Timing }[] = [];
  for (const order of (flags.orders as string).split(",").map(Number)) {
    for (const field of ["real", "complex"] as const) {
      const [qep, numpy] = await compare(rounds, {
        own: () => ownEigen(kernels, order, field),
        peer: () => peer.run<Timing>("dense_eigen.py", ["eigen", ...peerArguments(order, field)]),
      });
      rows.push({ order, field, qep, numpy });
      const share = numpy.minimum / qep.minimum;
      verdicts.push(atLeast(0.25, "of LAPACK's speed", `${order} ${field}`, share));
    }
  }
  const [own, numpy] = await compare(rounds, {
    own: () => ownProduct(kernels),
    peer: () => peer.run<Timing>("dense_eigen.py", ["product", ...peerArguments(PRODUCT_ORDER, "real")]),
  });
  const speed = (timing: Timing) => (2e-9 * PRODUCT_ORDER ** 3) / timing.minimum;
  verdicts.push(atLeast(20, "GFLOP/s", `${PRODUCT_ORDER} real product`, speed(own)));
  console.log(table(rows));
  console.log(
    `  product of order ${PRODUCT_ORDER}, GFLOP/s: qep ${speed(own).toFixed(1)}, numpy ${speed(numpy).toFixed(1)}`,
  );
  return { verdicts, measurements: { eigen: rows, product: { order: PRODUCT_ORDER, qep: own, numpy } } };
}

async function compare(
  rounds: number,
  { own, peer }: Readonly<{ own: Contender["measure"]; peer: Contender["measure"] }>,
): Promise<[Timing, Timing]> {
  const [first, second] = await inTurns(
    [
      { name: "qep", side: "own", threads: 1, measure: own },
      { name: "numpy", side: "peer", threads: 1, measure: peer },
    ],
    rounds,
  );
  if (!first || !second) throw new Error("two contenders give two timings");
  return [first.timing, second.timing];
}

function peerArguments(order: number, field: Field): (string | number)[] {
  const repetition = ["--least", REPETITION.least, "--seconds", REPETITION.seconds];
  return ["--order", order, ...(field === "complex" ? ["--complex"] : []), ...repetition];
}

function ownEigen(kernels: Kernels, order: number, field: Field): Timing {
  const isComplex = field === "complex";
  const imaginary = isComplex ? order : null;
  const length = isComplex ? 2 * order : order;
  const stream = new RandomStream("bench", order);
  const matrix = Float64Array.from({ length: order * length }, () => stream.normal());
  // The solver works in place: each repetition starts from the same matrix.
  const work = () => {
    const block = kernels.allocateBlock(order, length);
    block.values.set(matrix);
    const { vectors } = eigen(kernels, { order, block, imaginary });
    vectors.first(order);
    vectors.release();
  };
  return timingOf(repeated(work, REPETITION));
}

function ownProduct(kernels: Kernels): Timing {
  const order = PRODUCT_ORDER;
  const [factor, product] = [kernels.allocateBlock(order, order), kernels.allocateBlock(order, order)];
  const stream = new RandomStream("bench", order);
  for (let i = 0; i < factor.values.length; i++) factor.values[i] = stream.normal();
  const view = (block: typeof factor) => ({ block, row: 0, column: 0, rows: order, columns: order });
  const work = () => kernels.dense.multiply(1, view(factor), view(factor), 0, view(product));
  const timing = timingOf(repeated(work, REPETITION));
  for (const memory of [factor, product]) kernels.release(memory);
  return timing;
}

function table(rows: readonly { order: number; field: Field; qep: Timing; numpy: Timing }[]): string {
  return textTable(
    ["order, field", "numpy, ms", "qep, ms", "share of LAPACK's speed"],
    rows.map(({ order, field, qep, numpy }) => [
      `${order} ${field}`,
      (1e3 * numpy.minimum).toFixed(1),
      (1e3 * qep.minimum).toFixed(1),
      (numpy.minimum / qep.minimum).toFixed(2),
    ]),
  );
}
