import type { StateLayout } from "./layout.ts";

/**
 * A group of permutations of basis states: TᵐPˢFᵘ with a translation T, perhaps a reflection P, perhaps a flip F of some
 * sites. Sites go where the permutations say.
 */
export interface OrbitGroup {
  readonly qubits: number;
  readonly translation: readonly number[];
  /** Order of T. */
  readonly order: number;
  /** P; null where the group has none. */
  readonly reflection: readonly number[] | null;
  /** Sites flipped by F; 0 where the group has none. */
  readonly flip: number;
  /** Powers of T are told apart modulo this divisor of the order: 2 or 1 where all characters are real. */
  readonly moduli: number;
}

/** Terms that flip the same sites up to permutations; parities of a state under `signs[f]` give the signs at flip f. */
export interface FlipTerms {
  readonly flips: readonly number[];
  readonly signs: readonly (readonly number[])[];
}

/** The terms of H and of observables on orbits, as bit masks. */
export interface OrbitTerms {
  readonly flips: readonly FlipTerms[];
  /** Sums of products of Z, one list of sign masks for each. */
  readonly diagonals: readonly (readonly number[])[];
}

/** What the orbits of one kind have in common. */
export interface OrbitKind {
  /** Bit p is set where an element with phase p leaves the representative as it is. */
  readonly phases: bigint;
  /** Number of elements that do. */
  readonly stabilizer: number;
}

/**
 * H on the orbits of a group, prepared for y = Hx in each of its sectors.
 *
 * Phase of TᵐPˢFᵘ: ((m mod moduli)·mirrors + s)·flips + u, with mirrors 2 where there is P, else 1, flips likewise.
 * Selector of an entry: `bases[b] + signs·phases + phase` in block b, bit k of `signs` the parity under sign mask k.
 */
export interface LatticePlan {
  readonly layout: StateLayout;
  readonly group: OrbitGroup;
  /** Number of orbits: rows of H. */
  readonly orbits: number;
  readonly phases: number;
  readonly kinds: readonly OrbitKind[];
  readonly bases: readonly number[];
  readonly selectors: number;
}

/** A vector of the same kernels. */
export interface OrbitVector {
  readonly length: number;
}

/** What makes a plan an operator in one sector. */
export interface LatticeWeights {
  /** Factor of the entries with each selector; the imaginary part only in complex layouts. */
  readonly re: Float64Array;
  readonly im?: Float64Array;
  /** Factor of each diagonal sum. */
  readonly diagonals: Float64Array;
  /** For each kind whether the sector has a state on such orbits. */
  readonly isAllowed: readonly boolean[];
  /** Diagonal element on the other orbits, where it is out of the way. */
  readonly excluded: number;
}

/** What the weights multiply in ⟨x|H|x⟩. */
export interface LatticeSums {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly diagonals: Float64Array;
}

/** Kernels in symmetry-adapted bases; the products with H go through `apply` of all kernels. */
export interface LatticeKernels {
  /** Enumerates the orbits and links them; a complex layout where weights will be complex. */
  plan(group: OrbitGroup, terms: OrbitTerms, isComplex: boolean): LatticePlan;
  /** Makes the plan an operator in a sector. */
  set(plan: LatticePlan, weights: LatticeWeights): void;
  /** Sums over a state in the sector that was set. */
  sums(plan: LatticePlan, state: OrbitVector): LatticeSums;
  /**
   * Which orbits lie in connected parts where signs of the basis states make all elements between orbits negative.
   *
   * @param rules for each selector 0: no element, 1: negative, 2: positive, in the sector that was set
   * @param covered one number an orbit; set to 1 where there are such signs, else left as it is
   * @returns how many were newly set
   */
  cover(plan: LatticePlan, rules: Uint8Array, covered: Uint8Array): number;
}
