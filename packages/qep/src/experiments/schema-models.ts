import * as z from "zod";
import { boundary, disorder, latticeSchema, places } from "./schema-lattice.ts";
import { count, finite, flag, nonNegative, positive, wording } from "./schema-parts.ts";
import { additions, spinAdditions } from "./schema-readout.ts";

const chainSites = (least: number) =>
  count(least).meta({ description: "Number of sites, one qubit each.", examples: [8] });

/** An even number of at least 2: the honeycomb lattice alternates its bonds. */
const even = (what: string, example: number) =>
  z
    .int()
    .min(2)
    .multipleOf(2)
    .register(wording, { expects: "an even number of at least 2" })
    .meta({ description: what, examples: [example] });

/** Schema of the cluster Ising chain. */
export const clusterIsing = z.strictObject({
  model: z.literal("cluster-ising").meta({
    description:
      "H = gZXZ sum Z X Z - gZZ sum Z Z - gX sum X on a chain; the inputs are gZXZ, gZZ and gX, in the unit of energy.",
  }),
  sites: chainSites(3),
  boundary,
  ...spinAdditions,
});

/** Schema of the transverse-field Ising chain. */
export const transverseFieldIsing = z.strictObject({
  model: z.literal("transverse-field-ising").meta({
    description: "The Ising chain in a transverse field; its coupling and its field are the inputs.",
  }),
  sites: chainSites(2),
  boundary,
  ...spinAdditions,
});

/** Schema of the Kitaev honeycomb model. */
export const kitaevHoneycomb = z.strictObject({
  model: z.literal("kitaev-honeycomb").meta({
    description:
      "Kitaev's honeycomb model with periodic boundaries; the inputs are Jx, Jy and Jz, and h where there is a field.",
  }),
  columns: even("Number of columns of the lattice, even.", 8),
  rows: even("Number of rows of the lattice, even.", 2),
  field: flag()
    .exactOptional()
    .meta({
      description: "Adds the input h, a field along X + Y + Z on every site. Default: false.",
      examples: [true],
    }),
  ...spinAdditions,
});

const spinModels = ["heisenberg", "xxz", "xyz", "xy", "ising", "xx-zz"] as const;

/** Schema of spins on any lattice. */
export const spinLattice = z.strictObject({
  model: z.enum(spinModels).meta({
    description:
      "Spins on a lattice, all signs +: J (XX+YY+ZZ) for heisenberg, Jxy (XX+YY) + Jz ZZ for xxz, Jx XX + Jy YY + Jz ZZ " +
      "for xyz, Jxy (XX+YY) for xy, J ZZ for ising, Jx XX + Jz ZZ for xx-zz. With second neighbours the couplings end " +
      "in 1 and 2, on a ladder in Leg, Rung and Diagonal.",
  }),
  lattice: latticeSchema,
  neighbours: z
    .union([z.literal(1), z.literal(2)])
    .default(1)
    .register(wording, { expects: "1 or 2" })
    .meta({
      description:
        "1: nearest neighbours; 2: second neighbours too, with couplings of their own. Default: 1.",
      examples: [2],
    }),
  fields: z
    .array(z.enum(["X", "Y", "Z"]))
    .default([])
    .refine((letters) => new Set(letters).size === letters.length, {
      error: "expected each letter once; remove the second one",
    })
    .meta({
      description: "Uniform fields with inputs hX, hY, hZ. Default: none.",
      examples: [["X", "Z"]],
    }),
  randomField: disorder.exactOptional().meta({
    description: "A random field along Z, scaled by the input W. Default: none.",
    examples: [{ seed: 1 }],
  }),
  ...spinAdditions,
});

/** Schema of ions with power-law couplings. */
export const longRangeIsing = z
  .strictObject({
    model: z.literal("long-range-ising").meta({
      description: "Trapped ions, J0 sum Z Z / distance^alpha + gX sum X; the inputs are J0 and gX.",
    }),
    sites: count(2)
      .exactOptional()
      .meta({ description: "Number of ions, one apart.", examples: [8] }),
    positions: z
      .array(finite())
      .min(2)
      .register(wording, { expects: "a list of at least two ascending numbers" })
      .exactOptional()
      .meta({
        description: "Places of the ions along the trap instead of sites, ascending, in any unit of length.",
        examples: [[-1.08, 0, 1.08]],
      }),
    alpha: nonNegative().meta({ description: "Exponent of the distance.", examples: [1.2] }),
    ...spinAdditions,
  })
  .refine(({ sites, positions }) => (sites === undefined) !== (positions === undefined), {
    path: ["sites"],
    error: "expected either sites or positions; give exactly one of them",
  });

