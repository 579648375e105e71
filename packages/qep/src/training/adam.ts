import { checkDecay, checkNonNegative, checkPositive } from "./optimizer-settings.ts";
import type { UpdateRule } from "./update-rule.ts";

/** Settings of Adam and Adamax; the defaults are those of the paper, of PyTorch and of optax. */
export interface AdamSettings {
  /** α > 0. */
  readonly learningRate: number;
  /** Decay β₁ of the first moment, in [0, 1); 0.9 by default. */
  readonly beta1?: number;
  /** Decay β₂ of the second moment, in [0, 1); 0.999 by default. */
  readonly beta2?: number;
  /** ε > 0, guards the division; 1e-8 by default. */
  readonly epsilon?: number;
}

/** Settings of Adam. */
export interface AdamConfig extends AdamSettings {
  readonly kind: "adam";
}

/** Settings of AdamW. */
export interface AdamWConfig extends AdamSettings {
  readonly kind: "adamw";
  /** λ ≥ 0, per unit of the learning rate; 0.01 by default. */
  readonly weightDecay?: number;
}

/** As in PyTorch. */
const DEFAULT_WEIGHT_DECAY = 0.01;

/**
 * Adam: steps scaled by running moments of the gradient, with bias correction.
 *
 * m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,
 * θ ← θ − α m̂ / (√v̂ + ε),  m̂ = m/(1 − β₁ᵗ),  v̂ = v/(1 − β₂ᵗ)
 *
 * @param size number of parameters P
 * @see Kingma & Ba, ICLR 2015 (arXiv 1412.6980), algorithm 1
 */
export function adam(config: AdamConfig, size: number): UpdateRule {
  return decayedAdam(config, 0, size);
}

/**
 * AdamW: Adam with weight decay of its own, which the moments do not see.
 *
 * θ ← (1 − αλ) θ, then as {@link adam}
 *
 * @param size number of parameters P
 * @see Loshchilov & Hutter, ICLR 2019 (arXiv 1711.05101), algorithm 2
 */
export function adamW(config: AdamWConfig, size: number): UpdateRule {
  const { weightDecay = DEFAULT_WEIGHT_DECAY } = config;
  checkNonNegative("weightDecay", weightDecay);
  return decayedAdam(config, weightDecay, size);
}

function decayedAdam(config: AdamSettings, weightDecay: number, size: number): UpdateRule {
  const { learningRate, beta1, beta2, epsilon } = resolveAdamSettings(config);
  const scalars = { beta1Power: 1, beta2Power: 1 };
  const firstMoment = new Float64Array(size);
  const secondMoment = new Float64Array(size);
  return {
    memory: { scalars, vectors: { firstMoment, secondMoment } },
    update(parameters, gradient, { scale: factor }) {
      const rate = learningRate * factor;
      const kept = 1 - rate * weightDecay;
      scalars.beta1Power *= beta1;
      scalars.beta2Power *= beta2;
      const firstCorrection = 1 - scalars.beta1Power;
      const secondCorrection = 1 - scalars.beta2Power;
      for (let j = 0; j < size; j++) {
        const g = gradient[j];
        // + 0 turns −0 into 0.
        firstMoment[j] = beta1 * firstMoment[j] + (1 - beta1) * g + 0;
        secondMoment[j] = beta2 * secondMoment[j] + (1 - beta2) * g * g;
        const scale = Math.sqrt(secondMoment[j] / secondCorrection) + epsilon;
        parameters[j] = parameters[j] * kept - (rate * (firstMoment[j] / firstCorrection)) / scale;
      }
    },
  };
}

/** The settings with defaults filled in, refused where out of range. */
export function resolveAdamSettings({
  learningRate,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
}: AdamSettings): Required<AdamSettings> {
  checkPositive("learningRate", learningRate);
  checkDecay("beta1", beta1);
  checkDecay("beta2", beta2);
  checkPositive("epsilon", epsilon);
  return { learningRate, beta1, beta2, epsilon };
}
