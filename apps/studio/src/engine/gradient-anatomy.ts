import type { DriftComparison } from "qep";
import { type AnatomyBench, type AnatomyRequest, problemOf } from "./gradient-problem.ts";
import { type GradientReference, gradientReference } from "./gradient-reference.ts";
import {
  type MeasuredGradient,
  measuredGradient,
  type RecordedPhase,
  readings,
  recordOf,
} from "./measured-gradient.ts";
import type { PhaseName } from "./observed-device.ts";
import type { Reading } from "./phase-reader.ts";
import { type RecordedMeasurement, RecordingDevice } from "./recording-device.ts";
import { samplesOf } from "./workbench.ts";

/** A gradient with everything that it was made of, at the first operating point of one sample. Plain data. */
export interface GradientAnatomy {
  readonly title: string;
  readonly inputs: readonly { readonly name: string; readonly value: number }[];
  readonly samples: number;
  readonly target: readonly number[] | null;
  readonly outputNames: readonly string[];
  /** Parameters, then trained inputs. */
  readonly knobNames: readonly string[];
  readonly loss: Reading;
  /** ⟨B_l⟩ */
  readonly outputs: readonly Reading[];
  /** ε_l = ∂L/∂⟨B_l⟩ */
  readonly errorSignal: readonly Reading[];
  /** The equilibria behind the estimate: the nudged ones, and the free one where it is subtracted. */
  readonly phases: readonly AnatomyPhase[];
  readonly estimate: readonly Reading[];
  /** The same without noise. */
  readonly reference: GradientReference;
  /** The free outputs before and after the nudged phases; absent where they were not compared. */
  readonly drift?: DriftComparison;
  readonly shots: number;
}

/** ⟨A_j⟩ in one phase. */
export interface AnatomyPhase {
  readonly phase: PhaseName;
  readonly observables: readonly Reading[];
}

/**
 * One gradient, step by step: estimated by the library on a device that keeps what was measured.
 *
 * @throws QepError where the experiment has no loss or gradient, and from the device
 */
export async function gradientAnatomy(
  bench: AnatomyBench,
  request: AnatomyRequest,
): Promise<GradientAnatomy> {
  const device = new RecordingDevice(request.shots === null ? bench.exact : bench.counted);
  const measured = await measuredGradient(bench, request, device);
  return anatomyOf(bench, request, device, measured, await gradientReference(bench, request));
}

/** What a measured gradient was made of. */
export function anatomyOf(
  { experiment }: AnatomyBench,
  request: AnatomyRequest,
  { records }: RecordingDevice,
  { result, ...measured }: MeasuredGradient,
  reference: GradientReference,
): GradientAnatomy {
  const problem = problemOf({ experiment }, request);
  const [sample] = problem.samples;
  const { names, parameterCount, trainedInputs } = experiment.variables;
  const phase = (name: RecordedPhase) => recordOf(records, problem, name);
  const baseline = phase("baseline");
  const free = baseline
    ? phaseOf("free", baseline, 0)
    : phaseOf("free", phase("free"), measured.outputs.length);
  const { drift } = result.health;
  return {
    title: experiment.config.title ?? "Untitled experiment",
    inputs: experiment.system.inputs.map(({ name }, k) => ({ name, value: sample?.points[0]?.[k] ?? 0 })),
    samples: samplesOf(experiment).length,
    target: sample?.target ? [...sample.target] : null,
    outputNames: experiment.system.outputs.map(({ name }) => name),
    knobNames: names.slice(0, parameterCount + trainedInputs.length),
    ...measured,
    phases: [
      ...phaseOf("minus", phase("minus"), 0),
      ...(request.method === "one-sided" ? free : []),
      ...phaseOf("plus", phase("plus"), 0),
    ],
    reference,
    ...(drift ? { drift } : {}),
    shots: result.shots,
  };
}

function phaseOf(phase: PhaseName, record: RecordedMeasurement | undefined, skipped: number): AnatomyPhase[] {
  if (!record) return [];
  const { mean, standardError } = record.measurement;
  return [{ phase, observables: readings(mean, standardError).slice(skipped) }];
}
