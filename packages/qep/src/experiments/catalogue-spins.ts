import { type ModelEntry, type ModelReference, trainedTo } from "./catalogue-entry.ts";

const BETHE: ModelReference = {
  text: "Bethe, Zeitschrift für Physik 71, 205 (1931)",
  doi: "10.1007/BF01341708",
};
const GLASS_DISORDER = { seed: 1 } as const;

/** Spins on any lattice: exchange, long-range and random couplings. */
export const SPIN_MODELS: readonly ModelEntry[] = [
  {
    name: "heisenberg",
    title: "Heisenberg model",
    hamiltonian: String.raw`J\sum_{\langle ij\rangle}\left(X_iX_j + Y_iY_j + Z_iZ_j\right)`,
    references: [
      BETHE,
      {
        text: "Barnes, Dagotto, Riera & Swanson, Physical Review B 47, 3196 (1993)",
        doi: "10.1103/PhysRevB.47.3196",
      },
    ],
    experiment: trainedTo({
      title: "A Heisenberg ladder whose rungs shall be singlets",
      system: {
        model: "heisenberg",
        lattice: { kind: "ladder", rungs: 4 },
        parameters: { JRung: { initial: 0.5 } },
        outputs: { rung: "X0 X1 + Y0 Y1 + Z0 Z1" },
      },
      at: { JLeg: 1 },
      target: { rung: -2.5 },
    }),
  },
  {
    name: "xxz",
    title: "XXZ model",
    hamiltonian: String.raw`J_{xy}\sum_{\langle ij\rangle}\left(X_iX_j + Y_iY_j\right) + J_z\sum_{\langle ij\rangle} Z_iZ_j`,
    references: [
      BETHE,
      { text: "Yang & Yang, Physical Review 150, 321 (1966)", doi: "10.1103/PhysRev.150.321" },
    ],
    experiment: trainedTo({
      title: "An XXZ ring that shall become Ising-like",
      system: {
        model: "xxz",
        lattice: { kind: "chain", sites: 8 },
        parameters: { Jz: { initial: 0.5 } },
        outputs: { zz: "Z0 Z1" },
      },
      at: { Jxy: 1 },
      target: { zz: -0.8 },
    }),
  },
  {
    name: "xyz",
    title: "XYZ model",
    hamiltonian: String.raw`\sum_{\langle ij\rangle}\left(J_x X_iX_j + J_y Y_iY_j + J_z Z_iZ_j\right)`,
    references: [{ text: "Baxter, Annals of Physics 70, 323 (1972)", doi: "10.1016/0003-4916(72)90270-9" }],
    experiment: trainedTo({
      title: "An XYZ ring with two couplings to find",
      system: {
        model: "xyz",
        lattice: { kind: "chain", sites: 6 },
        parameters: { Jy: { initial: 0.4 }, Jz: { initial: 0.2 } },
        outputs: { yy: "Y0 Y1", zz: "Z0 Z1" },
      },
      at: { Jx: 1 },
      target: { yy: -0.5, zz: -0.4 },
    }),
  },
  {
    name: "xy",
    title: "XY model",
    hamiltonian: String.raw`J_{xy}\sum_{\langle ij\rangle}\left(X_iX_j + Y_iY_j\right) + h_X\sum_j X_j`,
    references: [
      {
        text: "Lieb, Schultz & Mattis, Annals of Physics 16, 407 (1961)",
        doi: "10.1016/0003-4916(61)90115-4",
      },
    ],
    experiment: trainedTo({
      title: "A square of XY spins magnetised along X",
      system: {
        model: "xy",
        lattice: { kind: "square", columns: 3, rows: 2, boundary: "open" },
        fields: ["X"],
        parameters: { hX: { initial: 1.5 } },
        outputs: { mx: "X0" },
      },
      at: { Jxy: 1 },
      target: { mx: -0.9 },
    }),
  },
  {
    name: "ising",
    title: "Ising model on a lattice",
    hamiltonian: String.raw`J\sum_{\langle ij\rangle} Z_iZ_j + h_X\sum_j X_j`,
    references: [{ text: "Wannier, Physical Review 79, 357 (1950)", doi: "10.1103/PhysRev.79.357" }],
    experiment: trainedTo({
      title: "A frustrated triangular magnet in a field",
      system: {
        model: "ising",
        lattice: { kind: "triangular", columns: 3, rows: 3 },
        fields: ["X"],
        parameters: { hX: { initial: 1 } },
        outputs: { mx: "X0" },
      },
      at: { J: 1 },
      target: { mx: -0.9 },
    }),
  },
  {
    name: "xx-zz",
    title: "XX and ZZ couplers",
    hamiltonian: String.raw`\sum_{\langle ij\rangle}\left(J_x X_iX_j + J_z Z_iZ_j\right) + h_X\sum_j X_j + h_Z\sum_j Z_j`,
    references: [
      { text: "Biamonte & Love, Physical Review A 78, 012352 (2008)", doi: "10.1103/PhysRevA.78.012352" },
    ],
    experiment: trainedTo({
      title: "A seven-qubit processor with two kinds of couplers",
      system: {
        model: "xx-zz",
        lattice: {
          kind: "graph",
          positions: [
            [0, 2],
            [1, 2],
            [2, 2],
            [1, 1],
            [0, 0],
            [1, 0],
            [2, 0],
          ],
          bonds: [
            [0, 1],
            [1, 2],
            [1, 3],
            [3, 5],
            [4, 5],
            [5, 6],
          ],
        },
        fields: ["X", "Z"],
        parameters: { Jx: { initial: 0.2 } },
        outputs: { xx: "X1 X3" },
      },
      at: { Jz: 0.5, hX: 0.3, hZ: 1 },
      target: { xx: -0.5 },
    }),
  },
  {
    name: "long-range-ising",
    title: "Trapped ions",
    hamiltonian: String.raw`J_0\sum_{i<j}\frac{Z_iZ_j}{|r_i-r_j|^{\alpha}} + g_X\sum_j X_j`,
    references: [
      {
        text: "Porras & Cirac, Physical Review Letters 92, 207901 (2004)",
        doi: "10.1103/PhysRevLett.92.207901",
      },
      {
        text: "Monroe et al., Reviews of Modern Physics 93, 025001 (2021)",
        doi: "10.1103/RevModPhys.93.025001",
      },
    ],
    experiment: trainedTo({
      title: "Eight ions in the field that half aligns them",
      system: {
        model: "long-range-ising",
        sites: 8,
        alpha: 1.2,
        parameters: { gX: { initial: 0.2 } },
        outputs: { mx: "X3" },
      },
      at: { J0: 1 },
      target: { mx: -0.5 },
    }),
  },
  {
    name: "rydberg-array",
    title: "Rydberg atoms",
    hamiltonian: String.raw`\frac{\Omega}{2}\sum_j X_j - \Delta\sum_j n_j + C_6\sum_{i<j}\frac{n_in_j}{|r_i-r_j|^{6}}`,
    references: [
      {
        text: "Saffman, Walker & Mølmer, Reviews of Modern Physics 82, 2313 (2010)",
        doi: "10.1103/RevModPhys.82.2313",
      },
      { text: "Bernien et al., Nature 551, 579 (2017)", doi: "10.1038/nature24622" },
    ],
    experiment: trainedTo({
      title: "Six atoms with every other one excited",
      system: {
        model: "rydberg-array",
        positions: [
          [0, 0],
          [1, 0],
          [2, 0],
          [2, 1],
          [1, 1],
          [0, 1],
        ],
        parameters: { Delta: { initial: 0.5 } },
        outputs: { excited: "n0" },
      },
      at: { Omega: 1, C6: 3 },
      target: { excited: 0.45 },
    }),
  },
  {
    name: "sherrington-kirkpatrick",
    title: "Sherrington–Kirkpatrick spin glass",
    hamiltonian: String.raw`-J\sum_{i<j} J_{ij}Z_iZ_j - g_X\sum_j X_j - g_Z\sum_j Z_j`,
    references: [
      {
        text: "Sherrington & Kirkpatrick, Physical Review Letters 35, 1792 (1975)",
        doi: "10.1103/PhysRevLett.35.1792",
      },
      {
        text: "Ray, Chakrabarti & Chakrabarti, Physical Review B 39, 11828 (1989)",
        doi: "10.1103/PhysRevB.39.11828",
      },
    ],
    experiment: trainedTo({
      title: "A spin glass molten by its field",
      system: {
        model: "sherrington-kirkpatrick",
        sites: 7,
        disorder: GLASS_DISORDER,
        parameters: { gX: { initial: 0.5 } },
        outputs: { mx: "X0" },
      },
      at: { J: 1, gZ: 0.1 },
      target: { mx: 0.9 },
    }),
  },
  {
    name: "edwards-anderson",
    title: "Edwards–Anderson spin glass",
    hamiltonian: String.raw`-J\sum_{\langle ij\rangle} J_{ij}Z_iZ_j - g_X\sum_j X_j - g_Z\sum_j Z_j`,
    references: [
      { text: "Edwards & Anderson, Journal of Physics F 5, 965 (1975)", doi: "10.1088/0305-4608/5/5/017" },
    ],
    experiment: trainedTo({
      title: "A glass of neighbours on a square, molten by its field",
      system: {
        model: "edwards-anderson",
        lattice: { kind: "square", columns: 3, rows: 3, boundary: "open" },
        disorder: GLASS_DISORDER,
        parameters: { gX: { initial: 0.5 } },
        outputs: { mx: "X4" },
      },
      at: { J: 1, gZ: 0.1 },
      target: { mx: 0.8 },
    }),
  },
];
