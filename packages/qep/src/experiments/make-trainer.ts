import type { Device } from "../propagation/device.ts";
import type { GradientSettings } from "../propagation/gradient-settings.ts";
import type { ShotPlan } from "../training/shot-schedule.ts";
import { Trainer } from "../training/trainer.ts";
import {
  batchOf,
  type Experiment,
  type Objective,
  objectiveOf,
  settledGradient,
  trainingOf,
} from "./build-experiment.ts";
import { measuredDevice } from "./build-measurement.ts";

/** Where a trainer begins. */
export interface TrainerStart {
  /** Seconds of the laboratory's clock; default: what the device's clock says. */
  readonly clock?: number;
  /** How to measure, where the experiment leaves that to a plan. */
  readonly plan?: ShotPlan;
}

/**
 * The trainer of an experiment at its start.
 *
 * @throws QepError where the experiment does not say how to train, or its gradient is to be planned and there is no plan
 */
export function makeTrainer(
  experiment: Experiment,
  device: Device,
  { clock, plan }: TrainerStart = {},
): Trainer {
  const { config, restart } = experiment;
  const objective = objectiveOf(experiment);
  const gradient = plannedGradient(objective, plan);
  const { optimizer, schedule, clip, earlyStopping } = trainingOf(experiment);
  return new Trainer({
    device: measuredDevice(device, experiment, gradient),
    loss: objective.loss,
    gradient,
    ...(plan ? { shots: plan } : {}),
    optimizer,
    ...(schedule ? { schedule } : {}),
    ...(clip === undefined ? {} : { clip }),
    ...(earlyStopping ? { earlyStopping } : {}),
    variables: experiment.variables,
    batch: (step) => batchOf(experiment, step),
    stream: restart === undefined ? [config.seed] : [config.seed, "restart", restart],
    ...(clock === undefined ? {} : { clock }),
  });
}

function plannedGradient(objective: Objective, plan: ShotPlan | undefined): GradientSettings {
  const { gradient } = objective;
  if (gradient.method !== "auto" || !plan) return settledGradient(objective);
  const { method, beta, shots } = plan;
  return { method, beta, budget: shots, ...(gradient.health ? { health: gradient.health } : {}) };
}
