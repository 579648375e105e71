import type { SolveProgress } from "../solvers/problem.ts";
import { ProgressBar } from "./progress-bar.ts";
import { SolveForecast } from "./solve-forecast.ts";

/** Solves that end sooner show nothing. */
const QUIET_SECONDS = 2;

/**
 * Shows a bar for each solve of some work, which reports what its solvers tell of themselves.
 *
 * @param work `finish` ends the bar of the solve that has ended, where something else is to be told before the next one begins
 */
export async function withSolveProgress<Result>(
  work: (onProgress: (progress: SolveProgress) => void, finish: () => void) => Promise<Result>,
): Promise<Result> {
  const bars = new SolveProgressBars();
  try {
    const result = await work(bars.show, bars.finish);
    bars.finish();
    return result;
  } catch (error) {
    bars.interrupt();
    throw error;
  }
}

/** The bars of solves that come one after the other, each with its residual and the time that it still takes. */
class SolveProgressBars {
  private solves = 0;
  private bar: ProgressBar | undefined;
  private forecast = new SolveForecast();
  private last = 0;

  /** To be called at each look at the convergence of any solve; counts that fall mean that the next one has begun. */
  readonly show = (progress: SolveProgress): void => {
    const { iterations, residualNorm, target } = progress;
    if (!this.bar || iterations < this.last) this.begin();
    this.last = iterations;
    const expected = this.forecast.expected(progress);
    const details = [`residual ${residualNorm.toExponential(1)} of ${target.toExponential(1)}`];
    this.bar?.show(iterations, { expected }, details);
  };

  /** Ends the last bar. */
  readonly finish = (): void => {
    this.bar?.show(this.last, this.last);
    this.bar = undefined;
  };

  /** Leaves the line of an unfinished bar. */
  interrupt(): void {
    this.bar?.interrupt();
  }

  private begin(): void {
    this.finish();
    this.solves++;
    this.bar = new ProgressBar(`solve ${this.solves}, products`, QUIET_SECONDS);
    this.forecast = new SolveForecast();
  }
}
