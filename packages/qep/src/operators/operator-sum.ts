import { QepError } from "../base/errors.ts";
import { type PauliLetter, PauliString } from "./pauli-string.ts";

/** A complex number as plain data. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** One term c·P of an operator. */
export interface PauliTerm {
  readonly string: PauliString;
  readonly coefficient: Complex;
}

/**
 * A linear combination of Pauli strings, O = Σ_k c_k P_k with complex c_k, on any number of sites.
 *
 * Immutable. Equal strings are merged as they come; exact zeros disappear. Pauli matrices, not spin-½ operators.
 *
 * @example
 * const zz = OperatorSum.pauli("Z", 0).times(OperatorSum.pauli("Z", 1));
 * const h = zz.scale(-1).plus(OperatorSum.pauli("X", 0).scale(0.5));
 * String(h); // "-Z0 Z1 + 0.5 X0"
 */
export class OperatorSum {
  static readonly zero = new OperatorSum([]);
  static readonly identity = new OperatorSum([
    { string: PauliString.identity, coefficient: { re: 1, im: 0 } },
  ]);

  readonly terms: readonly PauliTerm[];

  /** @param terms in any order, repeated strings allowed; the order of first appearance is kept */
  constructor(terms: Iterable<PauliTerm>) {
    const merged = new Map<string, PauliTerm>();
    for (const { string, coefficient } of terms) {
      if (!Number.isFinite(coefficient.re) || !Number.isFinite(coefficient.im)) {
        throw new QepError(
          "not-finite",
          `the coefficient of ${string} is ${coefficient.re} + ${coefficient.im}i; it must be finite`,
        );
      }
      const key = string.key;
      const previous = merged.get(key)?.coefficient ?? { re: 0, im: 0 };
      merged.set(key, {
        string,
        coefficient: { re: previous.re + coefficient.re, im: previous.im + coefficient.im },
      });
    }
    this.terms = [...merged.values()].filter(({ coefficient: c }) => c.re !== 0 || c.im !== 0);
  }

  /** One Pauli matrix on one site. */
  static pauli(letter: PauliLetter, site: number): OperatorSum {
    return OperatorSum.of(PauliString.single(letter, site));
  }

  /** One Pauli string times a real coefficient. */
  static of(string: PauliString, coefficient = 1): OperatorSum {
    return new OperatorSum([{ string, coefficient: { re: coefficient, im: 0 } }]);
  }

  /** The sum of any number of operators. */
  static sum(operators: Iterable<OperatorSum>): OperatorSum {
    return new OperatorSum([...operators].flatMap((operator) => operator.terms));
  }

  /** Smallest number of qubits that holds the operator: 1 + its highest site. */
  get minimalQubits(): number {
    return this.terms.reduce((most, { string }) => Math.max(most, string.minimalQubits), 0);
  }

  /** Sites on which any term acts, ascending. */
  get support(): number[] {
    const all = this.terms.reduce((bits, { string }) => bits | string.x | string.z, 0n);
    return new PauliString(0n, all).support;
  }

  /** The sum of both operators, terms of the same Pauli string put together. */
  plus(other: OperatorSum): OperatorSum {
    return new OperatorSum([...this.terms, ...other.terms]);
  }

  /** The difference of both operators, terms of the same Pauli string put together. */
  minus(other: OperatorSum): OperatorSum {
    return this.plus(other.scale(-1));
  }

  /** Every coefficient times a real or complex number. */
  scale(factor: number | Complex): OperatorSum {
    const by = typeof factor === "number" ? { re: factor, im: 0 } : factor;
    return this.mapTerms(({ string, coefficient }) => ({ string, coefficient: multiply(coefficient, by) }));
  }

  /** The operator product; the number of terms is at most the product of both numbers of terms. */
  times(other: OperatorSum): OperatorSum {
    const terms: PauliTerm[] = [];
    for (const a of this.terms) {
      for (const b of other.terms) {
        const { string, power } = a.string.times(b.string);
        const coefficient = multiply(multiply(a.coefficient, b.coefficient), POWERS_OF_I[power]);
        terms.push({ string, coefficient });
      }
    }
    return new OperatorSum(terms);
  }

  /** [A, B] = AB − BA, formed from the anticommuting pairs of strings alone. */
  commutator(other: OperatorSum): OperatorSum {
    const terms: PauliTerm[] = [];
    for (const a of this.terms) {
      for (const b of other.terms) {
        if (a.string.commutesWith(b.string)) continue;
        const { string, power } = a.string.times(b.string);
        const product = multiply(multiply(a.coefficient, b.coefficient), POWERS_OF_I[power]);
        terms.push({ string, coefficient: { re: 2 * product.re, im: 2 * product.im } });
      }
    }
    return new OperatorSum(terms);
  }

  /** The Hermitian conjugate; Pauli strings are Hermitian, so only coefficients are conjugated. */
  adjoint(): OperatorSum {
    return this.mapTerms(({ string, coefficient: { re, im } }) => ({ string, coefficient: { re, im: -im } }));
  }

