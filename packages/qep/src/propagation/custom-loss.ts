import { QepError } from "../base/errors.ts";
import type { Loss, LossInput, LossResult } from "./loss.ts";
import { copyLossInput, type LossArgument, lossDifferences } from "./loss-differences.ts";

/** What a user's loss may return instead of a bare number; a derivative left out is taken numerically. */
export interface CustomLossResult {
  readonly value: number;
  readonly errorSignals?: readonly Float64Array[];
  readonly inputDerivatives?: readonly Float64Array[];
}

/**
 * A loss from any function of the outputs, the inputs and the target.
 *
 * The function returns L, or L with derivatives. Derivatives it leaves out are central differences in the measured
 * outputs (and inputs), which cost two more calls of the function per entry and no measurement. A derivative given
 * by hand should pass {@link checkLossDerivative} once before a run.
 *
 * @param name used in messages and records
 * @param evaluate a pure function; where it has a kink, its derivatives there are its own choice
 * @param options.points how many operating points it reads, where that is fixed
 * @throws QepError `wrong-shape` or `not-finite`, on evaluation, where the function returns no usable result
 * @example
 * const loss = customLoss("fidelity of a bit", ({ outputs }) => 1 - outputs[0][0] ** 2);
 */
export function customLoss(
  name: string,
  evaluate: (input: LossInput) => number | CustomLossResult,
  options: { readonly points?: number } = {},
): Loss {
  const valueAt = (input: LossInput) => {
    const result = evaluate(input);
    return typeof result === "number" ? result : result.value;
  };
  const centralDifferences = (input: LossInput, argument: LossArgument) =>
    lossDifferences(valueAt, input, argument).map((point) => Float64Array.from(point, (d) => d.central));

  return {
    name,
    ...options,
    evaluate(input): LossResult {
      checkPointCount(name, input, options.points);
      const given = evaluate(copyLossInput(input));
      const result: CustomLossResult = typeof given === "number" ? { value: given } : given;
      if (!Number.isFinite(result.value)) throw notFinite(name, "value", result.value);
      const errorSignals = result.errorSignals ?? centralDifferences(input, "outputs");
      const inputDerivatives = result.inputDerivatives ?? centralDifferences(input, "inputs");
      checkDerivative(name, "errorSignals", errorSignals, input.outputs);
      checkDerivative(name, "inputDerivatives", inputDerivatives, input.inputs);
      return { value: result.value, errorSignals, inputDerivatives };
    },
  };
}

function checkPointCount(name: string, input: LossInput, points: number | undefined): void {
  const given = input.outputs.length;
  if (points === undefined || given === points) return;
  throw new QepError("wrong-shape", `Loss "${name}" reads ${points} operating points; ${given} were given.`, {
    loss: name,
    expected: points,
    given,
  });
}

function checkDerivative(
  name: string,
  what: "errorSignals" | "inputDerivatives",
  derivatives: readonly Float64Array[],
  like: readonly Float64Array[],
): void {
  const expected = like.map((vector) => vector.length);
  const given = derivatives.map((vector) => vector.length);
  if (String(expected) !== String(given)) {
    throw new QepError(
      "wrong-shape",
      `Loss "${name}" must return ${what} with one vector per operating point, of lengths [${expected}]; ` +
        `it returned lengths [${given}].`,
      { loss: name, expected, given },
    );
  }
  for (const vector of derivatives) {
    const bad = vector.find((derivative) => !Number.isFinite(derivative));
    if (bad !== undefined) throw notFinite(name, what, bad);
  }
}

function notFinite(name: string, what: string, value: number): QepError {
  return new QepError(
    "not-finite",
    `Loss "${name}" returned ${value} in its ${what}. A loss must be finite at, and close to, every output it meets.`,
    { loss: name, what, value },
  );
}
