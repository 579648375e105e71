import { type Bounds, checkBounds } from "../training/bounds.ts";
import { drawInitialValues } from "../training/initial-values.ts";
import type { Variables } from "../training/variables.ts";
import type { BuiltSystem } from "./build-system.ts";
import type { Locate } from "./experiment-source.ts";
import { atPlace } from "./locate-error.ts";
import { indexOfName } from "./names.ts";
import type { ExperimentConfig } from "./schema.ts";

/** A text parameter that nobody gives an initial value starts at a normal deviate of this size. */
const DEFAULT_INITIAL = { normal: 1 };

/**
 * What training moves, and from where: the parameters, then the trained inputs of each operating point.
 *
 * @param restart of several trainings, from 1 on, which draw their initial values anew; absent for the first
 * @throws QepError with the place in the file for unknown inputs, and for starts outside their bounds
 */
export function buildVariables(
  config: ExperimentConfig,
  built: BuiltSystem,
  operatingPoints: readonly Float64Array[],
  locate: Locate,
  restart?: number,
): Variables {
  const { system, map, groups, parameterNames, own } = built;
  // Of the knobs themselves: what a map makes of trained numbers is held to them by the device.
  const limits = config.platform?.knobs ?? {};
  const trainedInputs = (config.training?.trainInputs ?? []).map((name, index) =>
    atPlace(locate, ["training", "trainInputs", index], () => indexOfName(system.inputs, name, "input")),
  );
  const inputNames = operatingPoints.flatMap((_, point) =>
    trainedInputs.map((input) => `${system.inputs[input]?.name}@${point}`),
  );
  const initial = [
    ...initialParameters(config, built, locate, restart),
    ...operatingPoints.flatMap((inputs) => trainedInputs.map((input) => inputs[input] as number)),
  ];
  const bounds = [
    ...parameterNames.map((name, index) =>
      within(
        own[index]?.bounds ?? groupOf(config, groups, index)?.bounds,
        map ? undefined : limits[name]?.bounds,
      ),
    ),
    ...operatingPoints.flatMap(() =>
      trainedInputs.map((input) => limits[system.inputs[input]?.name ?? ""]?.bounds),
    ),
  ];
  const variables: Variables = {
    names: [...parameterNames, ...inputNames],
    parameterCount: parameterNames.length,
    initial: Float64Array.from(initial),
    bounds,
    penalties: groups.flatMap(({ name, indices }) => {
      const penalty = config.parameters[name]?.penalty;
      return penalty ? [{ penalty, indices }] : [];
    }),
    trainedInputs,
  };
  atPlace(locate, ["parameters"], () => checkBounds(variables.bounds, variables.names, variables.initial));
  return variables;
}

/** What both intervals allow; an absent one allows all. */
function within(own: Bounds | undefined, platform: Bounds | undefined): Bounds | undefined {
  if (!own || !platform) return own ?? platform;
  return [Math.max(own[0], platform[0]), Math.min(own[1], platform[1])];
}

function initialParameters(
  config: ExperimentConfig,
  { groups, parameterNames, own }: BuiltSystem,
  locate: Locate,
  restart?: number,
): number[] {
  const seed = restart === undefined ? config.seed : `${config.seed}, restart ${restart}`;
  // A parameter's own initial value wins over its group's.
  const initial = parameterNames.map((_, index) => own[index]?.initial ?? 0);
  for (const { name: group, indices } of groups) {
    const drawn = indices.filter((index) => own[index]?.initial === undefined);
    const values = atPlace(locate, ["parameters", group], () =>
      drawInitialValues(
        config.parameters[group]?.initial ?? DEFAULT_INITIAL,
        drawn.map((index) => parameterNames[index] as string),
        seed,
      ),
    );
    for (const [position, index] of drawn.entries()) initial[index] = values[position] as number;
  }
  return initial;
}

function groupOf(config: ExperimentConfig, groups: BuiltSystem["groups"], index: number) {
  const group = groups.find(({ indices }) => indices.includes(index));
  return group ? config.parameters[group.name] : undefined;
}
