import type { Extreme, StepHealth } from "../training/step-health.ts";
import { WORST_IN_BATCH } from "../training/step-health.ts";

/** A number that every training step records of its health. */
export type HealthKey = Exclude<keyof StepHealth, "gapSource">;

/** How a health quantity is named, shown and judged. */
export interface HealthQuantity {
  readonly key: HealthKey;
  /** In a line of text. */
  readonly name: string;
  /** On an axis, with its unit. */
  readonly label: string;
  /** The end at which it alarms. */
  readonly worst: Extreme;
  readonly scale: "linear" | "log";
  /** A value to compare with, and what it is. */
  readonly reference?: { readonly label: string; readonly value: number };
}

/** Above these a run is alarming; docs/conventions.md says why. */
export const HEALTH_LIMITS = {
  /** β·range(B)/gap: above it the response to the nudge need not be linear. */
  nudgeToGap: 1,
  /** Part of the steps with such a nudge, from which on it is the rule. */
  strongNudges: 0.5,
  /** Median non-linearity: from here on gradients are wrong by tens of percent in size. */
  nonlinearity: 0.5,
  /** Median β·range(B)/gap: from here on no β that shots can resolve helps. */
  degeneracy: 100,
  /** Standard errors by which the mean signal-to-noise ratio of a run must exceed that of noise alone. */
  signalErrors: 2,
  /** Standard errors by which the mean drift χ² of a run may exceed that of a device that does not drift. */
  driftErrors: 3,
  /** Steps below which neither is judged. */
  judgedSteps: 20,
} as const;

/** What is 1 on average without a signal or a drift: ‖ĝ‖² / Σ Var(ĝ_j), and χ² per degree of freedom. */
export const PURE_NOISE = 1;

/** All of them, in the order they are reported in; a new field of {@link StepHealth} needs a line here. */
export const HEALTH_QUANTITIES: readonly HealthQuantity[] = [
  {
    key: "gap",
    name: "gap",
    label: "gap (energy)",
    worst: WORST_IN_BATCH.gap,
    scale: "log",
  },
  {
    key: "coupledGap",
    name: "coupled gap",
    label: "coupled gap (energy)",
    worst: WORST_IN_BATCH.coupledGap,
    scale: "log",
  },
  {
    key: "nudgeToGap",
    name: "nudge/gap",
    label: "nudge / gap",
    worst: WORST_IN_BATCH.nudgeToGap,
    scale: "log",
    reference: { label: "linear below", value: HEALTH_LIMITS.nudgeToGap },
  },
  {
    key: "nonlinearity",
    name: "non-linearity",
    label: "non-linearity",
    worst: WORST_IN_BATCH.nonlinearity,
    scale: "linear",
    reference: { label: "alarming from", value: HEALTH_LIMITS.nonlinearity },
  },
  {
    key: "signalToNoise",
    name: "signal-to-noise",
    label: "signal-to-noise",
    worst: "smallest",
    scale: "log",
    reference: { label: "pure noise", value: PURE_NOISE },
  },
  {
    key: "drift",
    name: "drift χ²",
    label: "drift χ² / dof",
    worst: "largest",
    scale: "linear",
    reference: { label: "no drift", value: PURE_NOISE },
  },
];
