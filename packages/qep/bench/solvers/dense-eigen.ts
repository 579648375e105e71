// All eigenpairs of dense matrices, this library against LAPACK through numpy, one thread each, in turns.
//
//     node packages/qep/bench/solvers/dense-eigen.ts [--orders 256,512,1024] [--rounds 3] [--python PATH]
//
// The peer runs in the benchmark's own Python, which `npm run bench` installs. Minima over all rounds are compared.
import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { RandomStream } from "../../src/base/random.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { denseEigen } from "../../src/linalg/dense-eigen.ts";
import { loadKernels } from "../../src/platform/node/load-kernels.ts";

interface Seconds {
  readonly eigen: number;
  readonly product: number;
}

const folder = fileURLToPath(new URL("..", import.meta.url));
const { values: flags } = parseArgs({
  options: {
    orders: { type: "string", default: "256,512,1024" },
    rounds: { type: "string", default: "3" },
    python: { type: "string", default: `${folder}.venv/bin/python` },
  },
});

/** OpenBLAS with one thread and its own choice of kernels. */
function peer(order: number, isComplex: boolean): Seconds {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...rest } = process.env;
  const env = { ...rest, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" };
  const script = `${folder}peers/dense_eigen.py`;
  const given = [script, "--order", String(order), ...(isComplex ? ["--complex"] : [])];
  return JSON.parse(execFileSync(flags.python, given, { env, encoding: "utf8" })) as Seconds;
}

function own(kernels: Kernels, order: number, isComplex: boolean): Seconds {
  const times = Array.from({ length: 3 }, () => ownOnce(kernels, order, isComplex));
  return {
    eigen: Math.min(...times.map(({ eigen }) => eigen)),
    product: Math.min(...times.map(({ product }) => product)),
  };
}

function ownOnce(kernels: Kernels, order: number, isComplex: boolean): Seconds {
  const imaginary = isComplex ? order : null;
  const block = kernels.allocateBlock(order, isComplex ? 2 * order : order);
  const product = kernels.allocateBlock(order, order);
  const stream = new RandomStream("bench", order);
  const values = block.values;
  for (let i = 0; i < values.length; i++) values[i] = stream.normal();
  const seconds = (work: () => void) => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  };
  const view = (of: typeof block) => ({ block: of, row: 0, column: 0, rows: order, columns: order });
  const result = {
    product: seconds(() => kernels.dense.multiply(1, view(block), view(block), 0, view(product))),
    eigen: seconds(() => kernels.release(denseEigen(kernels, { order, block, imaginary }).vectors.block)),
  };
  for (const memory of [block, product]) kernels.release(memory);
  return result;
}

console.log(`${cpus()[0]?.model}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(2)}`);
console.log("order  field     numpy, ms    qep, ms   share of LAPACK's speed   real product, GFLOP/s");
const kernels = await loadKernels();
for (const order of flags.orders.split(",").map(Number)) {
  for (const isComplex of [false, true]) {
    const rounds = Array.from({ length: Number(flags.rounds) }, () => ({
      peer: peer(order, isComplex),
      own: own(kernels, order, isComplex),
    }));
    const [theirs, ours] = (["peer", "own"] as const).map((side) =>
      Math.min(...rounds.map((round) => round[side].eigen)),
    ) as [number, number];
    const product = (2e-9 * order ** 3) / Math.min(...rounds.map((round) => round.own.product));
    console.log(
      `${String(order).padStart(5)}  ${(isComplex ? "complex" : "real").padEnd(8)}` +
        `${(1e3 * theirs).toFixed(1).padStart(10)} ${(1e3 * ours).toFixed(1).padStart(10)}` +
        `${(theirs / ours).toFixed(2).padStart(17)} ${product.toFixed(1).padStart(25)}`,
    );
  }
}
