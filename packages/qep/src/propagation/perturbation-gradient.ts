import { RandomStream } from "../base/random.ts";
import { addPropagated, covarianceOf, squareMatrix } from "./covariance.ts";
import type { Device, Measurement, Setting } from "./device.ts";
import { steppedRequest } from "./difference-gradient.ts";
import { allIndices } from "./free-phase.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { ResolvedGradientSettings } from "./gradient-settings.ts";
import { gatherHealth } from "./health.ts";
import { measure } from "./measure.ts";
import { freeSetting, type GradientProblem, type Sample } from "./problem.ts";

/** All variables of a sample displaced along one random vector of ±1: the parameters, then the inputs of each point. */
interface Perturbation {
  readonly parameters: Float64Array;
  readonly inputs: readonly Float64Array[];
}

/**
 * Gradients by simultaneous perturbation (SPSA): all variables moved at once along a random vector Δ of ±1,
 *
 *     g_j = [L(θ + cΔ) − L(θ − cΔ)] / 2c · Δ_j
 *
 * Two evaluations of the loss for each sample, whatever the number of parameters, with no nudge: a baseline for QEP. The
 * mean over Δ is the gradient up to O(c²), but a single estimate has the variance of all other components in each.
 * The loss and the outputs recorded are the means of the two evaluations, with the noise of their outputs. Standard errors
 * are those of the shots and of the device's calibration; the spread over Δ is no part of them.
 *
 * @see Spall, IEEE Transactions on Automatic Control 37, 332 (1992)
 */
export async function perturbationGradients(
  device: Device,
  problem: GradientProblem,
  settings: ResolvedGradientSettings,
  signal?: AbortSignal,
): Promise<GradientResult[]> {
  const outputs = device.capabilities().outputs.length;
  const perturbations = problem.samples.map((_, index) => drawPerturbation(problem, index, settings));
  const displaced = problem.samples.map((_, index) =>
    [1, -1].map((sign) => displacedSettings(problem, index, perturbations[index], sign, outputs, settings)),
  );
  const request = steppedRequest(settings, outputs);
  const measurements = [...(await measure(device, displaced.flat(2), request, signal))];
  return problem.samples.map((sample, index) => {
    const sides = displaced[index].map((at) => ({ at, read: measurements.splice(0, at.length) }));
    return assemble(problem, sample, perturbations[index], sides, settings);
  });
}

/** ±1 for every variable that may move, 0 for those that are frozen. */
function drawPerturbation(
  { samples, parameters, stream }: GradientProblem,
  sample: number,
  { trainedInputs, frozenParameters }: ResolvedGradientSettings,
): Perturbation {
  const random = new RandomStream(...stream, sample, "perturbation");
  const sign = () => (random.integer(2) === 0 ? -1 : 1);
  return {
    parameters: parameters.map((_, j) => (frozenParameters.has(j) ? 0 : sign())),
    inputs: samples[sample].points.map(() => Float64Array.from(trainedInputs, sign)),
  };
}

/** The operating points of a sample, with all variables moved by ±c Δ. */
function displacedSettings(
  problem: GradientProblem,
  sample: number,
  { parameters: signs, inputs: inputSigns }: Perturbation,
  sign: number,
  outputs: number,
  { step, trainedInputs }: ResolvedGradientSettings,
): Setting[] {
  const parameters = problem.parameters.map((value, j) => value + sign * step * signs[j]);
  return problem.samples[sample].points.map((_, point) => {
    const free = freeSetting(problem, sample, point, outputs, parameters);
    const inputs = free.inputs.slice();
    for (const [k, input] of trainedInputs.entries()) inputs[input] += sign * step * inputSigns[point][k];
    return {
      ...free,
      inputs,
      stream: [...free.stream.slice(0, -1), "perturbation", sign > 0 ? "up" : "down"],
    };
  });
}

/** The operating points on one side of θ, and what was measured there. */
interface Side {
  readonly at: readonly Setting[];
  readonly read: readonly Measurement[];
}

