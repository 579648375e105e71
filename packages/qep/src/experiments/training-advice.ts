import type { Experiment } from "./build-experiment.ts";
import { type ReadoutInflation, readoutInflation } from "./build-measurement.ts";

/**
 * What to know before a training starts: settings that are allowed together and will disappoint.
 *
 * @returns sentences for people; none where there is nothing to say
 */
export function trainingAdvice(experiment: Experiment): string[] {
  return [...lineSearchAdvice(experiment), ...readoutAdvice(experiment)];
}

function readoutAdvice(experiment: Experiment): string[] {
  const inflation = readoutInflation(experiment);
  return inflation ? [`Note: ${inflationText(inflation)}, as that many times fewer shots would.`] : [];
}

/** What inverting readout errors costs, in words. */
export function inflationText({ outputs, parameters }: ReadoutInflation): string {
  const [ofOutputs, ofParameters] = [outputs.toPrecision(3), parameters.toPrecision(3)];
  return `inverting readout errors multiplies variances by up to ${ofOutputs} (outputs) and ${ofParameters} (parameters)`;
}

function lineSearchAdvice({ config, data }: Experiment): string[] {
  const { training, measurement } = config;
  if (training?.optimizer.kind !== "lbfgs") return [];
  const noise = [
    ...(measurement.kind === "exact" ? [] : ["shots"]),
    ...(data === undefined || training.batchSize === "all" ? [] : ["batches drawn anew in each step"]),
  ];
  if (noise.length === 0) return [];
  return [
    `lbfgs compares the loss of one step with that of the next, which ${noise.join(" and ")} change on their own: its ` +
      "line search may stall. For such losses adam is the better choice.",
  ];
}
