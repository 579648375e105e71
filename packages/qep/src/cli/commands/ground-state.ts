import { stat } from "node:fs/promises";
import { totalmem } from "node:os";
import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import { type GroundLevel, solveGroundLevel } from "../../devices/ground-level.ts";
import { requireMemory } from "../../devices/memory-need.ts";
import { buildExperiment } from "../../experiments/build-experiment.ts";
import { resolveExperiment } from "../../experiments/parse-experiment.ts";
import type { NamedOperator } from "../../models/model.ts";
import { requireHermitian, requireWithin } from "../../operators/operator-sum.ts";
import { parseOperator } from "../../operators/parse-operator.ts";
import { loadKernels } from "../../platform/node/load-kernels.ts";
import { collect, finiteNumber, inputsFrom, parseAssignments, wholeNumber } from "../arguments.ts";
import { chooseParameters, type LoadedExperiment, loadExperiment } from "../load-experiment.ts";
import { formatNumber, formatTable, printResult } from "../output.ts";

interface GroundStateFlags {
  readonly inputs?: string[];
  readonly sites?: number;
  readonly columns?: number;
  readonly rows?: number;
  readonly boundary?: string;
  readonly states: number;
  readonly observables?: string[];
  readonly parameters?: string;
  readonly tolerance: number;
  readonly seed?: number;
  readonly set?: string[];
  readonly json?: boolean;
}

const MODELS = ["cluster-ising", "transverse-field-ising", "kitaev-honeycomb"];

/** `qep ground-state`. */
export function addGroundState(program: Command): void {
  program
    .command("ground-state")
    .description("lowest energies, gap, degeneracy and expectation values")
    .argument("<file|model>", `experiment file, run directory, or one of ${MODELS.join(", ")}`)
    .option("--inputs <values>", "couplings, name=value,... (repeatable)", collect)
    .option("--sites <n>", "sites of a chain", wholeNumber("--sites", 1))
    .option("--boundary <kind>", "periodic | open")
    .option("--columns <n>", "columns of a lattice", wholeNumber("--columns", 1))
    .option("--rows <n>", "rows of a lattice", wholeNumber("--rows", 1))
    .option("--states <k>", "how many energies", wholeNumber("--states", 1), 1)
    .option("--observables <text>", "operators to take expectation values of (repeatable)", collect)
    .option("--parameters <file>", "npz or JSON with parameters (default: of the run, or initial)")
    .option("--tolerance <r>", "residual norm of the states", finiteNumber("--tolerance"), 1e-10)
    .option("--seed <n>", "seed of start vectors and initial parameters", wholeNumber("--seed", 0))
    .option("--set <path=value>", "change a value of the experiment", collect)
    .option("--json", "print the result as JSON")
    .action(groundState);
}

async function groundState(target: string, flags: GroundStateFlags): Promise<void> {
  const loaded = await load(target, flags);
  const { experiment } = loaded;
  const { system, model, operatingPoints } = experiment;
  requireMemory(system.qubits, !system.isReal, totalmem());
  const given = Object.assign({}, ...(flags.inputs ?? []).map((text) => parseAssignments(text, "--inputs")));
  const inputs = inputsFrom(system, given, "--inputs", operatingPoints[0]);
  const observables = [
    ...(model?.observables ?? []),
    ...system.outputs,
    ...(flags.observables ?? []).map((text) =>
      observable(text, system.qubits, experiment.config.system.convention.n),
    ),
  ];
  const level = solveGroundLevel(
    system,
    inputs,
    await chooseParameters(loaded, flags.parameters),
    await loadKernels(),
    {
      states: flags.states,
      observables,
      tolerance: flags.tolerance,
      seed: experiment.config.seed,
    },
  );
  const expectations = Object.fromEntries(
    observables.map(({ name }, k) => [name, level.expectations[k] as number]),
  );
  printResult(flags.json === true, { ...level, expectations }, () => describe(level, expectations));
}

async function load(target: string, flags: GroundStateFlags): Promise<LoadedExperiment> {
  const seed = flags.seed === undefined ? [] : [`seed=${flags.seed}`];
  const overrides = [...(flags.set ?? []), ...seed];
  if (!MODELS.includes(target)) {
    if (await stat(target).catch(() => undefined)) return loadExperiment(target, overrides);
    throw new QepError(
      "invalid-argument",
      `there is no file, run directory or model "${target}"; models are ${MODELS.join(", ")}`,
      { target },
    );
  }
  const { sites, boundary, columns, rows } = flags;
  const size = Object.fromEntries(
    Object.entries({ sites, boundary, columns, rows }).filter(([, value]) => value !== undefined),
  );
  const config = { schemaVersion: 1, system: { model: target, ...size } };
  return { experiment: buildExperiment(resolveExperiment(config, { file: `model ${target}`, overrides })) };
}

function observable(text: string, qubits: number, n: "down" | "up"): NamedOperator {
  const where = `--observables "${text}"`;
  const operator = parseOperator(text, { where, n });
  requireWithin(operator, qubits, where);
  requireHermitian(operator, where);
  return { name: text, operator };
}

function describe(level: GroundLevel, expectations: Readonly<Record<string, number>>): string {
  const rows = Object.entries(expectations);
  return [
    ...level.energies.map((energy, k) => `E${k}           ${formatNumber(energy)}`),
    `degeneracy   ${level.degeneracy}`,
    `gap          ${level.gap === null ? "none" : formatNumber(level.gap)}`,
    `residual     ${level.residualNorm.toExponential(2)}`,
    ...(rows.length > 0 ? ["expectation values in the ground level", formatTable(rows)] : []),
  ].join("\n");
}
