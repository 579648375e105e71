import { stringify } from "yaml";
import { isMapping } from "./schema-choice.ts";

/** A value as one writes it on one line of YAML: `{ kind: counts, shots: [10, 20] }`. */
export function inlineYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inlineYaml).join(", ")}]`;
  if (!isMapping(value)) return scalarText(value);
  const entries = Object.entries(value).map(([key, item]) => `${scalarText(key)}: ${inlineYaml(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** A text, number or truth value, quoted where it would be read as something else. */
function scalarText(value: unknown): string {
  // In brackets a comma or a brace asks for quotes, and a line break cannot stand.
  const options = { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false } as const;
  return stringify([value], { ...options, defaultStringType: "PLAIN", blockQuote: false })
    .trim()
    .slice(1, -1)
    .trim();
}
