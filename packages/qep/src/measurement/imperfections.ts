import { QepError } from "../base/errors.ts";
import { type ReadoutErrors, requireReadoutErrors } from "./readout-errors.ts";

/**
 * What is wrong with the counts of a laboratory, as plain data. Absent members are perfect.
 *
 * Errors come in this order: knobs drift, the preparation fails, each qubit is depolarised, the circuit of the basis runs,
 * bits are read wrongly, shots are lost.
 */
export interface Imperfections {
  /** Bits flipped in the readout, each qubit with probabilities of its own. */
  readonly readout?: ReadoutErrors;
  /** Probability that a preparation of the ground state ends in the first excited state; a pair that is degenerate counts as two. */
  readonly preparation?: number;
  /** Probability with which each qubit is replaced by 𝟙/2, on its own: ⟨P⟩ of a string on k qubits becomes (1 − p)^k ⟨P⟩. */
  readonly depolarisation?: number;
  /** Probability that a shot gives no outcome, whatever the state. */
  readonly shotLoss?: number;
  /** Inputs and parameters that wander. */
  readonly drift?: Drift;
}

/**
 * Knobs that wander slowly: the actual value is (1 + r ξ(t)) times the one set, plus a η(t).
 *
 * ξ and η are smooth Gaussian processes of mean 0 and variance 1, independent for each knob; t is the time of the setting.
 */
export interface Drift {
  /** τ > 0, in the unit of the times of settings. Correlations are .44 at τ, .06 at 2τ and 0 from 4τ on. */
  readonly correlationTime: number;
  /** r ≥ 0, default 0. */
  readonly relative?: number;
  /** a ≥ 0 in the unit of energy, default 0. */
  readonly absolute?: number;
  /** Names this course of events, default 1. */
  readonly seed?: number;
}

/**
 * @param where begins the message
 * @throws QepError invalid-argument or wrong-shape
 */
export function requireImperfections(imperfections: Imperfections, qubits: number, where: string): void {
  const { readout, preparation, depolarisation, shotLoss, drift } = imperfections;
  if (readout) requireReadoutErrors(readout, qubits, `${where}: readout`);
  const within = (
    name: string,
    value: number | undefined,
    isAllowed: (value: number) => boolean,
    text: string,
  ) => {
    if (value === undefined || isAllowed(value)) return;
    throw new QepError("invalid-argument", `${where}: ${name} must be ${text}, it is ${value}`, {
      name,
      value,
    });
  };
  const isProbability = (value: number) => value >= 0 && value <= 1;
  within("preparation", preparation, isProbability, "a probability from 0 to 1");
  within("depolarisation", depolarisation, isProbability, "a probability from 0 to 1");
  within("shotLoss", shotLoss, (value) => value >= 0 && value < 1, "a probability from 0 to less than 1");
  if (!drift) return;
  const isSize = (value: number) => value >= 0 && Number.isFinite(value);
  within("drift.correlationTime", drift.correlationTime, (value) => value > 0, "a positive time");
  within("drift.relative", drift.relative, isSize, "a number that is not negative");
  within("drift.absolute", drift.absolute, isSize, "a number that is not negative");
}
