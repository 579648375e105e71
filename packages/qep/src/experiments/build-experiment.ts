import { QepError } from "../base/errors.ts";
import { RandomStream } from "../base/random.ts";
import { requirePlatform } from "../measurement/platform.ts";
import { checkLossDerivative } from "../propagation/check-loss-derivative.ts";
import type { GradientSettings } from "../propagation/gradient-settings.ts";
import { resolveGradientSettings } from "../propagation/gradient-settings.ts";
import type { Loss } from "../propagation/loss.ts";
import type { Sample } from "../propagation/problem.ts";
import type { OptimizerConfig } from "../training/optimizer.ts";
import type { Variables } from "../training/variables.ts";
import { buildData } from "./build-data.ts";
import { buildHidden, type HiddenParts } from "./build-hidden.ts";
import { buildLoss } from "./build-loss.ts";
import { platformOf, shotsOf } from "./build-measurement.ts";
import { readoutErrors } from "./build-readout.ts";
import { type BuiltSystem, buildSystem } from "./build-system.ts";
import { buildVariables } from "./build-variables.ts";
import { type CouplingTriangle, couplingTriangle } from "./coupling-triangle.ts";
import type { ExperimentData } from "./experiment-data.ts";
import type { Locate } from "./experiment-source.ts";
import { atPlace } from "./locate-error.ts";
import { indexOfName, valuesByName } from "./names.ts";
import type { ParsedExperiment } from "./parse-experiment.ts";
import type { ExperimentConfig, GradientConfig } from "./schema.ts";
import { needsTargets } from "./schema-loss.ts";
import { isLossMissing, lossIsMissing } from "./stored-experiment.ts";

/** An experiment with every name resolved: what to prepare, what to optimise, where to look. */
export interface Experiment extends BuiltSystem {
  readonly config: ExperimentConfig;
  readonly locate: Locate;
  readonly variables: Variables;
  /** Which of several trainings from different initial values this is, from 1 on; absent for the first. */
  readonly restart?: number;
  /** The fixed operating points (`at`), or none where there is data. */
  readonly operatingPoints: readonly Float64Array[];
  readonly data?: ExperimentData;
  /** What training needs beyond that, where the experiment says how to train. */
  readonly objective?: Objective;
  /** What the simulated device has and the trainer does not see. */
  readonly hidden?: HiddenParts;
}

/** What is minimised, and how its gradient is estimated. */
export interface Objective {
  readonly loss: Loss;
  /** Settled, or to be planned when training starts. */
  readonly gradient: GradientSettings | AutoGradient;
}

/** A gradient of which a pilot chooses estimator, β and shots: within a budget of the whole training, or for each step's noise. */
export type AutoGradient = { readonly method: "auto"; readonly health?: "basic" | "full" } & (
  | { readonly budget: { readonly shots: number } }
  | { readonly signalToNoise: number }
);

/**
 * Resolves a parsed experiment: operators, models, losses, initial values, samples.
 *
 * @throws QepError with the place in the file for anything that does not fit together
 */
export function buildExperiment({ config, locate }: ParsedExperiment): Experiment {
  const built = buildSystem(config.system, locate);
  const { system } = built;
  const operatingPoints = buildOperatingPoints(config, built, locate);
  requireInputs(config, built, locate);
  const data = config.data ? buildData(config.data, config.seed, system, locate) : undefined;
  const platform = atPlace(locate, ["platform"], () => platformOf({ config, system }));
  if (platform)
    atPlace(locate, ["platform"], () => requirePlatform(platform, system.qubits, namesOf(system)));
  const { measurement } = config;
  if (measurement.kind === "counts") {
    atPlace(locate, ["measurement", "readout"], () =>
      readoutErrors(measurement, platform?.imperfections?.readout, system.qubits),
    );
  }
  const variables = buildVariables(config, built, operatingPoints, locate);
  const hidden = buildHidden(config, built, locate);
  const objective = config.loss && config.gradient ? buildObjective(config, built, locate) : undefined;
  const experiment: Experiment = {
    ...built,
    config,
    locate,
    variables,
    operatingPoints,
    ...(data ? { data } : {}),
    ...(objective ? { objective } : {}),
    ...(hidden ? { hidden } : {}),
  };
  if (objective && config.loss?.kind === "custom" && !isLossMissing(config)) {
    probeCustomLoss(experiment, objective.loss);
  }
  return experiment;
}

