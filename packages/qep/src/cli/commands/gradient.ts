import type { Command } from "commander";
import { bytesOf } from "../../devices/memory-need.ts";
import { requireMemoryToOpen } from "../../devices/simulator-memory.ts";
import { type Experiment, objectiveOf } from "../../experiments/build-experiment.ts";
import { simulatedDevice, simulatedSystem } from "../../experiments/build-hidden.ts";
import { imperfectOptions, measuredDevice } from "../../experiments/build-measurement.ts";
import { solverTolerance } from "../../experiments/solver-tolerance.ts";
import { openSimulator } from "../../platform/node/open-simulator.ts";
import { estimateGradients } from "../../propagation/gradient.ts";
import type { GradientResult } from "../../propagation/gradient-result.ts";
import type { GradientMethod, GradientSettings } from "../../propagation/gradient-settings.ts";
import type { GradientProblem, Sample } from "../../propagation/problem.ts";
import { parametersOf } from "../../training/variables.ts";
import { collect, overridesFrom, positiveNumber, wholeNumber, workerCount } from "../arguments.ts";
import { comparison, comparisonText } from "../estimator-comparison.ts";
import { betaOption, type EstimatorFlags, METHODS, settingsOf } from "../gradient-flags.ts";
import { describe, reportOf } from "../gradient-report.ts";
import { type SampleFlags, sampleOf } from "../gradient-sample.ts";
import { chooseValues, loadExperiment } from "../load-experiment.ts";
import { noteMemory } from "../memory-note.ts";
import { printResult } from "../output.ts";
import { withSolveProgress } from "../solve-progress.ts";

interface GradientFlags extends EstimatorFlags, SampleFlags {
  readonly parameters?: string;
  readonly threads?: number;
  readonly platform?: string;
  readonly seed?: number;
  readonly set?: string[];
  readonly compare?: boolean;
  readonly relativeError?: number;
  readonly json?: boolean;
}

/** `qep gradient`. */
export function addGradient(program: Command): void {
  program
    .command("gradient")
    .description("the gradient of the loss at one sample, with its health, cost and standard errors")
    .argument("<experiment>", "experiment file, or run directory (then with its trained parameters)")
    .option("--method <name>", METHODS.join(" | "))
    .option("--beta <b>", "nudge strength, above 0", betaOption)
    .option("--shots <n>", "shots for each trained observable and phase", wholeNumber("--shots", 1))
    .option("--exact", "no shot noise, whatever the experiment says")
    .option(
      "--inputs <values>",
      "operating point name=value,... (repeatable), or CSV (default: the first sample)",
      collect,
    )
    .option("--target <values>", "targets of the outputs, name=value,...")
    .option("--parameters <file>", "npz, JSON or CSV with parameters")
    .option(
      "--threads <n>",
      "threads that share each state from 18 qubits (default: one for each core)",
      wholeNumber("--threads", 1),
    )
    .option("--platform <file>", "the laboratory that counts (YAML), instead of the experiment's platform")
    .option("--seed <n>", "seed", wholeNumber("--seed", 0))
    .option("--set <path=value>", "change a value of the experiment (repeatable)", collect)
    .option("--compare", "what a gradient costs by each method at equal error, instead of the gradient")
    .option(
      "--relative-error <e>",
      "that error, root mean square over the norm (default: 0.5)",
      positiveNumber("--relative-error"),
    )
    .option("--json", "print the result as JSON")
    .action(gradient);
}

async function gradient(path: string, flags: GradientFlags): Promise<void> {
  const loaded = await loadExperiment(path, overridesFrom(flags), flags.platform);
  const { experiment } = loaded;
  const { loss } = objectiveOf(experiment);
  const values = await chooseValues(loaded, flags.parameters);
  const sample = await sampleOf(experiment, values, flags);
  if (flags.compare) return compare(experiment, values, sample, flags);
  const settings = settingsOf(experiment, flags);
  const problem = {
    loss,
    samples: [sample],
    parameters: parametersOf(experiment.variables, values),
    stream: [experiment.config.seed, "gradient"],
  };
  const threads = workerCount(flags.threads);
  const { result, memoryBytes } = await computed(experiment, problem, settings, threads);
  const report = { ...reportOf(experiment, result), memoryBytes };
  printResult(flags.json === true, report, () => describe(report));
}

async function compare(
  experiment: Experiment,
  values: Float64Array,
  sample: Sample,
  { relativeError, threads, json }: GradientFlags,
): Promise<void> {
  const workers = workerCount(threads);
  const error = relativeError === undefined ? {} : { relativeError };
  const compared = await comparison(experiment, { values, sample, workers, ...error });
  printResult(json === true, compared, () => comparisonText(compared));
}

/** The gradient, with its memory said beforehand and its solves followed. */
async function computed(
  experiment: Experiment,
  problem: GradientProblem,
  settings: GradientSettings,
  threads: number,
) {
  const { config } = experiment;
  const system = simulatedSystem(experiment);
  const options = {
    equilibrium: config.equilibrium,
    symmetries: config.preparation.symmetries,
    tolerance: Math.min(1e-12, solverTolerance(config)),
    memoryLimit: process.availableMemory(),
    ...imperfectOptions(experiment),
  };
  const responds = RESPONDING[settings.method];
  const freeStates = problem.samples[0]?.points.length ?? 1;
  const need = requireMemoryToOpen(system, { ...options, responds, freeStates });
  noteMemory(need);
  const result = await withSolveProgress(async (onProgress) => {
    const simulator = await openSimulator(system, { ...options, onProgress, workers: 1, threads });
    const device = simulatedDevice(simulator, experiment);
    try {
      const measured = measuredDevice(device, experiment, settings);
      const [gradient] = await estimateGradients(measured, problem, settings);
      return gradient as GradientResult;
    } finally {
      await device.close();
    }
  });
  return { result, memoryBytes: bytesOf(need) };
}

/** Whether a method asks for the exact response, for the gradient itself or for the gap to coupled states. */
const RESPONDING: Readonly<Record<GradientMethod, boolean | "with-room">> = {
  symmetric: "with-room",
  "one-sided": "with-room",
  richardson: "with-room",
  "linear-response": true,
  "finite-difference": false,
  spsa: false,
};
