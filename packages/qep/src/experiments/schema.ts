import * as z from "zod";
import {
  dataSchema,
  equilibriumSchema,
  operatingPointsSchema,
  preparationSchema,
} from "./schema-conditions.ts";
import { gradientSchema } from "./schema-gradient.ts";
import { hiddenSchema } from "./schema-hidden.ts";
import { lossSchema } from "./schema-loss.ts";
import { measurementSchema } from "./schema-measurement.ts";
import { wording } from "./schema-parts.ts";
import { platformSchema } from "./schema-platform.ts";
import { systemSchema } from "./schema-system.ts";
import { parametersSchema, trainingSchema } from "./schema-training.ts";

/** Schema of an experiment file, version 1. Parsing fills in every default, and parsing its own output changes nothing. */
export const experimentSchema = z
  .strictObject({
    schemaVersion: z
      .literal(1)
      .register(wording, { expects: "1 (the version of the file format that this qep reads)" })
      .meta({ description: "Version of this file format: 1.", examples: [1] }),
    title: z.string().exactOptional().meta({ description: "A title for people." }),
    seed: z
      .int()
      .min(0)
      .register(wording, { expects: "a whole number from 0 to 2^53 - 1" })
      .default(1)
      .meta({
        description: "Seed of every random number of the run, the test set included. Default: 1.",
        examples: [1],
      }),
    system: systemSchema,
    equilibrium: equilibriumSchema,
    preparation: preparationSchema,
    measurement: measurementSchema,
    platform: platformSchema.exactOptional(),
    hidden: hiddenSchema.exactOptional(),
    at: operatingPointsSchema.exactOptional(),
    data: dataSchema.exactOptional(),
    loss: lossSchema.exactOptional(),
    gradient: gradientSchema.exactOptional(),
    parameters: parametersSchema,
    training: trainingSchema.exactOptional(),
  })
  .register(wording, { expects: "a mapping that starts with schemaVersion: 1 and system: { ... }" });

/** A resolved experiment: every default filled in. */
export type ExperimentConfig = z.output<typeof experimentSchema>;

/** An experiment as one writes it: defaults may be left out. */
export type ExperimentInput = z.input<typeof experimentSchema>;

export type {
  DataConfig,
  EquilibriumConfig,
  OperatingPoint,
  PreparationConfig,
} from "./schema-conditions.ts";
export type { GradientConfig } from "./schema-gradient.ts";
export type { HiddenConfig } from "./schema-hidden.ts";
export type { LossConfig, LossFunction, LossPoint, LossValue, TargetLossConfig } from "./schema-loss.ts";
export type { MeasurementConfig } from "./schema-measurement.ts";
export type { OptimizerConfig } from "./schema-optimizer.ts";
export type { PlatformConfig } from "./schema-platform.ts";
export type { ScheduleConfig } from "./schema-schedule.ts";
export type {
  ConventionConfig,
  ModelConfig,
  SensorConfig,
  SystemConfig,
  TextSystemConfig,
} from "./schema-system.ts";
export type {
  InitialConfig,
  ParameterGroupConfig,
  TrainingConfig,
} from "./schema-training.ts";
