import * as z from "zod";
import type { ConfigPath } from "./experiment-issues.ts";
import { isMapping, valueAt } from "./experiment-source.ts";

/** Any zod schema. */
export type Schema = z.core.$ZodType;

/** A schema and what it wraps, outermost first: defaults, optional keys, transformations of what is written. */
export function layers(schema: Schema): Schema[] {
  const inner = wrapped(schema);
  return inner === undefined ? [schema] : [schema, ...layers(inner)];
}

function wrapped(schema: Schema): Schema | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) return schema.def.innerType;
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schema.def.innerType;
  return schema instanceof z.ZodPipe ? schema.def.in : undefined;
}

/** The schemas that `value` could be meant for: of a union the variant that its discriminator names, else all. */
export function variants(schema: Schema, value: unknown): Schema[] {
  const plain = layers(schema).at(-1)!;
  if (plain instanceof z.ZodDiscriminatedUnion) {
    const chosen = chosenVariant(plain, value);
    return chosen === undefined ? [...plain.options] : [chosen];
  }
  return plain instanceof z.ZodUnion ? plain.options.flatMap((option) => variants(option, value)) : [plain];
}

/** The variant of a discriminated union that the value's discriminator names. */
export function chosenVariant(union: z.ZodDiscriminatedUnion, value: unknown): z.ZodObject | undefined {
  if (!isMapping(value)) return undefined;
  return objects(union.options).find((option) => tagsOf(option, union).has(value[union.def.discriminator]));
}

/** The values of its discriminator that choose this variant; undefined stands for "left out". */
export function tagsOf(option: z.ZodObject, union: z.ZodDiscriminatedUnion): ReadonlySet<unknown> {
  const tag: Schema | undefined = option.shape[union.def.discriminator];
  return tag?._zod.values ?? new Set();
}

/** Those of the schemas that describe mappings with known keys. */
export function objects(schemas: readonly Schema[]): z.ZodObject[] {
  return schemas.filter((schema) => schema instanceof z.ZodObject);
}

/** The keys of a mapping's schema; what must be left out is not one. */
export function keysOf(object: z.ZodObject): string[] {
  return Object.entries(object.shape)
    .filter(([, schema]) => !(layers(schema).at(-1) instanceof z.ZodUndefined))
    .map(([key]) => key);
}

/** The schemas that the value at a path must satisfy (one of them); none where the path leads nowhere. */
export function schemasAt(root: Schema, path: ConfigPath, value: unknown): Schema[] {
  return path.reduce<Schema[]>(
    (schemas, step, depth) => {
      const parent = valueAt(value, path.slice(0, depth));
      return schemas.flatMap((schema) => variants(schema, parent)).flatMap((variant) => child(variant, step));
    },
    [root],
  );
}

function child(schema: Schema, step: string | number): Schema[] {
  if (schema instanceof z.ZodObject) {
    return keysOf(schema).includes(String(step)) ? [schema.shape[step]!] : [];
  }
  if (schema instanceof z.ZodRecord) return typeof step === "string" ? [schema.valueType] : [];
  if (schema instanceof z.ZodArray) return typeof step === "number" ? [schema.element] : [];
  if (schema instanceof z.ZodTuple)
    return [schema.def.items[Number(step)]].filter((item) => item !== undefined);
  return [];
}

/** The keys that the mapping at a path may have; of a union those of the variant that the value names. */
export function keysAt(schema: Schema, path: ConfigPath, root: unknown): string[] {
  const here = schemasAt(schema, path, root).flatMap((found) => variants(found, valueAt(root, path)));
  return [...new Set(objects(here).flatMap(keysOf))];
}

/** The discriminated union at a path, if there is one. */
export function unionAt(
  schema: Schema,
  path: ConfigPath,
  root: unknown,
): z.ZodDiscriminatedUnion | undefined {
  return schemasAt(schema, path, root)
    .map((found) => layers(found).at(-1))
    .find((found) => found instanceof z.ZodDiscriminatedUnion);
}

/**
 * The section that knows a key written elsewhere: the nearest one around it, else the only one directly below.
 *
 * @param parent of the key as it is written
 */
export function homeOfKey(
  key: string,
  schema: Schema,
  parent: ConfigPath,
  root: unknown,
): ConfigPath | undefined {
  const knows = (path: ConfigPath) => keysAt(schema, path, root).includes(key);
  const around = parent.map((_, steps) => parent.slice(0, parent.length - 1 - steps)).find(knows);
  if (around !== undefined) return around;
  const below = keysAt(schema, parent, root)
    .map((section) => [...parent, section])
    .filter(knows);
  return below.length === 1 ? below[0] : undefined;
}
