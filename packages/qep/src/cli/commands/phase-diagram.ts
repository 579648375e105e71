import { basename, join } from "node:path";
import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import type { Experiment } from "../../experiments/build-experiment.ts";
import { simulatedDevice, simulatedSystem } from "../../experiments/build-hidden.ts";
import { couplingTriangle } from "../../experiments/coupling-triangle.ts";
import { solverTolerance } from "../../experiments/solver-tolerance.ts";
import { knobNames, parseAxis, type Sweep, type SweepAxis, sweepOutputs } from "../../experiments/sweep.ts";
import { writeCsv } from "../../formats/csv.ts";
import { npyArray } from "../../formats/npy.ts";
import { writeNpz } from "../../formats/npz.ts";
import { openLatticeSimulator } from "../../platform/node/open-lattice-simulator.ts";
import { openSimulator } from "../../platform/node/open-simulator.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import type { Device } from "../../propagation/device.ts";
import type { SolveProgress } from "../../solvers/problem.ts";
import { evaluateOutputs } from "../../training/evaluation.ts";
import { parametersOf } from "../../training/variables.ts";
import {
  collect,
  inputsFrom,
  overridesFrom,
  parseAssignments,
  wholeNumber,
  workerCount,
} from "../arguments.ts";
import { type NamedContent, pictures, prepareDirectory, writeFiles } from "../figure-files.ts";
import { chooseValues, loadExperiment, operatingPointsAt } from "../load-experiment.ts";
import { noteMemory } from "../memory-note.ts";
import { printResult } from "../output.ts";
import { ProgressBar } from "../progress-bar.ts";
import { withSolveProgress } from "../solve-progress.ts";

interface DiagramFlags {
  readonly x?: string;
  readonly y?: string;
  readonly output?: string[];
  readonly inputs?: string[];
  readonly parameters?: string;
  readonly out?: string;
  readonly seed?: number;
  readonly set?: string[];
  readonly workers?: number;
  readonly json?: boolean;
}

/** What is swept, and where everything else stays. */
interface SweepPlan {
  readonly x: SweepAxis;
  readonly y?: SweepAxis;
  readonly inputs: Float64Array;
  /** Indices of the outputs to draw. */
  readonly drawn: readonly number[];
}

/** `qep phase-diagram`. */
export function addPhaseDiagram(program: Command): void {
  program
    .command("phase-diagram")
    .description(
      "outputs over one or two knobs, or over the experiment's phase triangle; npz, CSV and figures",
    )
    .argument("<experiment>", "experiment file, or run directory (then with its trained parameters)")
    .option("--x <name=from:to:count>", "knob (input or parameter) on the horizontal axis")
    .option("--y <name=from:to:count>", "knob on the vertical axis")
    .option("--output <name>", "output to draw (repeatable; default: all)", collect)
    .option("--inputs <values>", "values of the other inputs, name=value,... (repeatable)", collect)
    .option("--parameters <file>", "npz or JSON with parameters")
    .option("--out <dir>", "where to write (default: diagrams/<name>)")
    .option("--seed <n>", "seed of the initial parameters, where those are used", wholeNumber("--seed", 0))
    .option("--set <path=value>", "change a value of the experiment (repeatable)", collect)
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option("--json", 'print the paths as {"files": [...]}')
    .action(phaseDiagram);
}

async function phaseDiagram(path: string, flags: DiagramFlags): Promise<void> {
  const loaded = await loadExperiment(path, overridesFrom(flags));
  const { experiment } = loaded;
  const values = await chooseValues(loaded, flags.parameters);
  const plan = planSweep(experiment, values, flags);
  const directory = flags.out ?? join("diagrams", basename(path).replace(/\.[^.]+$/, ""));
  await prepareDirectory(directory);
  const files = await withSolveProgress(async (onProgress) => {
    const device = await openDevice(experiment, workerCount(flags.workers), onProgress);
    try {
      return await (plan ? swept(experiment, device, values, plan) : triangle(experiment, device, values));
    } finally {
      await device.close();
    }
  });
  const paths = await writeFiles(directory, files);
  printResult(flags.json === true, { files: paths }, () => paths.join("\n"));
}

/** Free phases of large rings come from sectors of their lattice symmetries, one solve after the other. */
async function openDevice(
  experiment: Experiment,
  workers: number,
  onProgress: (progress: SolveProgress) => void,
): Promise<Device> {
  const { config } = experiment;
  const system = simulatedSystem(experiment);
  const { equilibrium, preparation } = config;
  const { symmetries } = preparation;
  const options = { equilibrium, symmetries, tolerance: Math.min(1e-10, solverTolerance(config)) };
  const lattice = await openLatticeSimulator(system, { ...options, onProgress, onNeed: noteMemory });
  return simulatedDevice(lattice ?? (await openSimulator(system, { ...options, workers })), experiment);
}