function buildOperatingPoints(
  { at, data, loss }: ExperimentConfig,
  { system }: BuiltSystem,
  locate: Locate,
): Float64Array[] {
  const points = (at ?? (data || system.inputs.length > 0 ? [] : [{}])).map((point, index) =>
    atPlace(locate, Array.isArray(at) ? ["at", index] : ["at"], () =>
      valuesByName(system.inputs, point, "input"),
    ),
  );
  if (loss?.kind !== "sensitivity" || loss.step === undefined) return points;
  // The sensitivity at a point is that between two points close to it.
  const { input, step } = loss;
  const moved = atPlace(locate, ["loss", "input"], () => indexOfName(system.inputs, input, "input"));
  return points.flatMap((point) =>
    [step, -step].map((change) => point.map((value, k) => (k === moved ? value + change : value))),
  );
}

/** Only the system knows which couplings of a model are left as inputs. */
function requireInputs(
  { training, data, at }: ExperimentConfig,
  { system }: BuiltSystem,
  locate: Locate,
): void {
  if (!training || data || at || system.inputs.length === 0) return;
  const names = system.inputs.map(({ name }) => name);
  atPlace(locate, ["training"], () => {
    throw new QepError(
      "invalid-experiment",
      `expected data or at to say at which inputs (${names.join(", ")}), given neither; for example ` +
        `at: { ${names.map((name) => `${name}: 1`).join(", ")} }`,
    );
  });
}

function namesOf({ inputs, parameters, outputs }: BuiltSystem["system"]) {
  const knobs = [...inputs, ...parameters].map(({ name }) => name);
  return { knobs, observables: [...outputs.map(({ name }) => name), ...knobs] };
}

/**
 * The same experiment from other initial values: each that is drawn at random is drawn anew.
 *
 * @param restart from 1 on
 */
export function restartedExperiment(experiment: Experiment, restart: number): Experiment {
  const { config, operatingPoints, locate } = experiment;
  const variables = buildVariables(config, experiment, operatingPoints, locate, restart);
  return { ...experiment, restart, variables };
}

/** The samples of one training step. @throws QepError invalid-experiment where there is nothing to train on */
export function batchOf(experiment: Experiment, step: number): readonly Sample[] {
  const { data, operatingPoints, config } = experiment;
  if (data) return data.batch(step, config.training?.batchSize ?? 1);
  if (operatingPoints.length === 0) {
    throw new QepError(
      "invalid-experiment",
      "the system has inputs, but the experiment says nowhere what they are: add `at:` with a value for " +
        `${experiment.system.inputs.map(({ name }) => name).join(", ")}, or \`data:\``,
    );
  }
  return [{ points: operatingPoints, ...targetOf(experiment) }];
}

function targetOf({ config, system, locate }: Experiment): { target?: Float64Array } {
  const target = needsTargets(config.loss) ? config.loss.target : undefined;
  if (!target) return {};
  return {
    target: atPlace(locate, ["loss", "target"], () => valuesByName(system.outputs, target, "output")),
  };
}

function buildObjective(config: ExperimentConfig, { system }: BuiltSystem, locate: Locate): Objective {
  if (!config.loss || !config.gradient)
    throw new QepError("invalid-experiment", "loss and gradient are needed");
  const loss = buildLoss(config.loss, system, locate);
  if (config.gradient.method === "auto") return { loss, gradient: autoGradient(config.gradient) };
  const gradient: GradientSettings = { ...config.gradient, ...shotsOf(config.measurement) };
  atPlace(locate, ["gradient"], () => resolveGradientSettings(gradient));
  return { loss, gradient };
}

function autoGradient({ budget, signalToNoise, health }: GradientConfig & { method: "auto" }): AutoGradient {
  const own = { method: "auto" as const, ...(health ? { health } : {}) };
  if (budget) return { ...own, budget };
  if (signalToNoise !== undefined) return { ...own, signalToNoise };
  throw new QepError("invalid-experiment", "gradient: method auto needs a budget or a signalToNoise");
}

