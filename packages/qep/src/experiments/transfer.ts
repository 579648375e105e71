import { QepError } from "../base/errors.ts";
import type { Device } from "../propagation/device.ts";
import type { Sample } from "../propagation/problem.ts";
import { lossAt, testSamples } from "../training/evaluation.ts";
import { parametersOf, withTrainedInputs } from "../training/variables.ts";
import { withoutTests } from "./baselines.ts";
import { batchOf, buildExperiment, type Experiment, objectiveOf } from "./build-experiment.ts";
import { trainExperiment } from "./train-run.ts";

/** What one device makes of parameters: exact losses on the test set, or at the operating points. */
export interface TransferScores {
  /** `hidden.seed` of the device. */
  readonly seed: number;
  /** At the initial parameters. */
  readonly untrained: number;
  /** At the parameters that were trained on the model as it is written. */
  readonly transferred: number;
  /** At parameters that were trained on this device, as the experiment measures. */
  readonly inSitu: number;
}

/** Training on the device against training on its model, over several devices. */
export interface TransferComparison {
  /** The loss that training on the model promised. */
  readonly promised: number;
  readonly devices: readonly TransferScores[];
  /** Mean over the devices of the loss transferred minus that in situ, with the standard error of this mean. */
  readonly advantage: { readonly mean: number; readonly standardError: number };
}

/** What {@link compareTransfer} needs of its host. */
export interface TransferOptions {
  /** Seeds of the devices, at least 2, all different. */
  readonly seeds: readonly number[];
  /** Opens the simulated device of an experiment; it is closed here. */
  readonly open: (experiment: Experiment) => Promise<Device>;
  readonly signal?: AbortSignal;
  /** Called after each training step of each device, the model first. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Trains on devices that are not what the experiment says, and on the model that it says, and compares both on the devices.
 *
 * The model is trained once, with exact expectation values and perfect knobs, as long as the devices and from the same start: the
 * best that a simulation can hand over. Devices differ in `hidden.seed` alone.
 *
 * @throws QepError invalid-argument where nothing is hidden or seeds are too few, aborted where the signal fired
 */
export async function compareTransfer(
  experiment: Experiment,
  { seeds, open, signal, onProgress }: TransferOptions,
): Promise<TransferComparison> {
  requireSeeds(experiment, seeds);
  let trainings = 0;
  const train = async (trained: Experiment, device: Device) => {
    const before = trainings++;
    const outcome = await trainExperiment(withoutTests(trained), device, {
      ...(signal && { signal }),
      onProgress: ({ step, total }) => onProgress?.(before * total + step, (seeds.length + 1) * total),
    });
    if (outcome.metrics) return { values: outcome.values, cost: outcome.metrics.cost };
    throw new QepError("aborted", "the comparison was stopped before its end");
  };
  const model = modelOf(experiment);
  const promise = await onDevice(model, open, (device) => train(model, device));
  const devices: TransferScores[] = [];
  for (const seed of seeds) {
    const own = withSeed(experiment, seed);
    devices.push(
      await onDevice(own, open, async (device) => ({
        seed,
        untrained: await costAt(own, device, own.variables.initial),
        transferred: await costAt(own, device, promise.values),
        inSitu: (await train(own, device)).cost,
      })),
    );
  }
  return { promised: promise.cost, devices, advantage: meanAdvantage(devices) };
}

function requireSeeds({ config: { hidden } }: Experiment, seeds: readonly number[]): void {
  if (!hidden) {
    throw new QepError(
      "invalid-argument",
      "the experiment hides nothing, so that its device is its model; add for example `hidden: { knobs: { gain: 0.05 } }`",
    );
  }
  if (seeds.length >= 2 && new Set(seeds).size === seeds.length) return;
  throw new QepError(
    "invalid-argument",
    `a comparison needs at least two different devices; given are the seeds ${seeds.join(", ") || "none"}`,
  );
}

const EXACT_GRADIENT = { method: "linear-response", nudge: "error-signal" } as const;

/** The experiment as it is written: nothing hidden, no laboratory, nothing measured with shots. */
function modelOf({ config, locate }: Experiment): Experiment {
  const { hidden: _, platform: __, ...rest } = config;
  // Without shots there is nothing to plan.
  const gradient = config.gradient?.method === "auto" ? { gradient: EXACT_GRADIENT } : {};
  return buildExperiment({ config: { ...rest, ...gradient, measurement: { kind: "exact" } }, locate });
}

function withSeed({ config, locate }: Experiment, seed: number): Experiment {
  const { hidden } = config;
  return buildExperiment({ config: hidden ? { ...config, hidden: { ...hidden, seed } } : config, locate });
}

async function onDevice<T>(
  experiment: Experiment,
  open: TransferOptions["open"],
  work: (device: Device) => Promise<T>,
): Promise<T> {
  const device = await open(experiment);
  try {
    return await work(device);
  } finally {
    await device.close();
  }
}

async function costAt(experiment: Experiment, device: Device, values: Float64Array): Promise<number> {
  const { variables, data } = experiment;
  const { loss } = objectiveOf(experiment);
  const parameters = parametersOf(variables, values);
  if (data) return (await testSamples(device, loss, data.test, parameters)).cost;
  const [sample] = batchOf(experiment, 0) as [Sample];
  const points = withTrainedInputs(variables, values, sample.points);
  return lossAt(device, loss, { ...sample, points }, parameters);
}

function meanAdvantage(devices: readonly TransferScores[]): TransferComparison["advantage"] {
  const gains = devices.map(({ transferred, inSitu }) => transferred - inSitu);
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const square = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1);
  return { mean, standardError: Math.sqrt(square / gains.length) };
}
