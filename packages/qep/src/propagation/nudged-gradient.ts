import { calibrationVariances } from "./calibration-error.ts";
import type { Device, Selection } from "./device.ts";
import { type DriftCheck, measureDrift } from "./drift-check.ts";
import { allIndices, type FreePoint, type FreeSample, freePhase } from "./free-phase.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { ResolvedGradientSettings } from "./gradient-settings.ts";
import { gatherHealth } from "./health.ts";
import { nonlinearity } from "./nonlinearity.ts";
import { gradientDirections, type NudgeDirection, probeDirections } from "./nudge-directions.ts";
import { nudgeResponse, readingOf } from "./nudge-response.ts";
import { type NudgedMethod, type NudgeStep, nudgeSteps, PROBE_STEP } from "./nudge-steps.ts";
import { measurementsOf, type NudgedPoint, nudgedPhases } from "./nudged-phases.ts";
import { freeReading, nudgedRequest } from "./phase-readings.ts";
import type { GradientProblem } from "./problem.ts";
import { samplingVariances, standardErrors } from "./sampling-error.ts";
import { baselineCovariancesOf, sharedShots } from "./shared-baseline.ts";
import {
  type GradientShape,
  outputCovariancesOf,
  type PointResponses,
  placesOf,
  shotCovariance,
  shotVariances,
} from "./shot-covariance.ts";

type NudgedSettings = ResolvedGradientSettings & { readonly method: NudgedMethod };

/** The nudged phases of one sample: of each step of the method, by point, and the probing ones. */
interface NudgedSample {
  readonly steps: readonly { readonly step: NudgeStep; readonly points: readonly NudgedPoint[] }[];
  readonly probes: readonly NudgedPoint[];
  readonly drift?: DriftCheck;
}

/** What the nudged jobs read, and how. */
interface Reading {
  readonly responding: Selection;
  /** The responding observables, and the outputs where they cost nothing. */
  readonly observables: Selection;
  /** Outputs among them. */
  readonly skipped: number;
  readonly isTwoSided: boolean;
}

/**
 * Gradients from free and nudged equilibria:
 *
 *     ∂L/∂θ_j ≈ (⟨A_j⟩_{βε} − ⟨A_j⟩_0) / β                       one-sided, bias O(β)
 *     ∂L/∂θ_j ≈ g_j(β) = (⟨A_j⟩_{βε} − ⟨A_j⟩_{−βε}) / 2β         symmetric, bias O(β²)
 *     ∂L/∂θ_j ≈ (4 g_j(β/2) − g_j(β)) / 3                        Richardson, bias O(β⁴)
 *
 * For trained inputs C_k takes the place of A_j, and the explicit ∂L/∂x_k is added.
 *
 * With a budget the outputs are measured too. Standard errors then hold the noise of the error signal, which is
 * carried to the gradient by its own response and by probing nudges across it.
 *
 * @see Wanjura & Marquardt (2025), "Quantum equilibrium propagation"
 */
export async function nudgedGradients(
  device: Device,
  problem: GradientProblem,
  settings: NudgedSettings,
  signal?: AbortSignal,
): Promise<GradientResult[]> {
  const { outputs, parameters } = device.capabilities();
  const reading = readingFor(settings, parameters.length, outputs.length);
  const { responding, isTwoSided } = reading;
  const hasShots = settings.shots !== null || settings.budget !== null;
  // A one-sided method subtracts the free means; two-sided ones need them only for their non-linearity, which is
  // worth no shots.
  const wantsFree = isTwoSided ? !hasShots : settings.baseline === "free";
  const trained = parameters.length + settings.trainedInputs.length;
  const freeSelection = wantsFree ? responding : {};
  const free = await freePhase(
    device,
    problem,
    freeSelection,
    freeReading(settings, freeSelection, outputs.length, trained),
    signal,
  );
  const nudged = await allNudgedPhases(device, free, settings, reading, signal);
  const shape = { parameters: parameters.length, trainedInputs: settings.trainedInputs };
  return free.map((sample, index) =>
    assemble(sample, nudged[index] as NudgedSample, settings, reading, {
      ...shape,
      points: sample.points.length,
    }),
  );
}

function readingFor(
  { method, shots, trainedInputs }: NudgedSettings,
  parameters: number,
  outputs: number,
): Reading {
  const isTwoSided = method !== "one-sided";
  const responding = { parameters: allIndices(parameters), inputs: trainedInputs };
  // Outputs beside the authors' Gaussian shots are exact and free; they tell the non-linearity.
  const readsOutputs = isTwoSided && shots !== null;
  return {
    responding,
    observables: readsOutputs ? { ...responding, outputs: allIndices(outputs) } : responding,
    skipped: readsOutputs ? outputs : 0,
    isTwoSided,
  };
}

