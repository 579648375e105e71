import { QepError } from "../base/errors.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import { inputsFrom, inputsFromCsv, parseAssignments } from "./arguments.ts";
import { operatingPointsAt } from "./load-experiment.ts";

/** Points from the command line, else the experiment's own grid or operating points. */
export async function inputsOf(
  experiment: Experiment,
  values: Float64Array,
  given: readonly string[] | undefined,
): Promise<readonly Float64Array[]> {
  const { system, data } = experiment;
  const operatingPoints = operatingPointsAt(experiment, values);
  if (given) {
    const lists = await Promise.all(
      given.map(async (text) =>
        text.includes("=")
          ? [inputsFrom(system, parseAssignments(text, "--inputs"), "--inputs", operatingPoints[0])]
          : inputsFromCsv(system, text),
      ),
    );
    return lists.flat();
  }
  if (data) return data.grid.map(({ points }) => points[0] as Float64Array);
  if (operatingPoints.length > 0) return operatingPoints;
  throw new QepError(
    "invalid-argument",
    `the experiment does not say at which inputs to evaluate; add --inputs ${system.inputs
      .map(({ name }) => `${name}=VALUE`)
      .join(",")}`,
  );
}
