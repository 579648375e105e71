import { type AdamSettings, resolveAdamSettings } from "./adam.ts";
import type { UpdateRule } from "./update-rule.ts";

/** Settings of Adamax. */
export interface AdamaxConfig extends AdamSettings {
  readonly kind: "adamax";
}

/**
 * Adamax: Adam with the infinity norm in place of the second moment.
 *
 * m ← β₁ m + (1 − β₁) g,  u ← max(β₂ u, |g| + ε),  θ ← θ − α m̂ / u,  m̂ = m/(1 − β₁ᵗ)
 *
 * The ε is that of PyTorch and optax; the paper has none and is undefined while a gradient is zero.
 *
 * @param size number of parameters P
 * @see Kingma & Ba, ICLR 2015 (arXiv 1412.6980), algorithm 2
 */
export function adamax(config: AdamaxConfig, size: number): UpdateRule {
  const { learningRate, beta1, beta2, epsilon } = resolveAdamSettings(config);
  const scalars = { beta1Power: 1 };
  const firstMoment = new Float64Array(size);
  const infinityNorm = new Float64Array(size);
  return {
    memory: { scalars, vectors: { firstMoment, infinityNorm } },
    update(parameters, gradient, { scale }) {
      const rate = learningRate * scale;
      scalars.beta1Power *= beta1;
      const firstCorrection = 1 - scalars.beta1Power;
      for (let j = 0; j < size; j++) {
        const g = gradient[j];
        // + 0 turns −0 into 0.
        firstMoment[j] = beta1 * firstMoment[j] + (1 - beta1) * g + 0;
        infinityNorm[j] = Math.max(beta2 * infinityNorm[j], Math.abs(g) + epsilon);
        parameters[j] -= (rate * (firstMoment[j] / firstCorrection)) / infinityNorm[j];
      }
    },
  };
}
