import { checkDecay, checkPositive } from "./optimizer-settings.ts";
import type { UpdateRule } from "./update-rule.ts";

/** Settings of RMSprop; the defaults are those of PyTorch. */
export interface RmspropConfig {
  readonly kind: "rmsprop";
  /** α > 0. */
  readonly learningRate: number;
  /** ρ in [0, 1); 0.99 by default. */
  readonly decay?: number;
  /** μ in [0, 1); 0 by default. */
  readonly momentum?: number;
  /** ε > 0, guards the division; 1e-8 by default. */
  readonly epsilon?: number;
}

/**
 * RMSprop: steps scaled by a running mean of the squared gradient, as in PyTorch.
 *
 * v ← ρ v + (1 − ρ) g²,  b ← μ b + g / (√v + ε),  θ ← θ − α b
 *
 * @param size number of parameters P
 * @see Tieleman & Hinton (2012), COURSERA: Neural Networks for Machine Learning, lecture 6.5
 */
export function rmsprop(
  { learningRate, decay = 0.99, momentum = 0, epsilon = 1e-8 }: RmspropConfig,
  size: number,
): UpdateRule {
  checkPositive("learningRate", learningRate);
  checkDecay("decay", decay);
  checkDecay("momentum", momentum);
  checkPositive("epsilon", epsilon);
  const meanSquare = new Float64Array(size);
  const velocity = new Float64Array(size);
  return {
    memory: { scalars: {}, vectors: { meanSquare, velocity } },
    update(parameters, gradient, { scale }) {
      const rate = learningRate * scale;
      for (let j = 0; j < size; j++) {
        const g = gradient[j];
        meanSquare[j] = decay * meanSquare[j] + (1 - decay) * g * g;
        // + 0 turns −0 into 0.
        velocity[j] = momentum * velocity[j] + g / (Math.sqrt(meanSquare[j]) + epsilon) + 0;
        parameters[j] -= rate * velocity[j];
      }
    },
  };
}
