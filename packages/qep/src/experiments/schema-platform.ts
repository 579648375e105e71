import * as z from "zod";
import { bounds, count, flips, name, nonNegative, positive, probability, wording } from "./schema-parts.ts";

const drift = z
  .strictObject({
    correlationTime: positive().meta({
      description: "How long the value of a knob stays what it is, in seconds.",
      examples: [600],
    }),
    relative: nonNegative()
      .exactOptional()
      .meta({ description: "Size of the wandering in parts of the value. Default: 0.", examples: [0.01] }),
    absolute: nonNegative()
      .exactOptional()
      .meta({ description: "Size of the wandering in the unit of energy. Default: 0.", examples: [0.01] }),
    seed: count(0).exactOptional().meta({ description: "Names this course of events. Default: 1." }),
  })
  .meta({ description: "Inputs and parameters that wander slowly." });

const imperfections = z
  .strictObject({
    readout: z
      .strictObject({ p01: flips("a qubit in 0 is read as 1"), p10: flips("a qubit in 1 is read as 0") })
      .exactOptional()
      .meta({ description: "Bits read wrongly." }),
    preparation: probability()
      .exactOptional()
      .meta({ description: "Probability that a preparation ends in the first excited state." }),
    depolarisation: probability()
      .exactOptional()
      .meta({ description: "Probability with which each qubit is replaced by a random one." }),
    shotLoss: z
      .number()
      .min(0)
      .lt(1)
      .register(wording, { expects: "a probability from 0 to below 1" })
      .exactOptional()
      .meta({ description: "Probability that a shot gives no outcome." }),
    drift: drift.exactOptional(),
  })
  .meta({ description: "What is wrong with the counts of the simulated laboratory. Default: nothing." });

const knobs = z
  .record(
    name(),
    z.strictObject({
      bounds: bounds()
        .exactOptional()
        .meta({ description: "Allowed interval.", examples: [[-1, 1]] }),
      resolution: positive()
        .exactOptional()
        .meta({ description: "Step of its grid; values are rounded to it.", examples: [0.01] }),
      slew: positive()
        .exactOptional()
        .meta({
          description: "Largest change in one step; larger ones are made in several.",
          examples: [0.5],
        }),
    }),
  )
  .meta({ description: "Limits of inputs and parameters, by name." });

const times = z
  .strictObject({
    shot: nonNegative()
      .exactOptional()
      .meta({ description: "Preparation and readout of one shot.", examples: [0.01] }),
    basis: nonNegative()
      .exactOptional()
      .meta({ description: "Changing the basis of the readout.", examples: [1] }),
    setting: nonNegative()
      .exactOptional()
      .meta({ description: "Each step that changes knobs.", examples: [5] }),
  })
  .meta({ description: "How long things take, in seconds. Default: 0." });

/** Schema of `platform`: what a laboratory can set and read, how fast, and how well. */
export const platformSchema = z
  .strictObject({
    name: z.string().min(1).default("laboratory").meta({ description: "A name for messages and records." }),
    bases: z
      .union([
        z.enum(["pauli", "clifford"]),
        z
          .array(z.string().regex(/^[XYZ]+$/))
          .min(1)
          .register(wording, { expects: "a list of letters X, Y and Z, one for each qubit" }),
      ])
      .register(wording, { expects: 'pauli, clifford or a list such as ["ZZZ"]' })
      .default("pauli")
      .meta({
        description:
          "Bases it can read. pauli: X, Y or Z of each qubit; clifford: after any Clifford circuit; or those listed. " +
          "Default: pauli.",
        examples: [["ZZZ", "XXX"]],
      }),
    observables: z
      .array(name())
      .exactOptional()
      .meta({ description: "Outputs, parameters and inputs whose operators it can read. Default: all." }),
    knobs: knobs.exactOptional(),
    maxShots: count().exactOptional().meta({ description: "Most shots in one basis of one setting." }),
    maxBases: count().exactOptional().meta({ description: "Most bases read at one setting." }),
    times: times.exactOptional(),
    imperfections: imperfections.exactOptional(),
  })
  .meta({
    description: "The laboratory that counts: what it can do, how fast and how well. Default: an ideal one.",
  });

/** A resolved `platform`. */
export type PlatformConfig = z.output<typeof platformSchema>;
