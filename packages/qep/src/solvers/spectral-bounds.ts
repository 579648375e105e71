import type { Vector } from "../kernels/kernels.ts";
import { lowestTridiagonalEnd } from "../linalg/tridiagonal.ts";
import { attainableResidual, type HermitianProblem, notFinite } from "./problem.ts";

/** An interval that holds all energies. */
export interface SpectralBounds {
  readonly lower: number;
  readonly upper: number;
}

/** The interval, and what it took to find. */
export interface FoundBounds extends SpectralBounds {
  /** Applications of H. */
  readonly iterations: number;
}

/** Both ends are known to this part of the spread at least: a wider interval costs more than a sharper end. */
const SHARPNESS = 0.01;

/** Steps between two looks at the Ritz values. */
const CHECK_EVERY = 3;

/** A few hundred steps reach any end to rounding; without reorthogonalisation more do no harm. */
const MAX_STEPS = 5000;

/**
 * Bounds on the spectrum of H from the extreme Ritz values of a Lanczos run without stored basis, widened by their
 * residuals: an eigenvalue lies within ‖Hx − θx‖ of θ, and a random start leaves out none of the extreme ones.
 *
 * @param start a random vector, any norm but zero; not changed
 * @param resolution how far below E0 the lower end may lie, in the unit of energy, above 0
 * @throws QepError not-converged where H is not finite
 */
export function spectralBounds(problem: HermitianProblem, start: Vector, resolution: number): FoundBounds {
  const { kernels, plan, layout } = problem;
  const floor = attainableResidual(problem);
  let [previous, current, next] = [0, 0, 0].map(() => kernels.allocate(layout.length)) as Basis;
  const [alpha, beta]: [number[], number[]] = [[], []];
  let ends = { lower: 0, upper: 0, isSharp: false };
  kernels.scale(1 / Math.sqrt(kernels.dot(start, start)), start, current);
  for (let size = 1; ; size++) {
    const a = kernels.apply(plan, current, next, -(beta.at(-1) ?? 0), previous);
    const norm = Math.sqrt(kernels.axpyNorm(-a, current, next));
    if (!Number.isFinite(norm)) throw notFinite("the spectrum");
    alpha.push(a);
    beta.push(norm);
    const isLast = norm <= floor || size === MAX_STEPS;
    if (isLast || size % CHECK_EVERY === 0) {
      ends = ritzEnds(alpha, beta, resolution, floor);
      if (isLast || ends.isSharp) break;
    }
    kernels.scale(1 / norm, next, next);
    [previous, current, next] = [current, next, previous];
  }
  for (const vector of [previous, current, next]) kernels.release(vector);
  return { lower: ends.lower, upper: ends.upper, iterations: alpha.length };
}

type Basis = [Vector, Vector, Vector];

function ritzEnds(alpha: readonly number[], beta: readonly number[], resolution: number, floor: number) {
  const [low, high] = [
    extremeRitz(alpha, beta),
    extremeRitz(
      alpha.map((value) => -value),
      beta,
    ),
  ];
  const spread = -high.value - low.value;
  const margin = Math.max(floor, SHARPNESS * spread);
  return {
    lower: low.value - Math.max(low.residual, floor),
    // Only the lower end needs to be sharp: e^{−H/2T} is counted from there.
    upper: -high.value + high.residual + margin,
    isSharp: high.residual <= margin && low.residual <= Math.max(floor, Math.min(margin, resolution)),
  };
}

function extremeRitz(alpha: readonly number[], beta: readonly number[]) {
  const size = alpha.length;
  const { value, last } = lowestTridiagonalEnd(alpha, beta, size);
  return { value, residual: (beta[size - 1] as number) * last };
}
