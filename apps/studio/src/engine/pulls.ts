import type { GradientReference } from "./gradient-reference.ts";
import type { MeasuredGradient } from "./measured-gradient.ts";
import type { Reading } from "./phase-reader.ts";
import { relativeError } from "./relative-error.ts";

/** What can be compared: the gradient with the same estimator without noise, or with the exact one. */
export type PullKind = "outputs" | "errorSignal" | "loss" | "gradient" | "exact";

/** How far a repeated measurement was off. Plain data. */
export interface RepeatedGradient {
  /** (measured − true)/standard error; what has no error is left out. */
  readonly pulls: Readonly<Record<PullKind, readonly number[]>>;
  /** ‖ĝ − g‖/‖g‖ of the exact gradient g. */
  readonly error: number;
  readonly shots: number;
}

/** How often error bars cover. */
export interface Coverage {
  /** Part of the values within one standard error, and within two; .683 and .954 for honest normal ones. */
  readonly one: number;
  readonly two: number;
  /** Standard error of `one`, from how it varies between the repetitions; null for a single one. */
  readonly oneError: number | null;
}

/** What one measurement says of its own error bars. */
export function pullsOf(
  { outputs, errorSignal, loss, estimate, result }: MeasuredGradient,
  reference: GradientReference,
): RepeatedGradient {
  return {
    pulls: {
      outputs: pulls(outputs, reference.outputs),
      errorSignal: pulls(errorSignal, reference.errorSignal),
      loss: pulls([loss], [reference.loss]),
      gradient: pulls(estimate, reference.noiseless),
      exact: pulls(estimate, reference.exact),
    },
    error: relativeError(estimate, reference.exact),
    shots: result.shots,
  };
}

/** @returns undefined where there is nothing to count */
export function coverage(repeats: readonly RepeatedGradient[], kind: PullKind): Coverage | undefined {
  const own = repeats.map(({ pulls }) => pulls[kind]).filter(({ length }) => length > 0);
  if (own.length === 0) return undefined;
  const within = (limit: number) =>
    own.map((values) => values.filter((value) => Math.abs(value) <= limit).length / values.length);
  const ones = within(1);
  const one = mean(ones);
  // Components of one measurement share its shots; only repetitions are independent.
  const scatter = ones.reduce((sum, value) => sum + (value - one) ** 2, 0) / (ones.length - 1);
  return { one, two: mean(within(2)), oneError: ones.length > 1 ? Math.sqrt(scatter / ones.length) : null };
}

/** Root of the mean squared relative error. */
export function typicalError(repeats: readonly RepeatedGradient[]): number {
  return Math.sqrt(mean(repeats.map(({ error }) => error ** 2)));
}

function pulls(measured: readonly Reading[], values: readonly number[]): number[] {
  return measured.flatMap(({ mean: found, error }, k) =>
    error > 0 ? [(found - (values[k] ?? 0)) / error] : [],
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
