import { QepError } from "../base/errors.ts";
import type { Goal, Loss, LossInput, LossResult } from "./loss.ts";

/** Which output a loss reads, and where it shall go. */
export interface ExpectationLossOptions {
  /** Index of the output, 0 … J − 1. */
  readonly output: number;
  readonly goal: Goal;
}

/** Which output's dependence on which input a loss reads, and where it shall go. */
export interface SensitivityLossOptions extends ExpectationLossOptions {
  /** Index of the input in which the two operating points differ. */
  readonly input: number;
}

/**
 * Squared distance of all outputs from their targets, summed over the operating points.
 *
 * L = Σ_p Σ_l (⟨B_l⟩⁽ᵖ⁾ − t_l)²,  ε_l = 2(⟨B_l⟩ − t_l)
 *
 * @see Wanjura & Marquardt (2025), supervised learning (phase sensors)
 */
export function squareLoss(): Loss {
  const name = "square";
  return {
    name,
    evaluate(input) {
      const target = targetOf(name, input);
      let value = 0;
      const errorSignals = input.outputs.map((outputs, point) =>
        outputs.map((output, l) => {
          const deviation = output - target[(point * outputs.length + l) % target.length];
          value += deviation * deviation;
          return 2 * deviation;
        }),
      );
      return { value, errorSignals, inputDerivatives: zerosLike(input.inputs) };
    },
  };
}

/**
 * One output, to be made large or small, summed over the operating points.
 *
 * L = ∓ Σ_p ⟨B_l⟩⁽ᵖ⁾ (− to maximize, + to minimize)
 */
export function expectationLoss(options: ExpectationLossOptions): Loss {
  return singleOutputLoss("expectation", options, (output) => [output, 1]);
}

/**
 * Magnitude of one output, to be made large or small, summed over the operating points.
 *
 * L = ∓ Σ_p |⟨B_l⟩⁽ᵖ⁾|,  ε_l = ∓ sign⟨B_l⟩, with sign 0 = 0
 *
 * @see Wanjura & Marquardt (2025), unsupervised phase exploration
 */
export function absoluteExpectationLoss(options: ExpectationLossOptions): Loss {
  return singleOutputLoss("absolute", options, (output) => [Math.abs(output), Math.sign(output)]);
}

/**
 * How much one output changes with one input, between two operating points, to be made large or small.
 *
 * With y = ⟨B_l⟩, Δy = y⁽⁰⁾ − y⁽¹⁾, Δx = x_k⁽⁰⁾ − x_k⁽¹⁾ (upper sign to maximize, sign 0 = 0):
 * L = ∓ |Δy|/|Δx|,  ε⁽⁰⁾ = ∓ sign(Δy)/|Δx| = −ε⁽¹⁾,  ∂L/∂x⁽⁰⁾ = −L sign(Δx)/|Δx| = −∂L/∂x⁽¹⁾.
 *
 * Evaluating it throws QepError `invalid-argument` where the two points have the same input.
 *
 * @see Wanjura & Marquardt (2025), unsupervised sensitivity optimisation
 */
export function sensitivityLoss(options: SensitivityLossOptions): Loss {
  const name = "sensitivity";
  const sign = signOf(name, options.goal);
  const { output: l, input: k } = options;
  return {
    name,
    points: 2,
    evaluate(input) {
      checkPoints(name, input, 2);
      const [y0, y1] = input.outputs.map((outputs) => entry(name, "output", outputs, l));
      const [x0, x1] = input.inputs.map((inputs) => entry(name, "input", inputs, k));
      const distance = Math.abs(x0 - x1);
      if (distance === 0) {
        throw new QepError(
          "invalid-argument",
          `Loss "${name}" needs two operating points that differ in input ${k}; both have ${x0}. Move one of them.`,
          { loss: name, input: k, value: x0 },
        );
      }
      const value = (sign * Math.abs(y0 - y1)) / distance;
      const errorSignals = zerosLike(input.outputs);
      errorSignals[0][l] = (sign * Math.sign(y0 - y1)) / distance;
      errorSignals[1][l] = -errorSignals[0][l];
      const inputDerivatives = zerosLike(input.inputs);
      inputDerivatives[0][k] = (-value * Math.sign(x0 - x1)) / distance;
      inputDerivatives[1][k] = -inputDerivatives[0][k];
      return { value, errorSignals, inputDerivatives };
    },
  };
}

/** ± Σ_p f(y_l⁽ᵖ⁾), where `f` returns the function's value and its derivative. */
function singleOutputLoss(
  name: string,
  { output: l, goal }: ExpectationLossOptions,
  f: (output: number) => readonly [value: number, derivative: number],
): Loss {
  const sign = signOf(name, goal);
  return {
    name,
    evaluate(input): LossResult {
      checkPoints(name, input);
      let value = 0;
      const errorSignals = input.outputs.map((outputs) => {
        const [contribution, derivative] = f(entry(name, "output", outputs, l));
        value += sign * contribution;
        const errorSignal = new Float64Array(outputs.length);
        errorSignal[l] = sign * derivative;
        return errorSignal;
      });
      return { value, errorSignals, inputDerivatives: zerosLike(input.inputs) };
    },
  };
}

function signOf(name: string, goal: Goal): 1 | -1 {
  if (goal === "minimize") return 1;
  if (goal === "maximize") return -1;
  throw new QepError(
    "invalid-argument",
    `Loss "${name}": goal must be "maximize" or "minimize", not "${goal}".`,
    {
      loss: name,
      goal,
    },
  );
}

function checkPoints(name: string, input: LossInput, points?: number): void {
  const given = input.outputs.length;
  if (given > 0 && given === input.inputs.length && (points === undefined || given === points)) return;
  throw new QepError(
    "wrong-shape",
    `Loss "${name}" needs outputs and inputs of ${points ?? "the same number of"} operating points ` +
      `(at least one); given: outputs of ${given}, inputs of ${input.inputs.length}.`,
    { loss: name, outputs: given, inputs: input.inputs.length, expected: points },
  );
}

function targetOf(name: string, input: LossInput): Float64Array {
  checkPoints(name, input);
  const outputs = input.outputs[0].length;
  const total = outputs * input.outputs.length;
  const target = input.target;
  if (target !== undefined && (target.length === outputs || target.length === total)) return target;
  throw new QepError(
    "wrong-shape",
    `Loss "${name}" needs a target of length ${outputs} (one value per output)` +
      `${total > outputs ? ` or ${total} (one per output and operating point)` : ""}; ` +
      `given: ${target === undefined ? "none" : `length ${target.length}`}.`,
    { loss: name, expected: outputs, given: target?.length },
  );
}

function entry(name: string, what: "output" | "input", vector: Float64Array, index: number): number {
  const value = vector[index];
  if (value !== undefined) return value;
  throw new QepError(
    "wrong-shape",
    `Loss "${name}" reads ${what} ${index}, but an operating point has only ${vector.length} ${what}s (counted from 0).`,
    { loss: name, index, available: vector.length },
  );
}

function zerosLike(vectors: readonly Float64Array[]): Float64Array[] {
  return vectors.map((vector) => new Float64Array(vector.length));
}
