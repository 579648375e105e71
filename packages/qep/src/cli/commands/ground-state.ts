import { stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Command, Option } from "commander";
import { QepError } from "../../base/errors.ts";
import { nearestName } from "../../base/nearest-name.ts";
import {
  type GroundLevel,
  type LevelSymmetries,
  requireGroundLevelMemory,
  solveGroundLevel,
} from "../../devices/ground-level.ts";
import { bytesOf } from "../../devices/memory-need.ts";
import { buildExperiment, type Experiment } from "../../experiments/build-experiment.ts";
import { experimentQuantities, namedValues, quantityArray } from "../../experiments/experiment-quantities.ts";
import { resolveExperiment } from "../../experiments/parse-experiment.ts";
import { MODEL_NAMES } from "../../experiments/schema-system.ts";
import { requireBuildableSize } from "../../experiments/system-size.ts";
import { writeNpz } from "../../formats/npz.ts";
import { loadKernels } from "../../platform/node/load-kernels.ts";
import { joinQuantities, type Quantity } from "../../quantities/quantity.ts";
import { parametersOf } from "../../training/variables.ts";
import {
  collect,
  inputsFrom,
  overridesFrom,
  parseAssignments,
  positiveNumber,
  threadCount,
  wholeNumber,
} from "../arguments.ts";
import {
  chooseValues,
  type LoadedExperiment,
  loadExperiment,
  operatingPointsAt,
} from "../load-experiment.ts";
import { noteMemory } from "../memory-note.ts";
import { type ModelFlags, modelSystem, SIZE_FLAGS } from "../model-flags.ts";
import { formatNumber, formatTable, note, printResult } from "../output.ts";
import { withSolveProgress } from "../solve-progress.ts";

interface GroundStateFlags {
  readonly inputs?: string[];
  readonly lattice?: string;
  readonly sites?: number;
  readonly rungs?: number;
  readonly columns?: number;
  readonly rows?: number;
  readonly boundary?: string;
  readonly states: number;
  readonly observables?: string[];
  readonly arrays?: string;
  readonly parameters?: string;
  readonly tolerance: number;
  readonly threads?: number;
  readonly symmetries?: LevelSymmetries;
  readonly seed?: number;
  readonly set?: string[];
  readonly json?: boolean;
}

/** `qep ground-state`. */
export function addGroundState(program: Command): void {
  program
    .command("ground-state")
    .description("lowest energies, gap, degeneracy and expectation values")
    .argument("<file|model>", `experiment file, run directory, or one of ${MODEL_NAMES.join(", ")}`)
    .option("--inputs <values>", "couplings, name=value,... (repeatable)", collect)
    .option(
      "--lattice <kind>",
      "of a model on any lattice: chain, ladder, square, triangular or honeycomb (default: chain with --sites, " +
        "ladder with --rungs)",
    )
    .option("--sites <n>", "sites of a chain", wholeNumber("--sites", 1))
    .option("--rungs <n>", "rungs of a ladder", wholeNumber("--rungs", 1))
    .option("--boundary <kind>", "periodic | open, or cylinder")
    .option("--columns <n>", "columns of a lattice", wholeNumber("--columns", 1))
    .option("--rows <n>", "rows of a lattice", wholeNumber("--rows", 1))
    .option("--states <k>", "how many energies", wholeNumber("--states", 1), 1)
    .option(
      "--observables <list>",
      "operators and quantities such as entropy(0..3), separated by commas (repeatable)",
      collect,
    )
    .option("--arrays <file.npz>", "write the numbers of each quantity there, as numpy opens them")
    .option("--parameters <file>", "npz, JSON or CSV with parameters (default: of the run, or initial)")
    .option("--tolerance <r>", "residual norm of the states", positiveNumber("--tolerance"), 1e-10)
    .option(
      "--threads <n>",
      "threads that share one large state (default: one for each core from 16 qubits)",
      wholeNumber("--threads", 1),
    )
    .addOption(
      new Option(
        "--symmetries <which>",
        "of a ring: auto searches all sectors, ground-sector solves one, without degeneracy and gap (default: auto)",
      ).choices(["auto", "ground-sector", "off"]),
    )
    .option("--seed <n>", "seed of start vectors and initial parameters", wholeNumber("--seed", 0))
    .option("--set <path=value>", "change a value of the experiment (repeatable)", collect)
    .option("--json", "print the result as JSON")
    .action(groundState);
}

