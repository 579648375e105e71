import * as z from "zod";
import { count, namedOperators, operatorText, wording } from "./schema-parts.ts";

/** What every system says about its operator texts. */
export const convention = z
  .strictObject({
    n: z.enum(["down", "up"]).default("down").meta({
      description:
        "What n means in operator text: down is n = (1 - Z)/2, up is n = (1 + Z)/2. Default: down.",
    }),
  })
  .prefault({})
  .meta({ description: "Conventions of the operator texts in this file." });

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

/** What every named model can carry besides its size. */
export const additions = { sensor: sensor.exactOptional(), outputs, convention };
