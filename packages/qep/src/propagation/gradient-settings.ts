import { QepError } from "../base/errors.ts";

/** How gradients are read from equilibria. */
export type GradientMethod = "symmetric" | "one-sided" | "linear-response" | "finite-difference";

export interface GradientSettings {
  readonly method: GradientMethod;
  /** Nudge strength β > 0, for the nudged methods. */
  readonly beta?: number;
  /** Step in θ and x of the finite differences, default 1e-4. */
  readonly step?: number;
  /**
   * "error-signal" (default): one nudged phase at ν = βε. "each-output": one nudged phase for each output at ν_l = β,
   * weighted by ε_l afterwards; it costs J times as much and does not depend on the sign or size of ε.
   */
  readonly nudge?: "error-signal" | "each-output";
  /**
   * Shots for each trained observable and phase; null (default) for exact expectation values. The outputs of the free
   * phase, and with them the error signal, are free of noise; finite differences read outputs, and those with shots.
   */
  readonly shots?: number | null;
  /** Indices of the inputs that are trained themselves, by operating point; default none. */
  readonly trainedInputs?: readonly number[];
  /**
   * "basic" (default) records what comes for free; "full" asks the device for the gap to the coupled states too, at the
   * price of one linear response, where it can tell.
   */
  readonly health?: "basic" | "full";
}

/** Settings with every default filled in. */
export interface ResolvedGradientSettings {
  readonly method: GradientMethod;
  readonly beta: number;
  readonly step: number;
  readonly nudge: "error-signal" | "each-output";
  readonly shots: number | null;
  readonly trainedInputs: readonly number[];
  readonly health: "basic" | "full";
}

/** @throws QepError invalid-argument, with what to do, for settings that contradict each other */
export function resolveGradientSettings(settings: GradientSettings): ResolvedGradientSettings {
  const { method, beta, step = 1e-4, nudge = "error-signal", shots = null } = settings;
  const isNudged = method === "symmetric" || method === "one-sided";
  if (isNudged && !(beta !== undefined && Number.isFinite(beta) && beta > 0)) {
    throw new QepError(
      "invalid-argument",
      `gradient.beta: the ${method} method divides by β, which must be a positive number; it is ${beta}. ` +
        "Try 0.1; the bias of the symmetric method grows as β², its shot noise as 1/β.",
      { beta },
    );
  }
  if (shots !== null && !(Number.isInteger(shots) && shots >= 1)) {
    throw new QepError(
      "invalid-argument",
      `shots must be a whole number of at least 1, or null; it is ${shots}`,
      {
        shots,
      },
    );
  }
  if (shots !== null && method === "linear-response") {
    throw new QepError(
      "unsupported",
      "shots with linear response: the exact response is computed from the state, there is nothing to measure. " +
        "Use the symmetric or one-sided method with shots, or linear response with exact expectation values.",
      { shots, method },
    );
  }
  if (!(Number.isFinite(step) && step > 0)) {
    throw new QepError("invalid-argument", `gradient.step must be a positive number, it is ${step}`, {
      step,
    });
  }
  return {
    method,
    beta: isNudged ? (beta as number) : 0,
    step,
    nudge,
    shots,
    trainedInputs: settings.trainedInputs ?? [],
    health: settings.health ?? "basic",
  };
}