/** Checks everything before hours of work; undefined for a triangle of couplings. */
function planSweep(experiment: Experiment, values: Float64Array, flags: DiagramFlags): SweepPlan | undefined {
  const { config } = experiment;
  const knobs = knobNames(experiment);
  if (flags.x === undefined && flags.y === undefined && couplingTriangle(config.data)) {
    return undefined;
  }
  if (flags.x === undefined) {
    throw new QepError(
      "invalid-argument",
      `--x is missing: say what to sweep, --x name=from:to:count, with one of ${knobs.join(", ")}`,
    );
  }
  const x = parseAxis(flags.x, "--x");
  const y = flags.y === undefined ? undefined : parseAxis(flags.y, "--y");
  for (const { name } of [x, ...(y ? [y] : [])]) {
    if (knobs.includes(name)) continue;
    throw new QepError(
      "invalid-argument",
      `there is no knob "${name}"; expected one of ${knobs.join(", ")}`,
      {
        name,
      },
    );
  }
  if (x.name === y?.name) {
    throw new QepError("invalid-argument", `--y: expected another knob than --x, given ${x.name} twice`);
  }
  return {
    x,
    ...(y ? { y } : {}),
    inputs: otherInputs(experiment, values, flags.inputs ?? [], [x.name, ...(y ? [y.name] : [])]),
    drawn: drawnOutputs(experiment, flags.output),
  };
}

/** Inputs that are not swept: as given, else those of the first operating point. */
function otherInputs(
  experiment: Experiment,
  values: Float64Array,
  texts: readonly string[],
  swept: readonly string[],
): Float64Array {
  const { inputs } = experiment.system;
  const given: Record<string, number> = {};
  for (const { name } of inputs) if (swept.includes(name)) given[name] = 0;
  for (const text of texts) Object.assign(given, parseAssignments(text, "--inputs"));
  return inputsFrom(experiment.system, given, "--inputs", operatingPointsAt(experiment, values)[0]);
}

function drawnOutputs({ system }: Experiment, asked: readonly string[] | undefined): number[] {
  const names = system.outputs.map(({ name }) => name);
  return (asked ?? names).map((name) => {
    if (names.includes(name)) return names.indexOf(name);
    throw new QepError(
      "invalid-argument",
      `--output: there is no output "${name}"; expected one of ${names.join(", ")}`,
      { name },
    );
  });
}

async function triangle(
  experiment: Experiment,
  device: Device,
  values: Float64Array,
): Promise<NamedContent[]> {
  const { runFigures } = await import("../../plots/run-figures.ts");
  const { data, system, variables } = experiment;
  const inputs = (data?.grid ?? []).map(({ points }) => points[0] as Float64Array);
  const outputs = await evaluateOutputs(device, parametersOf(variables, values), inputs);
  const figures = runFigures(
    { experiment, history: [], values, gridOutputs: outputs },
    await figureDocument(),
  );
  const names = [...system.inputs, ...system.outputs].map(({ name }) => name);
  const rows = inputs.map((x, index) => [...x, ...(outputs[index] as Float64Array)]);
  const drawn = figures.filter(({ name }) => name === "phase-triangle");
  return [...tables(names, rows), ...drawn.flatMap(({ name, svg }) => pictures(name, svg))];
}

async function swept(
  experiment: Experiment,
  device: Device,
  values: Float64Array,
  { x, y, inputs, drawn }: SweepPlan,
): Promise<NamedContent[]> {
  const bar = new ProgressBar("point");
  const parameters = parametersOf(experiment.variables, values);
  const sweep = await sweepOutputs(experiment, device, x, y, {
    parameters,
    inputs,
    onProgress: (done, total) => bar.show(done, total),
  });
  const figures = await Promise.all(drawn.map((index) => sweepFigure(experiment, sweep, index)));
  return [...tables(...tableOf(sweep)), ...figures.flat()];
}

async function sweepFigure(
  { config }: Experiment,
  { x, y, values, outputs }: Sweep,
  index: number,
): Promise<NamedContent[]> {
  const name = outputs[index] as string;
  const table = values[index] as readonly (readonly number[])[];
  const title = config.title ?? "Phase diagram";
  const [xLabel, valueLabel] = [axisLabel(x), `⟨${name}⟩`];
  const document = await figureDocument();
  if (y) {
    const { heatMapFigure } = await import("../../plots/heat-map.ts");
    const map = { x: x.values, y: y.values, values: table };
    return pictures(
      name,
      heatMapFigure({ title, xLabel, yLabel: axisLabel(y), valueLabel, ...map }, document),
    );
  }
  const { lineFigure } = await import("../../plots/line-figure.ts");
  const series = [{ label: valueLabel, x: x.values, y: table[0] as readonly number[] }];
  return pictures(name, lineFigure({ title, xLabel, yLabel: valueLabel, series }, document));
}

function axisLabel({ name }: SweepAxis): string {
  return `${name} (dimensionless)`;
}

function tableOf({ x, y, values, outputs, gaps }: Sweep): [names: string[], rows: number[][]] {
  const rows = (y?.values ?? [Number.NaN]).flatMap((second, row) =>
    x.values.map((first, column) => [
      first,
      ...(y ? [second] : []),
      ...values.map((table) => table[row]?.[column] as number),
      gaps[row]?.[column] as number,
    ]),
  );
  return [[x.name, ...(y ? [y.name] : []), ...outputs, "gap"], rows];
}

/** The same table as CSV and as npz with one array a column. */
function tables(names: readonly string[], rows: readonly number[][]): NamedContent[] {
  const column = (index: number) => npyArray(Float64Array.from(rows, (row) => row[index] as number));
  return [
    ["diagram.csv", writeCsv({ header: [...names], rows })],
    ["diagram.npz", writeNpz(new Map(names.map((name, index) => [name, column(index)])))],
  ];
}
