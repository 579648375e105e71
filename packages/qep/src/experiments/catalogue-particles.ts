import { type ModelEntry, trainedTo } from "./catalogue-entry.ts";

/** Fermions and bosons. */
export const PARTICLE_MODELS: readonly ModelEntry[] = [
  {
    name: "hubbard",
    title: "Fermi–Hubbard model",
    hamiltonian: String.raw`\begin{aligned}[t]&{-t}\sum_{\langle ij\rangle\sigma}\left(c^\dagger_{i\sigma}c_{j\sigma} + \text{h.c.}\right) - \mu\sum_{j\sigma}\left(n_{j\sigma}-\tfrac12\right)\\&{+}\,U\sum_j\left(n_{j\uparrow}-\tfrac12\right)\left(n_{j\downarrow}-\tfrac12\right)\end{aligned}`,
    references: [
      { text: "Hubbard, Proceedings of the Royal Society A 276, 238 (1963)", doi: "10.1098/rspa.1963.0204" },
      { text: "Lieb & Wu, Physical Review Letters 20, 1445 (1968)", doi: "10.1103/PhysRevLett.20.1445" },
    ],
    experiment: trainedTo({
      title: "Electrons whose repulsion keeps them apart",
      system: {
        model: "hubbard",
        lattice: { kind: "chain", sites: 4, boundary: "open" },
        parameters: { U: { initial: 1 } },
        outputs: { double: "n0 n4" },
      },
      at: { t: 1, mu: 0 },
      target: { double: 0.08 },
    }),
  },
  {
    name: "kitaev-chain",
    title: "Kitaev chain",
    hamiltonian: String.raw`\begin{aligned}[t]&{-t}\sum_j\left(c^\dagger_jc_{j+1} + \text{h.c.}\right) + \Delta\sum_j\left(c_jc_{j+1} + \text{h.c.}\right)\\&{-}\,\mu\sum_j\left(n_j-\tfrac12\right)\end{aligned}`,
    references: [{ text: "Kitaev, Physics-Uspekhi 44, 131 (2001)", doi: "10.1070/1063-7869/44/10S/S29" }],
    experiment: trainedTo({
      title: "A Kitaev chain filled to nine tenths",
      system: {
        model: "kitaev-chain",
        sites: 8,
        boundary: "open",
        parameters: { mu: { initial: 1.6 } },
        outputs: { filling: "n3" },
      },
      at: { t: 1, Delta: 1 },
      target: { filling: 0.9 },
    }),
  },
  {
    name: "bose-hubbard",
    title: "Bose–Hubbard model",
    hamiltonian: String.raw`-J\sum_{\langle ij\rangle}\left(b^\dagger_ib_j + \text{h.c.}\right) + \frac{U}{2}\sum_j n_j(n_j-1)`,
    references: [
      {
        text: "Fisher, Weichman, Grinstein & Fisher, Physical Review B 40, 546 (1989)",
        doi: "10.1103/PhysRevB.40.546",
      },
      { text: "Jaksch et al., Physical Review Letters 81, 3108 (1998)", doi: "10.1103/PhysRevLett.81.3108" },
    ],
    experiment: trainedTo({
      title: "Bosons from a superfluid towards one a site",
      system: {
        model: "bose-hubbard",
        lattice: { kind: "chain", sites: 4 },
        particles: 4,
        parameters: { U: { initial: 2 } },
        outputs: { square: "n0 n0" },
      },
      at: { J: 1 },
      target: { square: 1.2 },
    }),
  },
];
