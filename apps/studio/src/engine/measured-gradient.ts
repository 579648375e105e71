import {
  type ErrorSignal,
  errorSignals,
  type GradientProblem,
  type GradientResult,
  type GradientSettings,
} from "qep";
import {
  type AnatomyBench,
  type AnatomyRequest,
  componentsOf,
  oneGradient,
  problemOf,
} from "./gradient-problem.ts";
import type { PhaseName } from "./observed-device.ts";
import type { Reading } from "./phase-reader.ts";
import type { RecordedMeasurement, RecordingDevice } from "./recording-device.ts";

/** What a measured gradient may be told beside method, β and shots. */
export type MeasuredOptions = Pick<GradientSettings, "baseline" | "driftCheck">;

/** A gradient as it was measured, with the records of its phases. */
export interface MeasuredGradient {
  readonly loss: Reading;
  readonly outputs: readonly Reading[];
  readonly errorSignal: readonly Reading[];
  readonly estimate: readonly Reading[];
  readonly result: GradientResult;
}

/**
 * Measures one gradient, with standard errors of all that was measured on the way.
 *
 * @param device records what is measured
 */
export async function measuredGradient(
  { experiment }: AnatomyBench,
  request: AnatomyRequest & { readonly time?: number },
  device: RecordingDevice,
  options: MeasuredOptions = {},
): Promise<MeasuredGradient> {
  const { method, beta, shots, time } = request;
  const problem = { ...problemOf({ experiment }, request), ...(time === undefined ? {} : { time }) };
  const budget = shots === null ? {} : { budget: { free: shots, nudged: shots } };
  const { trainedInputs } = experiment.variables;
  const result = await oneGradient(device, problem, { trainedInputs, ...budget, method, beta, ...options });
  const errors = result.standardError;
  const signal = signalOf(device.records, problem, result.outputs[0]?.length ?? 0);
  return {
    loss: { mean: result.loss, error: errors?.loss ?? 0 },
    outputs: readings(result.outputs[0] ?? [], errors?.outputs[0]),
    errorSignal: readings(signal?.mean ?? [], signal?.standardError),
    estimate: readings(componentsOf(result), errors ? componentsOf(errors) : undefined),
    result,
  };
}

/** Phases that are recorded: beside those laid out a free one taken among the nudged ones. */
export type RecordedPhase = PhaseName | "baseline";

/** The record of a phase at an operating point: its random stream ends with sample, point, phase. */
export function recordOf(
  records: readonly RecordedMeasurement[],
  { stream }: GradientProblem,
  phase: RecordedPhase,
  point = 0,
): RecordedMeasurement | undefined {
  return records.find(({ setting }) => {
    const [sample, at, name, direction = 0] = setting.stream.slice(stream.length);
    return sample === 0 && at === point && name === phase && direction === 0;
  });
}

/** The error signal of the first operating point. */
function signalOf(
  records: readonly RecordedMeasurement[],
  problem: GradientProblem,
  outputs: number,
): ErrorSignal | undefined {
  const [sample] = problem.samples;
  const free = (sample?.points ?? []).flatMap((_, point) => {
    const record = recordOf(records, problem, "free", point);
    return record ? [record.measurement] : [];
  });
  return sample && free.length > 0 ? errorSignals(problem.loss, sample, free, outputs)[0] : undefined;
}

/** Means with their standard errors, 0 where there are none. */
export function readings(means: ArrayLike<number>, errors: ArrayLike<number> | null | undefined): Reading[] {
  return Array.from(means, (mean, k) => ({ mean, error: errors?.[k] ?? 0 }));
}
