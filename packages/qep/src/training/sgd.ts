import { checkDecay, checkPositive } from "./optimizer-settings.ts";
import type { UpdateRule } from "./update-rule.ts";

/** Settings of stochastic gradient descent. */
export interface SgdConfig {
  readonly kind: "sgd";
  /** α > 0. */
  readonly learningRate: number;
  /** μ in [0, 1); 0 by default. */
  readonly momentum?: number;
}

/**
 * Gradient descent with heavy-ball momentum, without dampening, as in PyTorch and optax.
 *
 * v ← μ v + g,  θ ← θ − α v
 *
 * @param size number of parameters P
 */
export function sgd({ learningRate, momentum = 0 }: SgdConfig, size: number): UpdateRule {
  checkPositive("learningRate", learningRate);
  checkDecay("momentum", momentum);
  const velocity = new Float64Array(size);
  return {
    memory: { scalars: {}, vectors: { velocity } },
    update(parameters, gradient, { scale }) {
      const rate = learningRate * scale;
      for (let j = 0; j < size; j++) {
        // + 0 turns −0 into 0.
        velocity[j] = momentum * velocity[j] + gradient[j] + 0;
        parameters[j] -= rate * velocity[j];
      }
    },
  };
}
