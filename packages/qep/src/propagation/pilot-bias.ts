import { QepError } from "../base/errors.ts";
import type { Device } from "./device.ts";
import { estimateGradients } from "./gradient.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { GradientSettings } from "./gradient-settings.ts";
import { noiseVariances } from "./noise-variances.ts";
import { biasFactor, biasFromPilots, type NudgeErrorModel } from "./nudge-optimum.ts";
import { BIAS_ORDER, isNudged, type NudgedMethod } from "./nudge-steps.ts";
import type { GradientProblem } from "./problem.ts";

/** What estimates at β and β/2 tell about a nudged gradient, as a mean over the samples; parameters, then inputs. */
export interface PilotBias {
  /** Estimated bias of the gradient at β. */
  readonly bias: Float64Array;
  /** Its standard errors by shots; 0 where exact. */
  readonly standardError: Float64Array;
  /** d^{n+1}⟨A⟩/dβ^{n+1} at 0 along the error signal: f″ one-sided, f‴ symmetric, f⁽⁵⁾ Richardson. */
  readonly derivative: Float64Array;
  readonly derivativeError: Float64Array;
  /** For {@link optimalNudge}, at the shots of the settings; without shots it has no noise. */
  readonly model: NudgeErrorModel;
  /** The estimates at β and β/2. */
  readonly pilots: { readonly full: readonly GradientResult[]; readonly half: readonly GradientResult[] };
}

/** Derivative over bias at β = 1: bias f″β/2, f‴β²/6, −f⁽⁵⁾β⁴/480. */
const DERIVATIVE: Readonly<Record<NudgedMethod, number>> = {
  "one-sided": 2,
  symmetric: 6,
  richardson: -480,
};

/**
 * The bias of a nudged method against the exact gradient, estimated from two of its estimates, at β and β/2:
 *
 *     one-sided: 2(g_β − g_{β/2}),   symmetric: (4/3)(g_β − g_{β/2}),   Richardson: (16/15)(g_β − g_{β/2})
 *
 * to leading order in β. With shots the two have noise of their own, error signals included; the squared bias of the model has
 * their variance taken off, so that pure noise counts as no bias on average. Cost: two gradients of every sample.
 *
 * @param settings a nudged method; β is that of the larger pilot
 * @throws QepError unsupported for methods without a nudge, wrong-shape where samples differ in their number of points
 */
export async function pilotBias(
  device: Device,
  problem: GradientProblem,
  settings: GradientSettings,
  signal?: AbortSignal,
): Promise<PilotBias> {
  const { method, beta = 0 } = settings;
  if (!isNudged(method)) {
    throw new QepError(
      "unsupported",
      `a pilot of the ${method} method: only nudged methods have a bias in β; use one-sided, symmetric or richardson`,
      { method },
    );
  }
  const estimate = (name: string, nudge: number) =>
    estimateGradients(
      device,
      { ...problem, stream: [...problem.stream, "pilot", name] },
      { ...settings, beta: nudge },
      signal,
    );
  const full = await estimate("full", beta);
  const half = await estimate("half", beta / 2);
  const [atFull, atHalf] = [meanOf(full), meanOf(half)];
  const bias = biasFromPilots(method, { beta, full: atFull.gradient, half: atHalf.gradient });
  const standardError = atFull.variance.map(
    (variance, j) => biasFactor(method) * Math.sqrt(variance + (atHalf.variance[j] as number)),
  );
  const order = BIAS_ORDER[method];
  const scale = DERIVATIVE[method] / beta ** order;
  const squareOf = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  const biasSquare = Math.max(0, squareOf(bias) - squareOf(standardError)) / beta ** (2 * order);
  return {
    bias,
    standardError,
    derivative: bias.map((value) => scale * value),
    derivativeError: standardError.map((error) => Math.abs(scale) * error),
    model: { order, biasSquare, ...noiseOf(sumOf(atFull.variance), sumOf(atHalf.variance), beta) },
    pilots: { full, half },
  };
}

/** a/β² + c through the variances at β and β/2. */
function noiseOf(full: number, half: number, beta: number) {
  const noiseSquare = Math.max(0, ((half - full) * beta ** 2) / 3);
  return { noiseSquare, signalNoise: Math.max(0, full - noiseSquare / beta ** 2) };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Mean over samples, whose noise is independent. */
function meanOf(results: readonly GradientResult[]): { gradient: Float64Array; variance: Float64Array } {
  const flat = ({ parameters, inputs }: Pick<GradientResult, "parameters" | "inputs">) => [
    ...parameters,
    ...inputs.flatMap((point) => [...point]),
  ];
  const count = results[0] ? flat(results[0]).length : 0;
  const [gradient, variance] = [new Float64Array(count), new Float64Array(count)];
  for (const result of results) {
    const values = flat(result);
    if (values.length !== count) {
      throw new QepError(
        "wrong-shape",
        `a pilot averages over samples, which must have as many components each; given ${count} and ${values.length}`,
        { expected: count, given: values.length },
      );
    }
    const variances = noiseVariances(result);
    for (const [j, value] of values.entries()) {
      gradient[j] = (gradient[j] as number) + value / results.length;
      variance[j] = (variance[j] as number) + (variances?.[j] ?? 0) / results.length ** 2;
    }
  }
  return { gradient, variance };
}
