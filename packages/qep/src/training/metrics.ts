import { QepError } from "../base/errors.ts";
import type { Loss } from "../propagation/loss.ts";

/** One vector of length J per sample. */
type Samples = readonly Float64Array[];

/**
 * Share of samples whose outputs all lie on the right side of ½: (⟨B_l⟩ > ½) = t_l for every l.
 *
 * @param outputs ⟨B⟩, one vector of length J per sample
 * @param targets 0 or 1, of the same shape
 * @throws QepError `wrong-shape` where there are no samples, or the shapes differ
 */
export function accuracy(outputs: Samples, targets: Samples): number {
  return meanOver(outputs, targets, (output, target) =>
    output.every((p, l) => (p > 0.5 ? 1 : 0) === target[l]) ? 1 : 0,
  );
}

/**
 * Share of samples whose outputs all have the sign of their targets: t_l ⟨B_l⟩ > 0 for every l.
 *
 * @param targets 1 or −1; otherwise as in {@link accuracy}
 */
export function signAccuracy(outputs: Samples, targets: Samples): number {
  return meanOver(outputs, targets, (output, target) => (output.every((y, l) => target[l] * y > 0) ? 1 : 0));
}

/**
 * Share of samples whose largest output is the right one; the first of equals counts as largest.
 *
 * This is what many measurements of one sample achieve. Parameters as in {@link accuracy}.
 */
export function maxChoice(outputs: Samples, targets: Samples): number {
  return meanOver(outputs, targets, (output, target) =>
    indexOfLargest(output) === indexOfLargest(target) ? 1 : 0,
  );
}

/**
 * Mean of the right class's output: the probability that one shot of commuting projectors gives the right class.
 *
 * Targets are one-hot; parameters as in {@link accuracy}.
 */
export function singleShot(outputs: Samples, targets: Samples): number {
  return meanOver(outputs, targets, (output, target) => output[indexOfLargest(target)]);
}

/**
 * Mean of Π_l (⟨B_l⟩ where t_l = 1, 1 − ⟨B_l⟩ where t_l = 0): the probability that all outputs are right in one shot
 * each, were they measured independently.
 *
 * Parameters as in {@link accuracy}.
 */
export function product(outputs: Samples, targets: Samples): number {
  return meanOver(outputs, targets, (output, target) =>
    output.reduce((probability, p, l) => probability * (target[l] === 1 ? p : 1 - p), 1),
  );
}

/**
 * Mean of a loss over samples of one operating point each, without penalties.
 *
 * @param inputs x, one vector per sample
 * @throws QepError `wrong-shape` where there are no samples, or the shapes differ
 */
export function cost(loss: Loss, outputs: Samples, targets: Samples, inputs: Samples): number {
  if (inputs.length !== outputs.length) throw countMismatch("inputs", inputs.length, outputs.length);
  return meanOver(
    outputs,
    targets,
    (output, target, sample) => loss.evaluate({ outputs: [output], inputs: [inputs[sample]], target }).value,
  );
}

function meanOver(
  outputs: Samples,
  targets: Samples,
  score: (output: Float64Array, target: Float64Array, sample: number) => number,
): number {
  if (outputs.length === 0) {
    throw new QepError("wrong-shape", "A metric needs at least one sample; none was given.");
  }
  if (targets.length !== outputs.length) throw countMismatch("targets", targets.length, outputs.length);
  let sum = 0;
  outputs.forEach((output, sample) => {
    const target = targets[sample];
    if (target.length !== output.length) {
      throw new QepError(
        "wrong-shape",
        `Sample ${sample} has ${output.length} outputs, but a target of length ${target.length}.`,
        { sample, outputs: output.length, target: target.length },
      );
    }
    sum += score(output, target, sample);
  });
  return sum / outputs.length;
}

function countMismatch(what: string, given: number, samples: number): QepError {
  return new QepError(
    "wrong-shape",
    `A metric needs one of ${what} per sample: ${samples}; given: ${given}.`,
    {
      expected: samples,
      given,
    },
  );
}

/** The place of the largest value, the first of equals. */
export function indexOfLargest(values: Float64Array): number {
  let best = 0;
  for (let l = 1; l < values.length; l++) if (values[l] > values[best]) best = l;
  return best;
}
