import { brief } from "../base/number-text.ts";
import { HEALTH_LIMITS, PURE_NOISE } from "./health-quantities.ts";
import { errorsAboveNoise, type HealthSummary } from "./health-summary.ts";
import type { ExperimentConfig } from "./schema.ts";

/** Something about a run that makes its gradients doubtful, and what to do. */
export interface HealthAlarm {
  readonly kind: "degenerate" | "strong-nudge" | "unknown-response" | "noise" | "drift";
  /** What was seen. */
  readonly finding: string;
  /** Which knob to turn, and which way. */
  readonly advice: string;
}

/**
 * What is alarming about the health of a run; empty where nothing is.
 *
 * A small raw gap alone says little, because the partner state may not respond to the nudge: it takes a bent response as
 * well, or the gap to the states that do respond.
 */
export function healthAlarms(summary: HealthSummary, config: ExperimentConfig): HealthAlarm[] {
  const alarms = [responseAlarm(summary, config), noiseAlarm(summary, config), driftAlarm(summary)];
  return alarms.flatMap((alarm) => alarm ?? []);
}

/** All alarms in one line, undefined where there are none. */
export function describeAlarms(alarms: readonly HealthAlarm[]): string | undefined {
  if (alarms.length === 0) return undefined;
  return alarms.map(({ finding, advice }) => `${finding}: ${advice}`).join("; ");
}

function responseAlarm(
  { courses, strongNudges }: HealthSummary,
  { gradient, measurement }: ExperimentConfig,
): HealthAlarm | undefined {
  const { nudgeToGap, nonlinearity, coupledGap } = courses;
  const isStrong = strongNudges === null ? undefined : strongNudges >= HEALTH_LIMITS.strongNudges;
  const isBent = nonlinearity === null ? undefined : nonlinearity.median >= HEALTH_LIMITS.nonlinearity;
  if (isStrong === false || (isStrong === undefined && !isBent)) return undefined;
  const isTrueGap = coupledGap !== null;
  const bend = nonlinearity ? `non-linearity ${brief(nonlinearity.median)}` : "non-linearity unknown";
  const ratio = nudgeToGap ? `nudge/gap ${brief(nudgeToGap.median)}, ` : "";
  if (nudgeToGap && nudgeToGap.median >= HEALTH_LIMITS.degeneracy && (isTrueGap || isBent)) {
    return {
      kind: "degenerate",
      finding: `the nudge mixes nearly degenerate states (${ratio}${bend})`,
      advice:
        "a smaller beta hardly helps; take a thermal equilibrium (equilibrium.kind: thermal), a fixed sector " +
        "(preparation.symmetries: { sector: … }), or add a field that lifts the degeneracy",
    };
  }
  const beta = gradient && "beta" in gradient ? ` (now ${gradient.beta})` : "";
  const isPlanned = gradient?.method === "auto";
  if (isBent || (isBent === undefined && isTrueGap)) {
    return {
      kind: "strong-nudge",
      finding: `in the worst sample of a batch the response to the nudge is not linear (${ratio}${bend})`,
      advice:
        `a smaller ${isPlanned ? "β (a larger budget plans one)" : `gradient.beta${beta}`} would be less biased, at a standard error that grows as 1/beta` +
        (gradient?.method === "one-sided" ? "; method: symmetric has a bias of O(beta²) only" : ""),
    };
  }
  if (isBent === false) return undefined;
  return {
    kind: "unknown-response",
    finding: `the nudge exceeds the raw gap, and whether the response is linear is not known (${ratio}${bend})`,
    advice: `${bendAdvice(gradient, measurement)}gradient.health: full finds the gap that counts, on simulators`,
  };
}

/** What would tell whether the response bends. */
function bendAdvice(
  gradient: ExperimentConfig["gradient"],
  measurement: ExperimentConfig["measurement"],
): string {
  if (measurement.kind === "counts") {
    return (
      "counts are spent on outputs in the free phase and on trained observables in the nudged ones, so that no step sees both of " +
      "either; `qep plan RUN` finds the bias of this β at the trained parameters, on the model; "
    );
  }
  return gradient?.method === "one-sided" ? "gradient.method: symmetric measures it; " : "";
}

function noiseAlarm({ signal }: HealthSummary, config: ExperimentConfig): HealthAlarm | undefined {
  if (!signal || errorsAboveNoise(signal) > HEALTH_LIMITS.signalErrors) return undefined;
  const { mean, standardError } = signal;
  const { raise, lever } = noiseLevers(config);
  return {
    kind: "noise",
    finding:
      `in no part of the run can the gradient be told from noise (mean signal-to-noise at best ` +
      `${mean.toFixed(2)} ± ${standardError.toFixed(2)}, pure noise has ${PURE_NOISE})`,
    advice: `raise ${raise} or training.batchSize${lever}`,
  };
}

/** What a user can turn against noise: a number of shots or samples, and a strength. */
function noiseLevers({ gradient, measurement }: ExperimentConfig): { raise: string; lever: string } {
  if (gradient?.method === "auto") {
    return { raise: gradient.budget ? "gradient.budget.shots" : "gradient.signalToNoise", lever: "" };
  }
  const strength = gradient?.method === "finite-difference" ? "gradient.step" : "gradient.beta";
  return {
    raise: measurement.kind === "exact" ? "equilibrium.samples" : "measurement.shots",
    lever: `; or ${strength}, as long as the response stays linear`,
  };
}

function driftAlarm({ drift }: HealthSummary): HealthAlarm | undefined {
  if (!drift || errorsAboveNoise(drift) <= HEALTH_LIMITS.driftErrors) return undefined;
  return {
    kind: "drift",
    finding:
      "the free outputs change between the free and the nudged phases (mean drift χ² per degree of freedom " +
      `${drift.mean.toFixed(2)} ± ${drift.standardError.toFixed(2)}, without drift ${PURE_NOISE})`,
    advice: "make jobs shorter (fewer shots, smaller batches), or calibrate the device more often",
  };
}
