import * as z from "zod";
import { count, flag, positive, wording } from "./schema-parts.ts";

const beta = positive().meta({
  description: "Nudging strength: the nudge is beta times the error signal. Above 0.",
  examples: [0.1],
});

const nudge = z
  .enum(["error-signal", "each-output"])
  .default("error-signal")
  .meta({
    description:
      "error-signal: one nudge along the error signal gives the gradient; each-output: one nudge per output gives " +
      "the whole Jacobian. Default: error-signal.",
  });

const health = z
  .enum(["basic", "full"])
  .exactOptional()
  .meta({
    description:
      "basic: the health that comes for free; full: also the gap to the states that the nudge couples to, at the price " +
      "of one linear response a sample, on simulators only. Default: basic.",
  });

const driftCheck = flag().exactOptional().meta({
  description:
    "Measure the free outputs again after the nudged phases and compare, with measurement.kind: counts. Default: false.",
});

const baseline = z
  .enum(["free", "interleaved"])
  .exactOptional()
  .meta({
    description:
      "Where the free expectation values come from: the free phase that gave the error signal, or one more right before " +
      "the nudged phase, so that a drift cancels. Default: free.",
  });

/** Schema of `gradient`: how the gradient of the loss is estimated. */
export const gradientSchema = z
  .discriminatedUnion("method", [
    z.strictObject({
      // The inner optional lets the union choose this variant where `method` is left out.
      method: z
        .literal("symmetric")
        .optional()
        .default("symmetric")
        .meta({ description: "symmetric: nudged by +beta and -beta, bias O(beta^2). The default method." }),
      beta,
      nudge,
      health,
      driftCheck,
    }),
    z.strictObject({
      method: z.literal("one-sided").meta({
        description: "one-sided: nudged by +beta and free, bias O(beta).",
      }),
      beta,
      nudge,
      health,
      baseline,
      driftCheck,
    }),
    z.strictObject({
      method: z.literal("richardson").meta({
        description:
          "richardson: nudged by +-beta and +-beta/2, extrapolated, bias O(beta^4); nine times the variance of symmetric.",
      }),
      beta,
      nudge,
      health,
      driftCheck,
    }),
    z.strictObject({
      method: z.literal("auto").meta({
        description:
          "auto: a simulated pilot chooses estimator, beta and shots when training starts, and the shots of each step follow " +
          "what its gradient needs. With measurement.kind: counts; takes a budget or a signalToNoise.",
      }),
      budget: z
        .strictObject({
          shots: count().meta({
            description: "Prepared and read states of the whole training, which are never exceeded.",
            examples: [10_000_000],
          }),
        })
        .exactOptional()
        .meta({
          description: "What the training may spend; instead of signalToNoise.",
          examples: [{ shots: 10_000_000 }],
        }),
      signalToNoise: z
        .number()
        .gt(1)
        .register(wording, { expects: "a number above 1, which is what noise alone has" })
        .exactOptional()
        .meta({
          description:
            "Squared norm of each step's gradient over the sum of its variances, as the history records it; shots follow. " +
            "Noise alone has 1. Instead of budget.",
          examples: [2],
        }),
      health,
    }),
    z.strictObject({
      method: z.literal("linear-response").meta({
        description: "linear-response: the exact limit beta -> 0, for simulators only.",
      }),
      nudge,
    }),
    z.strictObject({
      method: z.literal("finite-difference").meta({
        description: "finite-difference: central differences in each parameter, for comparison.",
      }),
      step: positive().default(1e-4).meta({
        description: "Half the distance of the two points, in the unit of the parameter. Default: 1e-4.",
      }),
    }),
    z.strictObject({
      method: z.literal("spsa").meta({
        description: "spsa: all parameters moved at once along a random vector of signs, for comparison.",
      }),
      step: positive().default(0.1).meta({
        description: "How far each parameter is moved, up and down, in its unit. Default: 0.1.",
      }),
    }),
  ])
  .meta({
    description: "How the gradient is estimated.",
    examples: [{ method: "symmetric", beta: 0.1 }],
  });

/** A resolved `gradient`. */
export type GradientConfig = z.output<typeof gradientSchema>;
