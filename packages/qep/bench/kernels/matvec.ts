import { writeFileSync } from "node:fs";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { loadKernels } from "../../src/platform/node/load-kernels.ts";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { NativePeer } from "../harness/native-peer.ts";
import { textTable } from "../harness/report.ts";
import { type Contender, inTurns, repeated, type Timing, timingOf } from "../harness/timing.ts";
import { atMost, type Verdict } from "../harness/verdict.ts";
import { clusterRing, type ProductProblem, peerInput, phaseSensor } from "./product-problems.ts";

/** Seconds of one turn, on both sides. */
const TURN = 0.4;

/** Largest relative difference between both sides: they add in another order. */
const ROUNDING = 1e-10;

const SOURCE = "matvec_limit.cpp";

/** What identifies a result: x·Hx and |Hx|². */
interface Checked extends Timing {
  readonly overlap: number;
  readonly square: number;
}

/** y = Hx against C++ programs of the same algorithm: what the machine allows, with vectors as wide as it has and as ours. */
export const matvec: Benchmark = {
  name: "matvec",
  description: "y = Hx against C++ of the same algorithm, the practical limit; one thread",
  flags: { sites: "12,14,16,18,20,22" },
  run,
};

async function run({ rounds, flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const kernels = await loadKernels();
  const sensor = phaseSensor(kernels);
  const rings = (flags.sites as string).split(",").map((sites) => clusterRing(Number(sites)));
  const results: { name: string; contender: string; timing: Timing; ratio: number }[] = [];
  const verdicts: Verdict[] = [];
  for (const problem of [sensor, ...rings]) {
    const [own, ...peers] = await inTurns(contenders(kernels, problem), rounds);
    for (const { name: contender, timing } of [own, ...peers].filter((one) => one !== undefined)) {
      const ratio = (own as { timing: Timing }).timing.minimum / timing.minimum;
      results.push({ name: problem.name, contender, timing, ratio });
    }
    const limit = results.findLast(({ contender }) => contender === "C++");
    if (problem.target && limit)
      verdicts.push(atMost(problem.target, "x the limit", problem.name, limit.ratio));
  }
  const expectations = timeExpectations(kernels, sensor);
  console.log(
    textTable(
      ["y = Hx", "minimum / median, µs", "qep takes"],
      results.map(({ name, contender, timing, ratio }) => [
        `${name}: ${contender}`,
        `${microseconds(timing.minimum)} / ${microseconds(timing.median)}`,
        contender === "qep" ? "" : `${ratio.toFixed(2)} x`,
      ]),
    ),
  );
  console.log(
    `  ${sensor.observables.size} expectation values of the phase sensor, µs: ${microseconds(expectations.minimum)}`,
  );
  return { verdicts, measurements: { products: results, expectations } };
}

/** Ours; C++ that knows the operator when it is compiled, with the widest vectors and with ours; C++ that does not. */
function contenders(kernels: Kernels, problem: ProductProblem): Contender[] {
  const input = peerInput(problem);
  const expected = ownProduct(kernels, problem);
  const peer = (name: string, program: NativePeer): Contender => ({
    name,
    side: "peer",
    threads: 1,
    measure: () => {
      const [minimum, median, overlap, square] = program.run(`${input}time ${TURN}\n`).split(" ").map(Number);
      const given = { minimum, median, overlap, square } as Checked;
      requireEqual(problem, name, given, expected);
      return { minimum: given.minimum, median: given.median };
    },
  });
  const general = new NativePeer(SOURCE);
  return [
    { name: "qep", side: "own", threads: 1, measure: () => ownProduct(kernels, problem) },
    peer("C++", withShape(general, input, {})),
    peer("C++, 128-bit vectors", withShape(new NativePeer(SOURCE, NARROW), input, NARROW)),
    peer("C++, operator read at run time", general),
  ];
}

const NARROW = { WIDTH: "16" };

function withShape(
  general: NativePeer,
  input: string,
  defines: Readonly<Record<string, string>>,
): NativePeer {
  const header = NativePeer.fileFor("shape.inc");
  writeFileSync(header, general.run(`${input}shape\n`));
  return new NativePeer(SOURCE, { ...defines, SHAPE: `"${header}"` });
}

function ownProduct(kernels: Kernels, { table, layout, coefficients }: ProductProblem): Checked {
  const plan = kernels.planOperator(table, layout);
  kernels.setCoefficients(plan, coefficients);
  const [x, y] = [kernels.allocate(layout.length), kernels.allocate(layout.length)];
  for (let i = 0, { values } = x; i < layout.length; i++) values[i] = Math.sin(i);
  const timing = timeBundles(layout.length, () => kernels.apply(plan, x, y));
  const overlap = kernels.apply(plan, x, y);
  const square = kernels.dot(y, y);
  for (const memory of [plan, x, y]) kernels.release(memory);
  return { ...timing, overlap, square };
}

function timeExpectations(kernels: Kernels, { layout, observables }: ReturnType<typeof phaseSensor>): Timing {
  const plan = kernels.planObservables(observables, layout);
  const x = kernels.allocate(layout.length);
  x.values.fill(0.1);
  return timeBundles(layout.length, () => kernels.expectations(plan, x, x));
}

/** Work of microseconds is timed in bundles of some 100 µs; the optimising compiler gets its time first. */
function timeBundles(length: number, work: () => void): Timing {
  const bundle = Math.max(1, 2 ** 16 / length);
  const bundled = () => {
    for (let i = 0; i < bundle; i++) work();
  };
  repeated(bundled, { least: 4, seconds: TURN });
  return timingOf(repeated(bundled, { least: 3, seconds: TURN }).map((seconds) => seconds / bundle));
}

function requireEqual({ name }: ProductProblem, peer: string, given: Checked, expected: Checked): void {
  const scale = Math.abs(expected.square);
  for (const quantity of ["overlap", "square"] as const) {
    if (!(Math.abs(given[quantity] - expected[quantity]) <= ROUNDING * scale)) {
      throw new Error(`${name}, ${quantity}: ${peer} has ${given[quantity]}, qep ${expected[quantity]}`);
    }
  }
}

function microseconds(seconds: number): string {
  return (1e6 * seconds).toPrecision(3);
}
