import type { SolveProgress } from "../solvers/problem.ts";

/** Residuals wander before they fall: fewer looks than this tell nothing about the rate. */
const LEAST_LOOKS = 4;

/** Further than this many times what is done, an extrapolation is worth nothing. */
const HORIZON = 10;

/**
 * Foretells how many applications of H a solve will take, from the rate at which its residual falls.
 *
 * The logarithm of a Lanczos residual falls about linearly once the wanted state stands out. A straight line through
 * the later half of the looks, by least squares, is followed down to the target. A solve in two passes takes as many
 * applications again.
 */
export class SolveForecast {
  private readonly looks: { readonly iterations: number; readonly digits: number }[] = [];
  /** Applications of the first pass and where it ended, known when it has converged. */
  private firstPass: { readonly iterations: number; readonly residualNorm: number } | undefined;

  /** @returns the expected total, above the iterations so far; undefined where there is no trend yet */
  expected(progress: SolveProgress): number | undefined {
    const steps = this.expectedSteps(progress);
    return steps === undefined ? undefined : Math.max(progress.iterations + 1, progress.passes * steps);
  }

  private expectedSteps({ iterations, residualNorm, target }: SolveProgress): number | undefined {
    if (residualNorm <= target) {
      // The residual of a second pass is that of the first.
      if (this.firstPass?.residualNorm !== residualNorm) this.firstPass = { iterations, residualNorm };
      return this.firstPass.iterations;
    }
    const digits = Math.log10(residualNorm / target);
    this.looks.push({ iterations, digits });
    const later = this.looks.slice(this.looks.length >> 1);
    const slope = later.length < LEAST_LOOKS ? Number.NaN : slopeOf(later);
    const left = Math.ceil(digits / -slope);
    return slope < 0 && left <= HORIZON * iterations ? iterations + left : undefined;
  }
}

/** Of the line of least squares through digits against iterations. */
function slopeOf(looks: readonly { readonly iterations: number; readonly digits: number }[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(looks.map((look) => look.iterations)), mean(looks.map((look) => look.digits))];
  let [covariance, variance] = [0, 0];
  for (const { iterations, digits } of looks) {
    covariance += (iterations - x) * (digits - y);
    variance += (iterations - x) ** 2;
  }
  return covariance / variance;
}
