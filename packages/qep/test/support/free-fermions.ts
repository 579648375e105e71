/** Couplings of the cluster Ising ring, as its inputs are called. */
export interface ClusterIsingCouplings {
  readonly gZXZ: number;
  readonly gZZ: number;
  readonly gX: number;
}

/** Enough modes to make the few lowest levels of: each level takes the smallest excitations. */
const MODES = 8;

/**
 * The lowest levels of the cluster Ising ring from free fermions, in closed form and so for any number of sites.
 *
 * With a_j = (Π_{m<j} X_m) Z_j, b_j = (Π_{m<j} X_m) Y_j the ring is quadratic: X_j = −i b_j a_j, Z_j Z_{j+1} = i b_j a_{j+1},
 * Z_j X_{j+1} Z_{j+2} = i b_j a_{j+2}, so
 *
 *     H = i Σ_j b_j (gX a_j − gZZ a_{j+1} + gZXZ a_{j+2}),   f(k) = gX − gZZ e^{ik} + gZXZ e^{2ik},
 *
 * with modes of energy 2|f(k)| over the vacuum −Σ_k |f(k)|. Around the ring a_{j+N} = −P a_j with the parity P = Π X_j, so
 * k = (2m+1)π/N where P = 1 and 2mπ/N where P = −1. The vacuum has the parity sign Π f(k), in which only the real f(0)
 * and f(π) matter; states of the other parity hold an odd number of modes.
 *
 * @returns `count` energies in ascending order, each state of a level on its own
 * @see Verresen, Moessner & Pollmann, Phys. Rev. B 96, 165124 (2017)
 */
export function clusterIsingLevels(sites: number, couplings: ClusterIsingCouplings, count: number): number[] {
  const levels = [1, -1].flatMap((parity) => sectorLevels(sites, couplings, parity));
  return levels.sort((a, b) => a - b).slice(0, count);
}

function sectorLevels(sites: number, { gZXZ, gZZ, gX }: ClusterIsingCouplings, parity: number): number[] {
  const shift = parity > 0 ? 0.5 : 0;
  const modes = Array.from({ length: sites }, (_, m) => {
    const k = (2 * Math.PI * (m + shift)) / sites;
    const re = gX - gZZ * Math.cos(k) + gZXZ * Math.cos(2 * k);
    const im = -gZZ * Math.sin(k) + gZXZ * Math.sin(2 * k);
    return { energy: Math.hypot(re, im), isNegative: 2 * (m + shift) === sites || k === 0 ? re < 0 : false };
  });
  const vacuum = -modes.reduce((sum, { energy }) => sum + energy, 0);
  const vacuumParity = modes.filter(({ isNegative }) => isNegative).length % 2 === 0 ? 1 : -1;
  const excitations = modes.map(({ energy }) => 2 * energy).sort((a, b) => a - b);
  let states = [{ energy: vacuum, parity: vacuumParity }];
  for (const excitation of excitations.slice(0, MODES)) {
    states = states.flatMap((state) => [state, { energy: state.energy + excitation, parity: -state.parity }]);
  }
  return states.filter((state) => state.parity === parity).map(({ energy }) => energy);
}
