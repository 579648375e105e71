import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import { bytesOf } from "../../devices/memory-need.ts";
import { requireMemoryToOpen } from "../../devices/simulator-memory.ts";
import {
  batchOf,
  type Experiment,
  objectiveOf,
  settledGradient,
} from "../../experiments/build-experiment.ts";
import { simulatedDevice, simulatedSystem } from "../../experiments/build-hidden.ts";
import { imperfectOptions, measuredDevice } from "../../experiments/build-measurement.ts";
import { couplingTriangle, trianglePoint } from "../../experiments/coupling-triangle.ts";
import { needsTargets } from "../../experiments/schema-loss.ts";
import { solverTolerance } from "../../experiments/solver-tolerance.ts";
import { openSimulator } from "../../platform/node/open-simulator.ts";
import type { Sampling } from "../../propagation/device.ts";
import { estimateGradients } from "../../propagation/gradient.ts";
import type { GradientResult } from "../../propagation/gradient-result.ts";
import type { GradientMethod, GradientSettings } from "../../propagation/gradient-settings.ts";
import { isNudged } from "../../propagation/nudge-steps.ts";
import type { GradientProblem, Sample } from "../../propagation/problem.ts";
import { oneHot } from "../../tasks/classification.ts";
import { parametersOf, withTrainedInputs } from "../../training/variables.ts";
import {
  collect,
  finiteNumber,
  overridesFrom,
  parseAssignments,
  positiveNumber,
  wholeNumber,
  workerCount,
} from "../arguments.ts";
import { comparison, comparisonText } from "../estimator-comparison.ts";
import { chooseValues, loadExperiment } from "../load-experiment.ts";
import { noteMemory } from "../memory-note.ts";
import { formatNumber, formatTable, note, printResult } from "../output.ts";
import { withSolveProgress } from "../solve-progress.ts";
import { inputsOf } from "./evaluate.ts";

interface GradientFlags {
  readonly method?: string;
  readonly beta?: number;
  readonly shots?: number;
  readonly exact?: boolean;
  readonly inputs?: string[];
  readonly target?: string;
  readonly parameters?: string;
  readonly threads?: number;
  readonly platform?: string;
  readonly seed?: number;
  readonly set?: string[];
  readonly compare?: boolean;
  readonly relativeError?: number;
  readonly json?: boolean;
}

const METHODS: readonly GradientMethod[] = [
  "symmetric",
  "one-sided",
  "richardson",
  "linear-response",
  "finite-difference",
  "spsa",
];

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
    .option("--set <path=value>", "change a value of the experiment", collect)
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

function betaOption(text: string): number {
  const beta = finiteNumber("--beta")(text);
  if (beta > 0) return beta;
  throw new QepError(
    "invalid-argument",
    `--beta must be above 0, given: ${text}; for the limit of beta to 0 use --method linear-response`,
    { beta },
  );
}

/** The experiment's settings with those of the command line put over them. */
function settingsOf(experiment: Experiment, flags: GradientFlags): GradientSettings {
  const own = ownSettings(experiment, flags);
  const method = METHODS.find((name) => name === flags.method) ?? own.method;
  if (flags.method !== undefined && method !== flags.method) {
    throw new QepError(
      "invalid-argument",
      `--method must be one of ${METHODS.join(", ")}; given: ${flags.method}`,
    );
  }
  const hasNudge = isNudged(method);
  if (!hasNudge && flags.beta !== undefined)
    note(`--beta ${flags.beta} is not used: ${method} does not nudge`);
  if (flags.exact && flags.shots !== undefined) {
    throw new QepError("invalid-argument", "expected --exact or --shots, given both; remove one of them");
  }
  // Asking for an exact method means its exact value, unless shots are asked for as well.
  const isExact = flags.exact || (flags.shots === undefined && !hasNudge);
  const { beta: ownBeta, ...rest } = own;
  const beta = flags.beta ?? ownBeta;
  return {
    ...rest,
    method,
    ...(isExact ? { shots: null, budget: null, driftCheck: false } : {}),
    ...(method === "one-sided" ? {} : { baseline: "free" as const }),
    ...(flags.shots === undefined ? {} : shotsAs(own, flags.shots)),
    ...(beta === undefined || !hasNudge ? {} : { beta }),
    trainedInputs: experiment.variables.trainedInputs,
    health: "full",
  };
}

/** The experiment's own; where it leaves them to a plan, the command line must say how. */
function ownSettings(experiment: Experiment, { method, shots }: GradientFlags): GradientSettings {
  const objective = objectiveOf(experiment);
  if (objective.gradient.method !== "auto" || method === undefined) return settledGradient(objective);
  return { method: "symmetric", ...(shots === undefined ? {} : { budget: { free: shots, nudged: shots } }) };
}

/** So many shots, of each observable or of each phase together as the experiment has it. */
function shotsAs({ budget }: GradientSettings, shots: number): Pick<GradientSettings, "shots" | "budget"> {
  return budget ? { shots: null, budget: { free: shots, nudged: shots } } : { shots };
}

