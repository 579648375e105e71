import { QepError } from "../base/errors.ts";
import { solvePositiveDefinite } from "../linalg/cholesky.ts";
import { checkDecay, checkPositive } from "./optimizer-settings.ts";
import { sgd } from "./sgd.ts";
import type { UpdateRule } from "./update-rule.ts";

/** Settings of the natural gradient. */
export interface NaturalGradientConfig {
  readonly kind: "natural-gradient";
  /** α > 0; ½ with the square loss is a damped Gauss–Newton step. */
  readonly learningRate: number;
  /** λ > 0, in the unit of the outputs squared per parameter squared; 0.01 by default. */
  readonly damping?: number;
  /** μ in [0, 1); 0 by default. */
  readonly momentum?: number;
}

/**
 * Gradient descent where the length of a step is measured by how far it moves the outputs.
 *
 * d = (G + λ)⁻¹ g,  G = mean over samples of Σ_{p,l} J_l⁽ᵖ⁾ J_l⁽ᵖ⁾ᵀ,  J_l⁽ᵖ⁾ = ∂⟨B_l⟩⁽ᵖ⁾/∂θ,
 * v ← μ v + d,  θ ← θ − α v
 *
 * By reciprocity a row of J is what the trained observables do when output l is nudged, so that G costs as many nudges as
 * there are outputs, whatever P. Large λ gives plain gradient descent with the rate α/λ.
 *
 * @param size number of parameters P
 * @see Amari, Neural Computation 10, 251 (1998); Martens, JMLR 21, 146 (2020), on its kinship with Gauss–Newton
 */
export function naturalGradient(
  { learningRate, damping = 0.01, momentum = 0 }: NaturalGradientConfig,
  size: number,
): UpdateRule {
  checkPositive("damping", damping);
  checkDecay("momentum", momentum);
  const descent = sgd({ kind: "sgd", learningRate, momentum }, size);
  return {
    memory: descent.memory,
    update(parameters, gradient, conditions) {
      const { responses } = conditions;
      if (responses === undefined || responses.some(({ length }) => length !== size)) {
        throw new QepError(
          "invalid-argument",
          `Optimizer: natural-gradient needs the responses of the outputs, rows of ${size} numbers each; given: ` +
            `${responses === undefined ? "none" : `rows of ${responses.map(({ length }) => length).join(", ")}`}.`,
        );
      }
      descent.update(
        parameters,
        directionOf(gradient, metricOf(responses, size, damping), damping),
        conditions,
      );
    },
  };
}

/** (G + λ)⁻¹ g. */
function directionOf(gradient: Float64Array, metric: Float64Array, damping: number): Float64Array {
  try {
    return solvePositiveDefinite(metric, gradient);
  } catch (cause) {
    throw new QepError(
      "invalid-argument",
      `Optimizer: natural-gradient with damping ${damping}, which rounding loses beside responses this large. ` +
        "Use a larger damping.",
      { damping },
      { cause },
    );
  }
}

/** G + λ, row by row. */
function metricOf(responses: readonly Float64Array[], size: number, damping: number): Float64Array {
  const metric = new Float64Array(size * size);
  for (const row of responses) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) metric[i * size + j] += row[i] * row[j];
    }
  }
  for (let i = 0; i < size; i++) metric[i * size + i] += damping;
  return metric;
}
