import type { MemoryOptions } from "./lanczos-form.ts";
import type { NotConvergedPolicy, SolveProgress } from "./problem.ts";

/** Settings of the eigensolvers; immutable, all with defaults. */
export interface EigenOptions extends MemoryOptions {
  /** Asked residual norm ‖Hx − Ex‖, default 1e-10; raised to what rounding allows. */
  readonly tolerance?: number;
  /** States that there is memory for, beside the workspace, in a search for a level; default no limit. */
  readonly mostStates?: number;
  /** Applications of H before giving up, default 20,000. */
  readonly maxIterations?: number;
  /** Default "throw". */
  readonly onNotConverged?: NotConvergedPolicy;
  /** Called at each look at the convergence; what it throws ends the solve. */
  readonly onProgress?: (progress: SolveProgress) => void;
}

/** Residual norm asked for where {@link EigenOptions.tolerance} is left out. */
export const DEFAULT_TOLERANCE = 1e-10;

/** Applications of H allowed where {@link EigenOptions.maxIterations} is left out. */
export const DEFAULT_ITERATIONS = 20_000;