async function groundState(target: string, flags: GroundStateFlags): Promise<void> {
  const loaded = await load(target, flags);
  const { experiment } = loaded;
  const { system, variables, config, map } = experiment;
  const { states, tolerance } = flags;
  const asked = experimentQuantities(experiment, flags.observables ?? [], "--observables");
  if (flags.arrays !== undefined) await requireWritable(flags.arrays, asked);
  const { request, evaluate } = joinQuantities(asked);
  const named = [...(experiment.model?.observables ?? []), ...system.outputs];
  const operators = request.operators.map((operator) => ({ name: "asked for", operator }));
  const observables = [...named, ...operators];
  const { properties } = request;
  const memoryLimit = process.availableMemory();
  const symmetries = flags.symmetries ?? (config.preparation.symmetries === "off" ? "off" : "auto");
  const options = { states, observables, properties, tolerance, memoryLimit, symmetries, seed: config.seed };
  const need = requireGroundLevelMemory(system, options);
  const values = await chooseValues(loaded, flags.parameters);
  const inputs = givenInputs(experiment, flags.inputs ?? [], values);
  noteMemory(need);
  const parameters = parametersOf(variables, values);
  const coefficients = map?.coefficients(parameters) ?? parameters;
  const kernels = await loadKernels({ threads: threadCount(flags.threads, need.layout) });
  const level = await withSolveProgress(async (onProgress) =>
    solveGroundLevel(system, inputs, coefficients, kernels, { ...options, onProgress }),
  );
  await kernels.close();
  const means = Float64Array.from(level.expectations.slice(named.length));
  const numbers = evaluate({ means, properties: level.properties });
  const found = asked.map(
    (quantity, k): FoundQuantity => ({ quantity, numbers: numbers[k] as Float64Array }),
  );
  const expectations = Object.fromEntries([
    ...named.map(({ name }, k) => [name, level.expectations[k] as number]),
    ...found.filter(isExpectation).map(({ quantity, numbers: [mean] }) => [quantity.name, mean as number]),
  ]);
  if (flags.arrays !== undefined) await writeArrays(flags.arrays, found);
  if (level.energies.length < states)
    note(`The whole space has ${level.energies.length} states; these are all.`);
  if (level.residualNorm > tolerance) {
    note(
      `A tolerance of ${tolerance} is below rounding; the residual reached is ${level.residualNorm.toExponential(2)}.`,
    );
  }
  const quantities = found.filter((each) => !isExpectation(each));
  const { properties: _, ...spectrum } = level;
  const result = {
    ...spectrum,
    expectations,
    ...(quantities.length > 0 && {
      quantities: namedValues(
        quantities.map(({ quantity }) => quantity),
        quantities.map(({ numbers }) => numbers),
      ),
    }),
    memoryBytes: bytesOf(need),
  };
  printResult(flags.json === true, result, () => describe(level, expectations, quantities));
}

async function load(target: string, flags: GroundStateFlags): Promise<LoadedExperiment> {
  const overrides = overridesFrom(flags);
  const size = given(flags);
  if (MODEL_NAMES.includes(target)) {
    const config = { schemaVersion: 1, system: modelSystem(target, size, overrides) };
    const parsed = resolveExperiment(config, { file: `model ${target}`, overrides });
    requireBuildableSize(parsed);
    return { experiment: buildExperiment(parsed) };
  }
  if (!(await stat(target).catch(() => undefined))) {
    const meant = nearestName(target, MODEL_NAMES);
    const advice = meant === undefined ? `models are ${MODEL_NAMES.join(", ")}` : `did you mean ${meant}?`;
    throw new QepError(
      "invalid-argument",
      `there is no file, run directory or model "${target}"; ${advice}`,
      { target },
    );
  }
  const [first] = Object.entries(size);
  if (first) {
    const path = first[0] === "lattice" ? "lattice.kind" : first[0];
    throw new QepError(
      "invalid-argument",
      `--${first[0]} goes with the name of a model, given ${target}; use --set system.${path}=${first[1]}`,
      { target },
    );
  }
  return loadExperiment(target, overrides);
}

