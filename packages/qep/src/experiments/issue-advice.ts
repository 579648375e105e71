import * as z from "zod";
import { nearestName } from "../base/nearest-name.ts";
import { isMapping } from "./experiment-source.ts";
import { keysOf, objects, type Schema, variants } from "./schema-navigation.ts";

/** What to write where a key that the schema does not know looks like the missing one. */
export function misspeltIn(
  holder: object,
  missing: string,
  schemas: readonly Schema[],
): string[] | undefined {
  const known = schemas.flatMap((schema) => objects(variants(schema, undefined)).flatMap(keysOf));
  const near = Object.keys(holder).find(
    (key) => !known.includes(key) && nearestName(key, [missing]) !== undefined,
  );
  return near === undefined ? undefined : [`write "${missing}" instead of "${near}"`];
}

/** What to write where a mapping fits none of the mappings expected because of one key. */
export function adviceOnKeys(value: unknown, expected: readonly Schema[]): string[] | undefined {
  if (!isMapping(value)) return undefined;
  const keys = expected.flatMap((schema) => objects(variants(schema, undefined)).flatMap(keysOf));
  return keys.map((key) => misspeltIn(value, key, expected)).find((advice) => advice !== undefined);
}

/** What to do about a text that looks like one of the choices or like a number. */
export function adviceOnText(
  value: unknown,
  expected: readonly Schema[],
  tags?: readonly string[],
): string[] | undefined {
  if (typeof value !== "string") return undefined;
  const options = expected.flatMap((schema) => variants(schema, undefined));
  const near = nearestName(value, tags ?? options.flatMap(choices));
  if (near !== undefined) return [`did you mean "${near}"?`];
  const asNumber = value.trim().replace("\u2212", "-").replace(",", ".");
  const meansNumber = options.some((option) => option instanceof z.ZodNumber) && asNumber !== "";
  return meansNumber && Number.isFinite(Number(asNumber))
    ? [`write the number ${asNumber} without quotes`]
    : undefined;
}

function choices(schema: Schema): string[] {
  const listed = schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral;
  return listed ? [...schema._zod.values].map(String) : [];
}
