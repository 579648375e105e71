import type { StreamKey } from "../base/random.ts";
import { addPropagated, covarianceOf, diagonalOf, squareMatrix } from "./covariance.ts";
import type { Device, Measurement, ShotBudget, Shots } from "./device.ts";
import { allIndices, type FreeSample, freePhase } from "./free-phase.ts";
import { errorSignalCovariance, gradientDirections } from "./nudge-directions.ts";
import { nudgeResponse, readingOf } from "./nudge-response.ts";
import { PROBE_STEP } from "./nudge-steps.ts";
import { type NudgedPoint, nudgedPhases } from "./nudged-phases.ts";
import type { GradientProblem } from "./problem.ts";
import { type GradientShape, outputDerivative, type PointResponses, placesOf } from "./shot-covariance.ts";

/** What one shot of each phase brings to the variance of a gradient: means over samples, sums over their operating points. */
export interface ShotNoise {
  /** Σ_j Var(A_j) of a nudged phase, with trained inputs' observables: M times the variances of the means of M shots. */
  readonly observables: number;
  /** Σ_j Var(g_j) that the measured outputs bring through the error signal, where the free phase reads outputs alone. */
  readonly errorSignal: number;
  /** The same where the free phase is the baseline of the one-sided method too: c₀ + c₁/β + c₂/β². */
  readonly oneSided: readonly [number, number, number];
  /** Var(Σ_l ε_l B_l), what a finite difference reads. */
  readonly nudgedOutput: number;
  /** Whether the outputs are measured, or given free of noise as in the authors' Gaussian model. */
  readonly measuresOutputs: boolean;
  /** Fewest shots: one in each basis of a free phase, of one that is a baseline too, of a nudged one. */
  readonly leastShots: { readonly outputs: number; readonly baseline: number; readonly observables: number };
  /** Operating points of a sample. */
  readonly points: number;
  /** Parameters and trained inputs. */
  readonly knobs: number;
}

/** How a noise pilot measures. */
export interface NoisePilotSettings {
  /** β of its nudges; variances are those of the states there. */
  readonly beta: number;
  /** Shots of each setting. */
  readonly shots: number;
  readonly trainedInputs: readonly number[];
}

/**
 * Measures the variance for each shot of everything a gradient is made of: the observables in the nudged phases, the outputs of the
 * free phase, and how these act on the gradient through the error signal, ∂g/∂⟨B⟩ = χ ∂ε/∂⟨B⟩ with the susceptibility χ from
 * nudges of each output.
 *
 * Costs 2 free settings and 2(1 + J) nudged ones for each operating point on a device with budgets; without, 1 free and 2 nudged.
 *
 * @param device reads observables together from a budget, or each on its own
 */
export async function pilotNoise(
  device: Device,
  problem: GradientProblem,
  settings: NoisePilotSettings,
  signal?: AbortSignal,
): Promise<ShotNoise> {
  const { parameters, hasBudget = false } = device.capabilities();
  const shapeOf = ({ points }: FreeSample): GradientShape => ({
    parameters: parameters.length,
    trainedInputs: settings.trainedInputs,
    points: points.length,
  });
  const pilot = new NoisePilot(device, problem, settings, signal);
  const parts = hasBudget ? await pilot.withBudget(shapeOf) : await pilot.withShots();
  const points = problem.samples[0]?.points.length ?? 0;
  const knobs = parameters.length + settings.trainedInputs.length;
  return { ...parts, measuresOutputs: hasBudget, points, knobs };
}

type Parts = Pick<ShotNoise, "observables" | "errorSignal" | "oneSided" | "nudgedOutput" | "leastShots">;

class NoisePilot {
  private readonly device: Device;
  private readonly problem: GradientProblem;
  private readonly settings: NoisePilotSettings;
  private readonly signal: AbortSignal | undefined;

