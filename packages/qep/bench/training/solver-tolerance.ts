import { readFileSync } from "node:fs";
import {
  batchOf,
  buildExperiment,
  type Device,
  type Experiment,
  estimateGradients,
  objectiveOf,
  parametersOf,
  parseExperiment,
  settledGradient,
  trainExperiment,
} from "qep";
import { openSimulator } from "qep/node";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { textTable } from "../harness/report.ts";
import { atMost } from "../harness/verdict.ts";

const FILE = new URL("../../../../examples/paper/phase-sensor-xyz.yaml", import.meta.url);
/** Residual norms; the first is the standard of the time. */
const RESIDUALS = [1e-9, 1e-6, 1e-4, 1e-3, 3e-3, 1e-2];
const EXACT = 1e-12;
/** Batches of training before the gradients are looked at. */
const LENGTHS = [0, 300, 1500];
/** Batches of samples whose gradients are compared. */
const BATCHES = 6;

/** What one residual norm does to gradients. */
interface Effect {
  readonly residual: number;
  /** Root mean square over samples and parameters of the error, in standard errors of one sample. */
  readonly bias: number;
  /** Processor time of the gradients, s. */
  readonly seconds: number;
}

/** The bias of gradients by unconverged states against their shot noise, and the time that coarser states save. */
export const toleranceOfStates: Benchmark = {
  name: "solver-tolerance",
  description:
    "phase sensor: bias of gradients by the residual of states, in standard errors, and the time it saves",
  isLong: true,
  run,
};

async function run(_: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const measurements = [];
  for (const batches of LENGTHS) {
    const experiment = sensor(Math.max(batches, 1));
    const values = batches === 0 ? experiment.variables.initial : await trained(experiment);
    measurements.push({ batches, effects: await effectsAt(experiment, values) });
  }
  const rows = measurements.flatMap(({ batches, effects }) => [
    [`after ${batches} batches: bias`, ...effects.map(({ bias }) => bias.toExponential(0))],
    ["time", ...effects.map(({ seconds }) => (seconds / (effects[0] as Effect).seconds).toFixed(2))],
  ]);
  console.log(textTable(["", ...RESIDUALS.map((residual) => `r = ${residual.toExponential(0)}`)], rows));
  const finest = measurements.flatMap(({ effects }) => effects[1]?.bias ?? []);
  return {
    verdicts: [atMost(1e-3, "standard errors", "bias at r = 1e-6", Math.max(...finest))],
    measurements,
  };
}

function sensor(batches: number): Experiment {
  const overrides = [`training.batches=${batches}`, "training.testEvery=1000000"];
  return buildExperiment(parseExperiment(readFileSync(FILE, "utf8"), { file: FILE.pathname, overrides }));
}

async function trained(experiment: Experiment): Promise<Float64Array> {
  const device = await openSimulator(experiment.system, { workers: 1 });
  const { values } = await trainExperiment(experiment, device);
  await device.close();
  return values;
}

async function effectsAt(experiment: Experiment, values: Float64Array): Promise<Effect[]> {
  const { shots } = settledGradient(objectiveOf(experiment));
  const at = (residual: number, own: number | null) => gradients(experiment, values, residual, own);
  const exact = await at(EXACT, null);
  const noise = (await at(EXACT, shots ?? null)).results.map(
    ({ standardError }) => standardError?.parameters,
  );
  const effects: Effect[] = [];
  // The engine compiles while it first runs; that is not the states' time.
  await at(RESIDUALS[0] as number, null);
  for (const residual of RESIDUALS) {
    const { results, seconds } = await at(residual, null);
    const squares = results.flatMap(({ parameters }, sample) =>
      Array.from(parameters, (value, j) => {
        const error = value - (exact.results[sample]?.parameters[j] as number);
        return (error / (noise[sample]?.[j] as number)) ** 2;
      }),
    );
    const bias = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
    effects.push({ residual, bias, seconds });
  }
  return effects;
}

async function gradients(
  experiment: Experiment,
  values: Float64Array,
  tolerance: number,
  shots: number | null,
) {
  const device: Device = await openSimulator(experiment.system, { workers: 1, tolerance });
  const objective = objectiveOf(experiment);
  const samples = Array.from({ length: BATCHES }, (_, step) => batchOf(experiment, step + 1)).flat();
  const parameters = parametersOf(experiment.variables, values);
  const before = process.cpuUsage();
  const problem = { loss: objective.loss, samples, parameters, stream: ["solver tolerance"] };
  const results = await estimateGradients(device, problem, { ...settledGradient(objective), shots });
  const { user, system } = process.cpuUsage(before);
  await device.close();
  return { results, seconds: (user + system) / 1e6 };
}
