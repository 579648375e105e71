import * as z from "zod";
import { optimizerSchema } from "./schema-optimizer.ts";
import {
  bounds,
  count,
  finite,
  name,
  nonNegative,
  outsideBounds,
  positive,
  startsWithinBounds,
  wording,
} from "./schema-parts.ts";
import { scheduleSchema, watchFields } from "./schema-schedule.ts";

const initial = z
  .union([
    finite(),
    z.strictObject({
      uniform: positive().meta({ description: "Drawn uniformly from [-uniform, uniform].", examples: [0.1] }),
    }),
    z.strictObject({
      normal: positive().meta({ description: "Drawn normally with this standard deviation.", examples: [1] }),
    }),
    z.strictObject({
      values: z
        .record(z.string().min(1), finite())
        .meta({ description: "The value of each parameter, by name.", examples: [{ a: 0.1 }] }),
    }),
  ])
  .meta({
    description:
      "Initial values, in the unit of energy: one number for all, { uniform: a }, { normal: sd } or { values: {...} }.",
    examples: [{ uniform: 0.1 }],
  });

const parameterGroup = z
  .strictObject({
    initial,
    penalty: z
      .strictObject({
        kind: z.literal("soft-cutoff").meta({
          description: "soft-cutoff: adds slope times the sum of max(|parameter| - bound, 0) to the loss.",
        }),
        bound: positive().meta({ description: "Modulus from which the penalty grows.", examples: [0.1] }),
        slope: nonNegative().meta({ description: "Slope of the penalty.", examples: [0.02] }),
      })
      .exactOptional()
      .meta({
        description: "A penalty on large parameters. Default: none.",
        examples: [{ kind: "soft-cutoff", bound: 0.1, slope: 0.02 }],
      }),
    bounds: bounds()
      .exactOptional()
      .meta({ description: "Smallest and largest value allowed. Default: no bounds.", examples: [[-1, 1]] }),
  })
  .refine(startsWithinBounds, outsideBounds);

/** Schema of `parameters`: how groups of trainable parameters start and what limits them. */
export const parametersSchema = z
  .record(name(), parameterGroup)
  .default({})
  .meta({
    description:
      "Groups of trainable parameters: `couplings` and `sensor` for a model with a sensor, `all` for operator texts.",
    examples: [{ all: { initial: { normal: 1 } } }],
  });

/** Schema of `training`: the loop. */
export const trainingSchema = z
  .strictObject({
    optimizer: optimizerSchema,
    batches: count().meta({ description: "Number of steps; each uses one batch.", examples: [1000] }),
    batchSize: z
      .union([z.literal("all"), count()])
      .register(wording, { expects: "a whole number of at least 1, or all" })
      .default(1)
      .meta({
        description: "Samples in a batch; all: the whole training set of a table or file. Default: 1.",
        examples: [10],
      }),
    testEvery: count()
      .exactOptional()
      .meta({ description: "Evaluate the test set every so many batches. Default: never.", examples: [50] }),
    checkpointEvery: count()
      .exactOptional()
      .meta({
        description: "Write a checkpoint every so many batches. Default: the loop decides.",
        examples: [50],
      }),
    restarts: count()
      .exactOptional()
      .meta({
        description: "Trainings from different random initial values, of which the best is kept. Default: 1.",
        examples: [5],
      }),
    schedule: scheduleSchema.exactOptional(),
    clip: positive()
      .exactOptional()
      .meta({
        description: "Largest norm of a gradient; longer ones are shortened to it. Default: any.",
        examples: [1],
      }),
    earlyStopping: z
      .strictObject(watchFields)
      .exactOptional()
      .meta({
        description: "Stop once the training loss, penalties included, has stopped falling. Default: never.",
        examples: [{ patience: 10, window: 20 }],
      }),
    trainInputs: z
      .array(name())
      .min(1)
      .register(wording, { expects: "a list of at least one input name" })
      .exactOptional()
      .meta({ description: "Inputs that are trained too, by name. Default: none.", examples: [["gX"]] }),
  })
  .meta({
    description: "The training loop.",
    examples: [{ optimizer: { kind: "adam", learningRate: 0.01 }, batches: 1000 }],
  });

/** A resolved way of drawing initial parameters. */
export type InitialConfig = z.output<typeof initial>;

/** A resolved group of parameters. */
export type ParameterGroupConfig = z.output<typeof parameterGroup>;

/** A resolved `training`. */
export type TrainingConfig = z.output<typeof trainingSchema>;
