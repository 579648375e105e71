import { QepError } from "../base/errors.ts";
import { OperatorSum, type PauliTerm } from "./operator-sum.ts";
import { bitCount, PauliString } from "./pauli-string.ts";
import type { SignedString } from "./signed-string.ts";

/** A sign for each generator. */
export type Sector = readonly (1 | -1)[];

/** What a Pauli string becomes: sign · Π_{g ∈ generators} (eigenvalue of g) · string, on the remaining qubits. */
export interface TaperedString {
  readonly string: PauliString;
  readonly sign: 1 | -1;
  /** Bit g is set where the eigenvalue of generator g enters. */
  readonly generators: bigint;
}

/** One step of the Clifford: U = (g + σ)/√2 exchanges a generator g and a single-site Pauli σ; absent where g = ±σ. */
interface Step {
  readonly rotation?: SignedString;
  readonly single: PauliString;
  /** The eigenvalue of σ after this step is the product of these generators' eigenvalues, times `sign`. */
  readonly generators: bigint;
  readonly sign: 1 | -1;
}

/** How a state of a sector, on the qubits that remain, is written on all of them. */
export interface Embedding {
  /** σ on each removed qubit, and its eigenvalue in the sector. */
  readonly fixed: readonly SignedString[];
  /** U = (g + σ)/√2 to be applied then, in this order. */
  readonly exchanges: readonly { readonly generator: SignedString; readonly single: PauliString }[];
}

/**
 * Removes one qubit for each of k independent, mutually commuting Pauli strings: in a sector, a common eigenspace of all
 * of them, an operator that commutes with them acts like an operator on N − k qubits.
 *
 * A Clifford operation turns generator after generator into a Pauli matrix σ on one site of its own, which then is the
 * number ±1 in a sector. With g the generator and σ anticommuting with it, U = U† = (g + σ)/√2 exchanges both; a
 * string P that commutes with g and σ stays, one that commutes with g alone becomes P g σ. No matrix is formed and all
 * signs are exact. σ is X or Z, so that real operators stay real where the generators are real.
 *
 * @see Bravyi, Gambetta, Mezzacapo & Temme, arXiv 1701.08213, section VIII
 *
 * @example
 * const tapering = new Tapering([parity], 3);
 * const odd = tapering.taper(hamiltonian, [-1]); // on two qubits
 */
export class Tapering {
  readonly generators: readonly PauliString[];
  /** The qubits that remain, ascending; the k-th becomes qubit k. */
  readonly remaining: readonly number[];
  private readonly steps: readonly Step[];

  /**
   * @param generators independent strings that commute with each other
   * @param qubits N
   * @param operators those to be tapered: sites are chosen so that few of their strings change
   * @throws QepError invalid-argument where generators depend on each other or anticommute
   */
  constructor(generators: readonly PauliString[], qubits: number, operators: readonly OperatorSum[] = []) {
    this.generators = generators;
    let strings = [...new Map(operators.flatMap(stringsByKey)).values()];
    let rest = generators.map((string, index) => ({
      string,
      sign: 1 as 1 | -1,
      generators: 1n << BigInt(index),
    }));
    const steps: Step[] = [];
    for (const [index, original] of generators.entries()) {
      const first = rest[0] as (typeof rest)[number];
      if (first.string.isIdentity || rest.some(({ string }) => !string.commutesWith(first.string))) {
        throw new QepError(
          "invalid-argument",
          `tapering: generator ${index} (${original}) ${
            first.string.isIdentity ? "is a product of those before it" : "anticommutes with another one"
          }; generators must be independent and commute with each other`,
        );
      }
      const step = chooseStep(first, strings);
      steps.push(step);
      strings = strings.map((string) => rotate({ string, sign: 1 }, step).string);
      rest = rest.slice(1).map(({ generators: own, ...signed }) => {
        const rotated = rotate(signed, step);
        if (!touches(rotated.string, step)) return { ...rotated, generators: own };
        const sign = (rotated.sign * step.sign) as 1 | -1;
        return { string: without(rotated.string, step), sign, generators: own ^ step.generators };
      });
    }
    this.steps = steps;
    const removed = new Set(steps.map(({ single }) => single.support[0]));
    this.remaining = Array.from({ length: qubits }, (_, qubit) => qubit).filter((q) => !removed.has(q));
  }

