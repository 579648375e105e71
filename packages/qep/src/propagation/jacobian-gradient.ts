import type { Device } from "./device.ts";
import { estimateGradients } from "./gradient.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { GradientSettings } from "./gradient-settings.ts";
import { jacobianErrors, pooledOutputs } from "./jacobian-error.ts";
import type { Loss } from "./loss.ts";
import { zerosLike } from "./loss-checks.ts";
import { measuredLoss } from "./measured-loss.ts";
import type { GradientProblem, Sample } from "./problem.ts";
import { baselineBiases } from "./shared-baseline.ts";
import { worstHealth } from "./worst-health.ts";

/** A gradient, and the responses of the outputs that it was put together from. */
export interface JacobianGradient extends GradientResult {
  /** Operating points, in each the outputs: how each one responds to the parameters and the trained inputs. */
  readonly responses: readonly (readonly OutputResponse[])[];
}

/** ∂⟨B_l⟩ at one operating point. */
export interface OutputResponse {
  /** ∂⟨B_l⟩/∂θ_j, length P. */
  readonly parameters: Float64Array;
  /** ∂⟨B_l⟩/∂x_k of the trained inputs. */
  readonly inputs: Float64Array;
}

/** L = Σ_p Σ_l t_l ⟨B_l⟩: with a unit vector for target its gradient is a row of the Jacobian. */
const projectionLoss: Loss = {
  name: "projection",
  evaluate({ outputs, inputs, target = new Float64Array() }) {
    const value = outputs.flatMap((point) => [...point]).reduce((sum, y, l) => sum + y * target[l], 0);
    return { value, errorSignals: outputs.map(() => target), inputDerivatives: zerosLike(inputs) };
  },
};

/**
 * The gradient of every sample by way of the Jacobian of its outputs, each row the gradient of one output:
 *
 * J_lj = ∂⟨B_l⟩/∂θ_j = ∂⟨A_j⟩/∂ν_l  (reciprocity),  ∂L/∂θ_j = Σ_p Σ_l ε_l⁽ᵖ⁾ J_lj⁽ᵖ⁾
 *
 * It takes J gradients instead of one, each with a free phase of its own, whatever the number of parameters. The outputs
 * are the means over those free phases; where they are measured, loss and error signal are corrected for their noise, the
 * gradient for what one-sided rows have in common with it by their baselines, and standard errors hold it.
 *
 * @param settings as of {@link estimateGradients}; the rows are estimated by its method
 * @returns one result for each sample, in their order
 * @throws QepError as {@link estimateGradients}
 */
export async function jacobianGradients(
  device: Device,
  problem: GradientProblem,
  settings: GradientSettings,
  signal?: AbortSignal,
): Promise<JacobianGradient[]> {
  const outputs = device.capabilities().outputs.length;
  const units = Array.from({ length: outputs }, (_, l) =>
    Float64Array.from({ length: outputs }, (_, k) => (k === l ? 1 : 0)),
  );
  const samples = problem.samples.flatMap(({ points }) =>
    points.flatMap((point) => units.map((target): Sample => ({ points: [point], target }))),
  );
  const stream = [...problem.stream, "jacobian"];
  // The error signal of a row is a unit vector and free of noise: there is nothing to probe.
  const rowSettings = settings.budget ? { ...settings, budget: { ...settings.budget, probe: 0 } } : settings;
  const rows = await estimateGradients(
    device,
    { ...problem, loss: projectionLoss, samples, stream },
    rowSettings,
    signal,
  );
  return problem.samples.map((sample) => {
    const points = sample.points.map(() => rows.splice(0, outputs));
    return assemble(problem.loss, sample, points, settings.trainedInputs ?? []);
  });
}

/** @param points the rows of each operating point */
function assemble(
  loss: Loss,
  { points: inputs, target }: Sample,
  points: readonly (readonly GradientResult[])[],
  trainedInputs: readonly number[],
): JacobianGradient {
  const pooled = points.map(pooledOutputs);
  const lossAt = (outputs: readonly Float64Array[]) =>
    loss.evaluate({ outputs, inputs, ...(target ? { target } : {}) });
  const measured = measuredLoss(lossAt, pooled);
  const { value, errorSignals, inputDerivatives } = measured.loss;
  const weighted = points.map((rows, p) => rows.map((row, l) => [errorSignals[p][l], row] as const));
  const rows = points.flat();
  const [first] = rows;
  const gradient = (part: (row: GradientResult) => Float64Array, of = weighted.flat()) =>
    combine(of.map(([weight, row]) => [weight, part(row)]));
  const biases = baselineBiases(points, measured.noise);
  const unbiased = (sum: Float64Array, bias: Float64Array, start = 0) =>
    sum.map((slope, j) => slope - bias[start + j]);
  const shape = { parameters: first.parameters.length, trainedInputs, points: points.length };
  return {
    loss: value,
    outputs: pooled.map(({ outputs }) => outputs),
    parameters: biases.reduce(
      (sum, bias) => unbiased(sum, bias),
      gradient(({ parameters }) => parameters),
    ),
    inputs: weighted.map((of, p) => {
      const sum = unbiased(
        gradient((row) => row.inputs[0], of),
        biases[p],
        shape.parameters,
      );
      return sum.map((slope, k) => slope + inputDerivatives[p][trainedInputs[k]]);
    }),
    ...jacobianErrors({ ...measured, rows: points, outputs: pooled }, shape),
    method: first.method,
    beta: first.beta,
    preparations: rows.reduce((sum, { preparations }) => sum + preparations, 0),
    shots: rows.reduce((sum, { shots }) => sum + shots, 0),
    health: worstHealth(rows.map(({ health }) => health)),
    responses: points.map((list) =>
      list.map((row) => ({ parameters: row.parameters, inputs: row.inputs[0] })),
    ),
  };
}

/** Σ weight · vector; at least one term. */
function combine(terms: readonly (readonly [weight: number, vector: Float64Array])[]): Float64Array {
  const sum = new Float64Array(terms[0][1].length);
  for (const [weight, vector] of terms)
    vector.forEach((value, j) => {
      sum[j] += weight * value;
    });
  return sum;
}
