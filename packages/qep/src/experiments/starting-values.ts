import type { Experiment } from "./build-experiment.ts";
import type { ConfigPath } from "./experiment-issues.ts";

/** A value of an experiment file, and where it stands. */
export interface StartingValue {
  readonly path: ConfigPath;
  readonly value: unknown;
}

/**
 * What to write into an experiment so that its training starts at given parameters, for instance at those of a run.
 *
 * A parameter with an initial value of its own keeps it in its place, places of atoms are the positions of the model, and all
 * others are values by name in their group.
 *
 * @param values θ, in the order of the variables; trained inputs behind them are left where they are
 */
export function startingValues(experiment: Experiment, values: Float64Array): StartingValue[] {
  const { groups } = experiment;
  return groups.flatMap(({ name, indices }) =>
    name === "positions" ? placesAt(indices, values) : groupAt(experiment, name, indices, values),
  );
}

function groupAt(
  { own, parameterNames }: Experiment,
  group: string,
  indices: readonly number[],
  values: Float64Array,
): StartingValue[] {
  const nameOf = (index: number) => parameterNames[index] as string;
  const hasOwn = (index: number) => own[index]?.initial !== undefined;
  const alone = indices.filter(hasOwn).map((index) => ({
    path: ["system", "parameters", nameOf(index), "initial"],
    value: values[index],
  }));
  const together = indices.filter((index) => !hasOwn(index));
  if (together.length === 0) return alone;
  const byName = Object.fromEntries(together.map((index) => [nameOf(index), values[index]]));
  return [...alone, { path: ["parameters", group, "initial"], value: { values: byName } }];
}

/** Coordinates x0, y0, x1, y1, … as the positions of atoms. */
function placesAt(indices: readonly number[], values: Float64Array): StartingValue[] {
  const places = Array.from({ length: indices.length / 2 }, (_, atom) => [
    values[indices[2 * atom] as number],
    values[indices[2 * atom + 1] as number],
  ]);
  return [{ path: ["system", "positions"], value: places }];
}
