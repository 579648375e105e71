import {
  createOptimizer,
  type Device,
  estimateGradients,
  evaluateOutputs,
  type Sample,
  squareLoss,
} from "../../src/index.ts";
import { openSimulator } from "../../src/platform/node/index.ts";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { PythonPeer } from "../harness/python-peer.ts";
import { comparisonTable } from "../harness/report.ts";
import { type Contender, inTurns, type TimedContender, type Timing, timingOf } from "../harness/timing.ts";
import { atLeast } from "../harness/verdict.ts";
import { KITAEV_BETA, KITAEV_SHOTS, type KitaevProblem, kitaevProblem } from "./kitaev-problem.ts";

const TOLERANCE = 1e-9;

/** The peer's tolerance, relative to the energy: the loosest that leaves residuals below 1e-9 here. */
const PEER_TOLERANCE = 3e-11;

interface PeerResult extends Timing {
  readonly outputs: readonly (readonly number[])[];
  readonly gradients: readonly (readonly number[])[];
}

/** How far the two sides' results are apart: largest differences. */
interface Agreement {
  readonly outputs: number;
  /** Of ∂L/∂θ without noise, relative to its largest component. */
  readonly gradients: number;
}

/** One step of the Kitaev sensor as described in the paper, near-degenerate in every sample. */
export const kitaevStep: Benchmark = {
  name: "kitaev-step",
  description:
    "Kitaev sensor as described (16+2 qubits): one sample's gradient and one test point against scipy; " +
    "--part step: batch 6 and 18 test points, tens of minutes",
  flags: { part: "sample", cores: "1" },
  run,
};

