import { QepError } from "../base/errors.ts";

/** The biases found at one strength: β of a nudge, or the step h of a difference. */
export interface BiasPoint {
  /** Above 0. */
  readonly strength: number;
  /** ĝ − ∂L/∂θ of each sample, without noise or as measured; n samples of the same length. */
  readonly biases: readonly Float64Array[];
  /** Sum over the components of the variances of their mean by shots; 0 where they were found without noise. */
  readonly variance: number;
}

/** Vectors of the samples of a pilot, biases or gradients, by their mean. */
export interface PilotMean {
  readonly mean: Float64Array;
  /** Σ_j of the variance of a single sample's vector about that mean, over the samples; 0 for one sample. */
  readonly scatter: number;
  /** Σ_j Var(mean_j) by the shots of the pilot. */
  readonly variance: number;
  readonly samples: number;
}

/** The bias of an estimator at any strength up to the largest that was tried. */
export type BiasCurve = (strength: number) => PilotMean;

/**
 * A bias between the strengths at which it is known: ln ‖b‖ and b/‖b‖ are polynomials in ln s through the nearest two on each side,
 * so that powers of s come out as powers. Below the least strength the leading order holds, b ∝ sⁿ.
 *
 * Above the largest strength nothing is known: expansions in β leave their range there, and can be wrong by any factor.
 *
 * @param points at least one, of the same samples
 * @param order n, the power with which the bias falls
 * @throws QepError invalid-argument for a strength above the range
 */
export function biasCurve(points: readonly BiasPoint[], order: number): BiasCurve {
  const sorted = [...points].sort((a, b) => a.strength - b.strength);
  return (strength) => {
    const near = weightsAt(sorted, strength, order);
    const biases = (sorted[0] as BiasPoint).biases.map((bias, sample) =>
      bias.map((_, j) =>
        near.reduce(
          (sum, { point, weight }) => sum + weight * ((point.biases[sample] as Float64Array)[j] as number),
          0,
        ),
      ),
    );
    const variance = near.reduce((sum, { point, weight }) => sum + weight ** 2 * point.variance, 0);
    return { ...meanAndScatter(biases), variance, samples: biases.length };
  };
}

/**
 * What ‖v‖² of the mean v over B samples is on average: ‖E v‖² + Σ_j Var(v_j)/B. The mean over a pilot's n samples holds
 * Σ_j Var(v_j)/n and the variance V of its shots, and their scatter holds n V, which all are taken off:
 *
 *     ‖v̄‖² − V + (scatter − n V)(1/B − 1/n)
 *
 * @param batchSize B; equal to n, it is ‖v̄‖² − V, the samples being the pilot's own
 * @returns at least 0
 */
export function squaredMean({ mean, scatter, variance, samples }: PilotMean, batchSize: number): number {
  // One sample does not tell how samples scatter.
  const between = samples > 1 ? scatter - samples * variance : 0;
  return Math.max(0, squaredNorm(mean) - variance + between * (1 / batchSize - 1 / samples));
}

/** Mean of vectors, and Σ_j of their sample variances. */
export function meanAndScatter(vectors: readonly Float64Array[]): { mean: Float64Array; scatter: number } {
  const mean = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    for (const [j, value] of vector.entries()) mean[j] = (mean[j] as number) + value / vectors.length;
  }
  if (vectors.length < 2) return { mean, scatter: 0 };
  const squares = vectors.reduce(
    (sum, vector) => sum + squaredNorm(vector.map((value, j) => value - (mean[j] as number))),
    0,
  );
  return { mean, scatter: squares / (vectors.length - 1) };
}

export function squaredNorm(vector: Float64Array): number {
  return vector.reduce((sum, value) => sum + value * value, 0);
}

/** Up to two known strengths on each side with their weights, those of Lagrange times a common norm; below all, the leading order. */
function weightsAt(
  points: readonly BiasPoint[],
  strength: number,
  order: number,
): { readonly point: BiasPoint; readonly weight: number }[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || !(strength > 0) || strength > last.strength * (1 + 1e-12)) {
    throw new QepError(
      "invalid-argument",
      `the bias is known at strengths above 0 and up to ${last?.strength ?? "none"}, asked for was ${strength}; ` +
        "run the pilot at larger ones",
      { strength },
    );
  }
  if (strength <= first.strength) return [{ point: first, weight: (strength / first.strength) ** order }];
  const above = points.findIndex((point) => point.strength >= strength * (1 - 1e-12));
  const near = points.slice(Math.max(0, above - 2), above + 2).map((point) => ({
    point,
    norm: Math.sqrt(point.biases.reduce((sum, bias) => sum + squaredNorm(bias), 0)),
  }));
  const lagrange = near.map(({ point }) =>
    near.reduce((product, { point: other }) => {
      if (other === point) return product;
      return (product * Math.log(strength / other.strength)) / Math.log(point.strength / other.strength);
    }, 1),
  );
  const isScaled = near.every(({ norm }) => norm > 0);
  const logarithm = near.reduce((sum, { norm }, k) => sum + (lagrange[k] as number) * Math.log(norm), 0);
  return near.map(({ point, norm }, k) => {
    const scale = isScaled ? Math.exp(logarithm) / norm : 1;
    return { point, weight: scale * (lagrange[k] as number) };
  });
}