function assemble(
  { loss }: GradientProblem,
  { target }: Sample,
  perturbation: Perturbation,
  sides: readonly Side[],
  { step, shots, budget, method }: ResolvedGradientSettings,
): GradientResult {
  const evaluate = ({ at, read }: Side, readings: (measurement: Measurement) => Float64Array) =>
    loss.evaluate({
      outputs: read.map(readings),
      inputs: at.map((setting) => setting.inputs),
      ...(target ? { target } : {}),
    });
  const evaluated = sides.map((side) => {
    const { value, errorSignals } = evaluate(side, ({ mean }) => mean);
    return { value, variance: lossVariance(side.read, errorSignals) };
  });
  const calibrated = calibrationChanges(sides, evaluate);
  const [up, down] = evaluated;
  const slope = (up.value - down.value) / (2 * step);
  const variance = (sign: 1 | -1) =>
    (up.variance +
      down.variance +
      calibrated.reduce((sum, own) => sum + (own.up + sign * own.down) ** 2, 0)) /
    4;
  const error = Math.sqrt(variance(-1)) / step;
  const signs = Float64Array.of(
    ...perturbation.parameters,
    ...perturbation.inputs.flatMap((own) => [...own]),
  );
  const shiftOf = ({ up: above, down: below }: (typeof calibrated)[number]) =>
    signs.map((sign) => (sign * (above - below)) / (2 * step));
  const measurements = sides.flatMap(({ read }) => read);
  return {
    loss: (up.value + down.value) / 2,
    outputs: halfSums(sides, ({ mean }) => mean),
    // + 0 turns the −0 of a frozen parameter into 0.
    parameters: perturbation.parameters.map((sign) => slope * sign + 0),
    inputs: perturbation.inputs.map((signs) => signs.map((sign) => slope * sign)),
    standardError:
      shots === null && budget === null
        ? null
        : {
            loss: Math.sqrt(variance(1)),
            outputs: outputErrors(sides, calibrated.length),
            parameters: perturbation.parameters.map((sign) => Math.abs(sign) * error),
            inputs: perturbation.inputs.map((signs) => signs.map(() => error)),
          },
    ...(calibrated.length > 0 ? { calibrationShifts: calibrated.map(shiftOf) } : {}),
    method,
    beta: null,
    preparations: measurements.length,
    shots: measurements.reduce((sum, measurement) => sum + measurement.shots, 0),
    health: gatherHealth(measurements, []),
  };
}

/** Var L = Σ_p εᵀ Cov(⟨B⟩) ε; operating points are independent. */
function lossVariance(read: readonly Measurement[], errorSignals: readonly Float64Array[]): number {
  const variance = squareMatrix(1);
  for (const [point, measurement] of read.entries()) {
    const derivatives = Array.from(errorSignals[point], (slope) => Float64Array.of(slope));
    addPropagated(variance, derivatives, covarianceOf(measurement));
  }
  return variance.values[0];
}

/** What each constant of a calibration changes the losses of both sides by, were it larger by its standard error. */
function calibrationChanges(
  sides: readonly Side[],
  evaluate: (side: Side, readings: (measurement: Measurement) => Float64Array) => { readonly value: number },
): { readonly up: number; readonly down: number }[] {
  const constants = sides[0]?.read[0]?.calibrationShifts ?? [];
  return constants.map((_, c) => {
    const [up, down] = sides.map((side) => {
      const moved = (factor: 1 | -1) =>
        evaluate(side, ({ mean, calibrationShifts }) =>
          mean.map((value, l) => value + factor * (calibrationShifts?.[c]?.[l] ?? 0)),
        ).value;
      return (moved(1) - moved(-1)) / 2;
    });
    return { up, down };
  });
}

/** Standard errors of the means of both sides: their shots are independent, the constants of a calibration the same. */
function outputErrors(sides: readonly Side[], constants: number): Float64Array[] {
  const variances = halfSums(sides, ({ mean, standardError }) =>
    mean.map((_, l) => (standardError?.[l] ?? 0) ** 2),
  );
  const shifts = allIndices(constants).map((c) =>
    halfSums(sides, ({ mean, calibrationShifts }) => calibrationShifts?.[c] ?? mean.map(() => 0)),
  );
  return variances.map((own, point) =>
    own.map((value, l) =>
      Math.sqrt(value / 2 + shifts.reduce((sum, shift) => sum + shift[point][l] ** 2, 0)),
    ),
  );
}

/** Half the sum of something of both sides, for each operating point. */
function halfSums(
  [up, down]: readonly Side[],
  of: (measurement: Measurement) => Float64Array,
): Float64Array[] {
  return up.read.map((above, point) => {
    const below = of(down.read[point]);
    return of(above).map((value, l) => (value + below[l]) / 2);
  });
}
