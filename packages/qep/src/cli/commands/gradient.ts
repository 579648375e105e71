import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import { batchOf, type Experiment, objectiveOf } from "../../experiments/build-experiment.ts";
import { openSimulator } from "../../platform/node/open-simulator.ts";
import { estimateGradients } from "../../propagation/gradient.ts";
import type { GradientResult } from "../../propagation/gradient-result.ts";
import type { GradientMethod, GradientSettings } from "../../propagation/gradient-settings.ts";
import type { Sample } from "../../propagation/problem.ts";
import { oneHot } from "../../tasks/classification.ts";
import { PHASES, phaseAt } from "../../tasks/phase-triangle.ts";
import { collect, finiteNumber, parseAssignments, wholeNumber } from "../arguments.ts";
import { chooseParameters, type LoadedExperiment, loadExperiment } from "../load-experiment.ts";
import { formatTable, printResult } from "../output.ts";
import { inputsOf } from "./evaluate.ts";

interface GradientFlags {
  readonly method?: string;
  readonly beta?: number;
  readonly shots?: number;
  readonly exact?: boolean;
  readonly inputs?: string[];
  readonly target?: string;
  readonly parameters?: string;
  readonly seed?: number;
  readonly set?: string[];
  readonly json?: boolean;
}

const METHODS: readonly GradientMethod[] = ["symmetric", "one-sided", "linear-response", "finite-difference"];

/** `qep gradient`. */
export function addGradient(program: Command): void {
  program
    .command("gradient")
    .description("the gradient of the loss at one sample, with its health, cost and standard errors")
    .argument("<experiment>", "experiment file, or run directory (then with its trained parameters)")
    .option("--method <name>", METHODS.join(" | "))
    .option("--beta <b>", "nudge strength, above 0", finiteNumber("--beta"))
    .option("--shots <n>", "shots for each trained observable and phase", wholeNumber("--shots", 1))
    .option("--exact", "no shot noise, whatever the experiment says")
    .option(
      "--inputs <values>",
      "operating point name=value,... (repeatable), or CSV (default: the first sample)",
      collect,
    )
    .option("--target <values>", "targets of the outputs, name=value,...")
    .option("--parameters <file>", "npz or JSON with parameters")
    .option("--seed <n>", "seed", wholeNumber("--seed", 0))
    .option("--set <path=value>", "change a value of the experiment", collect)
    .option("--json", "print the result as JSON")
    .action(gradient);
}

async function gradient(path: string, flags: GradientFlags): Promise<void> {
  const seed = flags.seed === undefined ? [] : [`seed=${flags.seed}`];
  const loaded = await loadExperiment(path, [...(flags.set ?? []), ...seed]);
  const { experiment } = loaded;
  const settings = settingsOf(experiment, flags);
  const sample = await sampleOf(loaded, flags);
  const device = await openSimulator(experiment.system, {
    workers: 1,
    tolerance: Math.min(1e-12, experiment.config.preparation.tolerance),
  });
  try {
    const [result] = await estimateGradients(
      device,
      {
        loss: objectiveOf(experiment).loss,
        samples: [sample],
        parameters: await chooseParameters(loaded, flags.parameters),
        stream: [experiment.config.seed, "gradient"],
      },
      settings,
    );
    const report = reportOf(experiment, result as GradientResult);
    printResult(flags.json === true, report, () => describe(report));
  } finally {
    await device.close();
  }
}

/** The experiment's settings with those of the command line put over them. */
function settingsOf(experiment: Experiment, flags: GradientFlags): GradientSettings {
  const own = objectiveOf(experiment).gradient;
  if (flags.method !== undefined && !METHODS.includes(flags.method as GradientMethod)) {
    throw new QepError(
      "invalid-argument",
      `--method must be one of ${METHODS.join(", ")}; given: ${flags.method}`,
    );
  }
  const method = (flags.method as GradientMethod | undefined) ?? own.method;
  const isExact = method === "linear-response" || method === "finite-difference";
  // Asking for an exact method means its exact value, unless shots are asked for as well.
  const shots = flags.shots ?? (flags.exact || isExact ? null : (own.shots ?? null));
  const beta = flags.beta ?? own.beta;
  const { beta: _, ...rest } = own;
  return {
    ...rest,
    method,
    shots,
    ...(beta === undefined || isExact ? {} : { beta }),
    trainedInputs: experiment.variables.trainedInputs,
    health: "full",
  };
}

async function sampleOf({ experiment }: LoadedExperiment, flags: GradientFlags): Promise<Sample> {
  const [first] = flags.inputs ? [] : batchOf(experiment, 0);
  const points = first?.points ?? (await inputsOf(experiment, flags.inputs));
  if (flags.target !== undefined) {
    const given = parseAssignments(flags.target, "--target");
    const target = Float64Array.from(experiment.system.outputs, ({ name }) => given[name] ?? Number.NaN);
    if (target.some(Number.isNaN)) {
      const names = experiment.system.outputs.map(({ name }) => name).join(", ");
      throw new QepError("invalid-argument", `--target: give a value for each output: ${names}`);
    }
    return { points, target };
  }
  const target = first?.target ?? targetAt(experiment, points);
  return target ? { points, target } : { points };
}

/** The target that the experiment's own data gives to a point, if it can tell. */
function targetAt(experiment: Experiment, points: readonly Float64Array[]): Float64Array | undefined {
  const { config, system } = experiment;
  if (config.data?.sampler === "phase-triangle") {
    const value = (name: string) =>
      points[0]?.[system.inputs.findIndex((input) => input.name === name)] as number;
    return oneHot(PHASES.indexOf(phaseAt(value("gX"), value("gZZ"), config.data.total)), PHASES.length);
  }
  return config.data ? undefined : batchOf(experiment, 0)[0]?.target;
}

type Report = ReturnType<typeof reportOf>;

function reportOf({ system, variables }: Experiment, result: GradientResult) {
  const isSingle = result.outputs.length === 1;
  const label = (name: string, point: number) => (isSingle ? name : `${name}@${point}`);
  const outputs = result.outputs.flatMap((values, point) =>
    system.outputs.map(({ name }, l) => [label(name, point), values[l] as number] as const),
  );
  const byName = (parameters: Float64Array, inputs: readonly Float64Array[]) =>
    Object.fromEntries(
      [...parameters, ...inputs.flatMap((point) => [...point])].map((value, index) => [
        variables.names[index] as string,
        value,
      ]),
    );
  const { standardError } = result;
  return {
    loss: result.loss,
    outputs: Object.fromEntries(outputs),
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
  const { health, standardError } = report;
  const rows = Object.entries(report.gradient).map(([name, value]) =>
    standardError ? [name, value, "±", standardError[name] as number] : [name, value],
  );
  const known = (value: number | null) => (value === null ? "unknown" : value.toPrecision(6));
  const method = report.beta === null ? report.method : `${report.method}, beta ${report.beta}`;
  return [
    `loss ${report.loss}`,
    formatTable(Object.entries(report.outputs).map(([name, value]) => [name, value])),
    `gradient (${method}; ${report.preparations} preparations, ${report.shots} shots)`,
    formatTable(rows),
    "health",
    formatTable([
      ["gap", `${known(health.gap)} (${health.gapSource})`],
      ["gap to coupled states", known(health.coupledGap)],
      ["beta * range of the nudge", `${known(health.nudgeRange)} (${health.nudgeRangeSource})`],
      ["  over the gap", known(health.nudgeToGap)],
      ["non-linearity", known(health.nonlinearity)],
      ["residual norm", known(health.residualNorm)],
    ]),
  ].join("\n");
}
