import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import type { JsonSchema } from "qep";
import {
  alternativesOf,
  fittingAlternatives,
  isMapping,
  namesOf,
  schemasAt,
  startingValue,
  valueAt,
} from "../schema-choice.ts";
import { inlineYaml } from "../yaml-text.ts";
import { type CursorPlace, cursorPlaces, wordStart } from "./cursor-place.ts";

/** Proposes the keys and values that the schema allows at the cursor, with their descriptions. */
export function schemaCompletion(schemaOf: () => Promise<JsonSchema>): CompletionSource {
  return async ({ state, pos, explicit }: CompletionContext): Promise<CompletionResult | null> => {
    const text = state.doc.toString();
    const from = wordStart(text, pos);
    const line = state.doc.lineAt(pos);
    if (line.text.slice(0, from - line.from).includes("#")) return null;
    if (!explicit && from === pos && !/[:{,[-]\s$/.test(text.slice(0, pos))) return null;
    const options = proposals(await schemaOf(), cursorPlaces(text, pos));
    return options.length === 0 ? null : { from, options, validFor: /^[\p{L}\p{N}_-]*$/u };
  };
}

/** All that could be written at a place. */
export function proposals(schema: JsonSchema, places: readonly CursorPlace[]): Completion[] {
  const found = places.flatMap((place) =>
    place.role === "key" ? keyProposals(schema, place) : valueProposals(schema, place),
  );
  return [...new Map(found.map((option) => [option.label, option])).values()];
}

function keyProposals(root: JsonSchema, { path, written }: CursorPlace): Completion[] {
  const mapping = valueAt(written, path);
  const present = new Set(isMapping(mapping) ? Object.keys(mapping) : []);
  const schemas = schemasAt(root, written, path).flatMap((schema) => fittingAlternatives(schema, mapping));
  return schemas.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).flatMap(([key, property]) => {
      if (typeof property === "boolean" || property.not || present.has(key)) return [];
      const option: Completion = {
        label: key,
        apply: `${key}: `,
        type: "property",
        detail: kindOf(property),
        boost: required.includes(key) ? 1 : 0,
      };
      return [property.description ? { ...option, info: property.description } : option];
    }),
  );
}

function valueProposals(root: JsonSchema, { path, written }: CursorPlace): Completion[] {
  return schemasAt(root, written, path)
    .flatMap(alternativesOf)
    .flatMap((schema) => {
      const info = schema.description ? { info: schema.description } : {};
      const names = schema.type === "boolean" ? [true, false] : namesOf(schema);
      if (names.length > 0) {
        return names.map((name): Completion => ({ label: inlineYaml(name), type: "enum", ...info }));
      }
      if (schema.properties) return [mappingProposal(schema)];
      return ((schema.examples ?? []) as readonly unknown[]).map(
        (example): Completion => ({
          label: inlineYaml(example),
          type: "constant",
          detail: "example",
          ...info,
        }),
      );
    });
}

/** A whole mapping with what must be there. */
function mappingProposal(schema: JsonSchema): Completion {
  const text = inlineYaml(startingValue(schema));
  const named = Object.values(schema.properties ?? {}).find(
    (property) => typeof property === "object" && property.const !== undefined,
  );
  const info = (typeof named === "object" ? named.description : undefined) ?? schema.description;
  return { label: text, type: "class", ...(info ? { info } : {}) };
}

/** What kind of value a key has, in a word or two. */
function kindOf(schema: JsonSchema): string {
  const options = alternativesOf(schema);
  const names = options.flatMap(namesOf);
  if (options.length > 1) return "choice";
  if (names.length > 0) return names.length === 1 ? inlineYaml(names[0]) : "choice";
  const [{ type } = schema] = options;
  return typeof type === "string" ? (KINDS[type] ?? type) : "";
}

const KINDS: Readonly<Record<string, string>> = {
  object: "mapping",
  array: "list",
  integer: "whole number",
  string: "text",
  boolean: "true or false",
};
