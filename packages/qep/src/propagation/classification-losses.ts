import { QepError } from "../base/errors.ts";
import { portableLog } from "../base/logarithm.ts";
import type { Loss, LossInput } from "./loss.ts";
import { targetOf, zerosLike } from "./loss-checks.ts";

/** What the outputs of a cross-entropy are probabilities of. */
export interface CrossEntropyLossOptions {
  /**
   * "exclusive" (default): the outputs are probabilities of outcomes that exclude each other, as of projectors onto
   * orthogonal spaces. "independent": each output is the probability of a yes to a question of its own.
   */
  readonly outcomes?: "exclusive" | "independent";
  /** δ in (0, 1): below it the logarithm goes on as its tangent; 0.01 by default. */
  readonly floor?: number;
}

/** How far an output must be on its side. */
export interface HingeLossOptions {
  /** m > 0, in the unit of the outputs; 0.5 by default. */
  readonly margin?: number;
}

/** A term of a loss: its value and its derivative in the output. */
type Term = readonly [value: number, derivative: number];

const DEFAULT_FLOOR = 0.01;
const DEFAULT_MARGIN = 0.5;

/**
 * Cross-entropy of the targets t_l relative to the probabilities p_l = ⟨B_l⟩, summed over the operating points.
 *
 * exclusive: L = −Σ_l t_l ℓ(p_l),  independent: L = −Σ_l [t_l ℓ(p_l) + (1 − t_l) ℓ(1 − p_l)],
 * ℓ(p) = ln p where p ≥ δ, else ln δ + (p − δ)/δ
 *
 * The tangent below δ keeps L convex, with a continuous derivative, and finite for p = 0 and for the negative estimates
 * that shot noise gives. No error signal exceeds 1/δ, and so no nudge β/δ.
 *
 * Evaluating it throws QepError `invalid-argument` for a target outside [0, 1].
 *
 * @throws QepError `invalid-argument` for a floor outside (0, 1)
 */
export function crossEntropyLoss({
  outcomes = "exclusive",
  floor = DEFAULT_FLOOR,
}: CrossEntropyLossOptions = {}): Loss {
  const name = "cross-entropy";
  if (!(floor > 0 && floor < 1)) {
    throw new QepError(
      "invalid-argument",
      `Loss "${name}": floor must lie between 0 and 1; given: ${floor}.`,
      {
        loss: name,
        floor,
      },
    );
  }
  const logarithm = (p: number): Term =>
    p >= floor ? [portableLog(p), 1 / p] : [portableLog(floor) + (p - floor) / floor, 1 / floor];
  return targetLoss(
    name,
    "between 0 and 1",
    (target) => target >= 0 && target <= 1,
    (p, target) => {
      const [yes, yesSlope] = logarithm(p);
      if (outcomes === "exclusive") return [-target * yes, -target * yesSlope];
      const [no, noSlope] = logarithm(1 - p);
      return [-target * yes - (1 - target) * no, (1 - target) * noSlope - target * yesSlope];
    },
  );
}

/**
 * What the outputs lack to lie on the side of their targets t_l = ±1 by a margin, summed over the operating points.
 *
 * L = Σ_l max(0, m − t_l ⟨B_l⟩),  ε_l = −t_l where t_l ⟨B_l⟩ < m, else 0 (at the kink too)
 *
 * Outputs beyond the margin have no error signal: once all are, the sample is not nudged at all.
 *
 * Evaluating it throws QepError `invalid-argument` for a target that is neither 1 nor −1.
 *
 * @throws QepError `invalid-argument` for a margin that is not above 0
 */
export function hingeLoss({ margin = DEFAULT_MARGIN }: HingeLossOptions = {}): Loss {
  const name = "hinge";
  if (!(Number.isFinite(margin) && margin > 0)) {
    throw new QepError(
      "invalid-argument",
      `Loss "${name}": margin must be a finite number above 0; given: ${margin}.`,
      { loss: name, margin },
    );
  }
  return targetLoss(
    name,
    "1 or -1",
    (target) => Math.abs(target) === 1,
    (output, target) => {
      const lack = margin - target * output;
      return lack > 0 ? [lack, -target] : [0, 0];
    },
  );
}

/** Σ_p Σ_l f(y_l⁽ᵖ⁾, t_l), where `f` returns value and derivative; targets that are not allowed are refused. */
function targetLoss(
  name: string,
  allowed: string,
  isAllowed: (target: number) => boolean,
  f: (output: number, target: number) => Term,
): Loss {
  return {
    name,
    evaluate(input: LossInput) {
      const targets = targetOf(name, input);
      const bad = targets.find((target) => !isAllowed(target));
      if (bad !== undefined) {
        throw new QepError(
          "invalid-argument",
          `Loss "${name}" needs targets ${allowed}; given: ${bad}. Change the targets, or use the loss "square".`,
          { loss: name, target: bad },
        );
      }
      let value = 0;
      const errorSignals = input.outputs.map((outputs, point) =>
        outputs.map((output, l) => {
          const [term, derivative] = f(output, targets[(point * outputs.length + l) % targets.length]);
          value += term;
          return derivative;
        }),
      );
      return { value, errorSignals, inputDerivatives: zerosLike(input.inputs) };
    },
  };
}