  constructor(
    device: Device,
    problem: GradientProblem,
    settings: NoisePilotSettings,
    signal: AbortSignal | undefined,
  ) {
    this.device = device;
    this.problem = problem;
    this.settings = settings;
    this.signal = signal;
  }

  /** Each observable measured on its own, M times each: one shot of all of them costs as many readings. */
  async withShots(): Promise<Parts> {
    const { shots } = this.settings;
    const each = { outputs: shots, parameters: null, inputs: null };
    const free = await this.free("free", {}, each);
    const nudged = await this.nudged(free, "error-signal", {
      outputs: null,
      parameters: shots,
      inputs: shots,
    });
    const count = this.responding.parameters.length + this.responding.inputs.length;
    const outputs = this.device.capabilities().outputs.length;
    return {
      observables: count * shots * meanOf(nudged, (points) => nudgedVariance(points)),
      errorSignal: 0,
      oneSided: [0, 0, 0],
      nudgedOutput: outputs * shots * meanOf(free, nudgedOutputVariance),
      leastShots: { outputs, baseline: count, observables: count },
    };
  }

  /** All observables from the same shots. */
  async withBudget(shapeOf: (sample: FreeSample) => GradientShape): Promise<Parts> {
    const { shots } = this.settings;
    const outputs = this.device.capabilities().outputs.length;
    const weight = Math.sqrt(Math.max(1, this.responding.parameters.length + this.responding.inputs.length));
    const outputWeights = new Float64Array(outputs).fill(weight);
    const free = await this.free("free", {}, { total: shots, weights: outputWeights });
    const others = new Float64Array(this.responding.parameters.length + this.responding.inputs.length).fill(
      1,
    );
    const baseline = await this.free("baseline", this.responding, {
      total: shots,
      weights: Float64Array.of(...outputWeights, ...others),
    });
    const nudged = await this.nudged(free, "error-signal", { total: shots });
    const each = await this.nudged(free, "each-output", { total: shots });
    const responses = each.map((points, s) => this.responsesOf(free[s] as FreeSample, points));
    const ownNoise = meanOf(free, (sample, s) =>
      freeNoise(sample, responses[s] as PointResponses[], shapeOf(sample), 0),
    );
    const atInverse = (inverse: number) =>
      meanOf(baseline, (sample, s) =>
        freeNoise(sample, responses[s] as PointResponses[], shapeOf(sample), inverse),
      );
    const [none, one, minus] = [atInverse(0), atInverse(1), atInverse(-1)];
    const nudgedNoise = meanOf(nudged, (points) => nudgedVariance(points));
    return {
      observables: shots * nudgedNoise,
      errorSignal: shots * ownNoise,
      oneSided: [shots * none, (shots * (one - minus)) / 2, shots * ((one + minus) / 2 - none)],
      nudgedOutput: shots * meanOf(free, nudgedOutputVariance),
      leastShots: {
        outputs: basesOf(free[0]?.points[0]?.measurement),
        baseline: basesOf(baseline[0]?.points[0]?.measurement),
        observables: basesOf(nudged[0]?.[0]?.directions[0]?.plus),
      },
    };
  }

  private get responding() {
    const { parameters } = this.device.capabilities();
    return { parameters: allIndices(parameters.length), inputs: this.settings.trainedInputs };
  }

  private free(label: StreamKey, responding: object, reading: Shots | ShotBudget): Promise<FreeSample[]> {
    const problem = { ...this.problem, stream: [...this.problem.stream, "noise", label] };
    return freePhase(this.device, problem, responding, reading, this.signal);
  }

  private nudged(
    free: readonly FreeSample[],
    nudge: "error-signal" | "each-output",
    reading: Shots | ShotBudget,
  ): Promise<NudgedPoint[][]> {
    const directions = free.map((sample) =>
      sample.points.map((_, point) => gradientDirections(sample, point, nudge)),
    );
    const observables = this.responding;
    const request = "total" in reading ? { observables, budget: reading } : { observables, shots: reading };
    const { beta } = this.settings;
    const job = { request, step: PROBE_STEP, beta, isTwoSided: true, hasBaseline: false, label: nudge };
    return nudgedPhases(this.device, free, directions, job, this.signal);
  }

