import { withTrainedInputs } from "../training/variables.ts";
import { buildExperiment, type Experiment } from "./build-experiment.ts";
import type { ConfigPath } from "./experiment-issues.ts";
import { withValue } from "./overrides.ts";
import { resolveExperiment } from "./parse-experiment.ts";

/** A value of an experiment file, and where it stands. */
export interface StartingValue {
  readonly path: ConfigPath;
  readonly value: unknown;
}

/**
 * What to write into an experiment so that its training starts at given parameters, for instance at those of a run.
 *
 * A parameter with an initial value of its own keeps it in its place, places of atoms are the positions of the model, and all
 * others are values by name in their group. Trained inputs are those of the operating points (`at`).
 *
 * @param values θ and trained inputs, in the order of the variables
 */
export function startingValues(experiment: Experiment, values: Float64Array): StartingValue[] {
  const { groups } = experiment;
  const parameters = groups.flatMap(({ name, indices }) =>
    name === "positions" ? placesAt(indices, values) : groupAt(experiment, name, indices, values),
  );
  return [...parameters, ...pointsAt(experiment, values)];
}

/**
 * The experiment with its training starting at given values.
 *
 * @param values θ and trained inputs, in the order of the variables
 * @throws QepError invalid-experiment where they lie outside of their bounds
 */
export function startedAt(experiment: Experiment, values: Float64Array): Experiment {
  const config = startingValues(experiment, values).reduce<unknown>(
    (written, { path, value }) => withValue(written, path, value),
    experiment.config,
  );
  return buildExperiment(resolveExperiment(config));
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

/** The operating points, if trained inputs are elsewhere now; a single one as it is usually written, without a list. */
function pointsAt(
  { config: { at }, variables, operatingPoints, system }: Experiment,
  values: Float64Array,
): StartingValue[] {
  const { trainedInputs, parameterCount, initial } = variables;
  if (!at || initial.every((value, index) => index < parameterCount || value === values[index])) return [];
  const moved = withTrainedInputs(variables, values, operatingPoints);
  const points = at.map((point, index) => ({
    ...point,
    ...Object.fromEntries(trainedInputs.map((input) => [system.inputs[input]?.name, moved[index]?.[input]])),
  }));
  return [{ path: ["at"], value: points.length === 1 ? points[0] : points }];
}
