import { RandomStream, type StreamKey } from "../base/random.ts";
import type { Drift } from "../measurement/imperfections.ts";
import type { Setting } from "../propagation/device.ts";

/**
 * A smooth Gaussian process of mean 0 and variance 1 at any time, in any order: the same path and time, the same value.
 *
 *     ξ(t) = Σ_k w_k ζ_k / √(Σ_k w_k²)
 *
 * with independent normal numbers ζ_k at the knots kτ and w_k the cubic B-spline about knot k at t; it has two continuous
 * derivatives.
 *
 * @param time in units of τ
 * @param path names the process
 */
export function wander(time: number, ...path: readonly StreamKey[]): number {
  const knot = Math.floor(time);
  const f = time - knot;
  const g = 1 - f;
  const weights = [g ** 3, 4 - 6 * f ** 2 + 3 * f ** 3, 4 - 6 * g ** 2 + 3 * g ** 3, f ** 3];
  let [sum, squares] = [0, 0];
  for (const [k, weight] of weights.entries()) {
    sum += weight * new RandomStream(...path, knot - 1 + k).normal();
    squares += weight * weight;
  }
  return sum / Math.sqrt(squares);
}

/**
 * The setting that a drifting laboratory really has at the time of this one: inputs and parameters have moved, the nudge has
 * not. It is no longer opposite to another.
 */
export function driftedSetting(setting: Setting, drift: Drift): Setting {
  const { correlationTime, relative = 0, absolute = 0, seed = 1 } = drift;
  const { opposite: _, time = 0, ...rest } = setting;
  const moved = (kind: string, values: Float64Array) =>
    values.map((value, k) => {
      const at = (size: string) => wander(time / correlationTime, "drift", seed, kind, k, size);
      const stretched = relative > 0 ? value * (1 + relative * at("relative")) : value;
      return absolute > 0 ? stretched + absolute * at("absolute") : stretched;
    });
  return {
    ...rest,
    inputs: moved("inputs", setting.inputs),
    parameters: moved("parameters", setting.parameters),
  };
}
