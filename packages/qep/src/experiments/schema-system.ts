import * as z from "zod";
import type { ScalarMap } from "../models/parameter-map.ts";
import {
  boseHubbard,
  clusterIsing,
  edwardsAnderson,
  hubbard,
  kitaevChain,
  kitaevHoneycomb,
  longRangeIsing,
  rydbergArray,
  sherringtonKirkpatrick,
  spinLattice,
  transverseFieldIsing,
} from "./schema-models.ts";
import { foreignText, namedOperators, operatorText, plainText } from "./schema-operator.ts";
import { count, name, outsideBounds, startsWithinBounds } from "./schema-parts.ts";
import { convention, outputs, type sensor, trainedNumber } from "./schema-readout.ts";

/** What stands for the operator alone. */
const parameterOf = (
  operator: string,
): { operator: string; initial?: number; bounds?: [number, number]; map?: ScalarMap } => ({ operator });

const textParameter = z
  .union([
    plainText().transform(parameterOf),
    foreignText().transform(parameterOf),
    z.strictObject({
      operator: operatorText().meta({
        description: "The operator A that this parameter multiplies.",
        examples: ["X0 Z4"],
      }),
      ...trainedNumber,
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
  .discriminatedUnion("model", [
    clusterIsing,
    transverseFieldIsing,
    kitaevHoneycomb,
    spinLattice,
    longRangeIsing,
    rydbergArray,
    sherringtonKirkpatrick,
    edwardsAnderson,
    hubbard,
    kitaevChain,
    boseHubbard,
    textSystem,
  ])
  .meta({
    description: "The quantum system: a named model, or qubits with operator texts.",
    examples: [{ model: "cluster-ising", sites: 8 }],
  });

/** The names of the models, in the order of the schema. */
export const MODEL_NAMES: readonly string[] = systemSchema.options.flatMap((option) =>
  [...(option.shape.model._zod.values ?? [])].filter((name) => typeof name === "string"),
);

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
