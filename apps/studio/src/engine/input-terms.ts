import type { Experiment, PauliString } from "qep";

/** One Pauli string of an input's operator. */
export interface InputTerm {
  readonly string: PauliString;
  /** Sign of its coefficient. */
  readonly sign: 1 | -1;
}

/** Terms of one input beyond which a drawing shows nothing any more. */
const MOST_TERMS = 64;

/**
 * The Pauli strings that each input multiplies: what a drawing of the system can show.
 *
 * @returns for each input; none for an input with more than 64 of them
 */
export function inputTerms({ system }: Pick<Experiment, "system">): readonly (readonly InputTerm[])[] {
  return system.inputs.map(({ operator }) => {
    const terms = operator.terms.filter(({ string }) => !string.isIdentity);
    if (terms.length > MOST_TERMS) return [];
    return terms.map(({ string, coefficient }): InputTerm => ({ string, sign: coefficient.re > 0 ? 1 : -1 }));
  });
}
