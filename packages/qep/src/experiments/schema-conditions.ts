import * as z from "zod";
import { dataFileSchema } from "./schema-data-file.ts";
import { count, namedNumbers, positive, wording } from "./schema-parts.ts";

/** Schema of `equilibrium`: which state is meant. */
export const equilibriumSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      // The inner optional lets the union choose this variant where `kind` is left out.
      kind: z
        .literal("ground")
        .optional()
        .default("ground")
        .meta({ description: "ground: the ground state. Default: ground." }),
    }),
    z.strictObject({
      kind: z.literal("thermal").meta({ description: "thermal: the Gibbs state exp(-H/T)/Z." }),
      temperature: positive().meta({
        description: "T, above 0, in the unit of energy (Boltzmann's constant is 1).",
        examples: [0.5],
      }),
      method: z
        .enum(["auto", "exact", "typicality"])
        .default("auto")
        .meta({
          description:
            "exact: from all eigenstates, to 11 qubits; typicality: from random vectors, with standard errors; " +
            "auto: exact to 11 qubits, typicality beyond. Default: auto.",
          examples: ["typicality"],
        }),
      samples: count(2)
        .optional()
        .meta({
          description:
            "Random vectors of the method typicality, at least 2; standard errors fall as samples^-1/2. Default: 20.",
          examples: [20],
        }),
    }),
  ])
  .prefault({})
  .meta({
    description: "The equilibrium that is meant. Default: the ground state.",
    examples: [{ kind: "thermal", temperature: 0.5 }],
  });

const symmetriesSchema = z
  .union([
    z.enum(["auto", "off"]),
    z.strictObject({
      sector: z
        .array(z.union([z.literal(1), z.literal(-1)]))
        .register(wording, { expects: "a list of 1 and -1" })
        .meta({
          description: "Eigenvalue of each Pauli symmetry of the system, 1 or -1.",
          examples: [[1, -1]],
        }),
    }),
  ])
  .register(wording, { expects: "auto, off or { sector: [1, -1, ...] }" })
  .default("auto")
  .meta({
    description:
      "Pauli symmetries. auto: use those that save time; off: use none; sector: stay in one. Default: auto.",
    examples: ["auto", "off"],
  });

const toleranceSchema = z
  .union([
    z.number().positive().max(1e-3),
    z.strictObject({
      followShots: z
        .number()
        .positive()
        .max(0.1)
        .register(wording, { expects: "a number above 0 and at most 0.1" })
        .meta({
          description:
            "The residual norm times the root of the shots, at most 0.1: solve only as well as the shot noise needs.",
          examples: [0.01],
        }),
    }),
  ])
  .register(wording, { expects: "a number above 0 and at most 1e-3, or { followShots: a }" })
  .default(1e-9)
  .meta({
    description:
      "Largest residual norm |H psi - E psi|, in the unit of energy, at most 1e-3, or { followShots: a } for " +
      "a/sqrt(shots). Default: 1e-9.",
    examples: [1e-9, { followShots: 0.01 }],
  });

/** Schema of `preparation`: how the equilibrium is reached. */
export const preparationSchema = z
  .strictObject({
    kind: z
      .literal("exact")
      .default("exact")
      .meta({ description: "exact: an eigensolver finds the state. Default: exact." }),
    tolerance: toleranceSchema,
    symmetries: symmetriesSchema,
  })
  .prefault({})
  .meta({ description: "How the equilibrium is reached. Default: exactly, to a residual norm of 1e-9." });

const operatingPoint = namedNumbers();

/** Schema of `at`: operating points where there is no data; one point is a list of one. */
export const operatingPointsSchema = z
  .union([
    operatingPoint.transform((point) => [point]),
    z.array(operatingPoint).min(1).register(wording, { expects: "a list of at least one point" }),
  ])
  .meta({
    description: "The values of the inputs, in the unit of energy: one operating point or a list of points.",
    examples: [{ gX: 0.7 }],
  });

const phaseTriangle = z.strictObject({
  sampler: z.literal("phase-triangle").meta({
    description: "Draws inputs uniformly from the triangle gX + gZZ + gZXZ = total and labels them by phase.",
  }),
  total: positive()
    .default(4)
    .meta({ description: "Sum of the three couplings, in the unit of energy. Default: 4.", examples: [4] }),
  region: z.enum(["triangle", "patches"]).default("triangle").meta({
    description: "Where training inputs lie: the whole triangle, or three small squares. Default: triangle.",
  }),
  test: z
    .strictObject({
      samples: count()
        .default(200)
        .meta({ description: "Number of test samples, drawn from the whole triangle. Default: 200." }),
    })
    .prefault({})
    .meta({ description: "The test set. Default: 200 samples." }),
});

const kitaevTriangle = z.strictObject({
  sampler: z.literal("kitaev-triangle").meta({
    description:
      "Draws inputs from the triangle Jx + Jy + Jz = 1, in turn one from each Abelian corner and three from the " +
      "non-Abelian middle, labelled Abelian or non-Abelian; tests on the 18 published points.",
  }),
});

const table = z.strictObject({
  sampler: z.literal("table").meta({ description: "Draws from the samples listed here." }),
  samples: z
    .array(
      z.strictObject({
        inputs: namedNumbers().meta({
          description: "Value of every input, in the unit of energy.",
          examples: [{ gX: 0.7 }],
        }),
        target: namedNumbers().meta({
          description: "Target of the outputs, by name.",
          examples: [{ up: 1 }],
        }),
      }),
    )
    .min(1)
    .register(wording, { expects: "a list of at least one sample { inputs, target }" })
    .meta({
      description: "The samples.",
      examples: [[{ inputs: { gX: 0.7 }, target: { up: 1 } }]],
    }),
});

/** Schema of `data`: where training and test samples come from. */
export const dataSchema = z
  .discriminatedUnion("sampler", [phaseTriangle, kitaevTriangle, table, dataFileSchema])
  .meta({
    description: "Where training samples (inputs and targets) come from.",
    examples: [{ sampler: "phase-triangle" }],
  });

/** A resolved `equilibrium`. */
export type EquilibriumConfig = z.output<typeof equilibriumSchema>;

/** A resolved `preparation`. */
export type PreparationConfig = z.output<typeof preparationSchema>;

/** A resolved operating point: the value of every input, by name. */
export type OperatingPoint = z.output<typeof operatingPoint>;

/** A resolved `data`. */
export type DataConfig = z.output<typeof dataSchema>;
