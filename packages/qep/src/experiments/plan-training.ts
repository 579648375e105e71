import { QepError } from "../base/errors.ts";
import type { BiasLadder } from "../propagation/bias-ladder.ts";
import {
  bestSplit,
  type EstimatorModel,
  type ExpectedError,
  gradientError,
  type PerPhase,
  type PlannedBatch,
  planEstimator,
  planForError,
  squaredSignal,
} from "../propagation/error-model.ts";
import { nudgedModels } from "../propagation/estimator-models.ts";
import type { ShotNoise } from "../propagation/noise-pilot.ts";
import type { NudgedMethod } from "../propagation/nudge-steps.ts";
import type { ShotPlan } from "../training/shot-schedule.ts";
import { type AutoGradient, type Experiment, objectiveOf, trainingOf } from "./build-experiment.ts";
import { GradientPilots, type PilotDevices, type PilotOptions } from "./gradient-pilots.ts";
import { shotAim } from "./shot-aim.ts";

/** How a training with `gradient: { method: auto }` measures, and what its pilot expected of an average step. */
export interface TrainingPlan extends ShotPlan {
  readonly expected: TrainingExpectation;
  /** ‖g‖ of the exact mean gradient at the parameters of the pilot. */
  readonly gradientNorm: number;
  readonly pilotSamples: number;
}

/** The mean gradient of one step against the exact one of the same samples, over its norm. */
export interface TrainingExpectation {
  readonly bias: number;
  readonly noise: number;
  readonly error: number;
  readonly cosine: number;
}

/**
 * Steps whose mean is planned for: an optimiser follows the mean of several gradients, over which noise averages out and bias does
 * not. Three, though Adam remembers ten: what makes the least error is flat, and gradients change meanwhile.
 */
const AVERAGED_STEPS = 3;

/** Each phase gets at least this part of the shots: which of them is the noisier one changes in training. */
const LEAST_PART = 1 / 8;

/** Largest relative error of that mean that a plan for a signal-to-noise aims at: beyond, estimates shrunk to zero would win. */
const LARGEST_ERROR = 0.5;

/**
 * Runs a pilot and chooses estimator, β and the division of the shots for a whole training.
 *
 * Of all β and estimators that with the least expected squared error of the mean of three steps is taken, ‖bias‖² + noise²/3, at
 * the shots that the budget leaves for them; for a signal-to-noise, that with the fewest shots, where the squared bias may be
 * half of noise²/3, as it is at the best β of the symmetric method.
 *
 * @throws QepError invalid-argument where the method is not auto, invalid-experiment where a budget does not suffice for a shot in each basis, or the gradient vanishes
 */
export async function planTraining(
  experiment: Experiment,
  devices: PilotDevices,
  options: PilotOptions,
): Promise<TrainingPlan> {
  const { gradient } = objectiveOf(experiment);
  if (gradient.method !== "auto") {
    const message = `a plan chooses what gradient.method auto leaves open; it is ${gradient.method}`;
    throw new QepError("invalid-argument", message, { method: gradient.method });
  }
  const pilots = new GradientPilots(experiment, devices, options);
  const { batches } = trainingOf(experiment);
  return planFromPilots(gradient, pilots, await pilots.biases(), batches);
}

/**
 * The same where the biases are known.
 *
 * @param steps of the whole training
 */
export async function planFromPilots(
  aim: AutoGradient,
  pilots: GradientPilots,
  ladder: BiasLadder,
  steps: number,
): Promise<TrainingPlan> {
  const batch = { ...ladder.reference, size: pilots.batchSize };
  const candidates = (noise: ShotNoise) =>
    nudgedModels(noise, ladder).flatMap(
      (model) =>
        ("budget" in aim
          ? withinBudget(model, aim.budget.shots / (steps * batch.size), batch)
          : forSignal(model, aim.signalToNoise, batch)) ?? [],
    );
  const first = bestOf(candidates(await pilots.noise(pilots.ownBeta)));
  // Variances are those of the states where the nudge leads.
  const chosen = first && bestOf(candidates(await pilots.noise(first.beta)));
  if (!chosen) throw notPossible(aim);
  const norm = Math.sqrt(squaredSignal(batch));
  const { bias, noise, error, cosine, signalToNoise } = chosen.expected;
  const { model, beta, shots } = chosen;
  return {
    method: model.method as NudgedMethod,
    beta,
    shots: { free: shots.free, nudged: shots.responding },
    least: { free: model.leastShots.free, nudged: model.leastShots.responding },
    signalToNoise,
    aim: shotAim(aim, steps),
    expected: { bias: bias / norm, noise: noise / norm, error: error / norm, cosine },
    gradientNorm: norm,
    pilotSamples: pilots.problem.samples.length,
  };
}

/** A way to measure, and what one step of it brings. */
interface Candidate {
  readonly model: EstimatorModel;
  readonly beta: number;
  /** Of a setting in an average step. */
  readonly shots: PerPhase;
  readonly expected: ExpectedError;
  /** The smaller, the better. */
  readonly demerit: number;
}

function bestOf(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (best, next) => (best && best.demerit <= next.demerit ? best : next),
    undefined,
  );
}

/** @param shots of one sample in one step */
function withinBudget(model: EstimatorModel, shots: number, batch: PlannedBatch): Candidate | null {
  const averaged = planEstimator(model, AVERAGED_STEPS * shots, batch);
  return averaged && candidate(model, averaged.strength, shots, batch, averaged.error);
}

function forSignal(model: EstimatorModel, signalToNoise: number, batch: PlannedBatch): Candidate | null {
  const excess = signalToNoise - 1;
  const relative = Math.min(LARGEST_ERROR, Math.sqrt(1.5 / (AVERAGED_STEPS * excess)));
  const averaged = planForError(model, relative * Math.sqrt(squaredSignal(batch)), batch);
  if (!averaged) return null;
  const { strength } = averaged;
  const reached = gradientError(model, strength, averaged.shots, batch).signalToNoise - 1;
  const { free, responding } = model.settings;
  const fewest = free * model.leastShots.free + responding * model.leastShots.responding;
  const shots = Math.max(fewest, (averaged.shotsPerSample * excess) / reached);
  return candidate(model, strength, shots, batch, shots);
}

/** With a β of three digits, which is easy to write down, and does not hang on how a host rounds logarithms. */
function candidate(
  model: EstimatorModel,
  strength: number,
  total: number,
  batch: PlannedBatch,
  demerit: number,
): Candidate | null {
  const beta = Math.min(model.range[1], Number(strength.toPrecision(3)));
  const split = bestSplit(model, beta, total);
  if (!split) return null;
  const { settings, leastShots: least } = model;
  const part = Math.min(1 - LEAST_PART, Math.max(LEAST_PART, (settings.free * split.free) / total));
  const most = Math.floor((total - settings.responding * least.responding) / settings.free);
  const free = Math.max(least.free, Math.min(most, Math.floor((part * total) / settings.free)));
  const shots = { free, responding: Math.floor((total - settings.free * free) / settings.responding) };
  return { model, beta, shots, expected: gradientError(model, beta, shots, batch), demerit };
}

function notPossible(aim: AutoGradient): QepError {
  return new QepError(
    "invalid-experiment",
    "budget" in aim
      ? `gradient.budget.shots: ${aim.budget.shots} shots do not suffice for one in each basis at every step; give more, ` +
          "or fewer batches or samples (training.batches, training.batchSize)"
      : "gradient.signalToNoise: at the initial parameters no β has a bias small enough beside this noise; give initial " +
          "values at which the gradient does not vanish, or a budget",
    { aim },
  );
}