/** The jobs after the free one: a job for each step of the method, one for all probing nudges, one for the drift. */
async function allNudgedPhases(
  device: Device,
  free: readonly FreeSample[],
  settings: NudgedSettings,
  { observables, isTwoSided }: Reading,
  signal?: AbortSignal,
): Promise<NudgedSample[]> {
  const { beta, budget, nudge, method } = settings;
  const nudges = free.map((sample) =>
    sample.points.map((_, point) => gradientDirections(sample, point, nudge)),
  );
  const hasBaseline = settings.baseline === "interleaved";
  const job = { beta, isTwoSided };
  const steps: { step: NudgeStep; samples: NudgedPoint[][] }[] = [];
  for (const step of nudgeSteps(method)) {
    const request = nudgedRequest(settings, observables, step);
    const label = step.factor === 1 ? {} : { label: "half" };
    const own = { ...job, ...label, request, step, hasBaseline };
    steps.push({ step, samples: await nudgedPhases(device, free, nudges, own, signal) });
  }
  const probing = budget && budget.probe > 0 && nudge === "error-signal";
  const probes = free.map((sample) =>
    sample.points.map((_, point): NudgeDirection[] => (probing ? probeDirections(sample, point) : [])),
  );
  const request = nudgedRequest(settings, observables, PROBE_STEP, true);
  const own = { ...job, request, step: PROBE_STEP, hasBaseline: false, label: "probe" };
  const probed = await nudgedPhases(device, free, probes, own, signal);
  const drifts = budget && settings.driftCheck ? await measureDrift(device, free, budget, signal) : undefined;
  return free.map((_, sample) => ({
    steps: steps.map(({ step: of, samples }) => ({ step: of, points: samples[sample] as NudgedPoint[] })),
    probes: probed[sample] as NudgedPoint[],
    ...(drifts ? { drift: drifts[sample] as DriftCheck } : {}),
  }));
}

function assemble(
  free: FreeSample,
  nudged: NudgedSample,
  settings: NudgedSettings,
  reading: Reading,
  shape: GradientShape,
): GradientResult {
  const { points, loss } = free;
  const { beta, method, shots, budget, trainedInputs } = settings;
  const hasShots = shots !== null || budget !== null;
  const measured = points.map((point, index) => pointResponses(point, nudged, index, settings, reading));
  const covariance = hasShots ? shotCovariance(free, measured, shape, beta) : null;
  const responses = measured.map((point) => point.responses);
  const calibration = calibrationVariances(free, responses, shape);
  const measurements = [...nudged.steps.flatMap((own) => own.points), ...nudged.probes].flatMap(
    measurementsOf,
  );
  const again = nudged.drift?.measurements ?? [];
  const freeMeasurements = points.map(({ measurement }) => measurement);
  const all = [...freeMeasurements, ...measurements, ...again];
  return {
    loss: loss.value,
    outputs: points.map((point) => point.outputs),
    ...gradientOf(free, measured, settings, shape),
    standardError: standardErrors([
      covariance && shotVariances(free, covariance, shape),
      samplingVariances(free, responses, shape.parameters, trainedInputs),
      calibration,
    ]),
    ...(covariance ? { covariance: covariance.values } : {}),
    ...outputCovariancesOf(free),
    ...baselineCovariancesOf(free, measured, beta),
    ...(calibration ? { calibrationShifts: calibration.shifts } : {}),
    method,
    beta,
    preparations: all.length,
    shots: all.reduce((sum, measurement) => sum + measurement.shots, 0),
    health: gatherHealth(freeMeasurements, measurements, {
      nonlinearity:
        reading.isTwoSided && !budget
          ? nonlinearity(points, nudged.steps[0]?.points ?? [], reading.skipped)
          : null,
      ...(nudged.drift ? { drift: nudged.drift.comparison } : {}),
    }),
  };
}

function pointResponses(
  point: FreePoint,
  { steps, probes }: NudgedSample,
  index: number,
  { beta, shots, budget }: NudgedSettings,
  { skipped, isTwoSided }: Reading,
): PointResponses {
  const hasShots = shots !== null || budget !== null;
  const interleaved = steps[0]?.points[index]?.baseline;
  const baseline = interleaved
    ? readingOf(interleaved, 0, hasShots)
    : readingOf(point.measurement, point.outputs.length, hasShots);
  const response = (quotients: Parameters<typeof nudgeResponse>[0]) =>
    nudgeResponse(quotients, baseline, beta, skipped);
  const main = (steps[0]?.points[index]?.directions ?? []).map((_, d) =>
    response(
      steps.map(({ step, points }) => {
        const nudged = points[index]?.directions[d];
        return { step, nudged: nudged as NonNullable<typeof nudged> };
      }),
    ),
  );
  const probing = (probes[index]?.directions ?? []).map((nudged) => response([{ step: PROBE_STEP, nudged }]));
  const { covariance } = baseline;
  return {
    responses: [...main, ...probing],
    ...(!isTwoSided && covariance ? { baseline: { covariance, isFree: !interleaved } } : {}),
  };
}

/** g = Σ_d c_d r_d over all points, and the explicit derivatives of the inputs. */
function gradientOf(
  free: FreeSample,
  measured: readonly PointResponses[],
  { nudge, beta, trainedInputs }: NudgedSettings,
  shape: GradientShape,
): { parameters: Float64Array; inputs: Float64Array[] } {
  const flat = new Float64Array(shape.parameters + shape.points * trainedInputs.length);
  for (const [point, { responses, baseline }] of measured.entries()) {
    const places = placesOf(shape, point);
    const add = (values: Float64Array, factor: number) => {
      for (const [j, value] of values.entries()) {
        const place = places[j] as number;
        flat[place] = (flat[place] as number) + factor * value;
      }
    };
    for (const { response, weight } of responses) add(response, weight);
    if (baseline?.isFree && nudge === "each-output") {
      for (const [l, shared] of sharedShots(free.points[point] as FreePoint).entries()) {
        const slope = free.noise?.slopes[point]?.[l]?.errorSignals[point];
        if (slope) add(shared, slope.reduce((sum, value) => sum + value, 0) / beta);
      }
    }
  }
  const inputs = free.points.map((_, point) => {
    const explicit = free.loss.inputDerivatives[point] as Float64Array;
    const first = shape.parameters + point * trainedInputs.length;
    return Float64Array.from(
      trainedInputs,
      (input, k) => (flat[first + k] as number) + (explicit[input] as number),
    );
  });
  return { parameters: flat.slice(0, shape.parameters), inputs };
}
