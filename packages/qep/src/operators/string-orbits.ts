import { SignSpace } from "../kernels/flip-groups.ts";
import { popcount } from "../kernels/real-form.ts";
import {
  type LatticeSymmetries,
  permuteMask,
  type SitePermutation,
  sitePermutations,
} from "./lattice-symmetries.ts";
import type { OperatorSum } from "./operator-sum.ts";
import type { PauliString } from "./pauli-string.ts";

/** All images of one Pauli string under the permutations of a lattice; an invariant operator has one coefficient for them. */
export interface StringOrbit {
  /** Distinct images by their masks; the first has the smallest flip mask, and of those the smallest sign mask. */
  readonly members: readonly { readonly x: number; readonly z: number }[];
  /** Number of Y in each image. */
  readonly yCount: number;
}

/** An operator averaged over a lattice group, as coefficients of orbits. */
export interface OrbitSum {
  /** Indices into {@link StringOrbits.orbits}. */
  readonly orbits: readonly number[];
  /** For each the coefficient of every string in the orbit. */
  readonly coefficients: readonly number[];
}

/**
 * Collects the orbits of Pauli strings that operators are made of.
 *
 * Operators are averaged over the group, (1/|G|) Σ_g g A g⁻¹, which changes no expectation value in a state that
 * transforms by a character of G, and leaves invariant operators as they are.
 */
export class StringOrbits {
  readonly orbits: StringOrbit[] = [];
  private readonly position = new Map<string, number>();
  private readonly permutations: readonly SitePermutation[];
  private readonly flip: number;

  constructor(symmetries: LatticeSymmetries) {
    this.permutations = sitePermutations(symmetries);
    this.flip = symmetries.flip;
  }

  /**
   * @param isReal where set, strings with an odd number of Y are left out: their mean over a state and its complex
   * conjugate is 0
   */
  average(operator: OperatorSum, isReal: boolean): OrbitSum {
    const sums = new Map<number, number>();
    for (const { string, coefficient } of operator.terms) {
      if (isReal && string.yCount % 2 === 1) continue;
      if (popcount(Number(string.z) & this.flip) & 1) continue;
      const orbit = this.orbitOf(string);
      sums.set(orbit, (sums.get(orbit) ?? 0) + coefficient.re);
    }
    return {
      orbits: [...sums.keys()],
      coefficients: [...sums].map(([orbit, sum]) => sum / (this.orbits[orbit] as StringOrbit).members.length),
    };
  }

  private orbitOf(string: PauliString): number {
    const images = new Map<string, { x: number; z: number }>();
    for (const permutation of this.permutations) {
      const image = {
        x: permuteMask(Number(string.x), permutation),
        z: permuteMask(Number(string.z), permutation),
      };
      images.set(`${image.x},${image.z}`, image);
    }
    const members = [...images.values()].sort((a, b) => a.x - b.x || a.z - b.z);
    const [{ x, z } = { x: 0, z: 0 }] = members;
    const key = `${x},${z}`;
    const known = this.position.get(key);
    if (known !== undefined) return known;
    this.position.set(key, this.orbits.length);
    this.orbits.push({ members, yCount: string.yCount });
    return this.orbits.length - 1;
  }
}

/** Strings of several orbits that flip the same sites, for one set of flips that permutations map onto each other. */
export interface FlipOrbit {
  /** Distinct flip masks, not 0. */
  readonly flips: readonly number[];
  /** For each flip independent sign masks; the permutation that maps flip onto flip maps them onto each other in order. */
  readonly signs: readonly (readonly number[])[];
  /** Strings at the first flip: their orbit, and which of the sign masks their own is the sum of, as bits. */
  readonly strings: readonly { readonly orbit: number; readonly selector: number; readonly z: number }[];
}

/** Groups the orbits with flips by these: each group is one pass over memory. */
export function flipOrbits(orbits: readonly StringOrbit[], symmetries: LatticeSymmetries): FlipOrbit[] {
  const byFlip = new Map<number, number[]>();
  for (const [index, { members }] of orbits.entries()) {
    const flip = members[0]?.x ?? 0;
    if (flip !== 0) byFlip.set(flip, [...(byFlip.get(flip) ?? []), index]);
  }
  const permutations = sitePermutations(symmetries);
  return [...byFlip].map(([first, indices]) => {
    const masks = indices.flatMap((orbit) =>
      (orbits[orbit] as StringOrbit).members.filter(({ x }) => x === first).map(({ z }) => ({ orbit, z })),
    );
    const space = new SignSpace();
    for (const { z } of masks) space.include(z);
    const strings = masks.map(({ orbit, z }) => ({ orbit, z, selector: space.selectorOf(z) as number }));
    const images = new Map<number, number[]>();
    for (const permutation of permutations) {
      const flip = permuteMask(first, permutation);
      if (!images.has(flip))
        images.set(
          flip,
          space.basis.map((mask) => permuteMask(mask, permutation)),
        );
    }
    return { flips: [...images.keys()], signs: [...images.values()], strings };
  });
}
