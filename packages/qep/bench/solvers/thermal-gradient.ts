import { readFileSync } from "node:fs";
import { batchOf, buildExperiment, type GradientSettings, parseExperiment } from "qep";
import { openSimulator } from "qep/node";
import { median } from "../../src/base/median.ts";
import { estimateGradients } from "../../src/propagation/gradient.ts";
import { parametersOf } from "../../src/training/variables.ts";
import type { Benchmark, BenchmarkOptions, BenchmarkOutcome } from "../harness/benchmark.ts";
import { textTable } from "../harness/report.ts";

/** One gradient of the phase sensor at a temperature. */
interface Measured {
  readonly qubits: number;
  readonly temperature: number;
  readonly method: string;
  readonly samples: number;
  /** Processor time, minimum over the rounds. */
  readonly seconds: number;
  /** Median over the parameters' standard errors. */
  readonly standardError: number;
  /** Root mean square of the gradient's components. */
  readonly gradient: number;
  /** The process's largest resident memory so far, in MiB. */
  readonly memory: number;
}

const METHODS: readonly GradientSettings[] = [
  { method: "symmetric", beta: 0.1 },
  { method: "linear-response" },
];

/** Gradients of the phase sensor in thermal equilibrium, from random vectors: time, standard errors, memory. */
export const thermalGradient: Benchmark = {
  name: "thermal-gradient",
  description: "gradients of the phase sensor at a temperature, from random vectors; no peer, no target",
  isLong: true,
  flags: { qubits: "12,14,16,18", temperatures: "0.1,0.3,1,3", samples: "20" },
  run,
};

async function run({ rounds, flags }: BenchmarkOptions): Promise<BenchmarkOutcome> {
  const numbers = (flag: string) => (flags[flag] as string).split(",").map(Number);
  const rows: Measured[] = [];
  for (const qubits of numbers("qubits")) {
    for (const temperature of numbers("temperatures")) {
      for (const samples of numbers("samples")) {
        for (const settings of METHODS) {
          rows.push(await measured(rounds, { qubits, temperature, samples, settings }));
        }
      }
    }
  }
  console.log(table(rows));
  return { verdicts: [], measurements: rows };
}

interface Case {
  readonly qubits: number;
  readonly temperature: number;
  readonly samples: number;
  readonly settings: GradientSettings;
}

async function measured(rounds: number, { qubits, temperature, samples, settings }: Case): Promise<Measured> {
  const file = new URL("../../../../examples/paper/phase-sensor-xyz.yaml", import.meta.url);
  const equilibrium = `{ kind: thermal, temperature: ${temperature}, method: typicality, samples: ${samples} }`;
  const overrides = [`system.sites=${qubits - 2}`, `equilibrium=${equilibrium}`];
  const experiment = buildExperiment(parseExperiment(readFileSync(file, "utf8"), { overrides }));
  const { objective, variables, config, system } = experiment;
  if (!objective) throw new Error("the example has lost its objective");
  const device = await openSimulator(system, { equilibrium: config.equilibrium });
  const problem = {
    loss: objective.loss,
    samples: batchOf(experiment, 0).slice(0, 1),
    parameters: parametersOf(variables, variables.initial),
    stream: ["bench"],
  };
  const seconds: number[] = [];
  let standardErrors: Float64Array = new Float64Array(0);
  let gradient: Float64Array = new Float64Array(0);
  for (let round = 0; round < rounds; round++) {
    const started = process.cpuUsage();
    const [result] = await estimateGradients(device, problem, settings);
    const { user, system: kernel } = process.cpuUsage(started);
    seconds.push((user + kernel) / 1e6);
    standardErrors = result?.standardError?.parameters ?? standardErrors;
    gradient = result?.parameters ?? gradient;
  }
  await device.close();
  return {
    qubits,
    temperature,
    method: settings.method,
    samples,
    seconds: Math.min(...seconds),
    standardError: median([...standardErrors]),
    gradient: Math.hypot(...gradient) / Math.sqrt(gradient.length),
    memory: process.resourceUsage().maxRSS / 1024,
  };
}

function table(rows: readonly Measured[]): string {
  return textTable(
    [
      "qubits",
      "T",
      "method",
      "samples",
      "CPU, s",
      "gradient, rms",
      "standard error, median",
      "resident, MiB",
    ],
    rows.map((row) => [
      `${row.qubits}`,
      `${row.temperature}`,
      row.method,
      `${row.samples}`,
      row.seconds.toFixed(2),
      row.gradient.toPrecision(2),
      row.standardError.toPrecision(2),
      row.memory.toFixed(0),
    ]),
  );
}
