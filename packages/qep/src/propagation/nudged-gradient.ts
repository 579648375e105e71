import type { Device, Measurement, Selection, Setting, Shots } from "./device.ts";
import { allIndices, type FreePoint, type FreeSample, freePhase } from "./free-phase.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { ResolvedGradientSettings } from "./gradient-settings.ts";
import { gatherHealth } from "./health.ts";
import { measure } from "./measure.ts";
import type { GradientProblem } from "./problem.ts";
import { type DirectionResponse, samplingVariances, standardErrors } from "./sampling-error.ts";

/** One nudge direction at one operating point: ν = ±β·direction, its response weighted by `weight`. */
interface Direction {
  readonly vector: Float64Array;
  readonly weight: number;
}

/** A direction with the measurements of its nudged phases; `minus` only for the symmetric method. */
interface NudgedDirection extends Direction {
  readonly plus: Measurement;
  readonly minus?: Measurement;
}

/**
 * Gradients from free and nudged equilibria, one-sided or symmetric:
 *
 *     ∂L/∂θ_j ≈ (⟨A_j⟩_{βε} − ⟨A_j⟩_0) / β          one-sided, bias O(β)
 *     ∂L/∂θ_j ≈ (⟨A_j⟩_{βε} − ⟨A_j⟩_{−βε}) / 2β     symmetric, bias O(β²)
 *
 * For trained inputs C_k takes the place of A_j, and the explicit ∂L/∂x_k is added.
 *
 * @see Wanjura & Marquardt (2025), "Quantum equilibrium propagation"
 */
export async function nudgedGradients(
  device: Device,
  problem: GradientProblem,
  settings: ResolvedGradientSettings,
  signal?: AbortSignal,
): Promise<GradientResult[]> {
  const { outputs, parameters } = device.capabilities();
  const responding: Selection = { parameters: allIndices(parameters.length), inputs: settings.trainedInputs };
  const shots: Shots = { outputs: null, parameters: settings.shots, inputs: settings.shots };
  const isSymmetric = settings.method === "symmetric";
  // The one-sided form subtracts the free means; the symmetric one needs them only for its non-linearity, which is
  // worth no shots.
  const wantsFree = !isSymmetric || settings.shots === null;
  const free = await freePhase(device, problem, wantsFree ? responding : {}, shots, signal);
  const nudges = free.map((sample) => sample.points.map((_, point) => directionsOf(sample, point, settings)));
  const observables: Selection =
    isSymmetric && settings.shots !== null
      ? { ...responding, outputs: allIndices(outputs.length) }
      : responding;
  const nudged = await nudgedPhases(device, free, nudges, { observables, shots }, settings, signal);
  return free.map((sample, index) =>
    assemble(
      sample,
      nudged[index] as NudgedDirection[][],
      settings,
      parameters.length,
      observables.outputs?.length ?? 0,
    ),
  );
}

function directionsOf({ loss }: FreeSample, point: number, { nudge }: ResolvedGradientSettings): Direction[] {
  const signal = loss.errorSignals[point] as Float64Array;
  if (nudge === "error-signal")
    return signal.every((value) => value === 0) ? [] : [{ vector: signal, weight: 1 }];
  return [...signal.entries()]
    .filter(([, weight]) => weight !== 0)
    .map(([output, weight]) => ({ vector: signal.map((_, index) => (index === output ? 1 : 0)), weight }));
}

/** All nudged phases of all samples as one job, so that a device can spread or queue them. */
async function nudgedPhases(
  device: Device,
  free: readonly FreeSample[],
  nudges: readonly (readonly Direction[][])[],
  request: { observables: Selection; shots: Shots },
  { beta, method }: ResolvedGradientSettings,
  signal?: AbortSignal,
): Promise<NudgedDirection[][][]> {
  const settings = free.flatMap(({ points }, sample) =>
    points.flatMap(({ setting }, point) =>
      (nudges[sample]?.[point] ?? []).flatMap((direction, index) => {
        const plus = nudgedSetting(setting, direction, beta, index);
        if (method !== "symmetric") return [plus];
        return [plus, { ...nudgedSetting(setting, direction, -beta, index), opposite: plus }];
      }),
    ),
  );
  const measurements = (await measure(device, settings, request, signal))[Symbol.iterator]();
  const take = () => measurements.next().value as Measurement;
  return nudges.map((points) =>
    points.map((directions) =>
      directions.map((direction) => {
        const plus = take();
        return method === "symmetric" ? { ...direction, plus, minus: take() } : { ...direction, plus };
      }),
    ),
  );
}

function nudgedSetting(free: Setting, { vector }: Direction, strength: number, index: number): Setting {
  return {
    inputs: free.inputs,
    parameters: free.parameters,
    nudge: vector.map((value) => strength * value),
    near: free,
    stream: [...free.stream.slice(0, -1), strength > 0 ? "plus" : "minus", index],
  };
}

