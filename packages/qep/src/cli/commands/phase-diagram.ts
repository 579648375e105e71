import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import type { Experiment } from "../../experiments/build-experiment.ts";
import { parseAxis, type Sweep, sweepOutputs } from "../../experiments/sweep.ts";
import { writeCsv } from "../../formats/csv.ts";
import { npyArray } from "../../formats/npy.ts";
import { writeNpz } from "../../formats/npz.ts";
import { openSimulator } from "../../platform/node/open-simulator.ts";
import { svgToPng } from "../../platform/node/png.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { heatMapFigure } from "../../plots/heat-map.ts";
import { lineFigure } from "../../plots/line-figure.ts";
import { runFigures } from "../../plots/run-figures.ts";
import type { Device } from "../../propagation/device.ts";
import { evaluateOutputs } from "../../training/evaluation.ts";
import { collect, inputsFrom, parseAssignments, wholeNumber, workerCount } from "../arguments.ts";
import { chooseParameters, loadExperiment } from "../load-experiment.ts";
import { printResult } from "../output.ts";
import { ProgressBar } from "../progress-bar.ts";

interface DiagramFlags {
  readonly x?: string;
  readonly y?: string;
  readonly output?: string[];
  readonly inputs?: string[];
  readonly parameters?: string;
  readonly out?: string;
  readonly set?: string[];
  readonly workers?: number;
  readonly json?: boolean;
}

/** `qep phase-diagram`. */
export function addPhaseDiagram(program: Command): void {
  program
    .command("phase-diagram")
    .description(
      "outputs over one or two knobs, or over the experiment's phase triangle; npz, CSV and figures",
    )
    .argument("<experiment>", "experiment file, or run directory (then with its trained parameters)")
    .option("--x <name=from:to:count>", "knob on the horizontal axis")
    .option("--y <name=from:to:count>", "knob on the vertical axis")
    .option("--output <name>", "output to draw (repeatable; default: all)", collect)
    .option("--inputs <values>", "values of the other inputs, name=value,... (repeatable)", collect)
    .option("--parameters <file>", "npz or JSON with parameters")
    .option("--out <dir>", "where to write (default: diagrams/<name>)")
    .option("--set <path=value>", "change a value of the experiment", collect)
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option("--json", "print the paths as JSON")
    .action(phaseDiagram);
}

async function phaseDiagram(path: string, flags: DiagramFlags): Promise<void> {
  const loaded = await loadExperiment(path, flags.set);
  const { experiment } = loaded;
  const parameters = await chooseParameters(loaded, flags.parameters);
  const directory = flags.out ?? join("diagrams", basename(path).replace(/\.[^.]+$/, ""));
  const device = await openSimulator(experiment.system, {
    workers: workerCount(flags.workers),
    tolerance: Math.min(1e-10, experiment.config.preparation.tolerance),
  });
  try {
    const files =
      flags.x === undefined
        ? await triangle(experiment, device, parameters)
        : await swept(experiment, device, parameters, flags);
    await mkdir(directory, { recursive: true });
    const paths: string[] = [];
    for (const [name, content] of files) {
      paths.push(join(directory, name));
      await writeFile(join(directory, name), content);
    }
    printResult(flags.json === true, { files: paths }, () => paths.join("\n"));
  } finally {
    await device.close();
  }
}

type Files = [name: string, content: string | Uint8Array][];

async function triangle(experiment: Experiment, device: Device, parameters: Float64Array): Promise<Files> {
  const { data, system } = experiment;
  if (!data || experiment.config.data?.sampler !== "phase-triangle") {
    const knobs = [...system.inputs, ...system.parameters].map(({ name }) => name).join(", ");
    throw new QepError(
      "invalid-argument",
      `say what to sweep: --x name=from:to:count [--y ...]; knobs: ${knobs}`,
    );
  }
  const inputs = data.grid.map(({ points }) => points[0] as Float64Array);
  const outputs = await evaluateOutputs(device, parameters, inputs);
  const document = await figureDocument();
  const figure = runFigures(
    { experiment, history: [], values: parameters, gridOutputs: outputs },
    document,
  ).find(({ name }) => name === "phase-triangle");
  const names = [...system.inputs, ...system.outputs].map(({ name }) => name);
  const rows = inputs.map((x, index) => [...x, ...(outputs[index] as Float64Array)]);
  return [...tables(names, rows), ...(figure ? pictures("phase-triangle", figure.svg) : [])];
}

async function swept(
  experiment: Experiment,
  device: Device,
  parameters: Float64Array,
  flags: DiagramFlags,
): Promise<Files> {
  const { system, operatingPoints } = experiment;
  const x = parseAxis(flags.x ?? "", "--x");
  const y = flags.y === undefined ? undefined : parseAxis(flags.y, "--y");
  const given = Object.assign({}, ...(flags.inputs ?? []).map((text) => parseAssignments(text, "--inputs")));
  const placeholder = Object.fromEntries([x, ...(y ? [y] : [])].map(({ name }) => [name, 0]));
  const isInput = (name: string) => system.inputs.some((input) => input.name === name);
  const swept = Object.fromEntries(Object.entries(placeholder).filter(([name]) => isInput(name)));
  const inputs = inputsFrom(system, { ...swept, ...given }, "--inputs", operatingPoints[0]);
  const bar = new ProgressBar("point");
  const sweep = await sweepOutputs(experiment, device, x, y, {
    parameters,
    inputs,
    onProgress: (done, total) => bar.show(done, total, ""),
  });
  const chosen = flags.output ?? sweep.outputs;
  const document = await figureDocument();
  const figures = chosen.flatMap((name) => {
    const index = sweep.outputs.indexOf(name);
    if (index < 0) {
      throw new QepError(
        "invalid-argument",
        `--output: there is no output "${name}"; known: ${sweep.outputs.join(", ")}`,
      );
    }
    return pictures(name, sweepFigure(experiment, sweep, index, document));
  });
  return [...tables(...tableOf(sweep)), ...figures];
}

function sweepFigure(
  { config }: Experiment,
  { x, y, values, outputs }: Sweep,
  index: number,
  document: Document,
) {
  const valueLabel = `⟨${outputs[index]}⟩`;
  const table = values[index] as readonly (readonly number[])[];
  const title = config.title ?? "Phase diagram";
  if (!y) {
    const series = [{ label: valueLabel, x: x.values, y: table[0] as readonly number[] }];
    return lineFigure({ title, xLabel: x.name, yLabel: valueLabel, series }, document);
  }
  return heatMapFigure(
    { title, xLabel: x.name, yLabel: y.name, valueLabel, x: x.values, y: y.values, values: table },
    document,
  );
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
function tables(names: readonly string[], rows: readonly number[][]): Files {
  const column = (index: number) => npyArray(Float64Array.from(rows, (row) => row[index] as number));
  return [
    ["diagram.csv", writeCsv({ header: [...names], rows })],
    ["diagram.npz", writeNpz(new Map(names.map((name, index) => [name, column(index)])))],
  ];
}

function pictures(name: string, svg: string): Files {
  const file = name.replaceAll(/[^\w-]+/g, "-");
  return [
    [`${file}.svg`, svg],
    [`${file}.png`, svgToPng(svg)],
  ];
}
