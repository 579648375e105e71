import { stringify } from "yaml";
import * as z from "zod";
import { type ConfigPath, pathText } from "./experiment-issues.ts";
import { isMapping } from "./experiment-source.ts";
import { keysOf, layers, objects, type Schema, tagsOf } from "./schema-navigation.ts";
import { wording } from "./schema-parts.ts";

/** What a schema expects, in words: "a number above 0", "a mapping { inputs, target }". */
export function expectation(schema: Schema): string {
  const found = layers(schema);
  const words = found.map((layer) => wording.get(layer)?.expects).find((text) => text !== undefined);
  return words ?? structure(found.at(-1)!);
}

function structure(schema: Schema): string {
  if (schema instanceof z.ZodLiteral) return alternatives([...schema.values].map(describeValue));
  if (schema instanceof z.ZodEnum) return alternatives(schema.options.map(describeValue));
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const untagged = objects(schema.options).filter((option) => tagTexts(option, schema).length === 0);
    const tagged = `a mapping with ${schema.def.discriminator}: ${alternatives(allTags(schema))}`;
    return [tagged, ...untagged.map(structure)].join(", or ");
  }
  if (schema instanceof z.ZodUnion) return alternatives(schema.options.map(expectation));
  if (schema instanceof z.ZodObject) return `a mapping { ${keysOf(schema).join(", ")} }`;
  if (schema instanceof z.ZodRecord) return `a mapping from names to ${expectation(schema.valueType)}`;
  if (schema instanceof z.ZodArray) return `a list of ${expectation(schema.element)}`;
  return "text";
}

/** Everything that the discriminator of a union may say. */
export function allTags(union: z.ZodDiscriminatedUnion): string[] {
  return objects(union.options).flatMap((option) => tagTexts(option, union));
}

/** What the discriminator of one variant says; empty where it is left out. */
export function tagTexts(option: z.ZodObject, union: z.ZodDiscriminatedUnion): string[] {
  return [...tagsOf(option, union)].filter((tag) => tag !== undefined).map(String);
}

/** "a", "a or b", "a, b or c"; repeated ones once. */
export function alternatives(texts: readonly string[]): string {
  const once = [...new Set(texts)];
  return once.length < 2 ? once.join("") : `${once.slice(0, -1).join(", ")} or ${once.at(-1)}`;
}

/** The example that the schema carries, as one would write it, or undefined. */
export function example(schema: Schema, key: string | number | undefined): string | undefined {
  const shown = layers(schema)
    .map((layer) => z.globalRegistry.get(layer)?.examples)
    .find((examples) => Array.isArray(examples));
  if (shown === undefined) return undefined;
  const value: unknown = typeof key === "string" ? { [key]: shown[0] } : shown[0];
  const text = stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
  return typeof key === "string" ? text.replace(/^\{ (.*) \}$/s, "$1") : text;
}

/** A section as messages name it. */
export function placeText(path: ConfigPath): string {
  return path.length === 0 ? "the top level" : pathText(path);
}

const LONGEST_QUOTE = 40;

/** What was given, in words that recall how it was written. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value);
  }
  if (typeof value === "number") return numberText(value);
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (isMapping(value)) {
    const keys = Object.keys(value);
    return keys.length === 0 ? "an empty mapping" : `a mapping { ${keys.join(", ")} }`;
  }
  if (typeof value === "object") return `an object of class ${value.constructor.name}`;
  return typeof value === "function" ? "a function" : String(value);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? ".inf" : "-.inf";
}
