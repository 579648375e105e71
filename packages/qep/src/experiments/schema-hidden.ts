import * as z from "zod";
import { operatorText } from "./schema-operator.ts";
import { count, nonNegative, wording } from "./schema-parts.ts";

const disorder = z
  .strictObject({
    operators: z
      .array(operatorText())
      .min(1)
      .register(wording, { expects: 'a list of operator texts such as ["Z0", "Z1"]' })
      .meta({ description: "Operators that get random coefficients.", examples: [["Z0", "Z1"]] }),
    size: nonNegative().meta({
      description: "Standard deviation of the coefficients, in the unit of energy.",
      examples: [0.1],
    }),
  })
  .meta({ description: "Random terms of the Hamiltonian. Default: none." });

const knobs = z
  .strictObject({
    gain: nonNegative()
      .default(0)
      .meta({
        description: "Standard deviation of the gains about 1, of inputs, parameters and nudges. Default: 0.",
        examples: [0.05],
      }),
    offset: nonNegative()
      .default(0)
      .meta({
        description:
          "Standard deviation of the offsets of inputs and parameters, in the unit of energy. Default: 0.",
        examples: [0.02],
      }),
    crosstalk: nonNegative()
      .default(0)
      .meta({
        description:
          "Standard deviation of the part of a knob's value that each other knob of its kind gets. Default: 0.",
        examples: [0.01],
      }),
  })
  .meta({ description: "How far knobs are from what they are set to. Default: not at all." });

/** Schema of `hidden`: what only the simulated device has. */
export const hiddenSchema = z
  .strictObject({
    seed: count(0)
      .default(1)
      .meta({ description: "Names this device; the seed of the run has no part in it. Default: 1." }),
    fixed: operatorText()
      .exactOptional()
      .meta({ description: "A part of H0 that nobody knows of.", examples: ["0.2 Z0 - 0.1 X1"] }),
    disorder: disorder.exactOptional(),
    knobs: knobs.exactOptional(),
  })
  .meta({
    description:
      "What the simulated device has and the trainer does not see: an unknown part of H0, miscalibrated knobs. Default: nothing.",
    examples: [{ seed: 1, knobs: { gain: 0.05 } }],
  });

/** A resolved `hidden`. */
export type HiddenConfig = z.output<typeof hiddenSchema>;
