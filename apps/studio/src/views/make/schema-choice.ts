import type { JsonSchema } from "qep";

/** Steps from the top of an experiment to one of its values. */
export type Path = readonly (string | number)[];

/** True for a mapping of YAML. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The alternatives of a schema, those of alternatives among them. */
export function alternativesOf(schema: JsonSchema): JsonSchema[] {
  const options = schema.oneOf ?? schema.anyOf;
  return options ? options.flatMap((option) => alternativesOf(option as JsonSchema)) : [schema];
}

/**
 * The alternatives that a value may be meant to be: of its kind, and not ruled out by a key that names the alternative, as
 * `kind: counts` does.
 *
 * @param value undefined where nothing is written yet: then all of them
 */
export function fittingAlternatives(schema: JsonSchema, value: unknown): JsonSchema[] {
  const options = alternativesOf(schema);
  if (value === undefined || value === null) return options;
  return options.filter((option) => isOfKind(option, value) && !isRuledOut(option, value));
}

/** The alternative that a value is: the one whose name it carries, else the first that it may be. */
export function chosenAlternative(schema: JsonSchema, value: unknown): JsonSchema | undefined {
  const fitting = fittingAlternatives(schema, value);
  return fitting.find((option) => isNamed(option, value)) ?? fitting[0];
}

/** The schemas of the value at a path, given everything that is written. */
export function schemasAt(root: JsonSchema, written: unknown, path: Path): JsonSchema[] {
  let here: { schemas: JsonSchema[]; value: unknown } = { schemas: [root], value: written };
  for (const step of path) {
    const { schemas, value } = here;
    const inner = schemas
      .flatMap((schema) => fittingAlternatives(schema, value))
      .flatMap((schema) => childSchema(schema, step));
    here = { schemas: inner, value: childValue(value, step) };
  }
  return here.schemas;
}

/** The value at a path, undefined where there is none. */
export function valueAt(written: unknown, path: Path): unknown {
  return path.reduce(childValue, written);
}

function childValue(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  return isMapping(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function childSchema(schema: JsonSchema, step: string | number): JsonSchema[] {
  const own = schema.properties?.[step];
  if (own !== undefined) return typeof own === "boolean" ? [] : [own];
  if (typeof step === "number") return itemSchemas(schema, step);
  const { additionalProperties } = schema;
  return typeof additionalProperties === "object" ? [additionalProperties] : [];
}

function itemSchemas({ items }: JsonSchema, index: number): JsonSchema[] {
  const item = Array.isArray(items) ? items[index] : items;
  return typeof item === "object" ? [item as JsonSchema] : [];
}

function isOfKind({ type, properties, items }: JsonSchema, value: unknown): boolean {
  const kind = type ?? (properties ? "object" : items ? "array" : undefined);
  if (kind === "object") return isMapping(value);
  if (kind === "array") return Array.isArray(value);
  return kind === undefined || !(isMapping(value) || Array.isArray(value));
}

/** Whether a key has a value that this alternative cannot have there. */
function isRuledOut({ properties = {} }: JsonSchema, value: unknown): boolean {
  if (!isMapping(value)) return false;
  return Object.entries(properties).some(([key, property]) => {
    const given = value[key];
    if (typeof property === "boolean" || given === undefined || given === null) return false;
    return property.not !== undefined || (namesOf(property).length > 0 && !namesOf(property).includes(given));
  });
}

/** Whether every key that names this alternative is there. */
function isNamed({ properties = {}, required = [] }: JsonSchema, value: unknown): boolean {
  if (!isMapping(value)) return true;
  return required.every((key) => {
    const property = properties[key];
    const isName = typeof property === "object" && namesOf(property).length > 0;
    return !isName || namesOf(property).includes(value[key]);
  });
}

/** The values that a schema lists, if it lists them: constants and enumerations. */
export function namesOf({ const: only, enum: listed = [] }: JsonSchema): readonly unknown[] {
  return only === undefined ? listed : [only];
}

/** The key whose values tell the alternatives of a schema apart: `kind`, `model`, `method`, `sampler`. */
export function namingKey(schema: JsonSchema): string | undefined {
  const objects = alternativesOf(schema).filter(({ properties }) => properties);
  const [first] = objects;
  if (objects.length < 2 || !first) return undefined;
  return Object.keys(first.properties ?? {}).find((key) =>
    objects.every(({ properties }) => {
      const property = properties?.[key];
      return typeof property === "object" && (property.not !== undefined || namesOf(property).length > 0);
    }),
  );
}

/** A value to start from: examples and first choices for what must be there, nothing else. */
export function startingValue(schema: JsonSchema): unknown {
  const [example] = (schema.examples ?? []) as readonly unknown[];
  const names = namesOf(schema);
  if (names.length > 0) return names[0];
  const [first = schema] = alternativesOf(schema);
  if (first !== schema) return example ?? startingValue(first);
  if (schema.properties) return startingMapping(schema);
  return example ?? (schema.default as unknown) ?? (schema.type === "object" ? {} : null);
}

function startingMapping({ properties = {}, required = [] }: JsonSchema): Record<string, unknown> {
  const entries = Object.entries(properties).flatMap(([key, property]): [string, unknown][] => {
    if (typeof property === "boolean") return [];
    // A name with a default, such as `method: symmetric`, is written out all the same: it tells what was chosen.
    const isWritten = required.includes(key) || property.const !== undefined;
    return isWritten ? [[key, startingValue(property)]] : [];
  });
  return Object.fromEntries(entries);
}