  /** χ of each point, output by output. */
  private responsesOf(free: FreeSample, nudged: readonly NudgedPoint[]): PointResponses[] {
    return nudged.map(({ directions }, point) => {
      const { measurement, outputs } = free.points[point] as FreeSample["points"][number];
      const baseline = readingOf(measurement, outputs.length, true);
      return {
        responses: directions.map((own) =>
          nudgeResponse([{ step: PROBE_STEP, nudged: own }], baseline, this.settings.beta, 0),
        ),
      };
    });
  }
}

/**
 * tr(JᵀΣJ) of one sample, J = ∂g/∂(free means), Σ their covariance, less what the noise of the measured susceptibility adds to it.
 *
 * @param inverse 1/β with which the free observables are subtracted, 0 where they are not
 */
function freeNoise(
  free: FreeSample,
  measured: readonly PointResponses[],
  shape: GradientShape,
  inverse: number,
): number {
  const total = squareMatrix(shape.parameters + shape.points * shape.trainedInputs.length);
  let excess = 0;
  for (const [point, { measurement, outputs }] of free.points.entries()) {
    const derivatives = Array.from(outputs, (_, l) => outputDerivative(free, measured, shape, point, l));
    const places = measurement.mean.length > outputs.length ? placesOf(shape, point) : [];
    for (const place of places) {
      const derivative = new Float64Array(total.order);
      derivative[place] = -inverse;
      derivatives.push(derivative);
    }
    addPropagated(total, derivatives, covarianceOf(measurement));
    const noise = errorSignalCovariance(free, point);
    for (const { direction, covariance } of measured[point]?.responses ?? []) {
      const output = direction.indexOf(1);
      const variance = noise.values[output * (noise.order + 1)] as number;
      excess += variance * (covariance ? traceOf(diagonalOf(covariance)) : 0);
    }
  }
  return Math.max(0, traceOf(diagonalOf(total)) - excess);
}

/** Σ_j Var(⟨A_j⟩), mean over the nudged phases of each point, summed over points. */
function nudgedVariance(points: readonly NudgedPoint[]): number {
  return points.reduce((sum, { directions }) => {
    const all = directions.flatMap(({ plus, minus }) => (minus ? [plus, minus] : [plus]));
    return sum + all.reduce((own, measurement) => own + varianceOf(measurement), 0) / Math.max(1, all.length);
  }, 0);
}

/** Var(Σ_l ε_l⟨B_l⟩), summed over points. */
function nudgedOutputVariance({ points, loss }: FreeSample): number {
  return points.reduce((sum, { measurement, outputs }, point) => {
    const variance = squareMatrix(1);
    const weights = Array.from(loss.errorSignals[point] as Float64Array, (value) => Float64Array.of(value));
    addPropagated(variance, weights, covarianceOf(measurement, 0, outputs.length));
    return sum + (variance.values[0] as number);
  }, 0);
}

function varianceOf({ mean, standardError }: Measurement): number {
  return mean.reduce((sum, _, k) => sum + (standardError?.[k] ?? 0) ** 2, 0);
}

/** Different bases that a device chose, as far as it tells, in however many visits: each needs a shot. */
function basesOf(measurement: Measurement | undefined): number {
  return new Set(measurement?.readouts?.map(({ basis }) => JSON.stringify(basis))).size || 1;
}

function traceOf(diagonal: Float64Array): number {
  return diagonal.reduce((sum, value) => sum + value, 0);
}

function meanOf<T>(items: readonly T[], value: (item: T, index: number) => number): number {
  return items.reduce((sum, item, index) => sum + value(item, index), 0) / items.length;
}
