import { parseDocument } from "yaml";
import { QepError } from "../base/errors.ts";
import { nearestName } from "../base/nearest-name.ts";
import type { ConfigPath } from "./experiment-issues.ts";
import { type ExperimentSource, isMapping, TOO_DEEP, valueAt } from "./experiment-source.ts";
import { experimentSchema } from "./schema.ts";
import { homeOfKey, keysAt, schemasAt } from "./schema-navigation.ts";
import { describeValue, expectation, placeText } from "./schema-wording.ts";
import { offsetTooDeep } from "./yaml-nesting.ts";

/**
 * Changes an experiment before it is validated, so that every check sees the change.
 *
 * @param assignments each `path=value`: a path such as `training.optimizer.learningRate` or `data.samples[0].target.up`,
 * a value in YAML; later ones win
 * @returns a new source; what was changed is located at its assignment
 * @throws QepError `invalid-argument` for a path that no experiment has, with the keys that exist there
 *
 * @example
 * applyOverrides(source, ["training.batches=200", "gradient={ method: one-sided, beta: 0.1 }"]);
 */
export function applyOverrides(source: ExperimentSource, assignments: readonly string[]): ExperimentSource {
  return assignments.reduce(applyOverride, source);
}

function applyOverride(source: ExperimentSource, assignment: string): ExperimentSource {
  const label = `--set ${assignment}`;
  const equals = assignment.indexOf("=");
  if (equals < 1) {
    throw refusal(label, "expected path=value, for example training.batches=200");
  }
  const path = parsePath(assignment.slice(0, equals).trim());
  const changed = withValue(source.value, path, parseValue(assignment.slice(equals + 1), label), (depth) =>
    checkStep(source, path, depth, label),
  );
  // Where the assignment made the mappings around its value, these too stand at the assignment.
  const made = path.findIndex((_, depth) => valueAt(source.value, path.slice(0, depth + 1)) === undefined);
  const root = made < 0 ? path : path.slice(0, made + 1);
  const covers = (other: ConfigPath) => root.every((step, depth) => String(other[depth]) === String(step));
  return {
    file: source.file,
    value: changed,
    locate: (other, index) => (covers(other) ? { file: label } : source.locate(other, index)),
    locateKey: (other) => (covers(other) ? { file: label } : source.locateKey(other)),
  };
}

/** The steps of a path: `a.b[0].c` and `a.b.0.c` are the same. */
export function parsePath(text: string): (string | number)[] {
  const steps = text.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** A value in YAML. @param label of what it was given by, for messages. @throws QepError invalid-argument where it is none */
export function parseValue(text: string, label: string): unknown {
  if (offsetTooDeep(text) !== undefined) throw refusal(label, TOO_DEEP);
  const document = parseDocument(text, { prettyErrors: false });
  const problem = [...document.errors, ...document.warnings][0];
  if (problem !== undefined)
    throw refusal(label, `the value is not valid YAML: ${problem.message}; quote it`);
  return document.toJS();
}

/**
 * A copy of `holder` with the value at the path replaced, mappings made where the path needs them.
 *
 * @param check refuses a step of the path, default: all are fine
 */
export function withValue(
  holder: unknown,
  path: ConfigPath,
  value: unknown,
  check: (depth: number) => void = () => {},
  depth = 0,
): unknown {
  const step = path[depth];
  if (step === undefined) return value;
  check(depth);
  if (Array.isArray(holder)) {
    return holder.with(Number(step), withValue(holder[Number(step)], path, value, check, depth + 1));
  }
  const mapping = isMapping(holder) ? holder : {};
  const child = Object.hasOwn(mapping, step) ? mapping[step] : undefined;
  return { ...mapping, [step]: withValue(child, path, value, check, depth + 1) };
}

/** Refuses a step that leads nowhere: no such key, no such item, or nothing that could hold either. */
function checkStep(source: ExperimentSource, path: ConfigPath, depth: number, label: string): void {
  const parent = path.slice(0, depth);
  const step = path[depth]!;
  const holder = valueAt(source.value, parent);
  const where = placeText(parent);
  if (Array.isArray(holder)) {
    if (typeof step === "number" && step < holder.length) return;
    throw refusal(
      label,
      `${where} is a list of ${holder.length}; expected an index from 0 to ${holder.length - 1}, given ${step}`,
    );
  }
  if (holder !== undefined && !isMapping(holder)) {
    throw refusal(label, `${where} is ${describeValue(holder)}, which has no keys; set ${where} as a whole`);
  }
  if (schemasAt(experimentSchema, path.slice(0, depth + 1), source.value).length > 0) return;
  const keys = keysAt(experimentSchema, parent, source.value);
  if (keys.length === 0) {
    const expected = schemasAt(experimentSchema, parent, source.value).map(expectation);
    throw refusal(label, `${where} has no key "${step}"; expected ${expected.join(" or ")}`);
  }
  const meant = nearestName(String(step), keys);
  const home = homeOfKey(String(step), experimentSchema, parent, source.value);
  const remedy = home === undefined ? "" : ` it belongs to ${placeText(home)};`;
  const advice = meant === undefined ? remedy : ` did you mean "${meant}"?`;
  throw refusal(label, `unknown key "${step}" in ${where};${advice} keys there: ${keys.join(", ")}`);
}

function refusal(label: string, message: string): QepError {
  return new QepError("invalid-argument", `${label}: ${message}`, { override: label });
}
