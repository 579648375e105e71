import { describe, expect, test } from "vitest";
import {
  edwardsAnderson,
  hubbard,
  kitaevChain,
  longRangeIsing,
  type Model,
  makeLattice,
  rydbergArray,
  System,
  sherringtonKirkpatrick,
  solveGroundLevel,
  spinLattice,
} from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";

// Energies that are known in closed form or were published by others.

const kernels = testKernels();

function levels({ qubits, inputs }: Model, values: readonly number[], states = 1): readonly number[] {
  const system = new System({ qubits, inputs });
  return solveGroundLevel(system, Float64Array.from(values), new Float64Array(0), kernels, { states })
    .energies;
}

/** A product of spin-½ operators is a quarter of one of Pauli matrices. */
const QUARTER = 0.25;

/**
 * The ground energy of the Heisenberg ring of spins ½ from the Bethe equations
 * 2 N atan(2λ_j) = 2π I_j + 2 Σ_k atan(λ_j − λ_k), E = N/4 − ½ Σ_j 1/(λ_j² + ¼), solved by iteration.
 */
function betheEnergy(sites: number): number {
  const count = sites / 2;
  const quantum = Array.from({ length: count }, (_, j) => j - (count - 1) / 2);
  let roots = quantum.map(() => 0);
  for (let step = 0; step < 500; step++) {
    roots = quantum.map((number, j) => {
      const pull = roots.reduce((sum, other) => sum + Math.atan((roots[j] as number) - other), 0);
      return 0.5 * Math.tan((Math.PI * number + pull) / sites);
    });
  }
  return sites / 4 - 0.5 * roots.reduce((sum, root) => sum + 1 / (root * root + 0.25), 0);
}

describe("chains", () => {
  test.each([4, 8, 12])("Heisenberg ring of %i sites: the Bethe ansatz", (sites) => {
    const [energy] = levels(spinLattice({ exchange: "heisenberg", lattice: { kind: "chain", sites } }), [1]);
    expect(QUARTER * (energy as number)).toBeCloseTo(betheEnergy(sites), 9);
  });

  test.each([5, 8])("open XY chain of %i sites: free fermions", (sites) => {
    const chain = { kind: "chain", sites, boundary: "open" } as const;
    const [energy] = levels(spinLattice({ exchange: "xy", lattice: chain }), [1]);
    const modes = Array.from({ length: sites }, (_, k) => 4 * Math.cos((Math.PI * (k + 1)) / (sites + 1)));
    const filled = modes.filter((mode) => mode < 0).reduce((sum, mode) => sum + mode, 0);
    expect(energy).toBeCloseTo(filled, 9);
  });

  test("Majumdar–Ghosh: at J2 = J1/2 two products of singlets are the ground states", () => {
    const lattice = { kind: "chain", sites: 10 } as const;
    const model = spinLattice({ exchange: "heisenberg", lattice, neighbours: 2 });
    const energies = levels(model, [1, 0.5], 3);
    expect(energies[0]).toBeCloseTo(-15, 9);
    expect(energies[1]).toBeCloseTo(-15, 9);
    expect(energies[2]).toBeGreaterThan(-14);
  });

  test("long range: at α = 0 only the total spin matters", () => {
    // Σ_{i<j} Z_i Z_j = (M² − N)/2 with M = 0 or ±1 at best.
    expect(levels(longRangeIsing({ sites: 6, alpha: 0 }), [1, 0])[0]).toBeCloseTo(-3, 9);
    expect(levels(longRangeIsing({ sites: 7, alpha: 0 }), [1, 0])[0]).toBeCloseTo(-3, 9);
    // Ferromagnetic with a field: spin N/2 alone, E(N = 2) = −√(J0² + 4 gX²).
    expect(levels(longRangeIsing({ sites: 2, alpha: 3 }), [-1, 0.7])[0]).toBeCloseTo(-Math.hypot(1, 1.4), 9);
  });
});

