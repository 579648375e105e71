import * as z from "zod";
import { experimentSchema } from "./schema.ts";

/** A JSON Schema as data. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema (draft 7, which editors know best) of an experiment file as one writes it.
 *
 * Cross-checks between sections are not part of it. Neither is the loss given as a function.
 */
export function experimentJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(experimentSchema, {
    io: "input",
    target: "draft-7",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodUndefined) jsonSchema.not = {};
      // Every whole number has this limit; it would only be noise.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.oneOf !== undefined)
        jsonSchema.oneOf = jsonSchema.oneOf.filter((option) => !isCustom(option));
    },
  });
  return { ...schema, title: "qep experiment" };
}

function isCustom(option: JsonSchema): boolean {
  const kind = option.properties?.kind;
  return typeof kind === "object" && kind.const === "custom";
}
