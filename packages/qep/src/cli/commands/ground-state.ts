import { stat } from "node:fs/promises";
import { type Command, Option } from "commander";
import { QepError } from "../../base/errors.ts";
import {
  type GroundLevel,
  type LevelSymmetries,
  requireGroundLevelMemory,
  solveGroundLevel,
} from "../../devices/ground-level.ts";
import { bytesOf } from "../../devices/memory-need.ts";
import { buildExperiment, type Experiment } from "../../experiments/build-experiment.ts";
import { resolveExperiment } from "../../experiments/parse-experiment.ts";
import { MODEL_NAMES } from "../../experiments/schema-system.ts";
import type { NamedOperator } from "../../models/model.ts";
import { requireHermitian, requireWithin } from "../../operators/operator-sum.ts";
import { parseOperator } from "../../operators/parse-operator.ts";
import { loadKernels } from "../../platform/node/load-kernels.ts";
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
    .option("--lattice <kind>", "of a model on any lattice: chain, ladder, square, triangular or honeycomb")
    .option("--sites <n>", "sites of a chain", wholeNumber("--sites", 1))
    .option("--rungs <n>", "rungs of a ladder", wholeNumber("--rungs", 1))
    .option("--boundary <kind>", "periodic | open, or cylinder")
    .option("--columns <n>", "columns of a lattice", wholeNumber("--columns", 1))
    .option("--rows <n>", "rows of a lattice", wholeNumber("--rows", 1))
    .option("--states <k>", "how many energies", wholeNumber("--states", 1), 1)
    .option("--observables <text>", "operators to take expectation values of, separated by commas", collect)
    .option("--parameters <file>", "npz or JSON with parameters (default: of the run, or initial)")
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
    .option("--set <path=value>", "change a value of the experiment", collect)
    .option("--json", "print the result as JSON")
    .action(groundState);
}

async function groundState(target: string, flags: GroundStateFlags): Promise<void> {
  const loaded = await load(target, flags);
  const { experiment } = loaded;
  const { system, variables, config, map } = experiment;
  const { states, tolerance } = flags;
  const observables = observablesOf(experiment, flags.observables ?? []);
  const memoryLimit = process.availableMemory();
  const symmetries = flags.symmetries ?? (config.preparation.symmetries === "off" ? "off" : "auto");
  const options = { states, observables, tolerance, memoryLimit, symmetries, seed: config.seed };
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
  const expectations = Object.fromEntries(
    observables.map(({ name }, k) => [name, level.expectations[k] as number]),
  );
  if (level.energies.length < states)
    note(`The whole space has ${level.energies.length} states; these are all.`);
  if (level.residualNorm > tolerance) {
    note(
      `A tolerance of ${tolerance} is below rounding; the residual reached is ${level.residualNorm.toExponential(2)}.`,
    );
  }
  const result = { ...level, expectations, memoryBytes: bytesOf(need) };
  printResult(flags.json === true, result, () => describe(level, expectations));
}

async function load(target: string, flags: GroundStateFlags): Promise<LoadedExperiment> {
  const overrides = overridesFrom(flags);
  const { lattice, sites, rungs, boundary, columns, rows } = flags;
  const size = given({ sites, rungs, boundary, columns, rows });
  if (MODEL_NAMES.includes(target)) {
    const place = lattice === undefined ? size : { lattice: { kind: lattice, ...size } };
    const config = { schemaVersion: 1, system: { model: target, ...place } };
    return { experiment: buildExperiment(resolveExperiment(config, { file: `model ${target}`, overrides })) };
  }
  if (!(await stat(target).catch(() => undefined))) {
    throw new QepError(
      "invalid-argument",
      `there is no file, run directory or model "${target}"; models are ${MODEL_NAMES.join(", ")}`,
      { target },
    );
  }
  const [first] = Object.entries({ ...given({ lattice }), ...size });
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

/** The flags that were given. */
function given(
  flags: Readonly<Record<string, string | number | undefined>>,
): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Inputs from the command line over those of the first operating point. */
function givenInputs(experiment: Experiment, texts: readonly string[], values: Float64Array): Float64Array {
  const given: Record<string, number> = {};
  for (const text of texts) Object.assign(given, parseAssignments(text, "--inputs"));
  return inputsFrom(experiment.system, given, "--inputs", operatingPointsAt(experiment, values)[0]);
}

/** The model's own observables, the outputs, and those asked for. */
function observablesOf({ model, system, config }: Experiment, texts: readonly string[]): NamedOperator[] {
  const asked = texts.flatMap(splitAtCommas).map((text) => {
    const where = `--observables "${text}"`;
    const operator = parseOperator(text, { where, n: config.system.convention.n });
    requireWithin(operator, system.qubits, where);
    requireHermitian(operator, where);
    return { name: text, operator };
  });
  return [...(model?.observables ?? []), ...system.outputs, ...asked];
}

/** `X0, sum(j=0..3, Z[j])` is two operators: commas in parentheses do not separate. */
function splitAtCommas(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

function describe(level: GroundLevel, expectations: Readonly<Record<string, number>>): string {
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
  return lines.join("\n");
}

function whyOpen({ sectors }: GroundLevel): string {
  return sectors ? "one sector was solved" : "memory ends here";
}
