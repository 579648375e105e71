import type { Capabilities, Device, Knob } from "./device.ts";
import { differenceGradients } from "./difference-gradient.ts";
import { allIndices, freePhase } from "./free-phase.ts";
import type { GradientResult } from "./gradient-result.ts";
import {
  type GradientSettings,
  type ResolvedGradientSettings,
  resolveGradientSettings,
} from "./gradient-settings.ts";
import { requireKnobSteps } from "./knob-steps.ts";
import { nudgedGradients } from "./nudged-gradient.ts";
import { perturbationGradients } from "./perturbation-gradient.ts";
import { checkReadings } from "./phase-readings.ts";
import { checkProblem, type GradientProblem } from "./problem.ts";
import { freeResponses, responseGradients, smallestCoupledGap } from "./response-gradient.ts";

/**
 * ∂L/∂θ of every sample, by the method asked for.
 *
 * | method | preparations for each operating point | bias |
 * |---|---|---|
 * | one-sided | 2 | O(β) |
 * | symmetric | 3 | O(β²) |
 * | richardson | 5 | O(β⁴) |
 * | linear-response | 1, exact simulators only | none |
 * | finite-difference | 1 + 2P | O(step²) |
 * | spsa | 2, with the variance of all components in each | O(step²) |
 *
 * A budget adds the probing nudges of `budget.probe`, and the drift check where asked for.
 *
 * @param device holds the system in equilibrium
 * @param problem loss, samples and parameters
 * @param settings method, β, shots or budget; see {@link GradientSettings}
 * @param signal cancels between preparations
 * @returns one result for each sample, in their order
 * @throws QepError invalid-argument, unsupported, wrong-shape, not-finite before any preparation
 * @see Wanjura & Marquardt (2025), "Quantum equilibrium propagation"
 */
export async function estimateGradients(
  device: Device,
  problem: GradientProblem,
  settings: GradientSettings,
  signal?: AbortSignal,
): Promise<GradientResult[]> {
  const resolved = resolveGradientSettings(settings);
  const capabilities = device.capabilities();
  checkProblem(problem, capabilities, resolved.trainedInputs);
  checkReadings(capabilities, resolved);
  checkSteps(capabilities, resolved);
  switch (resolved.method) {
    case "linear-response":
      return responseGradients(device, problem, resolved, signal);
    case "finite-difference":
      return differenceGradients(device, problem, resolved, signal);
    case "spsa":
      return perturbationGradients(device, problem, resolved, signal);
    default: {
      const { method } = resolved;
      const results = await nudgedGradients(device, problem, { ...resolved, method }, signal);
      return resolved.health === "full" ? withCoupledGaps(device, problem, results) : results;
    }
  }
}

/** @throws QepError unsupported where a method that moves knobs would not move them by its step */
function checkSteps(
  { parameters, inputs }: Capabilities,
  { method, step, trainedInputs, frozenParameters }: ResolvedGradientSettings,
): void {
  if (method !== "finite-difference" && method !== "spsa") return;
  const moved = method === "spsa" ? parameters.filter((_, j) => !frozenParameters.has(j)) : parameters;
  requireKnobSteps([...moved, ...trainedInputs.map((k) => inputs[k] as Knob)], step, "gradient.step");
}

/** Adds the gap to the coupled states, where the device can compute it. */
async function withCoupledGaps(
  device: Device,
  problem: GradientProblem,
  results: readonly GradientResult[],
): Promise<GradientResult[]> {
  const { hasExactResponse, parameters } = device.capabilities();
  // A sampled mixture responds through all its levels at once; there is no gap to ask for.
  if (!hasExactResponse || results.some(({ health }) => health.sampling)) return [...results];
  const free = await freePhase(device, problem, {}, { outputs: null, parameters: null, inputs: null });
  const responses = await freeResponses(device, free, {
    parameters: allIndices(Math.min(1, parameters.length)),
  });
  return results.map((result, index) => {
    const coupledGap = smallestCoupledGap(responses[index] ?? []);
    const { nudgeRange, gap } = result.health;
    const relevant = coupledGap ?? gap;
    const nudgeToGap = nudgeRange === null || !relevant ? null : nudgeRange / relevant;
    return { ...result, health: { ...result.health, coupledGap, nudgeToGap } };
  });
}
