import { QepError } from "../base/errors.ts";
import type { Goal, LossInput } from "./loss.ts";

/** The factor that turns a goal into something to be minimised. @throws QepError invalid-argument for no goal */
export function signOf(name: string, goal: Goal): 1 | -1 {
  if (goal === "minimize") return 1;
  if (goal === "maximize") return -1;
  throw new QepError(
    "invalid-argument",
    `Loss "${name}": goal must be "maximize" or "minimize", not "${goal}".`,
    {
      loss: name,
      goal,
    },
  );
}

/** @throws QepError wrong-shape unless outputs and inputs are of the same operating points, and of as many as asked for */
export function checkPoints(name: string, input: LossInput, points?: number): void {
  const given = input.outputs.length;
  if (given > 0 && given === input.inputs.length && (points === undefined || given === points)) return;
  throw new QepError(
    "wrong-shape",
    `Loss "${name}" needs outputs and inputs of ${points ?? "the same number of"} operating points ` +
      `(at least one); given: outputs of ${given}, inputs of ${input.inputs.length}.`,
    { loss: name, outputs: given, inputs: input.inputs.length, expected: points },
  );
}

/** The target, one value per output or one per output and operating point. @throws QepError wrong-shape for any other */
export function targetOf(name: string, input: LossInput): Float64Array {
  checkPoints(name, input);
  const outputs = input.outputs[0].length;
  const total = outputs * input.outputs.length;
  const target = input.target;
  if (target !== undefined && (target.length === outputs || target.length === total)) return target;
  throw new QepError(
    "wrong-shape",
    `Loss "${name}" needs a target of length ${outputs} (one value per output)` +
      `${total > outputs ? ` or ${total} (one per output and operating point)` : ""}; ` +
      `given: ${target === undefined ? "none" : `length ${target.length}`}.`,
    { loss: name, expected: outputs, given: target?.length },
  );
}

/** An entry of a vector. @throws QepError wrong-shape where it is not there */
export function entry(
  name: string,
  what: "output" | "input" | "weight",
  vector: Float64Array,
  index: number,
): number {
  const value = vector[index];
  if (value !== undefined) return value;
  throw new QepError(
    "wrong-shape",
    `Loss "${name}" reads ${what} ${index}, but there are only ${vector.length} ${what}s (counted from 0).`,
    { loss: name, index, available: vector.length },
  );
}

/** Vectors of zeros of the same lengths. */
export function zerosLike(vectors: readonly Float64Array[]): Float64Array[] {
  return vectors.map((vector) => new Float64Array(vector.length));
}
