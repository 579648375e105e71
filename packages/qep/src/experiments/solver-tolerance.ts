import { shotsOf } from "./build-measurement.ts";
import type { ExperimentConfig } from "./schema.ts";

/**
 * Residual norm ‖Hψ − Eψ‖ that an experiment asks its states to reach: r as written, or r = a/√M with M shots.
 *
 * A residual r leaves an error of at most 2r‖A‖/Δ in ⟨A⟩, Δ the gap to the states mixed in; one of M shots has the standard
 * error √(Var A/M). With `followShots: a` the first is some a/Δ of the second, whatever M is.
 *
 * @returns r, in the unit of energy
 */
export function solverTolerance({
  preparation: { tolerance },
  measurement,
}: Pick<ExperimentConfig, "preparation" | "measurement">): number {
  if (typeof tolerance === "number") return tolerance;
  // Refused by the cross-checks where there are no shots to follow.
  return tolerance.followShots / Math.sqrt(mostShots(measurement));
}

/** The shots of the phase that has most; without any, infinitely many. */
function mostShots(measurement: ExperimentConfig["measurement"]): number {
  const { shots, budget } = shotsOf(measurement);
  return shots ?? (budget ? Math.max(budget.free, budget.nudged) : Number.POSITIVE_INFINITY);
}