function assemble(
  free: FreeSample,
  nudged: readonly NudgedDirection[][],
  settings: ResolvedGradientSettings,
  parameterCount: number,
  readOutputs: number,
): GradientResult {
  const { points, loss } = free;
  const total = responseSums(parameterCount, settings.trainedInputs.length, points.length);
  let bend = { curved: 0, straight: 0 };
  const responses = points.map((point, index) => {
    const directions = nudged[index] ?? [];
    const measured = directions.map((direction): DirectionResponse => {
      const { mean, variance, replicates } = responseTo(direction, point, settings, readOutputs);
      addResponse(total, index, mean, variance, direction.weight);
      if (direction.minus) bend = addBend(bend, direction.plus, direction.minus, point, readOutputs);
      return { direction: direction.vector, response: mean, replicates };
    });
    if (settings.method === "one-sided") addFreeVariance(total, index, point, directions, settings);
    return measured;
  });
  const measurements = nudged.flat().flatMap(({ plus, minus }) => (minus ? [plus, minus] : [plus]));
  const freeMeasurements = points.map(({ measurement }) => measurement);
  const spent = [...freeMeasurements, ...measurements].reduce((sum, { shots }) => sum + shots, 0);
  const inputs = total.inputs.map((response, point) =>
    response.map(
      (value, k) =>
        value +
        ((loss.inputDerivatives[point] as Float64Array)[settings.trainedInputs[k] as number] as number),
    ),
  );
  return {
    loss: loss.value,
    outputs: points.map((point) => point.outputs),
    parameters: total.parameters,
    inputs,
    standardError: standardErrors(
      free,
      settings.shots === null ? null : { parameters: total.parameterVariances, inputs: total.inputVariances },
      samplingVariances(free, responses, parameterCount, settings.trainedInputs),
    ),
    method: settings.method,
    beta: settings.beta,
    preparations: points.length + measurements.length,
    shots: spent,
    health: gatherHealth(freeMeasurements, measurements, {
      nonlinearity: bend.straight > 0 ? Math.sqrt(bend.curved / bend.straight) : null,
    }),
  };
}

function responseSums(parameters: number, inputs: number, points: number) {
  const perPoint = () => Array.from({ length: points }, () => new Float64Array(inputs));
  return {
    parameters: new Float64Array(parameters),
    parameterVariances: new Float64Array(parameters),
    inputs: perPoint(),
    inputVariances: perPoint(),
  };
}

/**
 * d⟨·⟩/dβ of the responding observables along one direction, with the variances that the nudged phases bring and what the
 * response is without each random sample.
 */
function responseTo(
  { plus, minus }: NudgedDirection,
  point: FreePoint,
  { beta }: ResolvedGradientSettings,
  readOutputs: number,
): { mean: Float64Array; variance: Float64Array; replicates: Float64Array[] } {
  const upperError = plus.standardError?.subarray(readOutputs);
  const lowerError = minus?.standardError?.subarray(readOutputs);
  const width = minus ? 2 * beta : beta;
  // Of the free phase what was read beyond the outputs, of a nudged one what was read beyond its own.
  const [lower, skipped] = minus ? [minus, readOutputs] : [point.measurement, point.outputs.length];
  const slope = (above: Float64Array, below: Float64Array) =>
    above.subarray(readOutputs).map((value, j) => (value - (below[skipped + j] as number)) / width);
  return {
    mean: slope(plus.mean, lower.mean),
    variance: plus.mean.subarray(readOutputs).map((_, j) => {
      return ((upperError?.[j] ?? 0) ** 2 + (lowerError?.[j] ?? 0) ** 2) / width ** 2;
    }),
    replicates: (plus.replicates ?? []).map((replicate, r) =>
      slope(replicate, lower.replicates?.[r] as Float64Array),
    ),
  };
}

/** All directions of a point subtract the same free means: their noise adds up before it is squared. */
function addFreeVariance(
  total: ReturnType<typeof responseSums>,
  index: number,
  { variances }: FreePoint,
  directions: readonly Direction[],
  { beta }: ResolvedGradientSettings,
): void {
  const weight = directions.reduce((sum, direction) => sum + direction.weight, 0);
  const nothing = new Float64Array(variances.length);
  addResponse(
    total,
    index,
    nothing,
    variances.map((variance) => variance / beta ** 2),
    weight,
  );
}

function addResponse(
  total: ReturnType<typeof responseSums>,
  point: number,
  mean: Float64Array,
  variance: Float64Array,
  weight: number,
): void {
  const count = total.parameters.length;
  const add = (target: Float64Array, index: number, value: number) => {
    target[index] = (target[index] as number) + value;
  };
  for (let j = 0; j < mean.length; j++) {
    const [value, square] = [weight * (mean[j] as number), weight * weight * (variance[j] as number)];
    if (j < count) {
      add(total.parameters, j, value);
      add(total.parameterVariances, j, square);
    } else {
      add(total.inputs[point] as Float64Array, j - count, value);
      add(total.inputVariances[point] as Float64Array, j - count, square);
    }
  }
}

/** Adds |A₊ + A₋ − 2A₀|² and |A₊ − A₋|²: of the outputs where they were read, else of the trained observables. */
function addBend(
  sums: { curved: number; straight: number },
  plus: Measurement,
  minus: Measurement,
  point: FreePoint,
  readOutputs: number,
): { curved: number; straight: number } {
  const middle = readOutputs > 0 ? point.outputs : point.observables;
  let { curved, straight } = sums;
  for (let j = 0; j < middle.length; j++) {
    const [a, b, c] = [plus.mean[j] as number, minus.mean[j] as number, middle[j] as number];
    curved += (a + b - 2 * c) ** 2;
    straight += (a - b) ** 2;
  }
  return { curved, straight };
}
