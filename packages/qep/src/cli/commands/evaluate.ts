import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import { plural } from "../../base/number-text.ts";
import type { Experiment } from "../../experiments/build-experiment.ts";
import { readDataColumns } from "../../experiments/data-columns.ts";
import { quantitiesAt } from "../../experiments/diagram.ts";
import {
  experimentQuantities,
  namedValues,
  requireTrueKnobs,
} from "../../experiments/experiment-quantities.ts";
import { type NewRows, predictedClasses, readNewRows, scoreNewRows } from "../../experiments/new-rows.ts";
import type { Measurement } from "../../propagation/device.ts";
import { jackknifeVariances } from "../../propagation/jackknife.ts";
import { measureOutputs } from "../../training/evaluation.ts";
import { parametersOf } from "../../training/variables.ts";
import { collect, overridesFrom, readInputFile, wholeNumber, workerCount } from "../arguments.ts";
import { type DegeneratePoints, degeneratePoints } from "../degenerate-points.ts";
import { inputsOf } from "../given-inputs.ts";
import { chooseValues, loadExperiment } from "../load-experiment.ts";
import { openObservedDevice } from "../open-device.ts";
import { formatNumber, formatTable, note, printResult } from "../output.ts";
import { scoresTable } from "../training-summary.ts";

interface EvaluateFlags {
  readonly parameters?: string;
  readonly inputs?: string[];
  readonly data?: string;
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
      "--data <table>",
      "CSV or npz file with new rows of raw data, in the columns of the experiment's own table (labels may be missing)",
    )
    .option(
      "--observables <list>",
      "operators and quantities such as entropy(0..3), separated by commas (repeatable)",
      collect,
    )
    .option("--seed <n>", "seed of the initial parameters, where those are used", wholeNumber("--seed", 0))
    .option("--set <path=value>", "change a value of the experiment (repeatable)", collect)
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option(
      "--json",
      'print {"inputs": [[...]], "outputs": [[...]], "quantities": [{...}], "classes": [...], "metrics": {...}}',
    )
    .action(evaluate);
}

async function evaluate(path: string, flags: EvaluateFlags): Promise<void> {
  const loaded = await loadExperiment(path, overridesFrom(flags));
  const { experiment } = loaded;
  const values = await chooseValues(loaded, flags.parameters);
  const newRows = await newRowsOf(experiment, flags);
  const inputs = newRows?.inputs ?? (await inputsOf(experiment, values, flags.inputs));
  const quantities = experimentQuantities(experiment, flags.observables ?? [], "--observables");
  if (quantities.length > 0) requireTrueKnobs(experiment, "--observables");
  const options = { workers: workerCount(flags.workers), tolerance: TOLERANCE };
  const { device, observer } = await openObservedDevice(experiment, options);
  try {
    const { system, variables, config } = experiment;
    const parameters = parametersOf(variables, values);
    const measurements = await measureOutputs(device, parameters, inputs, [config.seed, "evaluate"]);
    const found = await quantitiesAt(observer, experiment, quantities, parameters, inputs);
    const outputs = measurements.map(({ mean }) => mean);
    const classes = newRows && predictedClasses(experiment, outputs);
    const metrics = newRows && scoreNewRows(experiment, newRows, outputs);
    const degenerate = await degeneratePoints(experiment, parameters, inputs, measurements);
    const errors = samplingErrors(measurements);
    const header = [
      ...(newRows?.features.names ?? system.inputs.map(({ name }) => name)),
      ...system.outputs.flatMap(({ name }) => (errors ? [name, "±"] : [name])),
      ...quantities.flatMap(({ labels }) => [...labels]),
      ...(classes ? ["class"] : []),
    ];
    const rows = inputs.map((x, index) => [
      ...(newRows?.features.rows[index] ?? x),
      ...[...(measurements[index] as Measurement).mean].flatMap((value, l) =>
        errors ? [value, errors[index]?.[l] as number] : [value],
      ),
      ...(found[index] as readonly Float64Array[]).flatMap(toList),
      ...(classes ? [classes[index] as string | number] : []),
    ]);
    const result = {
      inputs: inputs.map(toList),
      outputs: outputs.map(toList),
      ...(errors ? { standardErrors: errors.map(toList) } : {}),
      ...(quantities.length > 0 && { quantities: found.map((numbers) => namedValues(quantities, numbers)) }),
      ...(classes && { classes }),
      ...(metrics && { metrics }),
      ...(degenerate && { degenerate: degenerate.isDegenerate }),
    };
    if (degenerate) noteDegeneracy(experiment, inputs, degenerate);
    const scores = metrics
      ? `\n\n${scoresTable(plural(rows.length, "row"), [["with labels", metrics]])}`
      : "";
    printResult(flags.json === true, result, () => `${formatTable(rows, { header, indent: "" })}${scores}`);
  } finally {
    await device.close();
  }
}

/** The rows of `--data`; undefined where there is none. */
async function newRowsOf(
  experiment: Experiment,
  { data, inputs }: EvaluateFlags,
): Promise<NewRows | undefined> {
  if (data === undefined) return undefined;
  if (inputs) {
    throw new QepError(
      "invalid-argument",
      "--data and --inputs both say where to evaluate; give one of them: raw rows of a table, or values of the inputs",
    );
  }
  return readNewRows(experiment, readDataColumns(await readInputFile(data, "--data"), data), data);
}

/** Says on stderr that another solver may give other outputs. */
function noteDegeneracy(
  { system }: Experiment,
  inputs: readonly Float64Array[],
  { isDegenerate, first }: DegeneratePoints,
): void {
  const count = isDegenerate.filter(Boolean).length;
  const values = system.inputs.map(({ name }, k) => `${name}=${formatNumber(inputs[first]?.[k] as number)}`);
  const where =
    inputs.length === 1
      ? ""
      : ` at ${count} of ${plural(inputs.length, "point")}, first at ${values.join(",") || `point ${first}`}`;
  note(
    `The ground level is degenerate${where}: ` +
      "outputs are those of one of its states. qep ground-state gives means over the level.",
  );
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
