import * as z from "zod";
import { count, flag, fraction, nonNegative, positive } from "./schema-parts.ts";

const learningRate = positive().meta({ description: "Step size.", examples: [0.01] });

const normalize = flag()
  .default(false)
  .meta({ description: "Scale each gradient to unit length first. Default: false." });

const momentum = fraction().default(0).meta({ description: "Momentum, in [0, 1). Default: 0." });

const epsilon = positive().default(1e-8).meta({ description: "Keeps the division finite. Default: 1e-8." });

const moments = {
  learningRate,
  beta1: fraction().default(0.9).meta({ description: "Decay of the first moment, in [0, 1). Default: 0.9." }),
  beta2: fraction()
    .default(0.999)
    .meta({ description: "Decay of the second moment, in [0, 1). Default: 0.999." }),
  epsilon,
  normalize,
};

/** Schema of `training.optimizer`. */
export const optimizerSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("sgd").meta({ description: "sgd: gradient descent, optionally with momentum." }),
      learningRate,
      momentum,
      normalize,
    }),
    z.strictObject({
      kind: z.enum(["adam", "adamax"]).meta({ description: "adam, or adamax (its maximum-norm variant)." }),
      ...moments,
    }),
    z.strictObject({
      kind: z.literal("adamw").meta({ description: "adamw: adam with weight decay of its own." }),
      ...moments,
      weightDecay: nonNegative().default(0.01).meta({
        description: "Share of each parameter lost in a step, times the learning rate. Default: 0.01.",
      }),
    }),
    z.strictObject({
      kind: z
        .literal("rmsprop")
        .meta({ description: "rmsprop: steps scaled by a mean of squared gradients." }),
      learningRate,
      decay: fraction().default(0.99).meta({ description: "Decay of that mean, in [0, 1). Default: 0.99." }),
      momentum,
      epsilon,
      normalize,
    }),
    z.strictObject({
      kind: z.literal("lbfgs").meta({
        description: "lbfgs: quasi-Newton steps with a backtracking line search; for losses without noise.",
      }),
      learningRate: positive()
        .default(1)
        .meta({ description: "First length tried along a line. Default: 1." }),
      history: count()
        .default(10)
        .meta({ description: "Past steps that the curvature is taken from. Default: 10." }),
    }),
    z.strictObject({
      kind: z.literal("natural-gradient").meta({
        description: "natural-gradient: steps measured by how far they move the outputs; nudges each output.",
      }),
      learningRate,
      damping: positive().default(0.01).meta({
        description: "Added to the metric, in the unit of outputs^2 / parameter^2. Default: 0.01.",
      }),
      momentum,
    }),
  ])
  .meta({
    description: "The optimiser.",
    examples: [{ kind: "adam", learningRate: 0.01 }],
  });

/** A resolved optimiser. */
export type OptimizerConfig = z.output<typeof optimizerSchema>;
