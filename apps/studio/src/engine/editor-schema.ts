import { experimentJsonSchema, type JsonSchema } from "qep";

/** The schema of experiment files with every reference replaced by what it refers to, as editors walk through it. */
export function editorSchema(): JsonSchema {
  const { definitions = {}, ...schema } = experimentJsonSchema();
  return resolved(schema, definitions as Readonly<Record<string, unknown>>) as JsonSchema;
}

const PREFIX = "#/definitions/";

function resolved(value: unknown, definitions: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, definitions));
  if (typeof value !== "object" || value === null) return value;
  const { $ref, allOf, ...own } = value as Readonly<Record<string, unknown>>;
  // Draft 7 puts a reference that has neighbours into a list of one.
  if (Array.isArray(allOf)) return resolved(Object.assign({}, ...allOf, own), definitions);
  const entries = Object.entries(own).map(([key, item]) => [key, resolved(item, definitions)] as const);
  if (typeof $ref !== "string" || !$ref.startsWith(PREFIX)) return Object.fromEntries(entries);
  const referred = resolved(definitions[$ref.slice(PREFIX.length)], definitions);
  return { ...(referred as object), ...Object.fromEntries(entries) };
}
