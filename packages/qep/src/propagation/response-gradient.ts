import { QepError } from "../base/errors.ts";
import type { Device, ExactResponse, Selection, Shots } from "./device.ts";
import { allIndices, type FreeSample, freePhase } from "./free-phase.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { ResolvedGradientSettings } from "./gradient-settings.ts";
import { gatherHealth } from "./health.ts";
import type { GradientProblem } from "./problem.ts";
import { type DirectionResponse, samplingVariances, standardErrors } from "./sampling-error.ts";

const EXACT: Shots = { outputs: null, parameters: null, inputs: null };

/**
 * The exact gradient, the limit β → 0 of the nudged ones, from the linear response of the free equilibrium:
 * ∂L/∂θ_j = 2 Re⟨0|A_j|δ⟩ with (H − E0)|δ⟩ = −Q Σ_l ε_l B_l |0⟩ (Sternheimer).
 *
 * Only devices that can look inside their equilibrium have it; it is the reference for the others.
 *
 * @throws QepError unsupported where the device has no exact response
 */
export async function responseGradients(
  device: Device,
  problem: GradientProblem,
  settings: ResolvedGradientSettings,
  signal?: AbortSignal,
): Promise<GradientResult[]> {
  const { parameters } = device.capabilities();
  exactResponseOf(device);
  const free = await freePhase(device, problem, {}, EXACT, signal);
  const responding: Selection = { parameters: allIndices(parameters.length), inputs: settings.trainedInputs };
  const responses = await freeResponses(device, free, responding);
  return free.map((sample, index) =>
    assemble(sample, responses[index] as ExactResponse[], settings, parameters.length),
  );
}

/** The exact response of every operating point to its error signal, sample by sample. */
export async function freeResponses(
  device: Device,
  free: readonly FreeSample[],
  observables: Selection,
): Promise<ExactResponse[][]> {
  const respond = exactResponseOf(device);
  const settings = free.flatMap(({ points }) => points.map(({ setting }) => setting));
  const directions = free.flatMap(({ loss }) => loss.errorSignals);
  const responses = (await respond(settings, directions, observables))[Symbol.iterator]();
  return free.map(({ points }) => points.map(() => responses.next().value as ExactResponse));
}

/** @throws QepError unsupported where the device has no exact response */
function exactResponseOf(device: Device): NonNullable<Device["respond"]> {
  if (device.respond) return device.respond.bind(device);
  throw new QepError(
    "unsupported",
    `the device "${device.capabilities().name}" cannot compute an exact response; use the symmetric method`,
  );
}

function assemble(
  free: FreeSample,
  responses: readonly ExactResponse[],
  { method, trainedInputs }: ResolvedGradientSettings,
  count: number,
): GradientResult {
  const { points, loss } = free;
  const parameters = new Float64Array(count);
  for (const { response } of responses) {
    for (let j = 0; j < count; j++) parameters[j] = (parameters[j] as number) + (response[j] as number);
  }
  const inputs = responses.map(({ response }, point) =>
    Float64Array.from(
      trainedInputs,
      (input, k) =>
        (response[count + k] as number) + ((loss.inputDerivatives[point] as Float64Array)[input] as number),
    ),
  );
  const directions = responses.map(({ response, replicates }, point): DirectionResponse[] => [
    { direction: loss.errorSignals[point] as Float64Array, response, ...(replicates ? { replicates } : {}) },
  ]);
  return {
    loss: loss.value,
    outputs: points.map((point) => point.outputs),
    parameters,
    inputs,
    standardError: standardErrors([samplingVariances(free, directions, count, trainedInputs)]),
    method,
    beta: null,
    preparations: points.length,
    shots: 0,
    health: gatherHealth(
      points.map(({ measurement }) => measurement),
      [],
      { coupledGap: smallestCoupledGap(responses) },
    ),
  };
}

/** The smallest gap to states the nudge couples to; null where no response knows it. */
export function smallestCoupledGap(responses: readonly ExactResponse[]): number | null {
  const known = responses.flatMap(({ coupledGap }) => (coupledGap === null ? [] : [coupledGap]));
  return known.length === 0 ? null : Math.min(...known);
}
