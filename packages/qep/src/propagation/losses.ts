import { QepError } from "../base/errors.ts";
import type { Goal, Loss, LossResult } from "./loss.ts";
import { checkPoints, entry, signOf, targetOf, zerosLike } from "./loss-checks.ts";

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

/** How much each output counts. */
export interface SquareLossOptions {
  /** w_l ≥ 0, length J; all 1 by default. */
  readonly weights?: Float64Array;
}

/**
 * Squared distance of all outputs from their targets, summed over the operating points.
 *
 * L = Σ_p Σ_l w_l (⟨B_l⟩⁽ᵖ⁾ − t_l)²,  ε_l = 2 w_l (⟨B_l⟩ − t_l)
 *
 * Evaluating it throws QepError `wrong-shape` where there are not as many weights as outputs.
 *
 * @throws QepError `invalid-argument` for a weight that is negative or not finite
 * @see Wanjura & Marquardt (2025), supervised learning (phase sensors)
 */
export function squareLoss({ weights }: SquareLossOptions = {}): Loss {
  const name = "square";
  if (weights) checkWeights(name, weights);
  return {
    name,
    evaluate(input) {
      const target = targetOf(name, input);
      let value = 0;
      const errorSignals = input.outputs.map((outputs, point) =>
        outputs.map((output, l) => {
          const deviation = output - target[(point * outputs.length + l) % target.length];
          const weight = weights ? entry(name, "weight", weights, l) : 1;
          value += weight * deviation * deviation;
          return 2 * weight * deviation;
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

function checkWeights(name: string, weights: Float64Array): void {
  const bad = weights.findIndex((weight) => !(Number.isFinite(weight) && weight >= 0));
  if (bad < 0) return;
  throw new QepError(
    "invalid-argument",
    `Loss "${name}": weight ${bad} must be a finite number of at least 0; given: ${weights[bad]}.`,
    { loss: name, index: bad, value: weights[bad] },
  );
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
