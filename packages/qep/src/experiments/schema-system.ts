import * as z from "zod";
import {
  bounds,
  count,
  finite,
  name,
  namedOperators,
  operatorText,
  outsideBounds,
  startsWithinBounds,
  wording,
} from "./schema-parts.ts";

const convention = z
  .strictObject({
    n: z.enum(["down", "up"]).default("down").meta({
      description:
        "What n means in operator text: down is n = (1 - Z)/2, up is n = (1 + Z)/2. Default: down.",
    }),
  })
  .prefault({})
  .meta({ description: "Conventions of the operator texts in this file." });

const outputs = namedOperators()
  .default({})
  .meta({
    description: "Operators whose expectation values are the outputs, by name. Default: none.",
    examples: [{ up: "0.5 + 0.5 Z4" }],
  });

const sensor = z
  .strictObject({
    qubits: count().meta({
      description: "Number of sensor qubits; they follow the qubits of the model.",
      examples: [2],
    }),
    couples: z
      .array(operatorText())
      .min(1)
      .register(wording, { expects: "a list of at least one operator text" })
      .meta({
        description:
          "Operators of the model, each coupled to X, Y and Z of every sensor qubit by a trainable strength.",
        examples: [["X0", "Y0", "Z0"]],
      }),
    outputs: z.union([z.literal("phase-projectors"), namedOperators()]).meta({
      description:
        "What is read out: phase-projectors are the projectors (1+Z)(1+Z)/4, (1+Z)(1-Z)/4, (1-Z)(1-Z)/4 of two " +
        "sensor qubits; otherwise operators by name.",
      examples: ["phase-projectors"],
    }),
  })
  .refine((sensor) => sensor.outputs !== "phase-projectors" || sensor.qubits === 2, {
    path: ["qubits"],
    error: ({ input }) =>
      `expected 2 with outputs: phase-projectors, given ${(input as { qubits: number }).qubits}; ` +
      "use 2 qubits or name the outputs one by one",
  })
  .meta({ description: "Trainable qubits coupled to the model, read out to tell its phases apart." });

/** What every named model can carry besides its size. */
const additions = { sensor: sensor.exactOptional(), outputs, convention };

const boundary = z.enum(["periodic", "open"]).default("periodic").meta({
  description: "Whether the chain closes on itself. Default: periodic.",
});

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

const clusterIsing = z.strictObject({
  model: z.literal("cluster-ising").meta({
    description:
      "H = gZXZ sum Z X Z - gZZ sum Z Z - gX sum X on a chain; the inputs are gZXZ, gZZ and gX, in the unit of energy.",
  }),
  sites: chainSites(3),
  boundary,
  ...additions,
});

const transverseFieldIsing = z.strictObject({
  model: z.literal("transverse-field-ising").meta({
    description: "The Ising chain in a transverse field; its coupling and its field are the inputs.",
  }),
  sites: chainSites(2),
  boundary,
  ...additions,
});

const kitaevHoneycomb = z.strictObject({
  model: z.literal("kitaev-honeycomb").meta({
    description: "Kitaev's honeycomb model with periodic boundaries; the inputs are Jx, Jy and Jz.",
  }),
  columns: even("Number of columns of the lattice, even.", 8),
  rows: even("Number of rows of the lattice, even.", 2),
  ...additions,
});

const textParameter = z
  .union([
    operatorText().transform(
      (operator): { operator: string; initial?: number; bounds?: [number, number] } => ({
        operator,
      }),
    ),
    z.strictObject({
      operator: operatorText().meta({
        description: "The operator A that this parameter multiplies.",
        examples: ["X0 Z4"],
      }),
      initial: finite()
        .exactOptional()
        .meta({
          description: "Initial value, in the unit of energy. Default: drawn as parameters.all says.",
          examples: [0.1],
        }),
      bounds: bounds()
        .exactOptional()
        .meta({
          description: "Smallest and largest value allowed, in the unit of energy.",
          examples: [[-1, 1]],
        }),
    }),
  ])
  .refine(startsWithinBounds, outsideBounds);

const textSystem = z.strictObject({
  model: z.undefined().optional(),
  qubits: count().meta({ description: "Number of qubits.", examples: [5] }),
  fixed: operatorText()
    .exactOptional()
    .meta({
      description: "H0: the part of the Hamiltonian that nothing changes. Default: none.",
      examples: ["sum(j=0..3, Z[j] Z[j+1]) + 0.3 X0"],
    }),
  inputs: namedOperators()
    .default({})
    .meta({
      description: "The operators C_k that the inputs x_k multiply, by name. Default: none.",
      examples: [{ gX: "-X0 - X1" }],
    }),
  parameters: z
    .record(name(), textParameter)
    .default({})
    .meta({
      description: "The operators A_j that the trainable parameters multiply, by name. Default: none.",
      examples: [{ b: "Z4" }],
    }),
  outputs,
  convention,
});

/** Schema of `system`: a named model, or any Hamiltonian written as operator texts. */
export const systemSchema = z
  .discriminatedUnion("model", [clusterIsing, transverseFieldIsing, kitaevHoneycomb, textSystem])
  .meta({
    description: "The quantum system: a named model, or qubits with operator texts.",
    examples: [{ model: "cluster-ising", sites: 8 }],
  });

/** A resolved `system`; the key `model` tells a named model from operator texts. */
export type SystemConfig = z.output<typeof systemSchema>;

/** A system that names its model. */
export type ModelConfig = Extract<SystemConfig, { model: string }>;

/** A system written as operator texts. */
export type TextSystemConfig = z.output<typeof textSystem>;

/** A resolved `system.sensor`. */
export type SensorConfig = z.output<typeof sensor>;

/** What `n` means in operator text. */
export type ConventionConfig = z.output<typeof convention>;
