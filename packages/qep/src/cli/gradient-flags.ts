import { QepError } from "../base/errors.ts";
import { type Experiment, objectiveOf, settledGradient } from "../experiments/build-experiment.ts";
import type { GradientMethod, GradientSettings } from "../propagation/gradient-settings.ts";
import { isNudged } from "../propagation/nudge-steps.ts";
import { finiteNumber } from "./arguments.ts";
import { note } from "./output.ts";

/** How the command line wants the gradient to be estimated. */
export interface EstimatorFlags {
  readonly method?: string;
  readonly beta?: number;
  readonly shots?: number;
  readonly exact?: boolean;
}

/** Names of --method. */
export const METHODS: readonly GradientMethod[] = [
  "symmetric",
  "one-sided",
  "richardson",
  "linear-response",
  "finite-difference",
  "spsa",
];

/** Reads --beta. @throws QepError unless it is above 0 */
export function betaOption(text: string): number {
  const beta = finiteNumber("--beta")(text);
  if (beta > 0) return beta;
  throw new QepError(
    "invalid-argument",
    `--beta must be above 0, given: ${text}; for the limit of beta to 0 use --method linear-response`,
    { beta },
  );
}

/** The experiment's settings with those of the command line put over them. */
export function settingsOf(experiment: Experiment, flags: EstimatorFlags): GradientSettings {
  const own = ownSettings(experiment, flags);
  const method = METHODS.find((name) => name === flags.method) ?? own.method;
  if (flags.method !== undefined && method !== flags.method) {
    throw new QepError(
      "invalid-argument",
      `--method must be one of ${METHODS.join(", ")}; given: ${flags.method}`,
    );
  }
  const hasNudge = isNudged(method);
  if (!hasNudge && flags.beta !== undefined)
    note(`--beta ${flags.beta} is not used: ${method} does not nudge`);
  if (flags.exact && flags.shots !== undefined) {
    throw new QepError("invalid-argument", "expected --exact or --shots, given both; remove one of them");
  }
  // Asking for an exact method means its exact value, unless shots are asked for as well.
  const isExact = flags.exact || (flags.shots === undefined && !hasNudge);
  const { beta: ownBeta, ...rest } = own;
  const beta = flags.beta ?? ownBeta;
  return {
    ...rest,
    method,
    ...(isExact ? { shots: null, budget: null, driftCheck: false } : {}),
    ...(method === "one-sided" ? {} : { baseline: "free" as const }),
    ...(flags.shots === undefined ? {} : shotsAs(own, flags.shots)),
    ...(beta === undefined || !hasNudge ? {} : { beta }),
    trainedInputs: experiment.variables.trainedInputs,
    health: "full",
  };
}

/** The experiment's own; where it leaves them to a plan, the command line must say how. */
function ownSettings(experiment: Experiment, { method, shots }: EstimatorFlags): GradientSettings {
  const objective = objectiveOf(experiment);
  if (objective.gradient.method !== "auto" || method === undefined) return settledGradient(objective);
  return { method: "symmetric", ...(shots === undefined ? {} : { budget: { free: shots, nudged: shots } }) };
}

/** So many shots, of each observable or of each phase together as the experiment has it. */
function shotsAs({ budget }: GradientSettings, shots: number): Pick<GradientSettings, "shots" | "budget"> {
  return budget ? { shots: null, budget: { free: shots, nudged: shots } } : { shots };
}
