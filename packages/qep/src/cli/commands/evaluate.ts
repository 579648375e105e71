import type { Command } from "commander";
import { quantitiesAt } from "../../experiments/diagram.ts";
import {
  experimentQuantities,
  namedValues,
  requireTrueKnobs,
} from "../../experiments/experiment-quantities.ts";
import type { Measurement } from "../../propagation/device.ts";
import { jackknifeVariances } from "../../propagation/jackknife.ts";
import { measureOutputs } from "../../training/evaluation.ts";
import { parametersOf } from "../../training/variables.ts";
import { collect, overridesFrom, wholeNumber, workerCount } from "../arguments.ts";
import { inputsOf } from "../given-inputs.ts";
import { chooseValues, loadExperiment } from "../load-experiment.ts";
import { openObservedDevice } from "../open-device.ts";
import { formatTable, printResult } from "../output.ts";

interface EvaluateFlags {
  readonly parameters?: string;
  readonly inputs?: string[];
  readonly observables?: string[];
  readonly seed?: number;
  readonly set?: string[];
  readonly workers?: number;
  readonly json?: boolean;
}

/** Residual norm of the states behind published numbers. */
const TOLERANCE = 1e-12;

/** `qep evaluate`. */
export function addEvaluate(program: Command): void {
  program
    .command("evaluate")
    .description("exact outputs at each input: the experiment's grid, its operating points, or those given")
    .argument("<experiment>", "experiment file, or run directory (then with its trained parameters)")
    .option("--parameters <file>", "npz with sys_sens_couplings and sens_couplings, JSON or CSV by name")
    .option("--inputs <values>", "CSV file, or name=value,name=value (repeatable)", collect)
    .option(
      "--observables <list>",
      "operators and quantities such as entropy(0..3), separated by commas (repeatable)",
      collect,
    )
    .option("--seed <n>", "seed of the initial parameters, where those are used", wholeNumber("--seed", 0))
    .option("--set <path=value>", "change a value of the experiment (repeatable)", collect)
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option("--json", 'print {"inputs": [[...]], "outputs": [[...]], "quantities": [{...}]}')
    .action(evaluate);
}

async function evaluate(path: string, flags: EvaluateFlags): Promise<void> {
  const loaded = await loadExperiment(path, overridesFrom(flags));
  const { experiment } = loaded;
  const values = await chooseValues(loaded, flags.parameters);
  const inputs = await inputsOf(experiment, values, flags.inputs);
  const quantities = experimentQuantities(experiment, flags.observables ?? [], "--observables");
  if (quantities.length > 0) requireTrueKnobs(experiment, "--observables");
  const options = { workers: workerCount(flags.workers), tolerance: TOLERANCE };
  const { device, observer } = await openObservedDevice(experiment, options);
  try {
    const { system, variables, config } = experiment;
    const parameters = parametersOf(variables, values);
    const measurements = await measureOutputs(device, parameters, inputs, [config.seed, "evaluate"]);
    const found = await quantitiesAt(observer, experiment, quantities, parameters, inputs);
    const errors = samplingErrors(measurements);
    const header = [
      ...system.inputs.map(({ name }) => name),
      ...system.outputs.flatMap(({ name }) => (errors ? [name, "±"] : [name])),
      ...quantities.flatMap(({ labels }) => [...labels]),
    ];
    const rows = inputs.map((x, index) => [
      ...x,
      ...[...(measurements[index] as Measurement).mean].flatMap((value, l) =>
        errors ? [value, errors[index]?.[l] as number] : [value],
      ),
      ...(found[index] as readonly Float64Array[]).flatMap(toList),
    ]);
    const result = {
      inputs: inputs.map(toList),
      outputs: measurements.map(({ mean }) => toList(mean)),
      ...(errors ? { standardErrors: errors.map(toList) } : {}),
      ...(quantities.length > 0 && { quantities: found.map((numbers) => namedValues(quantities, numbers)) }),
    };
    printResult(flags.json === true, result, () => formatTable(rows, { header, indent: "" }));
  } finally {
    await device.close();
  }
}

/** Standard errors of sampled outputs, point by point; null where the outputs are exact. */
function samplingErrors(measurements: readonly Measurement[]): Float64Array[] | null {
  const all = measurements.map(({ replicates }) => replicates);
  return all.every((replicates) => replicates !== undefined)
    ? all.map((replicates) => jackknifeVariances(replicates).map(Math.sqrt))
    : null;
}

function toList(vector: Float64Array): number[] {
  return [...vector];
}
