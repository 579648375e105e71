import { QepError } from "../base/errors.ts";
import { RandomStream, type StreamKey } from "../base/random.ts";

/** Where a group of parameters starts, as in an experiment file. */
export type InitialValues =
  /** All at this value. */
  | number
  /** Uniform in [−a, a). */
  | { readonly uniform: number }
  /** Normal with mean 0 and this standard deviation. */
  | { readonly normal: number }
  /** A value for each parameter of the group, by name. */
  | { readonly values: Readonly<Record<string, number>> };

/**
 * The starting values of a group of parameters.
 *
 * Each parameter draws from a stream of its own, named by the seed and its name, so that adding, removing or
 * reordering parameters leaves the others where they were.
 *
 * @param names of the group's parameters, all different
 * @param seed of the run
 * @returns one value per name, in the order of the names
 * @throws QepError `invalid-argument` for a spread that is negative or not finite, a value that is not finite,
 *   missing or of no parameter of the group, or a name given twice
 */
export function drawInitialValues(
  spec: InitialValues,
  names: readonly string[],
  seed: StreamKey,
): Float64Array {
  const twice = names.find((name, j) => names.indexOf(name) !== j);
  if (twice !== undefined) {
    throw new QepError(
      "invalid-argument",
      `Two parameters are called ${twice}. Give each a name of its own.`,
      {
        name: twice,
      },
    );
  }
  const draw = drawFor(spec, names);
  return Float64Array.from(names, (name) => draw(() => new RandomStream(seed, "initial", name), name));
}

function drawFor(
  spec: InitialValues,
  names: readonly string[],
): (stream: () => RandomStream, name: string) => number {
  if (typeof spec === "number") {
    checkFinite(spec, names);
    return () => spec;
  }
  if ("values" in spec) {
    const { values } = spec;
    checkNames(values, names);
    for (const value of Object.values(values)) checkFinite(value, names);
    return (_, name) => values[name];
  }
  if ("uniform" in spec) {
    const half = checkSpread("uniform", spec.uniform, names);
    return (stream) => stream().uniform(-half, half);
  }
  const deviation = checkSpread("normal", spec.normal, names);
  return (stream) => deviation * stream().normal();
}

function checkNames(values: Readonly<Record<string, number>>, names: readonly string[]): void {
  const missing = names.find((name) => !Object.hasOwn(values, name));
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (missing === undefined && unknown === undefined) return;
  throw new QepError(
    "invalid-argument",
    `Initial values of ${describe(names)}: expected one value for each parameter; ` +
      (missing === undefined ? `${unknown} is not one of them.` : `${missing} has none.`),
    { missing, unknown },
  );
}

function checkFinite(value: number, names: readonly string[]): void {
  if (Number.isFinite(value)) return;
  throw new QepError(
    "invalid-argument",
    `Initial value of ${describe(names)} must be finite; given: ${value}.`,
    {
      value,
    },
  );
}

function checkSpread(kind: "uniform" | "normal", value: number, names: readonly string[]): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new QepError(
    "invalid-argument",
    `Initial values of ${describe(names)}: ${kind} must be a finite width, 0 or above; given: ${value}.`,
    { kind, value },
  );
}

function describe(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")}, …` : names.join(", ");
}
