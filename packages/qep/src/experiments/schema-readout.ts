import * as z from "zod";
import { namedOperators, operatorText } from "./schema-operator.ts";
import {
  bounds,
  count,
  finite,
  name,
  namedNumbers,
  outsideBounds,
  scalarMap,
  startsWithinBounds,
  wording,
} from "./schema-parts.ts";

const n = z.enum(["down", "up"]).default("down").meta({
  description: "What n means in operator text: down is n = (1 - Z)/2, up is n = (1 + Z)/2. Default: down.",
});

/** What every system says about its operator texts. */
export const convention = z
  .strictObject({ n })
  .prefault({})
  .meta({ description: "Conventions of the operator texts in this file." });

const spinConvention = z
  .strictObject({
    n,
    spin: z
      .enum(["pauli", "half"])
      .default("pauli")
      .meta({
        description:
          "What the couplings of the model multiply: Pauli matrices, or spins S = sigma/2 (half). Operator texts do " +
          "not change: X is a Pauli matrix, Sx a spin. Default: pauli.",
        examples: ["half"],
      }),
  })
  .prefault({})
  .meta({ description: "Conventions of the model and of the operator texts in this file." });

/** Schema of `outputs`. */
export const outputs = namedOperators()
  .default({})
  .meta({
    description: "Operators whose expectation values are the outputs, by name. Default: none.",
    examples: [{ up: "0.5 + 0.5 Z4" }],
  });

/** Schema of `sensor`. */
export const sensor = z
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

/** Keys that a trained number has, whatever it stands for. */
export const trainedNumber = {
  initial: finite()
    .exactOptional()
    .meta({
      description:
        "Initial value of the trained number, in the unit of energy where it has no map. Default: drawn.",
      examples: [0.1],
    }),
  bounds: bounds()
    .exactOptional()
    .meta({ description: "Smallest and largest value of the trained number.", examples: [[-1, 1]] }),
  map: scalarMap()
    .exactOptional()
    .meta({
      description:
        "What the trained number makes of the coefficient. Default: the coefficient is the number.",
      examples: [{ kind: "exp" }],
    }),
};

const modelParameters = z
  .record(
    name(),
    z
      .strictObject({
        couplings: namedNumbers()
          .refine((couplings) => Object.keys(couplings).length > 0, {
            error: "expected at least one coupling; name one, or leave couplings out",
          })
          .exactOptional()
          .meta({
            description:
              "Couplings of the model that move together, each with its factor. Default: the one of this name.",
            examples: [{ Jx: 1, Jz: 0.5 }],
          }),
        ...trainedNumber,
      })
      .refine(startsWithinBounds, outsideBounds),
  )
  .exactOptional()
  .meta({
    description: "Couplings of the model that are trained; they are then no inputs any more. Default: none.",
    examples: [{ J: { initial: 1 } }],
  });

/** What every named model can carry besides its size. */
export const additions = {
  parameters: modelParameters,
  sensor: sensor.exactOptional(),
  outputs,
  convention,
};

/** The same for models of spins, whose couplings may multiply S = σ/2. */
export const spinAdditions = { ...additions, convention: spinConvention };
