import { QepError } from "../base/errors.ts";
import type { GradientResult } from "../propagation/gradient-result.ts";
import type { JacobianGradient } from "../propagation/jacobian-gradient.ts";
import { noiseVariances } from "../propagation/noise-variances.ts";
import type { Bounds } from "./bounds.ts";
import type { PenalizedGroup } from "./penalties.ts";

/**
 * Everything that training moves: the parameters θ, then the trained inputs of each operating point.
 */
export interface Variables {
  /** Names of θ, then `input@point` for trained inputs. */
  readonly names: readonly string[];
  /** P: how many of them are parameters of the system. */
  readonly parameterCount: number;
  readonly initial: Float64Array;
  readonly bounds: readonly (Bounds | undefined)[];
  readonly penalties: readonly PenalizedGroup[];
  /** Indices of the trained inputs within x. */
  readonly trainedInputs: readonly number[];
  /** Variables that stay at their initial value; used for baselines. */
  readonly frozen?: ReadonlySet<number>;
}

/** θ alone. */
export function parametersOf({ parameterCount }: Variables, values: Float64Array): Float64Array {
  return values.slice(0, parameterCount);
}

/** Operating points with the trained inputs put in. */
export function withTrainedInputs(
  { trainedInputs, parameterCount }: Variables,
  values: Float64Array,
  points: readonly Float64Array[],
): readonly Float64Array[] {
  if (trainedInputs.length === 0) return points;
  return points.map((inputs, point) => {
    const moved = inputs.slice();
    for (const [k, input] of trainedInputs.entries()) {
      moved[input] = values[parameterCount + point * trainedInputs.length + k] as number;
    }
    return moved;
  });
}

/** Mean gradient over samples with respect to all variables. */
export function meanGradient(variables: Variables, results: readonly GradientResult[]): Float64Array {
  const { names, trainedInputs } = variables;
  if (trainedInputs.length > 0 && results.length !== 1) {
    throw new QepError(
      "unsupported",
      "inputs can be trained for one set of operating points only, not for a batch",
    );
  }
  const gradient = new Float64Array(names.length);
  for (const { parameters, inputs } of results) {
    const flat = [...parameters, ...inputs.flatMap((point) => [...point])];
    for (const [j, value] of flat.entries()) gradient[j] = (gradient[j] as number) + value / results.length;
  }
  return gradient;
}

/**
 * Variances of {@link meanGradient} by shots and random samples, which are independent from sample to sample.
 *
 * @returns one for each variable; null where every gradient is exact
 */
export function gradientVariances(
  { names }: Variables,
  results: readonly GradientResult[],
): Float64Array | null {
  const known = results.flatMap((result) => noiseVariances(result) ?? []);
  if (known.length === 0) return null;
  const total = new Float64Array(names.length);
  for (const variances of known) {
    for (const [j, variance] of variances.entries()) {
      total[j] = (total[j] as number) + variance / results.length ** 2;
    }
  }
  return total;
}

/**
 * How each output, at each operating point of each sample, responds to all variables, divided by √B: Σ rows rowᵀ is then
 * the mean over the B samples. Frozen variables move nothing.
 *
 * @returns one row for each output, as long as the variables
 */
export function responseRows(
  { names, parameterCount, trainedInputs, frozen }: Variables,
  results: readonly JacobianGradient[],
): Float64Array[] {
  const scale = 1 / Math.sqrt(results.length);
  return results.flatMap(({ responses }) =>
    responses.flatMap((outputs, point) =>
      outputs.map(({ parameters, inputs }) => {
        const row = new Float64Array(names.length);
        row.set(parameters);
        row.set(inputs, parameterCount + point * trainedInputs.length);
        return row.map((slope, index) => (frozen?.has(index) ? 0 : scale * slope));
      }),
    ),
  );
}