/** The flags that were given and are those of a model. */
function given(flags: GroundStateFlags): ModelFlags {
  const names = ["lattice", ...SIZE_FLAGS] as const;
  return Object.fromEntries(
    names.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])),
  );
}

/** Inputs from the command line over those of the first operating point. */
function givenInputs(experiment: Experiment, texts: readonly string[], values: Float64Array): Float64Array {
  const given: Record<string, number> = {};
  for (const text of texts) Object.assign(given, parseAssignments(text, "--inputs"));
  return inputsFrom(experiment.system, given, "--inputs", operatingPointsAt(experiment, values)[0]);
}

/** A quantity of the ground level and its numbers. */
interface FoundQuantity {
  readonly quantity: Quantity;
  readonly numbers: Float64Array;
}

function isExpectation({ quantity }: FoundQuantity): boolean {
  return quantity.isOperator === true;
}

/** Refuses arrays that could not be written at the end of the work. @throws QepError invalid-argument */
async function requireWritable(path: string, asked: readonly Quantity[]): Promise<void> {
  if (asked.length === 0) {
    throw new QepError(
      "invalid-argument",
      "--arrays: there is nothing to write; name quantities with --observables",
    );
  }
  const folder = await stat(dirname(resolve(path))).catch(() => undefined);
  const own = await stat(path).catch(() => undefined);
  if (folder?.isDirectory() && !own?.isDirectory()) return;
  throw new QepError(
    "invalid-argument",
    `--arrays ${path}: expected a file in a directory that is there, given ${own ? "a directory" : "one that is not"}`,
    { path },
  );
}

async function writeArrays(path: string, found: readonly FoundQuantity[]): Promise<void> {
  const arrays = found.map(
    ({ quantity, numbers }) => [quantity.name, quantityArray(quantity, numbers)] as const,
  );
  await writeFile(path, writeNpz(new Map(arrays)));
  note(`Wrote ${path}.`);
}

function describe(
  level: GroundLevel,
  expectations: Readonly<Record<string, number>>,
  quantities: readonly FoundQuantity[],
): string {
  const rows = Object.entries(expectations);
  const noGap = level.isDegeneracyCertain ? "none" : "unknown";
  const facts = [
    ...level.energies.map((energy, k) => [`E${k}`, formatNumber(energy)]),
    ["degeneracy", `${level.degeneracy}${level.isDegeneracyCertain ? "" : ` or more (${whyOpen(level)})`}`],
    ["gap", level.gap === null ? noGap : formatNumber(level.gap)],
    ...(level.sectors?.map((sector) => ["sector", sector]) ?? []),
    ["residual norm", level.residualNorm.toExponential(2)],
  ];
  const lines = [formatTable(facts, { indent: "" })];
  if (rows.length > 0) lines.push("expectation values in the ground level", formatTable(rows));
  if (quantities.length > 0)
    lines.push("quantities of the ground level", formatTable(quantities.flatMap(rowsOf)));
  return lines.join("\n");
}

/** The numbers of a quantity; of a matrix, which takes more than a line, its purity. */
function rowsOf({ quantity: { name, labels, matrixOrder }, numbers }: FoundQuantity): [string, number][] {
  if (matrixOrder === undefined) return labels.map((label, k) => [label, numbers[k] as number]);
  return [[`purity of ${name}`, numbers.reduce((sum, value) => sum + value * value, 0)]];
}

function whyOpen({ sectors }: GroundLevel): string {
  return sectors ? "one sector was solved" : "memory ends here";
}
