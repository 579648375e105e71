import { QepError } from "../base/errors.ts";
import { npyArray } from "../formats/npy.ts";
import { readNpz, writeNpz } from "../formats/npz.ts";
import type { Experiment } from "./build-experiment.ts";

/** Names of the arrays in the authors' files, by group of parameters. */
const ARRAYS: Readonly<Record<string, string>> = {
  couplings: "sys_sens_couplings",
  sensor: "sens_couplings",
  all: "parameters",
};

/** Final parameters as numpy arrays, one a group, under the authors' names for a sensor model. */
export function parameterArrays({ groups }: Experiment, values: Float64Array): Uint8Array {
  return writeNpz(
    new Map(
      groups
        .filter(({ indices }) => indices.length > 0)
        .map(({ name, indices }) => [
          ARRAYS[name] ?? name,
          npyArray(Float64Array.from(indices, (index) => values[index] as number)),
        ]),
    ),
  );
}

/**
 * Parameters from a file: an npz with the authors' arrays `sys_sens_couplings` and `sens_couplings` (for operator texts:
 * `parameters`), or JSON with a value by name.
 *
 * @param bytes content of the file
 * @param where its name, for messages; the ending decides how it is read
 * @returns θ in the order of the system
 * @throws QepError invalid-file for missing, foreign or wrongly sized arrays and names
 */
export function readParameters(experiment: Experiment, bytes: Uint8Array, where: string): Float64Array {
  return where.endsWith(".json")
    ? parametersFromJson(experiment, new TextDecoder().decode(bytes), where)
    : parametersFromNpz(experiment, bytes, where);
}

function parametersFromNpz({ groups, system }: Experiment, bytes: Uint8Array, where: string): Float64Array {
  const arrays = readNpz(bytes, where);
  const values = new Float64Array(system.parameters.length);
  for (const { name, indices } of groups) {
    if (indices.length === 0) continue;
    const wanted = ARRAYS[name] ?? name;
    const array = arrays.get(wanted);
    if (!array) {
      throw new QepError(
        "invalid-file",
        `${where}: there is no array "${wanted}" (the ${indices.length} parameters of group "${name}"); ` +
          `it has ${[...arrays.keys()].join(", ") || "none"}`,
        { where, wanted },
      );
    }
    if (array.data.length !== indices.length) {
      throw new QepError(
        "invalid-file",
        `${where}: "${wanted}" has ${array.data.length} numbers, but this experiment has ${indices.length} parameters ` +
          `in group "${name}". Is it from another variant of the experiment?`,
        { where, given: array.data.length, expected: indices.length },
      );
    }
    for (const [position, index] of indices.entries()) values[index] = Number(array.data[position]);
  }
  return finite(values, system.parameters, where);
}

function parametersFromJson({ system }: Experiment, text: string, where: string): Float64Array {
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (cause) {
    throw new QepError(
      "invalid-file",
      `${where} is not valid JSON: ${(cause as Error).message}`,
      { where },
      { cause },
    );
  }
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new QepError("invalid-file", `${where}: expected an object with a number by parameter name`, {
      where,
    });
  }
  const byName = values as Record<string, unknown>;
  const parameters = Float64Array.from(system.parameters, ({ name }) => {
    const value = byName[name];
    if (typeof value === "number") return value;
    throw new QepError(
      "invalid-file",
      `${where}: the parameter "${name}" has ${value === undefined ? "no value" : `the value ${JSON.stringify(value)}`}; ` +
        "expected a number",
      { where, name },
    );
  });
  return finite(parameters, system.parameters, where);
}

function finite(
  values: Float64Array,
  names: readonly { readonly name: string }[],
  where: string,
): Float64Array {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return values;
  throw new QepError(
    "not-finite",
    `${where}: the parameter "${names[bad]?.name}" is ${values[bad]}; it must be finite`,
    {
      where,
    },
  );
}
