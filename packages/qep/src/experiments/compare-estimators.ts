import type { PlatformTimes } from "../measurement/platform.ts";
import {
  type EstimatorModel,
  type PlannedEstimator,
  type PlannedMethod,
  planForError,
  squaredSignal,
} from "../propagation/error-model.ts";
import { differenceModel, nudgedModels } from "../propagation/estimator-models.ts";
import type { Experiment } from "./build-experiment.ts";
import { GradientPilots, type PilotDevices, type PilotOptions } from "./gradient-pilots.ts";
import { type TrainingTotals, trainingTotals } from "./plan-cost.ts";

export interface ComparisonOptions extends PilotOptions {
  /** ‖ĝ − g‖/‖g‖ that every method shall reach, root of the mean square. */
  readonly relativeError: number;
  /** Of the platform, in seconds. */
  readonly times?: PlatformTimes;
}

/** A method with the fewest shots that reach an error, and what one gradient costs. */
export type ComparedEstimator = PlannedEstimator & { readonly total: TrainingTotals };

/** Every method at equal error. */
export interface EstimatorComparison {
  readonly measurement: "counts" | "gaussian";
  readonly relativeError: number;
  readonly knobs: number;
  readonly operatingPoints: number;
  readonly gradientNorm: number;
  /** Null where the bias of a method alone is larger at every β or step tried. */
  readonly methods: Readonly<Record<PlannedMethod, ComparedEstimator | null>>;
}

/**
 * What one gradient costs by each method at the same expected error, each at its own best β or step and split of the shots.
 *
 * @throws QepError as the gradients of the experiment do
 */
export async function compareEstimators(
  experiment: Experiment,
  devices: PilotDevices,
  options: ComparisonOptions,
): Promise<EstimatorComparison> {
  const pilots = new GradientPilots(experiment, devices, options);
  const ladder = await pilots.biases();
  const steps = await pilots.steps(ladder.reference);
  const batch = { ...ladder.reference, size: pilots.batchSize };
  const norm = Math.sqrt(squaredSignal(batch));
  const length = { steps: 1, batchSize: batch.size, times: options.times };
  const best = (model: EstimatorModel) => planForError(model, options.relativeError * norm, batch);
  const noise = await pilots.noise(pilots.ownBeta);
  const compared = async (index: number): Promise<ComparedEstimator | null> => {
    const first = best(nudgedModels(noise, ladder)[index] as EstimatorModel);
    if (!first) return null;
    // The variances of the states where this method nudges.
    const own = nudgedModels(await pilots.noise(first.strength), ladder)[index] as EstimatorModel;
    return withTotal(best(own));
  };
  const withTotal = (plan: PlannedEstimator | null) =>
    plan && { ...plan, total: trainingTotals(plan, length) };
  return {
    measurement: noise.measuresOutputs ? "counts" : "gaussian",
    relativeError: options.relativeError,
    knobs: noise.knobs,
    operatingPoints: noise.points,
    gradientNorm: norm,
    methods: {
      "one-sided": await compared(0),
      symmetric: await compared(1),
      richardson: await compared(2),
      "finite-difference": withTotal(best(differenceModel(noise, steps))),
    },
  };
}
