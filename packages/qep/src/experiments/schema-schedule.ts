import * as z from "zod";
import { count, nonNegative, wording } from "./schema-parts.ts";

/** When a loss counts as no longer falling. */
export const watchFields = {
  patience: count().meta({
    description: "Windows without improvement after which the loss counts as no longer falling.",
    examples: [10],
  }),
  window: count().default(1).meta({ description: "Steps that are averaged before each look. Default: 1." }),
  threshold: nonNegative().default(1e-4).meta({
    description: "Part of the best mean by which a window must fall below it to count. Default: 1e-4.",
  }),
};

const warmup = count(0)
  .default(0)
  .meta({ description: "Steps in which the rate rises linearly. Default: 0." });

const decay = z
  .number()
  .positive()
  .lt(1)
  .register(wording, { expects: "a number above 0 and below 1" })
  .meta({ description: "Factor of each fall.", examples: [0.5] });

const floor = (least: number) =>
  z
    .number()
    .min(0)
    .lt(1)
    .register(wording, { expects: "a number of at least 0 and below 1" })
    .default(least)
    .meta({ description: `Least factor of the rate. Default: ${least}.` });

/** Schema of `training.schedule`: factors of the learning rate. */
export const scheduleSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("constant").meta({ description: "constant: as it is, after the warm-up." }),
      warmup,
    }),
    z.strictObject({
      kind: z.literal("cosine").meta({ description: "cosine: falls along half a cosine." }),
      period: count().meta({ description: "Steps of the fall.", examples: [1000] }),
      floor: floor(0),
      repeat: count()
        .exactOptional()
        .meta({
          description: "Starts again after each period, which is then so many times as long. Default: no.",
          examples: [2],
        }),
      warmup,
    }),
    z.strictObject({
      kind: z
        .literal("exponential")
        .meta({ description: "exponential: falls by a factor every so many steps." }),
      decay,
      every: count().default(1).meta({ description: "Steps between two falls. Default: 1." }),
      warmup,
    }),
    z.strictObject({
      kind: z
        .literal("plateau")
        .meta({ description: "plateau: falls whenever the loss has stopped falling." }),
      decay,
      floor: floor(0.001),
      ...watchFields,
      warmup,
    }),
  ])
  .meta({
    description: "How the learning rate changes. Default: not at all.",
    examples: [{ kind: "cosine", period: 1000, warmup: 50 }],
  });

/** A resolved `training.schedule`. */
export type ScheduleConfig = z.output<typeof scheduleSchema>;
