import * as z from "zod";
import { name, namedNumbers, nonNegative, positive, wording } from "./schema-parts.ts";

const output = name().meta({ description: "Name of the output that is read.", examples: ["up"] });

const goal = z
  .enum(["maximize", "minimize"])
  .default("maximize")
  .meta({ description: "Whether the quantity should grow or shrink. Default: maximize." });

const target = namedNumbers()
  .exactOptional()
  .meta({ description: "Targets of the outputs where there is no data.", examples: [{ up: 1 }] });

/** Kinds of loss that compare the outputs with targets. */
const targetLosses = [
  z.strictObject({
    kind: z
      .literal("square")
      .meta({ description: "square: the sum over outputs of weight * (output - target)^2." }),
    target,
    weights: z
      .record(name(), nonNegative())
      .exactOptional()
      .meta({ description: "Weights of outputs, by name. Default: 1 each.", examples: [{ up: 2 }] }),
  }),
  z.strictObject({
    kind: z.literal("cross-entropy").meta({
      description: "cross-entropy: -sum over outputs of target * ln(output); outputs are probabilities.",
    }),
    target,
    outcomes: z
      .enum(["exclusive", "independent"])
      .default("exclusive")
      .meta({
        description:
          "exclusive: outcomes that exclude each other; independent: each output is a yes or no of its own, and " +
          "-(1 - target) * ln(1 - output) is added. Default: exclusive.",
      }),
    floor: z
      .number()
      .positive()
      .lt(1)
      .register(wording, { expects: "a number above 0 and below 1" })
      .default(0.01)
      .meta({
        description: "Probability below which the logarithm goes on as its tangent. Default: 0.01.",
        examples: [0.01],
      }),
  }),
  z.strictObject({
    kind: z.literal("hinge").meta({
      description: "hinge: the sum over outputs of max(0, margin - target * output); targets are 1 or -1.",
    }),
    target,
    margin: positive()
      .default(0.5)
      .meta({ description: "How far an output must be on its side. Default: 0.5.", examples: [0.5] }),
  }),
] as const;

/** One operating point as a loss sees it. */
export interface LossPoint {
  /** Values of the inputs, in the unit of energy. */
  readonly inputs: Readonly<Record<string, number>>;
  /** Expectation values of the outputs in the free phase. */
  readonly outputs: Readonly<Record<string, number>>;
  /** Targets of the outputs; empty where there is no data. */
  readonly target: Readonly<Record<string, number>>;
}

/** What a loss returns: its value and, per operating point, ∂L/∂⟨B_l⟩ by output name (absent means 0); left out, it is taken numerically. */
export interface LossValue {
  readonly value: number;
  readonly errorSignal?: readonly Readonly<Record<string, number>>[];
}

/** A loss written in TypeScript; it must depend on its argument only. */
export type LossFunction = (points: readonly LossPoint[]) => LossValue;

/** Schema of `loss`: what is made small (or large). */
export const lossSchema = z
  .discriminatedUnion("kind", [
    ...targetLosses,
    z.strictObject({
      kind: z.literal("absolute").meta({ description: "absolute: the modulus of one output." }),
      output,
      goal,
    }),
    z.strictObject({
      kind: z.literal("expectation").meta({ description: "expectation: one output itself." }),
      output,
      goal,
    }),
    z.strictObject({
      kind: z.literal("correlation").meta({
        description: "correlation: the connected correlation <AB> - <A><B>, made of three outputs.",
      }),
      joint: name().meta({ description: "Name of the output AB.", examples: ["zz"] }),
      first: name().meta({ description: "Name of the output A.", examples: ["z0"] }),
      second: name().meta({ description: "Name of the output B.", examples: ["z1"] }),
      goal,
    }),
    z.strictObject({
      kind: z.literal("sensitivity").meta({
        description:
          "sensitivity: |difference of an output| / |difference of an input| between two points, or at one point.",
      }),
      output,
      input: name().meta({
        description: "Name of the input that differs between the two points.",
        examples: ["gX"],
      }),
      step: positive()
        .exactOptional()
        .meta({
          description:
            "At one operating point: how far the input is moved up and down, in the unit of energy. Default: two points.",
          examples: [0.001],
        }),
      goal,
    }),
    z.strictObject({
      kind: z.literal("custom"),
      name: name().meta({ description: "Name of the loss in run records.", examples: ["fidelity"] }),
      evaluate: z.custom<LossFunction>((value) => typeof value === "function", {
        error:
          "expected a function, which only a TypeScript experiment (defineExperiment) can give; " +
          "choose another kind of loss here",
      }),
    }),
  ])
  .meta({ description: "What training makes small or large.", examples: [{ kind: "square" }] });

/** A resolved `loss`. */
export type LossConfig = z.output<typeof lossSchema>;

/** A resolved `loss` that compares the outputs with targets. */
export type TargetLossConfig = z.output<(typeof targetLosses)[number]>;

/** Tells the losses that need targets. */
export function needsTargets(loss: LossConfig | undefined): loss is TargetLossConfig {
  return loss !== undefined && targetLosses.some(({ shape }) => shape.kind.value === loss.kind);
}
