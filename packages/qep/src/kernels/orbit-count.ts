import type { OrbitGroup } from "./lattice.ts";

/** Order of the group. */
export function groupOrder({ order, reflection, flip }: OrbitGroup): number {
  return order * (reflection ? 2 : 1) * (flip === 0 ? 1 : 2);
}

/**
 * How many basis states an element leaves as they are, summed over the elements of each phase.
 *
 * On each cycle of a permutation one site decides the others, where an even number of them is flipped; else none fits.
 *
 * @returns length: number of phases, numbered as in {@link OrbitGroup}'s plans
 */
export function fixedStates({
  qubits,
  translation,
  order,
  reflection,
  flip,
  moduli,
}: OrbitGroup): Float64Array {
  const flips = flip === 0 ? [0] : [0, flip];
  const sites = Array.from({ length: qubits }, (_, site) => site);
  const mirrors = reflection ? [sites, reflection] : [sites];
  const counts = new Float64Array(moduli * mirrors.length * flips.length);
  for (const [s, first] of mirrors.entries()) {
    let permutation: readonly number[] = first;
    for (let m = 0; m < order; m++) {
      for (const [u, mask] of flips.entries()) {
        const phase = ((m % moduli) * mirrors.length + s) * flips.length + u;
        counts[phase] = (counts[phase] as number) + fixedBy(permutation, mask);
      }
      permutation = permutation.map((site) => translation[site] as number);
    }
  }
  return counts;
}

/** Number of orbits of basis states, (1/|G|) Σ_g (states that g leaves as they are): Burnside's lemma. */
export function orbitCount(group: OrbitGroup): number {
  return fixedStates(group).reduce((sum, count) => sum + count, 0) / groupOrder(group);
}

function fixedBy(permutation: readonly number[], mask: number): number {
  const seen = new Set<number>();
  let states = 1;
  for (const start of permutation.keys()) {
    if (seen.has(start)) continue;
    let flipped = 0;
    for (let site = start; !seen.has(site); site = permutation[site] as number) {
      seen.add(site);
      flipped ^= (mask >>> site) & 1;
    }
    states *= flipped === 0 ? 2 : 0;
  }
  return states;
}