async function sampleOf(experiment: Experiment, values: Float64Array, flags: GradientFlags): Promise<Sample> {
  const [first] = flags.inputs ? [] : batchOf(experiment, 0);
  const points = first
    ? withTrainedInputs(experiment.variables, values, first.points)
    : await inputsOf(experiment, values, flags.inputs);
  const target = givenTarget(experiment, flags.target) ?? first?.target ?? targetAt(experiment, points);
  if (!target && needsTargets(experiment.config.loss)) {
    const names = experiment.system.outputs.map(({ name }) => `${name}=VALUE`).join(",");
    throw new QepError(
      "invalid-argument",
      `--inputs: the experiment does not say what the outputs should be there; add --target ${names}`,
    );
  }
  return target ? { points, target } : { points };
}

function givenTarget({ system }: Experiment, text: string | undefined): Float64Array | undefined {
  if (text === undefined) return undefined;
  const given = parseAssignments(text, "--target");
  const names = system.outputs.map(({ name }) => name);
  const foreign = Object.keys(given).find((name) => !names.includes(name));
  if (foreign === undefined && names.every((name) => name in given)) {
    return Float64Array.from(names, (name) => given[name] as number);
  }
  throw new QepError(
    "invalid-argument",
    `--target: expected a value for each output (${names.join(", ")}) and no other, given ${text}`,
  );
}

/** The target that the experiment itself gives to a point, if it can tell. */
function targetAt(experiment: Experiment, points: readonly Float64Array[]): Float64Array | undefined {
  const { config, system, operatingPoints } = experiment;
  const triangle = couplingTriangle(config.data);
  if (triangle) {
    const names = system.inputs.map(({ name }) => name);
    const point = trianglePoint(triangle, names, points[0] as Float64Array);
    const { total, phases } = triangle;
    const sum = point.reduce((all, coupling) => all + coupling, 0);
    // The labels are those of the triangle; elsewhere the experiment does not say which phase is right.
    const isInside = Math.abs(sum - total) <= 1e-9 * total && point.every((coupling) => coupling >= 0);
    return isInside ? oneHot(triangle.phaseOf(point), phases.length) : undefined;
  }
  return operatingPoints.length > 0 ? batchOf(experiment, 0)[0]?.target : undefined;
}

type Report = ReturnType<typeof reportOf> & { readonly memoryBytes: number | null };

function reportOf({ system, variables, parameterNames }: Experiment, result: GradientResult) {
  const isSingle = result.outputs.length === 1;
  const outputs = result.outputs.flatMap((values, point) =>
    system.outputs.map(({ name }, l) => [isSingle ? name : `${name}@${point}`, values[l] as number] as const),
  );
  const trained = variables.trainedInputs.map((index) => system.inputs[index]?.name);
  const names = [
    ...parameterNames,
    ...result.inputs.flatMap((_, point) => trained.map((name) => `${name}@${point}`)),
  ];
  const byName = (parameters: Float64Array, inputs: readonly Float64Array[]) => {
    const flat = [...parameters, ...inputs.flatMap((point) => [...point])];
    return Object.fromEntries(names.map((name, index) => [name, flat[index] as number]));
  };
  const { standardError } = result;
  const isMeasured = standardError?.outputs.some((errors) => errors.some((error) => error > 0)) ?? false;
  const measured = isMeasured ? standardError : null;
  return {
    loss: result.loss,
    lossError: measured?.loss ?? null,
    outputs: Object.fromEntries(outputs),
    outputErrors: measured
      ? Object.fromEntries(
          outputs.map(([name], index) => [
            name,
            measured.outputs.flatMap((errors) => [...errors])[index] as number,
          ]),
        )
      : null,
    gradient: byName(result.parameters, result.inputs),
    standardError: standardError ? byName(standardError.parameters, standardError.inputs) : null,
    method: result.method,
    beta: result.beta,
    preparations: result.preparations,
    shots: result.shots,
    health: result.health,
  };
}

function describe(report: Report): string {
  const { health, standardError, lossError, outputErrors } = report;
  const rows = Object.entries(report.gradient).map(([name, value]) =>
    standardError ? [name, value, "±", standardError[name] as number] : [name, value],
  );
  const known = (value: number | null) => (value === null ? "unknown" : value.toPrecision(6));
  const count = (number: number, thing: string) => `${number} ${thing}${number === 1 ? "" : "s"}`;
  const nudge = [
    ["beta * range of the nudge", `${known(health.nudgeRange)} (${health.nudgeRangeSource})`],
    ["  over the gap", known(health.nudgeToGap)],
    ["non-linearity", known(health.nonlinearity)],
  ];
  const samplingText = ({ method: name, samples }: Sampling) => `${name}, ${samples} random vectors`;
  const method = report.beta === null ? report.method : `${report.method}, beta ${report.beta}`;
  return [
    lossError === null ? `loss ${report.loss}` : `loss ${report.loss} ± ${formatNumber(lossError)}`,
    formatTable(
      Object.entries(report.outputs).map(([name, value]) =>
        outputErrors ? [name, value, "±", outputErrors[name] as number] : [name, value],
      ),
    ),
    `gradient (${method}; ${count(report.preparations, "preparation")}, ${count(report.shots, "shot")})`,
    formatTable(rows),
    "health",
    formatTable([
      ["gap", `${known(health.gap)} (${health.gapSource})`],
      ["gap to coupled states", known(health.coupledGap)],
      ...(report.beta === null ? [] : nudge),
      ["residual norm", known(health.residualNorm)],
      ...(health.sampling ? [["sampling", samplingText(health.sampling)]] : []),
    ]),
  ].join("\n");
}
