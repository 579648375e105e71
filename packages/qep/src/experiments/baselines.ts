import type { Device } from "../propagation/device.ts";
import type { GradientSettings } from "../propagation/gradient-settings.ts";
import { type Scores, testSamples } from "../training/evaluation.ts";
import { parametersOf, type Variables } from "../training/variables.ts";
import { type AutoGradient, type Experiment, objectiveOf } from "./build-experiment.ts";
import { trainExperiment } from "./train-run.ts";

/** What a trained sensor is to be compared with, scored on the same test set. */
export interface Baselines {
  /** The initial parameters, untrained. */
  readonly untrained: Scores;
  /** Couplings to the system switched off, the sensor retrained: what can be had without looking. */
  readonly decoupled: Scores;
  /** Trained as long with exact gradients: what nudging and shots cost. */
  readonly exactGradients: Scores;
}

/** How {@link runBaselines} is watched and stopped. */
export interface BaselineOptions {
  readonly signal?: AbortSignal;
  /** Called after each step of each baseline. */
  readonly onProgress?: (name: keyof Baselines, step: number, total: number) => void;
}

/** The group of parameters that couples a sensor to its system. */
const COUPLINGS = "couplings";

/** True where the baselines make sense: a sensor with couplings, and labelled data. */
export function hasBaselines({ groups, data }: Experiment): boolean {
  return data !== undefined && groups.some(({ name, indices }) => name === COUPLINGS && indices.length > 0);
}

/**
 * Trains and tests the baselines of a sensor experiment, with the same seed, batches and number of steps.
 *
 * @returns undefined where the signal stopped them
 */
export async function runBaselines(
  experiment: Experiment,
  device: Device,
  { signal, onProgress }: BaselineOptions = {},
): Promise<Baselines | undefined> {
  const { loss, gradient } = objectiveOf(experiment);
  const test = experiment.data?.test ?? [];
  const { variables } = experiment;
  const untrained = await testSamples(device, loss, test, parametersOf(variables, variables.initial));
  const train = async (name: keyof Baselines, changed: Experiment): Promise<Scores | null> => {
    const outcome = await trainExperiment(withoutTests(changed), device, {
      ...(signal ? { signal } : {}),
      onProgress: ({ step, total }) => onProgress?.(name, step, total),
    });
    return outcome.metrics;
  };
  const decoupled = await train("decoupled", { ...experiment, variables: withoutCouplings(experiment) });
  const exactGradients = await train("exactGradients", {
    ...experiment,
    objective: { loss, gradient: exactly(gradient) },
  });
  return decoupled && exactGradients ? { untrained, decoupled, exactGradients } : undefined;
}

/** The same gradients without nudge and shots. */
function exactly(gradient: GradientSettings | AutoGradient): GradientSettings {
  const { nudge = "error-signal" } = gradient.method === "auto" ? {} : gradient;
  return { method: "linear-response", nudge };
}

/** The experiment with its final test alone. */
export function withoutTests(experiment: Experiment): Experiment {
  const { training } = experiment.config;
  if (!training) return experiment;
  const { testEvery: _, ...rest } = training;
  return { ...experiment, config: { ...experiment.config, training: rest } };
}

/** Couplings zero from the start and frozen there. */
function withoutCouplings({ variables, groups }: Experiment): Variables {
  const couplings = new Set(groups.find(({ name }) => name === COUPLINGS)?.indices);
  return {
    ...variables,
    initial: variables.initial.map((value, index) => (couplings.has(index) ? 0 : value)),
    bounds: variables.bounds.map((bounds, index) => (couplings.has(index) ? undefined : bounds)),
    frozen: couplings,
  };
}
