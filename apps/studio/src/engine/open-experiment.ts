import {
  buildExperiment,
  type Experiment,
  type Kernels,
  parseExperiment,
  requireBuildableSize,
  Simulator,
  simulatedSystem,
  simulatorSettings,
} from "qep";
import { memoryLimit } from "./memory-limit.ts";

/**
 * The experiment that a text describes.
 *
 * @param text YAML or JSON
 * @param overrides changes made before it is checked, as `--set` of the command line
 * @throws QepError invalid-experiment, with line and column of all that is wrong; out-of-memory for far too many qubits
 */
export function readExperiment(text: string, overrides: readonly string[] = []): Experiment {
  const parsed = parseExperiment(text, { overrides });
  requireBuildableSize(parsed);
  return buildExperiment(parsed);
}

/**
 * The simulator of an experiment in this thread; over it stands `simulatedDevice`.
 *
 * @throws QepError out-of-memory where the states do not fit
 */
export function openSimulator(experiment: Experiment, kernels: Kernels): Simulator {
  const options = { ...simulatorSettings(experiment), ...memoryLimit() };
  return new Simulator(simulatedSystem(experiment), kernels, options);
}
