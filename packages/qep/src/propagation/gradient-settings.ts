import { QepError } from "../base/errors.ts";
import { isNudged, type NudgedMethod } from "./nudge-steps.ts";
import { type PhaseBudget, type ResolvedPhaseBudget, resolveBudget } from "./phase-budget.ts";

/** How gradients are read from equilibria. */
export type GradientMethod = NudgedMethod | "linear-response" | "finite-difference" | "spsa";

/** How a gradient is estimated: method, nudge, shots. */
export interface GradientSettings {
  readonly method: GradientMethod;
  /** Nudge strength β > 0, for the nudged methods. */
  readonly beta?: number;
  /** Step in θ and x, above 0: of the finite differences, default 1e-4; c of SPSA, default 0.1. */
  readonly step?: number;
  /**
   * "error-signal" (default): one nudged phase at ν = βε. "each-output": one nudged phase for each output at ν_l = β,
   * weighted by ε_l afterwards; it costs J times as much and does not depend on the sign or size of ε.
   */
  readonly nudge?: "error-signal" | "each-output";
  /**
   * Shots for each trained observable and sign of the nudge (in the one-sided method for each phase); null (default) for
   * exact expectation values. The outputs of the free phase, and with them the error signal, are free of noise; finite
   * differences read outputs, and those with shots. The Richardson method shares them between its two nudges, and needs 2.
   */
  readonly shots?: number | null;
  /** Shots of each phase, for devices that share them over the observables; null (default) for none. */
  readonly budget?: PhaseBudget | null;
  /**
   * Where the one-sided method takes ⟨A_j⟩_0 from. "free" (default): the free phase, which gives the error signal too.
   * "interleaved": one more free preparation of each operating point, right before its nudged ones in their job, so that
   * a drift of the device between the two jobs cancels.
   */
  readonly baseline?: "free" | "interleaved";
  /** Measures the free outputs again after the nudged phases and compares, with a budget only; default false. */
  readonly driftCheck?: boolean;
  /** Indices of the inputs that are trained themselves, by operating point; default none. */
  readonly trainedInputs?: readonly number[];
  /** Indices of parameters that SPSA leaves where they are, because training does; default none. */
  readonly frozenParameters?: ReadonlySet<number>;
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
  readonly budget: ResolvedPhaseBudget | null;
  readonly baseline: "free" | "interleaved";
  readonly driftCheck: boolean;
  readonly trainedInputs: readonly number[];
  readonly frozenParameters: ReadonlySet<number>;
  readonly health: "basic" | "full";
}

/** @throws QepError invalid-argument or unsupported, with what to do, for settings that contradict each other */
export function resolveGradientSettings(settings: GradientSettings): ResolvedGradientSettings {
  const { method, beta, nudge = "error-signal", shots = null } = settings;
  const step = settings.step ?? (method === "spsa" ? 0.1 : 1e-4);
  const hasNudge = isNudged(method);
  if (hasNudge && !(beta !== undefined && Number.isFinite(beta) && beta > 0)) {
    throw new QepError(
      "invalid-argument",
      `gradient.beta: the ${method} method divides by β, which must be a positive number; it is ${beta}. ` +
        "Try 0.1; the bias of the symmetric method grows as β², its shot noise as 1/β.",
      { beta },
    );
  }
  checkShots(settings);
  const budget = settings.budget ? resolveBudget(settings.budget) : null;
  checkPhases(settings);
  if (!(Number.isFinite(step) && step > 0)) {
    throw new QepError("invalid-argument", `gradient.step must be a positive number, it is ${step}`, {
      step,
    });
  }
  return {
    method,
    beta: hasNudge ? (beta as number) : 0,
    step,
    nudge,
    shots,
    budget,
    baseline: settings.baseline ?? "free",
    driftCheck: settings.driftCheck ?? false,
    trainedInputs: settings.trainedInputs ?? [],
    frozenParameters: settings.frozenParameters ?? new Set(),
    health: settings.health ?? "basic",
  };
}

function checkShots({ method, shots = null, budget = null }: GradientSettings): void {
  if (shots !== null && !(Number.isInteger(shots) && shots >= 1)) {
    throw new QepError(
      "invalid-argument",
      `shots must be a whole number of at least 1, or null; it is ${shots}`,
      {
        shots,
      },
    );
  }
  if (shots !== null && budget !== null) {
    throw new QepError(
      "invalid-argument",
      "expected gradient.shots (each observable measured on its own) or gradient.budget (shots shared over observables), " +
        "given both; remove one of them",
      { shots, budget },
    );
  }
  const least = shots ?? budget?.nudged ?? null;
  if (least === null) return;
  if (method === "linear-response") {
    throw new QepError(
      "unsupported",
      "shots with linear response: the exact response is computed from the state, there is nothing to measure. " +
        "Use the symmetric or one-sided method with shots, or linear response with exact expectation values.",
      { shots, method },
    );
  }
  if (method === "richardson" && least < 2) {
    throw new QepError(
      "invalid-argument",
      `the richardson method shares its shots between two nudges and needs at least 2 of them; given ${least}`,
      { shots: least },
    );
  }
}

function checkPhases({ method, baseline = "free", driftCheck = false, budget = null }: GradientSettings) {
  if (baseline === "interleaved" && method !== "one-sided") {
    throw new QepError(
      "unsupported",
      `gradient.baseline: only the one-sided method subtracts a free baseline, the ${method} method does not; ` +
        "leave baseline out",
      { method },
    );
  }
  if (driftCheck && (budget === null || !isNudged(method))) {
    throw new QepError(
      "unsupported",
      "gradient.driftCheck compares free outputs measured before and after the nudged phases, which needs a nudged method " +
        "and a budget of shots (in files, measurement: { kind: counts, shots: 1000 }); give both, or leave driftCheck out",
      { method },
    );
  }
}