  /** True where every coefficient is real to within `tolerance` times the largest coefficient. */
  isHermitian(tolerance = 0): boolean {
    const scale = tolerance * this.largestCoefficient();
    return this.terms.every(({ coefficient }) => Math.abs(coefficient.im) <= scale);
  }

  /** True where the matrix in the computational basis is real: an even number of Y and real, or odd and imaginary. */
  get isReal(): boolean {
    return this.terms.every(
      ({ string, coefficient: { re, im } }) => (string.yCount % 2 === 0 ? im : re) === 0,
    );
  }

  /** Drops terms whose coefficient is at most `tolerance` in magnitude. */
  simplify(tolerance = 0): OperatorSum {
    return new OperatorSum(this.terms.filter(({ coefficient: c }) => Math.hypot(c.re, c.im) > tolerance));
  }

  /** The coefficient of one string, 0 where it does not occur. */
  coefficientOf(string: PauliString): Complex {
    const key = string.key;
    return this.terms.find((term) => term.string.key === key)?.coefficient ?? { re: 0, im: 0 };
  }

  /** The same operator with site j moved to site `offset + j`. */
  shifted(offset: number): OperatorSum {
    return this.mapTerms(({ string, coefficient }) => ({ string: string.shifted(offset), coefficient }));
  }

  /** True where both operators have the same coefficients to within `tolerance`. */
  equals(other: OperatorSum, tolerance = 0): boolean {
    return this.minus(other).largestCoefficient() <= tolerance;
  }

  /** max_k |c_k|, 0 for the zero operator. */
  largestCoefficient(): number {
    return this.terms.reduce((most, { coefficient: c }) => Math.max(most, Math.hypot(c.re, c.im)), 0);
  }

  /** Text that {@link parseOperator} reads back to the same operator, to the last bit. */
  toString(): string {
    if (this.terms.length === 0) return "0";
    return this.terms.map((term, position) => printTerm(term, position === 0)).join(" ");
  }

  /** The text form, which `parseOperator` reads back to the last bit. */
  toJSON(): string {
    return this.toString();
  }

  private mapTerms(change: (term: PauliTerm) => PauliTerm): OperatorSum {
    return new OperatorSum(this.terms.map(change));
  }
}

/** Imaginary parts up to this much, relative to the largest coefficient, are rounding, as in the square of a sum. */
const HERMITIAN_ROUNDING = 1e-13;

/**
 * The operator itself where it is Hermitian, without what rounding left of imaginary parts.
 *
 * @throws QepError not-hermitian, naming the offending terms and `where` the operator stands
 */
export function requireHermitian(operator: OperatorSum, where: string): OperatorSum {
  if (operator.isHermitian()) return operator;
  if (operator.isHermitian(HERMITIAN_ROUNDING)) return operator.plus(operator.adjoint()).scale(0.5);
  const offending = operator.terms.filter(({ coefficient }) => coefficient.im !== 0);
  throw new QepError(
    "not-hermitian",
    `${where}: the operator is not Hermitian: the coefficient of ${offending[0]?.string} is ` +
      `${printComplex(offending[0]?.coefficient ?? { re: 0, im: 0 })}. Coefficients of Pauli strings must be real; ` +
      "mind that X0 Y0 = i Z0.",
    { where, terms: offending.map(({ string }) => string.toString()) },
  );
}

/** @throws QepError qubit-out-of-range where the operator acts beyond `qubits` */
export function requireWithin(operator: OperatorSum, qubits: number, where: string): void {
  const needed = operator.minimalQubits;
  if (needed <= qubits) return;
  throw new QepError(
    "qubit-out-of-range",
    `${where}: the operator acts on qubit ${needed - 1}, but the system has ${qubits} ` +
      `${qubits === 1 ? "qubit (0)" : `qubits (0 to ${qubits - 1})`}. Correct the index or enlarge the system.`,
    { where, qubit: needed - 1, qubits },
  );
}

const POWERS_OF_I: Readonly<Record<0 | 1 | 2 | 3, Complex>> = {
  0: { re: 1, im: 0 },
  1: { re: 0, im: 1 },
  2: { re: -1, im: 0 },
  3: { re: 0, im: -1 },
};

function multiply(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

function printComplex({ re, im }: Complex): string {
  return `(${re}${im < 0 ? "-" : "+"}${Math.abs(im)}i)`;
}

function printTerm({ string, coefficient }: PauliTerm, isFirst: boolean): string {
  const sign = (negative: boolean) => (isFirst ? (negative ? "-" : "") : negative ? "- " : "+ ");
  if (coefficient.im !== 0) return `${sign(false)}${printComplex(coefficient)} ${string}`;
  const magnitude = Math.abs(coefficient.re);
  if (string.isIdentity) return `${sign(coefficient.re < 0)}${magnitude}`;
  return `${sign(coefficient.re < 0)}${magnitude === 1 ? "" : `${magnitude} `}${string}`;
}
