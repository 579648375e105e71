import type { PlatformTimes } from "../measurement/platform.ts";
import { meanAndScatter } from "../propagation/bias-curve.ts";
import type { BiasLadder } from "../propagation/bias-ladder.ts";
import {
  type EstimatorModel,
  type PlannedBatch,
  type PlannedEstimator,
  planEstimator,
  planForError,
  planned,
  squaredSignal,
} from "../propagation/error-model.ts";
import { differenceModel, nudgedModels } from "../propagation/estimator-models.ts";
import type { ShotNoise } from "../propagation/noise-pilot.ts";
import { isNudged } from "../propagation/nudge-steps.ts";
import { type Experiment, objectiveOf, trainingOf } from "./build-experiment.ts";
import { type ReadoutInflation, readoutInflation } from "./build-measurement.ts";
import { GradientPilots, type PilotDevices, type PilotOptions } from "./gradient-pilots.ts";
import { type ImperfectionBias, imperfectionBiases } from "./imperfection-biases.ts";
import {
  type PlanBudget,
  shotsForSample,
  type TrainingLength,
  type TrainingTotals,
  trainingTotals,
} from "./plan-cost.ts";
import { type PlanCurves, planCurves } from "./plan-curves.ts";
import { planFromPilots, type TrainingPlan } from "./plan-training.ts";
import { type PlannedBasis, plannedBases } from "./planned-bases.ts";
import { type VerifiedPlan, verifyPlan } from "./verify-plan.ts";