describe("square lattice 4×4, energies per site of spins ½ by Schulz, Ziman & Poilblanc (1996)", () => {
  const model = spinLattice({
    exchange: "heisenberg",
    lattice: { kind: "square", columns: 4, rows: 4 },
    neighbours: 2,
  });

  test.each([
    [0, -0.70178],
    [0.5, -0.52862],
  ])("J2 = %d J1", (j2, published) => {
    expect((QUARTER * (levels(model, [1, j2])[0] as number)) / 16).toBeCloseTo(published, 5);
  });
});

describe("ladders and other lattices", () => {
  test("a ladder without legs is a set of singlets", () => {
    const lattice = { kind: "ladder", rungs: 5, boundary: "open" } as const;
    expect(levels(spinLattice({ exchange: "heisenberg", lattice }), [0, 1])[0]).toBeCloseTo(-15, 9);
  });

  test("an antiferromagnetic Ising triangle of 3×3: every triangle has one unsatisfied bond", () => {
    const lattice = { kind: "triangular", columns: 3, rows: 3 } as const;
    // 27 bonds in 18 triangles, each bond in two: at best a third of the bonds unsatisfied.
    expect(levels(spinLattice({ exchange: "ising", lattice }), [1])[0]).toBeCloseTo(-9, 9);
  });

  test("two atoms in blockade: one excitation shared, with the frequency √2 Ω", () => {
    const model = rydbergArray({
      positions: [
        [0, 0],
        [1, 0],
      ],
    });
    // The doubly excited state is 1e9 away and takes up to Ω²/1e9.
    expect(levels(model, [1, 0, 1e9])[0]).toBeCloseTo(-Math.SQRT1_2, 6);
    expect(levels(model, [0, 2, 0.5], 4)).toEqual(
      [-3.5, -2, -2, 0].map((energy) => expect.closeTo(energy, 9)),
    );
  });
});

describe("spin glasses without a transverse field: the best of all configurations", () => {
  const disorder = { seed: 3, distribution: "normal" } as const;
  const glasses: readonly (readonly [string, Model])[] = [
    ["Sherrington–Kirkpatrick", sherringtonKirkpatrick({ sites: 9, disorder })],
    ["Edwards–Anderson", edwardsAnderson({ lattice: { kind: "square", columns: 3, rows: 3 }, disorder })],
  ];

  test.each(glasses)("%s", (_, model) => {
    const { bonds, positions } = model.lattice;
    const energyOf = (configuration: number) => {
      const spin = (site: number) => (configuration & (1 << site) ? -1 : 1);
      const pairs = bonds.map(({ sites: [a, b], strength = 1 }) => -strength * spin(a) * spin(b));
      return [...pairs, ...positions.map((_, site) => -0.2 * spin(site))].reduce(
        (sum, term) => sum + term,
        0,
      );
    };
    const all = Array.from({ length: 512 }, (_, configuration) => energyOf(configuration)).sort(
      (a, b) => a - b,
    );
    expect(levels(model, [1, 0, 0.2], 3)).toEqual(all.slice(0, 3).map((energy) => expect.closeTo(energy, 9)));
    expect(levels(model, [0, 1, 0])[0]).toBeCloseTo(-9, 9);
  });
});

describe("fermions", () => {
  test("Hubbard dimer at half filling: −√((U/2)² + 4t²)", () => {
    const dimer = hubbard({ lattice: { kind: "chain", sites: 2, boundary: "open" } });
    // E = U/2 − √(U²/4 + 4t²) in the usual form, of which ours is lower by U/2.
    expect(levels(dimer, [1, 5, 0])[0]).toBeCloseTo(-Math.hypot(2.5, 2), 9);
  });

  test("Hubbard without repulsion: filled bands of both spins", () => {
    const lattice = { kind: "square", columns: 2, rows: 2, boundary: "open" } as const;
    expect(makeLattice(lattice).bonds).toHaveLength(4);
    expect(levels(hubbard({ lattice }), [1, 0, 0])[0]).toBeCloseTo(-4, 9);
  });

  test("Kitaev chain at its sweet spot: two ground states that differ in parity, and a gap of 2t", () => {
    const energies = levels(kitaevChain({ sites: 6, boundary: "open" }), [1, 1, 0], 3);
    expect(energies).toEqual([-5, -5, -3].map((energy) => expect.closeTo(energy, 9)));
  });
});
