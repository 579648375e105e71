import {
  type BiasLadder,
  biasLadder,
  type PilotGradients,
  type StepLadder,
  stepLadder,
} from "../propagation/bias-ladder.ts";
import type { Device } from "../propagation/device.ts";
import { pilotNoise, type ShotNoise } from "../propagation/noise-pilot.ts";
import type { GradientProblem, Sample } from "../propagation/problem.ts";
import { parametersOf, withTrainedInputs } from "../training/variables.ts";
import { batchOf, type Experiment, objectiveOf } from "./build-experiment.ts";

/** The devices that pilots work on. */
export interface PilotDevices {
  /** Exact expectation values and response, for biases. */
  readonly exact: Device;
  /** Measures as the training will, for variances and bases. */
  readonly measured: Device;
}

/** Which samples pilots measure, and how they are watched and stopped. */
export interface PilotOptions {
  /** θ and trained inputs at which the pilots run. */
  readonly values: Float64Array;
  /** The samples of the pilots, in place of the first ten of a batch. */
  readonly samples?: readonly Sample[];
  /** Samples that a gradient is the mean over, default those of a batch. */
  readonly batchSize?: number;
  /** Largest β tried, default 6.4, or 16 times that of the experiment where this is more. */
  readonly largestBeta?: number;
  readonly signal?: AbortSignal;
}

/** Samples of a pilot at most, where nothing is said. */
export const MOST_SAMPLES = 10;

/** Shots of each setting of a simulated pilot: variances to a few percent. */
const PILOT_SHOTS = 10_000;
const DEFAULT_LARGEST = 6.4;
const BETAS = { octaves: 8, perOctave: 2 } as const;
/** Steps of finite differences, in the unit of the parameters. */
const STEPS = { largest: 4, octaves: 7 } as const;

/** Pilots of the gradient of an experiment: what its estimators' biases and noise are at some parameters. */
export class GradientPilots {
  /** The samples of the pilots at their parameters. */
  readonly problem: GradientProblem;
  /** Samples that a gradient is the mean over. */
  readonly batchSize: number;
  /** β of the experiment, where it has one, else a small one of the ladder. */
  readonly ownBeta: number;
  private readonly devices: PilotDevices;
  private readonly largest: number;
  private readonly trainedInputs: readonly number[];
  private readonly signal: AbortSignal | undefined;

  constructor(experiment: Experiment, devices: PilotDevices, options: PilotOptions) {
    const { config, variables } = experiment;
    const { loss, gradient } = objectiveOf(experiment);
    const batch = batchOf(experiment, 0);
    const own = gradient.method === "auto" ? undefined : gradient.beta;
    this.devices = devices;
    this.largest = options.largestBeta ?? Math.max(DEFAULT_LARGEST, 16 * (own ?? 0));
    this.ownBeta = Math.min(own ?? this.largest / 16, this.largest);
    this.trainedInputs = variables.trainedInputs;
    this.signal = options.signal;
    this.batchSize = options.batchSize ?? batch.length;
    this.problem = {
      loss,
      samples: (options.samples ?? batch.slice(0, MOST_SAMPLES)).map((sample) => ({
        ...sample,
        points: withTrainedInputs(variables, options.values, sample.points),
      })),
      parameters: parametersOf(variables, options.values),
      stream: [config.seed, "plan"],
    };
  }

  /** Biases of the nudged methods. */
  biases(): Promise<BiasLadder> {
    const settings = { largest: this.largest, ...BETAS, trainedInputs: this.trainedInputs };
    return biasLadder(this.devices.exact, this.problem, settings, this.signal);
  }

  /** Biases of finite differences against the gradients of the same samples. */
  steps(reference: PilotGradients): Promise<StepLadder> {
    const settings = { ...STEPS, trainedInputs: this.trainedInputs };
    return stepLadder(this.devices.exact, this.problem, reference, settings, this.signal);
  }

  /** Variances for each shot, of the states at one β. */
  noise(beta: number): Promise<ShotNoise> {
    const settings = { beta, shots: PILOT_SHOTS, trainedInputs: this.trainedInputs };
    return pilotNoise(this.devices.measured, this.problem, settings, this.signal);
  }
}
