import { QepError } from "../base/errors.ts";
import type { Capabilities, MeasurementRequest, Selection, ShotBudget, Shots } from "./device.ts";
import type { ResolvedGradientSettings } from "./gradient-settings.ts";
import { type NudgeStep, shotsOfStep } from "./nudge-steps.ts";
import type { ObservableWeights } from "./phase-budget.ts";

/** @throws QepError unsupported where the device cannot measure in the way the settings ask for; wrong-shape for weights */
export function checkReadings(capabilities: Capabilities, settings: ResolvedGradientSettings): void {
  const { name, hasBudget = false, hasExactMeans, outputs, parameters } = capabilities;
  const { budget, shots, trainedInputs } = settings;
  if (budget && !hasBudget) {
    throw new QepError(
      "unsupported",
      `gradient.budget: the device "${name}" does not share shots over observables; give gradient.shots for each of them, ` +
        "or wrap a device that counts",
    );
  }
  if (!budget && !hasExactMeans) {
    const asked = shots === null ? "exact expectation values" : "outputs free of noise beside gradient.shots";
    throw new QepError(
      "unsupported",
      `the device "${name}" cannot give ${asked}; it measures everything with shots: give gradient.budget instead`,
    );
  }
  const lengths = { outputs: outputs.length, parameters: parameters.length, inputs: trainedInputs.length };
  for (const [kind, length] of Object.entries(lengths)) {
    const given = budget?.weights[kind as keyof ObservableWeights];
    if (given === undefined || (given.length === length && given.every((weight) => weight >= 0))) continue;
    throw new QepError(
      "wrong-shape",
      `gradient.budget.weights.${kind}: expected ${length} numbers of at least 0, given ${[...given].join(", ")}`,
      { expected: length, given: given.length },
    );
  }
}

/** How the free phase is read: exact outputs, or all that is selected from one budget. */
export function freeReading(
  { budget, shots }: ResolvedGradientSettings,
  responding: Selection,
  outputs: number,
  trained: number,
): Shots | ShotBudget {
  if (!budget) return { outputs: null, parameters: shots, inputs: shots };
  const own = budget.weights.outputs ?? new Float64Array(outputs).fill(Math.sqrt(Math.max(1, trained)));
  return { total: budget.free, weights: Float64Array.of(...own, ...respondingWeights(budget, responding)) };
}

/** What is asked of the nudged phases of one step, or of the probing ones. */
export function nudgedRequest(
  { budget, shots }: ResolvedGradientSettings,
  observables: Selection,
  step: NudgeStep,
  isProbe = false,
): MeasurementRequest {
  if (budget) {
    const total = isProbe ? budget.probe : shotsOfStep(step, budget.nudged);
    return { observables, budget: { total, weights: respondingWeights(budget, observables) } };
  }
  const each = shots === null ? null : shotsOfStep(step, shots);
  return { observables, shots: { outputs: null, parameters: each, inputs: each } };
}

function respondingWeights(
  { weights }: { readonly weights: ObservableWeights },
  { parameters = [], inputs = [] }: Selection,
): Float64Array {
  const ones = (selected: readonly number[]) => new Float64Array(selected.length).fill(1);
  const trained = parameters.length > 0 ? (weights.parameters ?? ones(parameters)) : [];
  return Float64Array.of(...trained, ...(inputs.length > 0 ? (weights.inputs ?? ones(inputs)) : []));
}