/** What a plan may cost, and what it is checked with. */
export interface PlanOptions extends PilotOptions {
  /** For the whole training; default the experiment's own shots, or where it has none a relative error of 0.5. */
  readonly budget?: PlanBudget;
  /** Of the platform, in seconds. */
  readonly times?: PlatformTimes;
  /** Repetitions of the recommended gradient that measure its error; default none. */
  readonly verify?: number;
  /** Called after each stage of the pilots, and then after each repetition of the verification. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** An estimator, and what a whole training with it takes. */
export type PlannedTraining = PlannedEstimator & { readonly total: TrainingTotals };

/** A plan as plain data. Errors are those of the mean gradient of one step against the exact one of the same samples. */
export interface ExperimentPlan {
  /** How outputs and observables are read. */
  readonly measurement: "counts" | "gaussian";
  readonly steps: number;
  readonly batchSize: number;
  readonly operatingPoints: number;
  readonly knobs: number;
  readonly pilotSamples: number;
  /** What the platform declares of its errors that biases gradients beside the nudge, and is in no number here. */
  readonly notInBias: readonly ImperfectionBias[];
  /** What inverting readout errors costs; null where nothing is inverted. The pilot measures with it. */
  readonly readoutInflation: ReadoutInflation | null;
  /** ‖g‖, exact where the device has the exact response. */
  readonly gradientNorm: number;
  /** How far the mean gradient of a batch is from that of all data: root of Σ_j of the variances over samples, over B. */
  readonly sampleScatter: number;
  /** What was given: shots of one sample, seconds of one sample, or a relative error to reach. */
  readonly aim:
    | { readonly shots: number }
    | { readonly seconds: number }
    | { readonly relativeError: number };
  /** Each nudged method; null where the budget does not give every basis a shot, or no β reaches the error. */
  readonly estimators: Readonly<Record<"one-sided" | "symmetric" | "richardson", PlannedTraining | null>>;
  /** The method with the least error, or of the fewest shots where an error was given; null where none is possible. */
  readonly recommended: "one-sided" | "symmetric" | "richardson" | null;
  /** Bases of the recommended method at the first sample; empty where each observable is measured on its own. */
  readonly bases: readonly PlannedBasis[];
  /** What `gradient: { method: auto }` would do with this budget, or its own aim; null for other methods. */
  readonly auto: TrainingPlan | null;
  /** What the experiment says itself; null where it has no shots or no nudge. */
  readonly asWritten: PlannedTraining | null;
  /** Finite differences of the same error as the recommended method; null where their bias alone is larger. */
  readonly finiteDifference: PlannedTraining | null;
  /** Whether the mean gradient of the whole training stands out of its noise. */
  readonly learnable: Learnable | null;
  readonly curves: PlanCurves | null;
  /** The error of the recommended method as measured; absent where it was not asked for. */
  readonly verified?: VerifiedPlan;
}

/** Expected signal-to-noise of a step, and what it takes to be told from noise within the whole training. */
export interface Learnable {
  readonly signalToNoise: number;
  /** 1 + 2 √(2/steps): two standard errors above what noise alone gives, the limit of a run's own alarm. */
  readonly least: number;
  readonly isMet: boolean;
}

/** Relative error of the gradient of one step that is planned for where nothing is said: a cosine of about 0.9. */
export const DEFAULT_ERROR = 0.5;

const STAGES = 4;

/**
 * Plans the training of an experiment: runs a pilot at given parameters and chooses estimator, β, shots and their split.
 *
 * The pilot finds the bias of each method on a ladder of β, and the variance of everything measured for each shot, at the β where the
 * chosen method will nudge. The plan is that of one step at these parameters: gradients and variances change in training.
 *
 * @throws QepError as the gradients of the experiment do
 */
export async function planExperiment(
  experiment: Experiment,
  devices: PilotDevices,
  options: PlanOptions,
): Promise<ExperimentPlan> {
  const { onProgress, signal } = options;
  const { trainedInputs } = experiment.variables;
  const pilots = new GradientPilots(experiment, devices, options);
  const stage = (done: number) => onProgress?.(done, STAGES);
  stage(0);
  const ladder = await pilots.biases();
  stage(1);
  const steps = await pilots.steps(ladder.reference);
  stage(2);
  const batch = { ...ladder.reference, size: pilots.batchSize };
  const choice = (noise: ShotNoise) =>
    chooseEstimator(experiment, { models: nudgedModels(noise, ladder), noise, batch, options });
  const first = choice(await pilots.noise(pilots.ownBeta));
  stage(3);
  const chosen = first.best ? choice(await pilots.noise(first.best.strength)) : first;
  const plan = reportOf(experiment, chosen, differenceModel(chosen.noise, steps), options);
  const auto = await planOfAuto(experiment, pilots, ladder, options);
  const { problem } = pilots;
  const bases = chosen.best
    ? await plannedBases(devices.measured, problem, chosen.best, trainedInputs, signal)
    : [];
  stage(STAGES);
  const verified =
    options.verify && chosen.best
      ? await verifyPlan(devices.measured, {
          problem,
          exact: ladder.reference,
          plan: chosen.best,
          trainedInputs,
          repetitions: options.verify,
          ...(onProgress ? { onProgress } : {}),
          ...(signal ? { signal } : {}),
        })
      : null;
  return { ...plan, pilotSamples: problem.samples.length, bases, auto, ...(verified ? { verified } : {}) };
}

async function planOfAuto(
  experiment: Experiment,
  pilots: GradientPilots,
  ladder: BiasLadder,
  { budget }: PlanOptions,
): Promise<TrainingPlan | null> {
  const { gradient } = objectiveOf(experiment);
  if (gradient.method !== "auto") return null;
  const aim = budget && "shots" in budget ? { method: "auto" as const, budget } : gradient;
  return planFromPilots(aim, pilots, ladder, trainingOf(experiment).batches);
}

/** What a choice is made of. */
interface Candidates {
  readonly models: readonly EstimatorModel[];
  readonly noise: ShotNoise;
  readonly batch: PlannedBatch;
  readonly options: PlanOptions;
}

type Choice = Candidates & {
  readonly aim: ExperimentPlan["aim"];
  readonly shotsOf: ((model: EstimatorModel) => number) | null;
  readonly plans: readonly (PlannedEstimator | null)[];
  readonly best: PlannedEstimator | null;
  readonly asWritten: PlannedEstimator | null;
};

function chooseEstimator(experiment: Experiment, candidates: Candidates): Choice {
  const { models, noise, batch, options } = candidates;
  const length = trainingLength(experiment, batch, options);
  const asWritten = planAsWritten(experiment, models, noise, batch);
  const { budget = ownBudget(experiment, asWritten, length) } = options;
  const shotsOf = budget && ((model: EstimatorModel) => shotsForSample(budget, model, length));
  const error = DEFAULT_ERROR * Math.sqrt(squaredSignal(batch));
  const plans = models.map((model) =>
    shotsOf ? planEstimator(model, shotsOf(model), batch) : planForError(model, error, batch),
  );
  const merit = (plan: PlannedEstimator) => (shotsOf ? plan.error : plan.shotsPerSample);
  const best = plans.reduce<PlannedEstimator | null>(
    (least, plan) => (plan && (!least || merit(plan) < merit(least)) ? plan : least),
    null,
  );
  const each = length.steps * length.batchSize;
  const aim = !budget
    ? { relativeError: DEFAULT_ERROR }
    : "shots" in budget
      ? { shots: budget.shots / each }
      : { seconds: budget.seconds / each };
  return { ...candidates, aim, shotsOf, plans, best, asWritten };
}

/** What the experiment itself would spend in a whole training. */
function ownBudget(
  experiment: Experiment,
  asWritten: PlannedEstimator | null,
  { steps, batchSize }: TrainingLength,
): PlanBudget | null {
  const { gradient } = objectiveOf(experiment);
  if (gradient.method === "auto") return "budget" in gradient ? gradient.budget : null;
  return asWritten && { shots: asWritten.shotsPerSample * steps * batchSize };
}

/** The settings of the experiment itself. */
function planAsWritten(
  experiment: Experiment,
  models: readonly EstimatorModel[],
  { knobs }: ShotNoise,
  batch: PlannedBatch,
): PlannedEstimator | null {
  const { gradient } = objectiveOf(experiment);
  if (gradient.method === "auto") return null;
  const { method, beta, shots, budget } = gradient;
  const model = models.find((candidate) => candidate.method === method);
  if (!isNudged(method) || !model || !beta || beta > model.range[1]) return null;
  if (budget) return planned(model, beta, { free: budget.free, responding: budget.nudged }, batch);
  return shots ? planned(model, beta, { free: 0, responding: knobs * shots }, batch) : null;
}

function trainingLength(
  experiment: Experiment,
  { size }: PlannedBatch,
  { times }: PlanOptions,
): TrainingLength {
  return { steps: experiment.config.training?.batches ?? 1, batchSize: size, times };
}

function reportOf(
  experiment: Experiment,
  choice: Choice,
  difference: EstimatorModel,
  options: PlanOptions,
): Omit<ExperimentPlan, "bases" | "pilotSamples" | "auto"> {
  const { models, noise, batch, aim, shotsOf, plans, best, asWritten } = choice;
  const length = trainingLength(experiment, batch, options);
  const whole = (plan: PlannedEstimator | null) => plan && { ...plan, total: trainingTotals(plan, length) };
  const [oneSided, symmetric, richardson] = plans.map(whole);
  const atEqualError = best && planForError(difference, best.error, batch);
  const drawn = shotsOf ?? (best && (() => best.shotsPerSample));
  return {
    measurement: noise.measuresOutputs ? "counts" : "gaussian",
    steps: length.steps,
    batchSize: length.batchSize,
    operatingPoints: noise.points,
    knobs: noise.knobs,
    notInBias: imperfectionBiases(experiment),
    readoutInflation: readoutInflation(experiment),
    gradientNorm: Math.sqrt(squaredSignal(batch)),
    sampleScatter: Math.sqrt(meanAndScatter(batch.gradients).scatter / batch.size),
    aim,
    estimators: {
      "one-sided": oneSided ?? null,
      symmetric: symmetric ?? null,
      richardson: richardson ?? null,
    },
    recommended: best ? (best.method as Exclude<typeof best.method, "finite-difference">) : null,
    asWritten: whole(asWritten),
    finiteDifference: whole(atEqualError),
    learnable: best && learnable(best, length.steps),
    curves: drawn && planCurves(models, drawn, batch),
  };
}

function learnable({ signalToNoise }: PlannedEstimator, steps: number): Learnable {
  const least = 1 + 2 * Math.sqrt(2 / steps);
  return { signalToNoise, least, isMet: signalToNoise > least };
}