  /** @returns the string in any sector, or null where it anticommutes with a generator and so leads out of all sectors */
  taperString(string: PauliString): TaperedString | null {
    if (!this.generators.every((generator) => generator.commutesWith(string))) return null;
    let image: SignedString = { string, sign: 1 };
    let generators = 0n;
    for (const step of this.steps) {
      image = rotate(image, step);
      if (!touches(image.string, step)) continue;
      image = { string: without(image.string, step), sign: (image.sign * step.sign) as 1 | -1 };
      generators ^= step.generators;
    }
    return { string: onSites(image.string, this.remaining), sign: image.sign, generators };
  }

  /** The way back to all qubits. @param sector bit g set where generator g has eigenvalue −1 */
  embedding(sector: number): Embedding {
    const fixed = this.steps.map(({ single, generators, sign }) => {
      const isOdd = bitCount(generators & BigInt(sector)) % 2 === 1;
      return { string: single, sign: (isOdd ? -sign : sign) as 1 | -1 };
    });
    const exchanges = this.steps.flatMap(({ rotation, single }) =>
      rotation ? [{ generator: rotation, single }] : [],
    );
    return { fixed, exchanges: exchanges.reverse() };
  }

  /**
   * P_s O P_s, with P_s the projector on a sector, as an operator on the remaining qubits.
   *
   * For an operator that commutes with the generators this is the operator itself. Terms that do not commute lead out of
   * the sector: their expectation value in any state of it is 0, and they do not occur in the result.
   *
   * @param sector eigenvalue of each generator
   * @throws QepError wrong-shape where the sector has not one sign for each generator
   */
  taper(operator: OperatorSum, sector: Sector): OperatorSum {
    if (sector.length !== this.generators.length) {
      throw new QepError(
        "wrong-shape",
        `a sector of ${this.generators.length} generators needs as many signs, ${sector.length} were given`,
      );
    }
    const terms: PauliTerm[] = [];
    for (const { string, coefficient } of operator.terms) {
      const image = this.taperString(string);
      if (!image) continue;
      const sign = sector.reduce<number>(
        (total, own, g) => ((image.generators >> BigInt(g)) & 1n ? total * own : total),
        image.sign,
      );
      terms.push({
        string: image.string,
        coefficient: { re: sign * coefficient.re, im: sign * coefficient.im },
      });
    }
    return new OperatorSum(terms);
  }
}

function stringsByKey({ terms }: OperatorSum): [string, PauliString][] {
  return terms.map(({ string }) => [string.key, string]);
}

/** The site and letter for a generator: X or Z anticommuting with it there, with as few strings as possible. */
function chooseStep(
  { generators, ...own }: SignedString & { readonly generators: bigint },
  strings: readonly PauliString[],
): Step {
  const { string } = own;
  const sites = string.support;
  if (sites.length === 1) return { single: string, generators, sign: own.sign };
  let best: { single: PauliString; cost: number } | undefined;
  for (const site of sites) {
    for (const letter of ["X", "Z"] as const) {
      if (letter === string.letterAt(site)) continue;
      const single = PauliString.single(letter, site);
      const cost = strings.reduce((count, other) => (other.commutesWith(single) ? count : count + 1), 0);
      if (!best || cost < best.cost) best = { single, cost };
    }
  }
  return { rotation: own, single: (best as { single: PauliString }).single, generators, sign: 1 };
}

/** U P U† for a string P that commutes with the generator of this step. */
function rotate({ string, sign }: SignedString, { rotation, single }: Step): SignedString {
  if (!rotation || string.commutesWith(single)) return { string, sign };
  const first = string.times(rotation.string);
  const second = first.string.times(single);
  // P g σ is Hermitian: the powers of i add up to 0 or 2.
  const isNegative = ((first.power + second.power) & 3) === 2;
  return { string: second.string, sign: (sign * rotation.sign * (isNegative ? -1 : 1)) as 1 | -1 };
}

/** True where the string carries the single-site Pauli of the step; it commutes with it, so otherwise the identity. */
function touches({ x, z }: PauliString, { single }: Step): boolean {
  return ((x | z) & (single.x | single.z)) !== 0n;
}

function without({ x, z }: PauliString, { single }: Step): PauliString {
  return new PauliString(x ^ single.x, z ^ single.z);
}

/** The letters at the given sites, moved to sites 0, 1, …. */
function onSites({ x, z }: PauliString, sites: readonly number[]): PauliString {
  const pick = (bits: bigint) =>
    sites.reduce((picked, site, k) => picked | (((bits >> BigInt(site)) & 1n) << BigInt(k)), 0n);
  return new PauliString(pick(x), pick(z));
}
