import { RandomStream } from "../base/random.ts";
import type { Vector } from "../kernels/kernels.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { lowestStates } from "../solvers/lowest-states.ts";
import type { HermitianProblem } from "../solvers/problem.ts";

/**
 * The first excited state, from the ground state on.
 *
 * @param ground is not changed
 * @returns a vector that the caller releases
 * @throws QepError not-converged
 */
export function firstExcitedState(problem: HermitianProblem, ground: Vector, options: EigenOptions): Vector {
  const stream = new RandomStream("excited state");
  const [first, second] = lowestStates(problem, 2, stream, options, [ground]).states as [Vector, Vector];
  problem.kernels.release(first);
  return second;
}