async function run({ flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const scipy = new PythonPeer("scipy");
  const cores = Number(flags.cores);
  const problem = partOf(kitaevProblem(), flags.part === "step");
  const own = await OwnStep.open(problem, cores);
  const peer = new PeerStep(scipy, problem, cores);
  // One round: the peer's takes minutes, of the whole step tens of minutes.
  const timed = (await inTurns([own.contender(), peer.contender()], 1)) as [TimedContender, TimedContender];
  await own.close();
  const agreement = await agreementWith(peer.result, problem);
  const work = `${problem.batch.length} samples, ${problem.test.length} test points, ${cores} core(s)`;
  console.log(`${work}\n${comparisonTable(timed)}`);
  console.log(
    `  largest difference between the sides: outputs ${agreement.outputs.toExponential(1)}, ` +
      `gradients ${agreement.gradients.toExponential(1)} of the largest component`,
  );
  const ratio = timed[1].timing.minimum / timed[0].timing.minimum;
  return { verdicts: [atLeast(300, "x faster", work, ratio)], measurements: { work, timed, agreement } };
}

/** The whole step, or one sample and one test point of the same phase. */
function partOf(problem: KitaevProblem, isWhole: boolean): KitaevProblem {
  return isWhole ? problem : { ...problem, batch: problem.batch.slice(1, 2), test: problem.test.slice(0, 1) };
}

/** This library: gradients, Adamax, test; the parameters move from step to step, so no state is ever known before. */
class OwnStep {
  private readonly device: Device;
  private readonly problem: KitaevProblem;
  private readonly parameters: Float64Array;
  private readonly optimizer;
  private steps = 0;
  private maxResidual = 0;

  private constructor(device: Device, problem: KitaevProblem) {
    this.device = device;
    this.problem = problem;
    this.parameters = problem.parameters.slice();
    this.optimizer = createOptimizer({ kind: "adamax", learningRate: 0.01 }, this.parameters.length);
  }

  static async open(problem: KitaevProblem, workers: number): Promise<OwnStep> {
    const step = new OwnStep(await openSimulator(problem.system, { workers, tolerance: TOLERANCE }), problem);
    // The first steps run while the engine still compiles.
    for (let warmup = 0; warmup < 2; warmup++) await step.advance();
    return step;
  }

  contender(): Contender {
    return { name: "qep", side: "own", threads: 1, measure: () => this.measure() };
  }

  async close(): Promise<void> {
    await this.device.close();
  }

  private async measure(): Promise<Timing> {
    const seconds: number[] = [];
    for (let step = 0; step < 5; step++) {
      const started = performance.now();
      await this.advance();
      seconds.push((performance.now() - started) / 1000);
    }
    return timingOf(seconds, this.maxResidual);
  }

  private async advance(): Promise<void> {
    const { device, problem, parameters, optimizer } = this;
    const results = await gradients(device, problem.batch, parameters, {
      shots: KITAEV_SHOTS,
      step: this.steps++,
    });
    const mean = parameters.map(
      (_, index) =>
        results.reduce((sum, result) => sum + (result.parameters[index] as number), 0) / results.length,
    );
    optimizer.step(parameters, mean);
    await evaluateOutputs(device, parameters, problem.test.map(onlyPoint));
    this.maxResidual = Math.max(this.maxResidual, ...results.map(({ health }) => health.residualNorm ?? 0));
  }
}

function gradients(
  device: Device,
  samples: readonly Sample[],
  parameters: Float64Array,
  { shots, step }: Readonly<{ shots: number | null; step: number }>,
) {
  const problem = { loss: squareLoss(), samples, parameters, stream: ["kitaev bench", step] };
  return estimateGradients(device, problem, { method: "symmetric", beta: KITAEV_BETA, shots });
}

/** The peer, at the parameters and points with which ours begins. */
class PeerStep {
  private found: PeerResult | undefined;
  private readonly peer: PythonPeer;
  private readonly input: string;
  private readonly processes: number;

  constructor(peer: PythonPeer, { parameters, batch, test }: KitaevProblem, processes: number) {
    this.peer = peer;
    this.processes = processes;
    const plain = (sample: Sample) => ({
      inputs: [...onlyPoint(sample)],
      target: [...(sample.target ?? [])],
    });
    this.input = JSON.stringify({
      parameters: [...parameters],
      batch: batch.map(plain),
      test: test.map(plain),
      beta: KITAEV_BETA,
      shots: KITAEV_SHOTS,
    });
  }

  get result(): PeerResult {
    if (!this.found) throw new Error("the peer has not run yet");
    return this.found;
  }

  contender(): Contender {
    const settings = ["--processes", this.processes, "--tol", PEER_TOLERANCE, "--warm"];
    const measure = () => {
      this.found = this.peer.run<PeerResult>("kitaev_sensor_step.py", settings, { input: this.input });
      return this.found;
    };
    return { name: "numpy/scipy at our residual, warm", side: "peer", threads: this.processes, measure };
  }
}

async function agreementWith(
  peer: PeerResult,
  { system, batch, test, parameters }: KitaevProblem,
): Promise<Agreement> {
  const device = await openSimulator(system, { tolerance: TOLERANCE });
  const own = await gradients(device, batch, parameters, { shots: null, step: 0 });
  const outputs = [
    ...own.flatMap((result) => result.outputs),
    ...(await evaluateOutputs(device, parameters, test.map(onlyPoint))),
  ];
  await device.close();
  const largest = Math.max(...own.flatMap((result) => [...result.parameters].map(Math.abs)));
  return {
    outputs: largestDifference(outputs, peer.outputs),
    gradients:
      largestDifference(
        own.map((result) => result.parameters),
        peer.gradients,
      ) / largest,
  };
}

function largestDifference(own: readonly Float64Array[], peer: readonly (readonly number[])[]): number {
  return Math.max(
    ...own.flatMap((values, row) =>
      [...values].map((value, index) => Math.abs(value - (peer[row]?.[index] ?? Number.NaN))),
    ),
  );
}

function onlyPoint({ points }: Sample): Float64Array {
  return points[0] as Float64Array;
}
