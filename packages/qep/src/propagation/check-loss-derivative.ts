import { QepError } from "../base/errors.ts";
import type { Loss, LossInput } from "./loss.ts";
import { type LossArgument, type LossDifferences, lossDifferences } from "./loss-differences.ts";

/** Names for messages, in the order of the outputs and the inputs. */
export interface LossArgumentNames {
  readonly outputs?: readonly string[];
  readonly inputs?: readonly string[];
}

/** Share of the derivative, and of max(1, |L|), by which it may leave the interval of the one-sided differences. */
const RELATIVE_TOLERANCE = 1e-6;
const ABSOLUTE_TOLERANCE = 1e-8;

/**
 * Compares the derivatives a loss returns with finite differences of its value; meant to run once, at the door.
 *
 * Each derivative must lie between the backward and the forward difference, to within rounding. So a kink passes
 * with any of its subgradients, and a smooth loss with its derivative only.
 *
 * @param input where to compare; a generic point, a step of about 1e-5 away from any singularity of the loss
 * @param names names of outputs and inputs for the message; indices where absent
 * @throws QepError `invalid-argument` at the first derivative that is wrong, naming the entry and both values
 */
export function checkLossDerivative(loss: Loss, input: LossInput, names: LossArgumentNames = {}): void {
  const { value, errorSignals, inputDerivatives } = loss.evaluate(input);
  const valueAt = (elsewhere: LossInput) => loss.evaluate(elsewhere).value;
  const slack = ABSOLUTE_TOLERANCE * Math.max(1, Math.abs(value));
  const derivatives = { outputs: errorSignals, inputs: inputDerivatives };

  for (const argument of ["outputs", "inputs"] as const) {
    lossDifferences(valueAt, input, argument).forEach((differences, point) => {
      differences.forEach((numeric, index) => {
        const analytic = derivatives[argument][point]?.[index] ?? Number.NaN;
        if (agrees(analytic, numeric, slack)) return;
        const label = names[argument]?.[index] ?? String(index);
        throw disagreement(loss.name, argument, label, point, analytic, numeric.central);
      });
    });
  }
}

function agrees(analytic: number, { forward, backward }: LossDifferences, slack: number): boolean {
  const low = Math.min(forward, backward);
  const high = Math.max(forward, backward);
  const tolerance = slack + RELATIVE_TOLERANCE * Math.max(Math.abs(low), Math.abs(high));
  return analytic >= low - tolerance && analytic <= high + tolerance;
}

function disagreement(
  loss: string,
  argument: LossArgument,
  label: string,
  point: number,
  analytic: number,
  numeric: number,
): QepError {
  const what = argument === "outputs" ? `output ${label} (error signal)` : `input ${label}`;
  return new QepError(
    "invalid-argument",
    `Loss "${loss}": its derivative in ${what} at operating point ${point} is ${analytic}, ` +
      `but its values give ${numeric}. Correct the derivative, or leave it out to have it taken numerically.`,
    { loss, argument, label, point, analytic, numeric },
  );
}
