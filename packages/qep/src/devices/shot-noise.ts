import type { RandomStream } from "../base/random.ts";
import type { Reading } from "./equilibrium.ts";

/** One kind's expectation values with the authors' Gaussian shot noise where shots are finite. */
export function withShotNoise(
  { means, variances, replicates }: Reading,
  shots: number | null,
  noise: RandomStream,
): { means: Float64Array; errors: Float64Array | null; replicates: Reading["replicates"] } {
  if (shots === null || variances === null || means.length === 0) return { means, errors: null, replicates };
  const errors = variances.map((variance) => Math.sqrt(variance / shots));
  const deviations = errors.map((error) => error * noise.normal());
  const noisy = (values: Float64Array) => values.map((value, k) => value + (deviations[k] as number));
  return { means: noisy(means), errors, replicates: replicates?.map(noisy) ?? null };
}
