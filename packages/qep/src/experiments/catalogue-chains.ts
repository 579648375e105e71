import { type ModelEntry, trainedTo } from "./catalogue-entry.ts";

/** Models with a lattice of their own. */
export const CHAIN_MODELS: readonly ModelEntry[] = [
  {
    name: "cluster-ising",
    title: "Cluster Ising chain",
    hamiltonian: String.raw`g_{ZXZ}\sum_j Z_jX_{j+1}Z_{j+2} - g_{ZZ}\sum_j Z_jZ_{j+1} - g_X\sum_j X_j`,
    references: [
      {
        text: "Verresen, Moessner & Pollmann, Physical Review B 96, 165124 (2017)",
        doi: "10.1103/PhysRevB.96.165124",
      },
      { text: "Wanjura & Marquardt, Nature Communications 16 (2025)", doi: "10.1038/s41467-025-61665-6" },
    ],
    experiment: trainedTo({
      title: "A cluster Ising ring whose cluster order shall weaken",
      system: {
        model: "cluster-ising",
        sites: 8,
        parameters: { gX: { initial: 0.3 } },
        outputs: { cluster: "Z0 X1 Z2" },
      },
      at: { gZXZ: 1, gZZ: 0.2 },
      target: { cluster: -0.6 },
    }),
  },
  {
    name: "transverse-field-ising",
    title: "Ising chain in a transverse field",
    hamiltonian: String.raw`-g_{ZZ}\sum_j Z_jZ_{j+1} - g_X\sum_j X_j`,
    references: [{ text: "Pfeuty, Annals of Physics 57, 79 (1970)", doi: "10.1016/0003-4916(70)90270-8" }],
    experiment: trainedTo({
      title: "An Ising ring tuned to its critical field",
      system: {
        model: "transverse-field-ising",
        sites: 8,
        parameters: { gX: { initial: 0.4 } },
        outputs: { bond: "Z0 Z1" },
      },
      at: { gZZ: 1 },
      target: { bond: 0.64 },
    }),
  },
  {
    name: "kitaev-honeycomb",
    title: "Kitaev's honeycomb model",
    hamiltonian: String.raw`J_x\!\!\sum_{x\text{-bonds}}\!\! X_iX_j + J_y\!\!\sum_{y\text{-bonds}}\!\! Y_iY_j + J_z\!\!\sum_{z\text{-bonds}}\!\! Z_iZ_j`,
    references: [
      { text: "Kitaev, Annals of Physics 321, 2 (2006)", doi: "10.1016/j.aop.2005.10.005" },
      { text: "Wanjura & Marquardt, Nature Communications 16 (2025)", doi: "10.1038/s41467-025-61665-6" },
    ],
    experiment: trainedTo({
      title: "A honeycomb whose z-bonds shall be the strong ones",
      system: {
        model: "kitaev-honeycomb",
        columns: 4,
        rows: 2,
        parameters: { Jz: { initial: 1 } },
        outputs: { zz: "Z0 Z4" },
      },
      at: { Jx: 1, Jy: 1 },
      target: { zz: -0.9 },
    }),
  },
];