/** Schema of Rydberg atoms. */
export const rydbergArray = z.strictObject({
  model: z.literal("rydberg-array").meta({
    description:
      "Rydberg atoms in the plane, Omega/2 sum X - Delta sum n + C6 sum n n / distance^6; the inputs are Omega, Delta " +
      "(or Delta0, Delta1, ...) and C6.",
  }),
  positions: places.meta({
    description: "Places [x, y] of the atoms, in the unit of length of C6.",
    examples: [
      [
        [0, 0],
        [5.5, 0],
      ],
    ],
  }),
  detuning: z.enum(["uniform", "local"]).default("uniform").meta({
    description: "One detuning for all atoms, or one for each. Default: uniform.",
  }),
  blockade: z
    .strictObject({
      radius: positive().meta({
        description: "Atoms closer than this are never both excited, in the unit of the positions.",
        examples: [6],
      }),
    })
    .exactOptional()
    .meta({
      description:
        "Leaves out the states with two excited atoms closer than the radius; far fewer states are left. Default: all.",
      examples: [{ radius: 6 }],
    }),
  trainPositions: z
    .strictObject({
      interaction: finite().meta({ description: "C6, in energy times length^6.", examples: [862_690] }),
      within: positive()
        .exactOptional()
        .meta({
          description: "How far each coordinate may move from where it starts. Default: unlimited.",
          examples: [1.5],
        }),
    })
    .exactOptional()
    .meta({
      description:
        "Trains the places of the atoms, the parameters x0, y0, x1, y1, ...; C6 is then no input. Default: they stay.",
      examples: [{ interaction: 862_690, within: 1.5 }],
    }),
  ...additions,
});

const glassDisorder = disorder.meta({
  description: "The instance of the couplings J_ij.",
  examples: [{ seed: 1, distribution: "normal" }],
});

/** Schema of the Sherrington-Kirkpatrick spin glass. */
export const sherringtonKirkpatrick = z.strictObject({
  model: z.literal("sherrington-kirkpatrick").meta({
    description:
      "A spin glass of all pairs, -J sum J_ij Z Z - gX sum X - gZ sum Z with random J_ij of variance 1/N; the inputs " +
      "are J, gX and gZ.",
  }),
  sites: count(2).meta({ description: "Number of sites, one qubit each.", examples: [8] }),
  disorder: glassDisorder,
  ...spinAdditions,
});

/** Schema of the Edwards-Anderson spin glass. */
export const edwardsAnderson = z.strictObject({
  model: z.literal("edwards-anderson").meta({
    description:
      "A spin glass of nearest neighbours, -J sum J_ij Z Z - gX sum X - gZ sum Z with random J_ij of variance 1; the " +
      "inputs are J, gX and gZ.",
  }),
  lattice: latticeSchema,
  disorder: glassDisorder,
  ...spinAdditions,
});

/** Schema of the Fermi-Hubbard model. */
export const hubbard = z.strictObject({
  model: z.literal("hubbard").meta({
    description:
      "Electrons, -t sum (c+c + h.c.) + U sum (n_up - 1/2)(n_down - 1/2) - mu sum (n - 1/2), by Jordan-Wigner on two " +
      "qubits a site; the inputs are t (on a ladder tLeg and tRung), U and mu.",
  }),
  lattice: latticeSchema,
  ...additions,
});

/** Schema of the Kitaev chain. */
export const kitaevChain = z.strictObject({
  model: z.literal("kitaev-chain").meta({
    description:
      "Spinless fermions with pairing, -t sum (c+c + h.c.) + Delta sum (c c + h.c.) - mu sum (n - 1/2), by " +
      "Jordan-Wigner; the inputs are t, Delta and mu.",
  }),
  sites: chainSites(2),
  boundary,
  ...additions,
});

/** Schema of the Bose-Hubbard model. */
export const boseHubbard = z
  .strictObject({
    model: z.literal("bose-hubbard").meta({
      description:
        "Bosons on a lattice, -J sum (b+b + h.c.) + U/2 sum n(n-1) - mu sum n + sum e_j n_j, with a few levels a site; the " +
        "inputs are J (on a ladder JLeg, JRung), U, mu without particles, and e0, e1, ... with energies: local.",
    }),
    lattice: latticeSchema,
    levels: count(2)
      .exactOptional()
      .meta({
        description: "Most bosons on a site, plus one. Default: particles + 1, which leaves nothing out.",
        examples: [4],
      }),
    particles: count()
      .exactOptional()
      .meta({ description: "Number of bosons in all. Default: any, in the space at once.", examples: [6] }),
    energies: z.enum(["none", "local"]).default("none").meta({
      description: "local: an energy for each site. Default: none.",
    }),
    ...additions,
  })
  .refine(({ levels, particles }) => levels !== undefined || particles !== undefined, {
    path: ["levels"],
    error: "expected levels or particles, given neither; for example levels: 4",
  })
  .refine(({ convention }) => convention.n === "down", {
    path: ["convention", "n"],
    error: "expected no convention for n, which counts bosons here, given up; remove it",
  });
