import {
  type AnatomyBench,
  type AnatomyRequest,
  componentsOf,
  oneGradient,
  problemOf,
} from "./gradient-problem.ts";

/** What a measurement of a gradient would find without noise and imperfections. Plain data. */
export interface GradientReference {
  readonly loss: number;
  /** ⟨B_l⟩ */
  readonly outputs: readonly number[];
  /** ε_l */
  readonly errorSignal: readonly number[];
  /** The same estimator at the same β: what is left to the exact gradient is the bias of β. */
  readonly noiseless: readonly number[];
  /** Linear response, the limit β → 0. */
  readonly exact: readonly number[];
}

/** The exact values behind a gradient that is measured. */
export async function gradientReference(
  { experiment, exact }: AnatomyBench,
  request: AnatomyRequest,
): Promise<GradientReference> {
  const { method, beta } = request;
  const problem = problemOf({ experiment }, request);
  const { trainedInputs } = experiment.variables;
  const noiseless = await oneGradient(exact, problem, { trainedInputs, method, beta });
  const response = await oneGradient(exact, problem, { trainedInputs, method: "linear-response" });
  const { points: inputs = [], target } = problem.samples[0] ?? {};
  const { outputs } = noiseless;
  const { errorSignals } = problem.loss.evaluate({ outputs, inputs, ...(target ? { target } : {}) });
  return {
    loss: noiseless.loss,
    outputs: [...(outputs[0] ?? [])],
    errorSignal: [...(errorSignals[0] ?? [])],
    noiseless: componentsOf(noiseless),
    exact: componentsOf(response),
  };
}
