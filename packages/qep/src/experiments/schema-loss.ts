import * as z from "zod";
import { name, namedNumbers } from "./schema-parts.ts";

const output = name().meta({ description: "Name of the output that is read.", examples: ["up"] });

const goal = z
  .enum(["maximize", "minimize"])
  .default("maximize")
  .meta({ description: "Whether the quantity should grow or shrink. Default: maximize." });

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
    z.strictObject({
      kind: z.literal("square").meta({ description: "square: the sum over outputs of (output - target)^2." }),
      target: namedNumbers()
        .exactOptional()
        .meta({ description: "Targets of the outputs where there is no data.", examples: [{ up: 1 }] }),
    }),
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
      kind: z.literal("sensitivity").meta({
        description: "sensitivity: |difference of an output| / |difference of an input| between two points.",
      }),
      output,
      input: name().meta({
        description: "Name of the input that differs between the two points.",
        examples: ["gX"],
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
