import type { Goal, Loss } from "./loss.ts";
import { checkPoints, entry, signOf, zerosLike } from "./loss-checks.ts";

/** Indices of the three outputs that a connected correlation is made of, and where it shall go. */
export interface CorrelationLossOptions {
  /** Index of the output AB. */
  readonly joint: number;
  /** Index of the output A. */
  readonly first: number;
  /** Index of the output B. */
  readonly second: number;
  readonly goal: Goal;
}

/**
 * The connected correlation of two observables, to be made large or small, summed over the operating points.
 *
 * L = ∓ Σ_p (⟨AB⟩ − ⟨A⟩⟨B⟩),  ε = ∓ (1, −⟨B⟩, −⟨A⟩) for the outputs AB, A, B (− to maximize, + to minimize)
 *
 * Unlike ⟨AB⟩ it vanishes in every product state. It is no expectation value, but a function of three.
 */
export function correlationLoss({ joint, first, second, goal }: CorrelationLossOptions): Loss {
  const name = "correlation";
  const sign = signOf(name, goal);
  return {
    name,
    evaluate(input) {
      checkPoints(name, input);
      let value = 0;
      const errorSignals = input.outputs.map((outputs) => {
        const [ab, a, b] = [joint, first, second].map((l) => entry(name, "output", outputs, l));
        value += sign * (ab - a * b);
        const errorSignal = new Float64Array(outputs.length);
        errorSignal[joint] += sign;
        // Added up, because A and B may be one output.
        errorSignal[first] -= sign * b;
        errorSignal[second] -= sign * a;
        return errorSignal;
      });
      return { value, errorSignals, inputDerivatives: zerosLike(input.inputs) };
    },
  };
}
