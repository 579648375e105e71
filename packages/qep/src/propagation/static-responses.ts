import { QepError } from "../base/errors.ts";
import { addBlock, covarianceOf, type SquareMatrix, squareMatrix } from "./covariance.ts";
import type { Device, Measurement, MeasurementRequest, Selection, Setting } from "./device.ts";
import { measure } from "./measure.ts";
import { type NudgeStep, nudgeSteps, shotsOfStep } from "./nudge-steps.ts";

/** A knob and the observable conjugate to it: θ_j and A_j, x_k and C_k, ν_l and B_l. */
export interface ConjugateKnob {
  readonly kind: keyof Selection;
  readonly index: number;
}

/** Where responses are measured: a free setting. */
export type ResponsePoint = Pick<Setting, "inputs" | "parameters" | "stream">;

/** How responses are measured. */
export interface ResponseSettings {
  /** h > 0, in the unit of energy: knobs are moved by ±h and ±h/2. */
  readonly step: number;
  /**
   * Shots of both distances together on one side of one knob, at least 2: shared by all observables where the device has budgets,
   * else for each of them. Null for exact expectation values.
   */
  readonly shots: number | null;
}

/** ∂⟨O_a⟩/∂u of some observables by one knob. */
export interface StaticResponse {
  /** In the order of the observables: outputs, parameters, inputs. */
  readonly values: Float64Array;
  /** Covariance by shots. Without shots its diagonal holds squares of what the differences may be wrong by. */
  readonly covariance: SquareMatrix;
  /** What each constant of the device's calibration would change the values by, wrong by its standard error: alike in all responses. */
  readonly shifts: readonly Float64Array[];
  readonly shots: number;
}

/** Below this a difference of exact expectation values says nothing: solvers and rounding leave as much. */
const NEGLIGIBLE = 1e-6;

/** The knobs of a setting; those of the outputs are the nudges. */
const KNOBS = { outputs: "nudge", parameters: "parameters", inputs: "inputs" } as const;

/**
 * Responses to some knobs, each by symmetric differences at two distances:
 *
 *     ∂⟨O⟩/∂u = (4 D(h/2) − D(h))/3 + O(h⁴),   D(h) = (⟨O⟩_{u+h} − ⟨O⟩_{u−h})/2h
 *
 * Of exact expectation values the last correction |D(h/2) − D(h)|/3 is taken for the error, which is more than there is.
 *
 * Cost: 4 preparations for each knob.
 *
 * @param observables read at every setting
 * @returns one response for each knob
 * @throws QepError unsupported where a device samples its equilibrium: what shots leave is then not the whole error
 */
export async function measureResponses(
  device: Device,
  {
    point,
    knobs,
    observables,
  }: {
    readonly point: ResponsePoint;
    readonly knobs: readonly ConjugateKnob[];
    readonly observables: Selection;
  },
  { step, shots }: ResponseSettings,
  signal?: AbortSignal,
): Promise<StaticResponse[]> {
  const isShared = device.capabilities().hasBudget ?? false;
  const quotients: (readonly Quotient[])[] = [];
  for (const part of nudgeSteps("richardson")) {
    const distance = step * part.factor;
    const settings = knobs.flatMap((knob) => movedPair(device, point, knob, distance, part));
    const asked = requestFor(observables, shots === null ? null : shotsOfStep(part, shots), isShared);
    const measurements = await measure(device, settings, asked, signal);
    quotients.push(
      knobs.map((_, k) =>
        quotientOf(measurements[2 * k] as Measurement, measurements[2 * k + 1] as Measurement, distance),
      ),
    );
  }
  return knobs.map((_, k) => extrapolated(quotients.map((list) => list[k] as Quotient)));
}

interface Quotient {
  readonly values: Float64Array;
  readonly covariance: SquareMatrix;
  readonly shifts: readonly Float64Array[];
  readonly isExact: boolean;
  readonly shots: number;
}

function movedPair(
  device: Device,
  { inputs, parameters, stream }: ResponsePoint,
  { kind, index }: ConjugateKnob,
  distance: number,
  { factor }: NudgeStep,
): Setting[] {
  const nudge = new Float64Array(device.capabilities().outputs.length);
  const base: Setting = { inputs, parameters, nudge, stream: [...stream, "free"] };
  const moved = (sign: 1 | -1): Setting => {
    const values = base[KNOBS[kind]].slice();
    values[index] = (values[index] as number) + sign * distance;
    return { ...base, [KNOBS[kind]]: values, near: base, stream: [...stream, kind, index, sign, factor] };
  };
  return [moved(1), moved(-1)];
}

function requestFor(observables: Selection, shots: number | null, isShared: boolean): MeasurementRequest {
  return isShared && shots !== null
    ? { observables, budget: { total: shots } }
    : { observables, shots: { outputs: shots, parameters: shots, inputs: shots } };
}

function quotientOf(plus: Measurement, minus: Measurement, distance: number): Quotient {
  if (plus.replicates) {
    throw new QepError(
      "unsupported",
      "responses of an equilibrium that is sampled with random vectors have errors that shots do not tell; use the exact method, " +
        "on fewer qubits",
    );
  }
  const order = plus.mean.length;
  const places = Array.from({ length: order }, (_, k) => k);
  const covariance = squareMatrix(order);
  for (const side of [plus, minus]) addBlock(covariance, covarianceOf(side), 1 / (2 * distance) ** 2, places);
  const slope = (above: Float64Array, below: Float64Array) =>
    above.map((value, k) => (value - (below[k] as number)) / (2 * distance));
  return {
    values: slope(plus.mean, minus.mean),
    covariance,
    shifts: (plus.calibrationShifts ?? []).map((shift, c) =>
      slope(shift, minus.calibrationShifts?.[c] as Float64Array),
    ),
    isExact: plus.shots + minus.shots === 0,
    shots: plus.shots + minus.shots,
  };
}

function extrapolated(quotients: readonly Quotient[]): StaticResponse {
  const [full, half] = quotients as [Quotient, Quotient];
  const order = full.values.length;
  const places = Array.from({ length: order }, (_, k) => k);
  const weights = nudgeSteps("richardson").map(({ weight }) => weight) as [number, number];
  const combined = (atFull: Float64Array, atHalf: Float64Array) =>
    atFull.map((value, k) => weights[0] * value + weights[1] * (atHalf[k] as number));
  const values = combined(full.values, half.values);
  const covariance = squareMatrix(order);
  for (const [s, weight] of weights.entries()) {
    addBlock(covariance, (quotients[s] as Quotient).covariance, weight ** 2, places);
  }
  if (full.isExact) {
    for (const k of places) {
      const correction = ((half.values[k] as number) - (full.values[k] as number)) / 3;
      covariance.values[k * (order + 1)] = correction ** 2 + NEGLIGIBLE ** 2;
    }
  }
  const shifts = full.shifts.map((shift, c) => combined(shift, half.shifts[c] as Float64Array));
  return { values, covariance, shifts, shots: full.shots + half.shots };
}