/** Compares a user's derivative with differences once, at generic outputs, before hours of work depend on it. */
function probeCustomLoss(experiment: Experiment, loss: Loss): void {
  if (!experiment.data && experiment.operatingPoints.length === 0) return;
  const [sample] = batchOf(experiment, 0) as [Sample];
  const stream = new RandomStream("loss probe");
  const outputs = sample.points.map(() =>
    Float64Array.from(experiment.system.outputs, () => stream.uniform(0.2, 0.8)),
  );
  const input = { outputs, inputs: sample.points, ...(sample.target ? { target: sample.target } : {}) };
  atPlace(experiment.locate, ["loss"], () =>
    checkLossDerivative(loss, input, {
      outputs: experiment.system.outputs.map(({ name }) => name),
      inputs: experiment.system.inputs.map(({ name }) => name),
    }),
  );
}

/**
 * How a gradient is estimated, where the experiment says so.
 *
 * @throws QepError unsupported where that is planned for a whole training
 */
export function settledGradient({ gradient }: Objective): GradientSettings {
  if (gradient.method !== "auto") return gradient;
  throw new QepError(
    "unsupported",
    "gradient.method auto chooses estimator, β and shots when a training starts, and there is none here; say them yourself " +
      "(for example gradient: { method: symmetric, beta: 0.1 } and measurement.shots), or ask `qep plan` for them",
  );
}

/** The optimiser and loop settings. @throws QepError invalid-experiment where the experiment has no `training` */
export function trainingOf({ config }: Experiment): NonNullable<ExperimentConfig["training"]> & {
  readonly optimizer: OptimizerConfig;
} {
  if (config.training) return config.training;
  throw new QepError(
    "invalid-experiment",
    "the experiment does not say how to train: add `training: { optimizer: { kind: adam, learningRate: 0.01 }, batches: 1000 }`",
  );
}

/**
 * Loss and gradient settings.
 *
 * @throws QepError invalid-experiment or unsupported where there are none, or the loss does not fit the data
 */
export function objectiveOf(experiment: Experiment): Objective {
  const { config, objective, system, locate } = experiment;
  if (isLossMissing(config)) throw lossIsMissing();
  if (!objective) {
    const [missing, sample] = config.loss
      ? ["gradient", "{ method: symmetric, beta: 0.1 }"]
      : ["loss", "{ kind: square, target: { NAME: VALUE } }"];
    throw new QepError(
      "invalid-experiment",
      `the experiment has no \`${missing}:\` section, which gradients need; add \`${missing}: ${sample}\`, or ` +
        `--set '${missing}=${sample}'`,
    );
  }
  const triangle = couplingTriangle(config.data);
  if (triangle && needsTargets(config.loss)) {
    const outputs = system.outputs.map(({ name }) => name);
    atPlace(locate, ["data", "sampler"], () => requirePhaseOutputs(triangle, outputs));
  }
  if (needsTargets(config.loss)) tryTargets(experiment, objective.loss);
  return objective;
}

/** Evaluates the loss once for each target there is, so that one it refuses is found before hours of work. */
function tryTargets(experiment: Experiment, loss: Loss): void {
  const { data, operatingPoints, system, locate } = experiment;
  if (!data && operatingPoints.length === 0) return;
  const outputs = new Float64Array(system.outputs.length).fill(0.5);
  for (const { points, target } of [...batchOf(experiment, 0), ...(data?.test ?? [])]) {
    const input = { outputs: points.map(() => outputs), inputs: points, ...(target ? { target } : {}) };
    atPlace(locate, ["loss"], () => loss.evaluate(input));
  }
}

/** What outputs of each triangle look like, for advice. */
const EXAMPLE_OUTPUTS: Readonly<Record<CouplingTriangle["sampler"], string>> = {
  "phase-triangle": "outputs: phase-projectors alone",
  "kitaev-triangle": "outputs: { Abelian: 0.5 + 0.5 Z16, non-Abelian: 0.5 - 0.5 Z16 } alone",
};

function requirePhaseOutputs({ sampler, phases }: CouplingTriangle, names: readonly string[]): void {
  if (names.length === phases.length) return;
  throw new QepError(
    "invalid-experiment",
    `expected ${phases.length} outputs, one for each phase of the triangle, given ${names.join(", ") || "none"}; ` +
      `use ${EXAMPLE_OUTPUTS[sampler]}, or sampler: table`,
    { outputs: names },
  );
}
