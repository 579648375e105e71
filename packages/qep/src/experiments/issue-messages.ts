import * as z from "zod";
import { nearestName } from "../base/nearest-name.ts";
import { type ConfigPath, type ExperimentIssue, pathText } from "./experiment-issues.ts";
import { type ExperimentSource, isMapping, valueAt } from "./experiment-source.ts";
import { adviceOnKeys, adviceOnText, misspeltIn } from "./issue-advice.ts";
import { type Finding, findingsOf } from "./issue-findings.ts";
import {
  chosenVariant,
  homeOfKey,
  keysAt,
  keysOf,
  objects,
  type Schema,
  schemasAt,
  unionAt,
  variants,
} from "./schema-navigation.ts";
import {
  allTags,
  alternatives,
  describeValue,
  example,
  expectation,
  placeText,
  tagTexts,
} from "./schema-wording.ts";

/**
 * Turns zod's issues into messages that say where, what was expected, what was given and what to do.
 *
 * @param issues what zod found in `source.value`
 * @param schema the schema that it was checked against
 */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: Schema,
  source: ExperimentSource,
): ExperimentIssue[] {
  const findings = issues.flatMap((issue) => findingsOf(issue, []));
  const explained = new Map<string, ExperimentIssue>();
  for (const { path, ...finding } of withoutConsequences(findings, schema, source.value)) {
    const ofKey = finding.kind === "unknown-key" || finding.kind === "bad-name";
    const location = ofKey ? source.locateKey(path) : source.locate(path);
    const text =
      finding.kind === "said"
        ? `${pathText(path)}: ${finding.message}`
        : explainers[finding.kind](path, schema, source.value);
    // Several rules may refuse one value; the first message names what is expected as a whole.
    const key = `${ofKey} ${pathText(path)}`;
    if (!explained.has(key)) explained.set(key, { path, location, message: text });
  }
  return [...explained.values()];
}

const explainers = { value: explainValue, "unknown-key": explainUnknownKey, "bad-name": explainBadName };

/** Leaves out what only follows from a misspelt key: the right key missing, or the wrong variant of a union. */
function withoutConsequences(findings: readonly Finding[], schema: Schema, value: unknown): Finding[] {
  const misspelt = findings.flatMap(({ kind, path }) => {
    const meant = kind === "unknown-key" ? suggestion(path, schema, value) : undefined;
    return meant === undefined ? [] : [{ path, meant: [...path.slice(0, -1), meant] }];
  });
  return findings.filter(({ path }) => {
    const parent = path.slice(0, -1);
    if (misspelt.some((key) => samePath(key.path, path))) return true;
    const tag = unionAt(schema, parent, value)?.def.discriminator;
    const wrongVariant = tag !== undefined && misspelt.some((key) => samePath(key.meant, [...parent, tag]));
    return !wrongVariant && !misspelt.some((key) => samePath(key.meant, path));
  });
}

function samePath(a: ConfigPath, b: ConfigPath): boolean {
  return pathText(a) === pathText(b);
}

function explainValue(path: ConfigPath, schema: Schema, root: unknown): string {
  const key = path.at(-1);
  const parent = path.slice(0, -1);
  const holder = valueAt(root, parent);
  const expected = schemasAt(schema, path, root);
  const union = unionAt(schema, parent, root);
  // The discriminator of a union may say what any of its variants says.
  const tags = union !== undefined && union.def.discriminator === key ? allTags(union) : undefined;
  const expects = alternatives(tags?.map(describeValue) ?? expected.map(expectation));
  const shown = expected.map((found) => example(found, key)).find((text) => text !== undefined);
  const forExample = shown === undefined ? [] : [`for example ${shown}`];

  if (isMapping(holder) && key !== undefined && !Object.hasOwn(holder, key)) {
    const addition = forExample.length > 0 ? forExample : [`add ${key}`];
    const advice = misspeltIn(holder, String(key), schemasAt(schema, parent, root)) ?? addition;
    return [`${pathText(path)} is missing: expected ${expects}`, ...advice].join("; ");
  }
  const value = valueAt(root, path);
  const subject = path.length === 0 ? "" : `${pathText(path)}: `;
  const advice = adviceOnText(value, expected, tags) ?? adviceOnKeys(value, expected) ?? forExample;
  return [`${subject}expected ${expects}, given ${describeValue(value)}`, ...advice].join("; ");
}

function explainUnknownKey(path: ConfigPath, schema: Schema, root: unknown): string {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  const subject = parent.length === 0 ? "" : `${pathText(parent)}: `;
  const union = unionAt(schema, parent, root);
  const misplaced = union && explainMisplacedKey(key, union, valueAt(root, parent));
  if (misplaced !== undefined) return `${subject}${misplaced}`;
  const meant = suggestion(path, schema, root);
  const home = homeOfKey(key, schema, parent, root);
  const remedy = home === undefined ? "remove it;" : `it belongs to ${placeText(home)};`;
  const advice = meant === undefined ? remedy : `did you mean "${meant}"?`;
  return `${subject}unknown key "${key}"; ${advice} keys here: ${keysAt(schema, parent, root).join(", ")}`;
}

/** The message for a key that belongs to another variant of the union, if it does. */
function explainMisplacedKey(
  key: string,
  union: z.ZodDiscriminatedUnion,
  holder: unknown,
): string | undefined {
  const tag = union.def.discriminator;
  const chosen = chosenVariant(union, holder);
  const owners = objects(union.options).filter(
    (option) => option !== chosen && Object.hasOwn(option.shape, key),
  );
  if (chosen === undefined || owners.length === 0) return undefined;
  const tags = owners.flatMap((owner) => tagTexts(owner, union));
  const goesWith = tags.length === 0 ? `without ${tag}` : `with ${tag}: ${alternatives(tags)}`;
  const given = valueAt(holder, [tag]) ?? tagTexts(chosen, union)[0];
  const here = given === undefined ? `there is no ${tag} here` : `here it is ${String(given)}`;
  return `the key "${key}" goes only ${goesWith}, ${here}; remove it or change ${tag}`;
}

function explainBadName(path: ConfigPath, schema: Schema, root: unknown): string {
  const names = schemasAt(schema, path.slice(0, -1), root)
    .flatMap((found) => variants(found, undefined))
    .flatMap((found) => (found instanceof z.ZodRecord ? [expectation(found.keyType)] : []));
  const given = describeValue(String(path.at(-1)));
  return `${pathText(path.slice(0, -1))}: expected ${alternatives(names)}, given ${given}; rename it`;
}

/** The known key that an unknown one was probably meant to be; first among those of its own variant. */
function suggestion(path: ConfigPath, schema: Schema, root: unknown): string | undefined {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  const inAnyVariant = schemasAt(schema, parent, root).flatMap((found) =>
    objects(variants(found, undefined)),
  );
  const elsewhere = inAnyVariant.flatMap(keysOf);
  // A key of another variant is spelt right; it is in the wrong place.
  if (elsewhere.includes(key)) return undefined;
  return nearestName(key, keysAt(schema, parent, root)) ?? nearestName(key, elsewhere);
}
