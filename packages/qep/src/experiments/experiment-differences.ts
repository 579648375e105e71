import { isMapping } from "./experiment-source.ts";

/** A setting in which experiments differ. */
export interface ExperimentDifference {
  /** Where it stands: `gradient.beta`. */
  readonly path: string;
  /** Its value in each experiment, undefined where it is not there. */
  readonly values: readonly unknown[];
}

/**
 * The settings in which experiments differ, each at the deepest place where it can be told; lists are compared as a whole.
 *
 * @param experiments resolved, as runs store them
 * @returns in the order of the first experiment, then of the others
 */
export function experimentDifferences(experiments: readonly unknown[]): ExperimentDifference[] {
  return differencesBelow(experiments, "");
}

function differencesBelow(values: readonly unknown[], path: string): ExperimentDifference[] {
  if (values.every(isMapping)) {
    const keys = new Set(values.flatMap((value) => Object.keys(value)));
    return [...keys].flatMap((key) =>
      differencesBelow(
        values.map((value) => value[key]),
        path === "" ? key : `${path}.${key}`,
      ),
    );
  }
  const [first, ...others] = values.map((value) => JSON.stringify(value));
  return others.every((other) => other === first) ? [] : [{ path, values }];
}
