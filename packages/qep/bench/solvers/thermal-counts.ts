import { readFileSync } from "node:fs";
import { RandomStream } from "../../src/base/random.ts";
import { SettableHamiltonian } from "../../src/devices/hamiltonian.ts";
import { StateReader } from "../../src/devices/state-reader.ts";
import { batchOf, buildExperiment, type Experiment } from "../../src/experiments/build-experiment.ts";
import { parseExperiment } from "../../src/experiments/parse-experiment.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { loadKernels } from "../../src/platform/node/load-kernels.ts";
import { fullSpectrum } from "../../src/solvers/full-spectrum.ts";
import { gibbsState } from "../../src/solvers/gibbs-state.ts";
import { parametersOf } from "../../src/training/variables.ts";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { textTable } from "../harness/report.ts";

/** Counts of one setting, as a gradient of the phase sensor takes them. */
const BASES = 17;
const SHOTS_OF_A_BASIS = 59;

/** Processor seconds, minima over the rounds. */
interface Measured {
  readonly temperature: number;
  /** Only the eigenstates are worked out that shots meet. */
  readonly met: number;
  /** All are. */
  readonly all: number;
}

/** Counts of the phase sensor at a temperature, from the eigenstates that shots meet, and from all of them. */
export const thermalCounts: Benchmark = {
  name: "thermal-counts",
  description: "counts of the phase sensor at a temperature; no peer, no target",
  flags: { temperatures: "0.5,1,2" },
  run,
};

async function run({ rounds, flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const file = new URL("../../../../examples/phase-sensor.yaml", import.meta.url);
  const experiment = buildExperiment(parseExperiment(readFileSync(file, "utf8")));
  const kernels = await loadKernels();
  const rows: Measured[] = [];
  for (const temperature of (flags.temperatures as string).split(",").map(Number)) {
    const seconds = { met: Number.POSITIVE_INFINITY, all: Number.POSITIVE_INFINITY };
    for (let round = 0; round < rounds; round++) {
      for (const which of ["met", "all"] as const) {
        const started = process.cpuUsage();
        count(experiment, kernels, temperature, which === "all");
        const { user, system } = process.cpuUsage(started);
        seconds[which] = Math.min(seconds[which], (user + system) / 1e6);
      }
    }
    rows.push({ temperature, ...seconds });
  }
  console.log(
    textTable(
      ["T", "states that are met, s", "all states, s", "ratio"],
      rows.map(({ temperature, met, all }) => [
        `${temperature}`,
        met.toFixed(2),
        all.toFixed(2),
        (met / all).toFixed(2),
      ]),
    ),
  );
  return { verdicts: [], measurements: rows };
}

/** Prepares the free phase of the first sample and reads it in as many bases as there are. */
function count(experiment: Experiment, kernels: Kernels, temperature: number, isEvery: boolean): void {
  const { system, variables } = experiment;
  const [inputs = new Float64Array(0)] = batchOf(experiment, 0)[0]?.points ?? [];
  const hamiltonian = new SettableHamiltonian(system, kernels);
  const { layout, order, frame } = hamiltonian;
  const reader = new StateReader(kernels, { qubits: system.qubits, layout, order, frame, generators: [] });
  const knobs = {
    inputs,
    parameters: parametersOf(variables, variables.initial),
    nudge: new Float64Array(system.outputs.length),
  };
  const { states, populations, populated } = gibbsState(fullSpectrum(hamiltonian.at(knobs)), temperature);
  if (isEvery) states.first(layout.dimension);
  const mixture = {
    probabilities: populations.subarray(0, populated),
    state: (n: number) => ({ state: states.row(n), sector: 0 }),
  };
  for (let k = 0; k < BASES; k++) {
    const letters = "XYZ".charAt(k % 3).repeat(system.qubits);
    const readout = { basis: { kind: "pauli" as const, letters }, shots: SHOTS_OF_A_BASIS };
    reader.count(mixture, readout, new RandomStream("bench", k));
  }
  states.release();
  hamiltonian.release();
}
