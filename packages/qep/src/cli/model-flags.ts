import * as z from "zod";
import { nearestName } from "../base/nearest-name.ts";
import { invalidExperiment } from "../experiments/experiment-issues.ts";
import { valueAt } from "../experiments/experiment-source.ts";
import { parsePath } from "../experiments/overrides.ts";
import { experimentSchema } from "../experiments/schema.ts";
import { latticeSchema } from "../experiments/schema-lattice.ts";
import {
  keysAt,
  layers,
  objects,
  type Schema,
  schemasAt,
  variants,
} from "../experiments/schema-navigation.ts";
import { allTags, alternatives, describeValue, example, expectation } from "../experiments/schema-wording.ts";

/** Flags that say how large a model is, as the sections `system` and `system.lattice` call it. */
export const SIZE_FLAGS = ["sites", "rungs", "columns", "rows", "boundary"] as const;

/** What the command line says of the lattice of a model. */
export type ModelFlags = Readonly<Partial<Record<(typeof SIZE_FLAGS)[number] | "lattice", string | number>>>;

/** Kinds that flags can describe. A graph is a matter of files. */
const KINDS = allTags(latticeSchema).filter((kind) => kind !== "graph");

/**
 * The section `system` of a model that the command line names, checked as flags, so that what is refused is called as it is
 * written there.
 *
 * @param overrides `path=value`, which may say what no flag does: `system.alpha=1.2`
 * @throws QepError invalid-experiment with all that is missing or does not go together
 */
export function modelSystem(
  model: string,
  flags: ModelFlags,
  overrides: readonly string[],
): Record<string, unknown> {
  const { lattice: named, ...size } = flags;
  const set = overrides.map((override) => parsePath((override.split("=")[0] as string).trim()).join("."));
  const isOnLattice = keysAt(experimentSchema, ["system"], { system: { model } }).includes("lattice");
  const isSet = set.some((path) => path.startsWith("system.lattice"));
  const lattice = named ?? (isOnLattice && !isSet ? kindOfSize(size) : undefined);
  const all = lattice === undefined ? size : { ...size, lattice };
  const hasKind = lattice !== undefined || isSet;
  const isInside = isOnLattice && lattice !== undefined;
  const system = isInside ? { model, lattice: { kind: lattice, ...size } } : { model, ...size };
  const problems =
    isOnLattice && !(hasKind && isKnown(lattice))
      ? [kindProblem(lattice)]
      : problemsOf(system, isInside ? ["system", "lattice"] : ["system"], all, set);
  if (problems.length === 0) return system;
  const file = `model ${model}`;
  throw invalidExperiment(
    problems.map((message) => ({ path: [], location: { file }, message })),
    file,
  );
}

/** Only a chain has its size in sites, and only a ladder in rungs. */
function kindOfSize({ sites, rungs }: ModelFlags): string | undefined {
  if (sites !== undefined) return "chain";
  return rungs === undefined ? undefined : "ladder";
}

function isKnown(kind: string | number | undefined): boolean {
  return kind === undefined || KINDS.includes(String(kind));
}

function kindProblem(kind: string | number | undefined): string {
  const kinds =
    "chain (with --sites), ladder (--rungs), or square, triangular or honeycomb (--columns and --rows)";
  if (kind === undefined) return `--lattice is missing: expected ${kinds}; for example --sites 8 for a chain`;
  const meant = nearestName(String(kind), KINDS);
  const advice =
    meant === undefined ? "any other lattice is a matter of an experiment file" : `did you mean ${meant}?`;
  return `--lattice: expected ${kinds}, given ${kind}; ${advice}`;
}

/** @param place of the section that the size flags fill */
function problemsOf(
  system: Record<string, unknown>,
  place: readonly string[],
  flags: ModelFlags,
  set: readonly string[],
): string[] {
  const root = { system };
  const sections = place.length === 1 ? [place] : [["system"], place];
  return [
    ...misplaced(root, place, flags),
    ...sections.flatMap((section) => missing(root, section, set)),
    ...SIZE_FLAGS.flatMap((flag) => refusedValue(root, [...place, flag], flags[flag])),
  ];
}

/** Flags that do not go with this model or kind of lattice. */
function misplaced(root: object, place: readonly string[], flags: ModelFlags): string[] {
  const known = keysAt(experimentSchema, place, root);
  const taken = SIZE_FLAGS.filter((flag) => known.includes(flag)).map((flag) => `--${flag}`);
  const takes = taken.length === 0 ? "none of these flags" : alternatives(taken).replace(" or ", " and ");
  const isInLattice = place.length > 1;
  const what = isInLattice ? `--lattice ${flags.lattice}` : "this model";
  const given = [...SIZE_FLAGS, ...(isInLattice ? [] : (["lattice"] as const))];
  return given
    .filter((flag) => flags[flag] !== undefined && !known.includes(flag))
    .map((flag) => `--${flag} does not go with ${what}, which takes ${takes}; remove it`);
}

/** What a section needs and was not given, by its flag or, where it has none, by --set. */
function missing(root: object, section: readonly string[], set: readonly string[]): string[] {
  const given = valueAt(root, section);
  const [own] = objects(schemasAt(experimentSchema, section, root).flatMap((each) => variants(each, given)));
  return Object.entries(own?.shape ?? {}).flatMap(([key, schema]) => {
    const path = [...section, key].join(".");
    const isGiven =
      valueAt(given, [key]) !== undefined ||
      set.some((other) => other === path || other.startsWith(`${path}.`));
    if (isGiven || isOptional(schema)) return [];
    const shown = example(schema, key)?.slice(`${key}: `.length) ?? "VALUE";
    const isFlag = SIZE_FLAGS.some((flag) => flag === key);
    const [name, way] = isFlag
      ? [`--${key}`, `--${key} ${shown}`]
      : [path, `--set ${/[\s{}[\]]/.test(shown) ? `'${path}=${shown}'` : `${path}=${shown}`}`];
    return [`${name} is missing: expected ${expectation(schema)}; for example ${way}`];
  });
}

/** What a schema fills in, or does without. */
function isOptional(schema: Schema): boolean {
  return schema instanceof z.ZodExactOptional || z.safeParse(schema, undefined).success;
}

function refusedValue(root: object, path: readonly string[], value: string | number | undefined): string[] {
  const [schema] = schemasAt(experimentSchema, path, root);
  if (value === undefined || !schema || z.safeParse(schema, value).success) return [];
  const plain = layers(schema).at(-1);
  const near = plain instanceof z.ZodEnum ? nearestName(String(value), plain.options.map(String)) : undefined;
  const advice = near === undefined ? "" : `; did you mean ${near}?`;
  return [`--${path.at(-1)}: expected ${expectation(schema)}, given ${describeValue(value)}${advice}`];
}
