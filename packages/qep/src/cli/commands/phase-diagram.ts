import { basename, join } from "node:path";
import { type Command, Option } from "commander";
import { QepError } from "../../base/errors.ts";
import type { Experiment } from "../../experiments/build-experiment.ts";
import {
  computeDiagram,
  type DiagramPlan,
  type DiagramTable,
  diagramPoints,
} from "../../experiments/diagram.ts";
import { diagramBoundaries } from "../../experiments/diagram-boundaries.ts";
import { beginDiagram, type DiagramRequest, readDiagram } from "../../experiments/diagram-record.ts";
import type { RunStore } from "../../experiments/run-store.ts";
import { openRunDirectory } from "../../platform/node/node-run-store.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import type { Quantity } from "../../quantities/quantity.ts";
import { collect, overridesFrom, wholeNumber, workerCount } from "../arguments.ts";
import { boundaryTable, diagramFigures, diagramTables } from "../diagram-files.ts";
import { type DiagramFlags, quantitiesOf, requestOf } from "../diagram-request.ts";
import { inDirectory, type NamedContent, pictures } from "../figure-files.ts";
import { listenForStop } from "../interrupt.ts";
import { chooseValues, loadExperiment } from "../load-experiment.ts";
import { openDiagram } from "../open-diagram.ts";
import { note, printResult } from "../output.ts";
import { ProgressBar } from "../progress-bar.ts";
import { withSolveProgress } from "../solve-progress.ts";
import { version } from "../version.ts";

/** A phase diagram to compute, and where it is kept. */
interface DiagramWork {
  readonly experiment: Experiment;
  readonly request: DiagramRequest;
  readonly directory: string;
  /** The kernels that it was begun with, where it is resumed. */
  readonly kernels?: string;
}

/** `qep phase-diagram`. */
export function addPhaseDiagram(program: Command): void {
  program
    .command("phase-diagram")
    .description(
      "outputs and quantities over one or two knobs, or over the experiment's phase triangle; npz, CSV and figures",
    )
    .argument("[experiment]", "experiment file, or run directory (then with its trained parameters)")
    .option("--x <name=from:to:count>", "knob (input or parameter) on the horizontal axis")
    .option("--y <name=from:to:count>", "knob on the vertical axis")
    .option("--output <name>", "output to draw (repeatable; default: all)", collect)
    .option(
      "--observables <list>",
      "operators and quantities such as entropy(0..3), separated by commas (repeatable)",
      collect,
    )
    .addOption(
      new Option(
        "--boundaries <of>",
        "phase boundaries: peaks of the fidelity susceptibility, or of the second derivative of the energy",
      ).choices(["fidelity", "energy"]),
    )
    .option("--inputs <values>", "values of the other inputs, name=value,... (repeatable)", collect)
    .option("--parameters <file>", "npz, JSON or CSV with parameters")
    .option("--out <dir>", "where to write (default: diagrams/<name>)")
    .option("--resume <dir>", "go on with a diagram that was stopped or killed")
    .option("--seed <n>", "seed of the initial parameters, where those are used", wholeNumber("--seed", 0))
    .option("--set <path=value>", "change a value of the experiment (repeatable)", collect)
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option("--json", 'print the paths as {"files": [...]}')
    .action(phaseDiagram);
}

async function phaseDiagram(path: string | undefined, flags: DiagramFlags): Promise<void> {
  if (flags.resume !== undefined) {
    refuseBeside(path, flags);
    const store = await openRunDirectory(flags.resume, { create: false });
    return keeping(store, async () => {
      const { record, experiment } = await readDiagram(store);
      if (record.qep !== version()) {
        note(`This diagram began with qep ${record.qep}; with ${version()} its last digits may differ.`);
      }
      const { kernels } = record;
      await compute(
        store,
        { experiment, request: record, directory: flags.resume as string, kernels },
        flags,
      );
    });
  }
  if (path === undefined) {
    throw new QepError(
      "invalid-argument",
      "expected an experiment, or --resume DIR to go on with a diagram; given neither",
    );
  }
  const loaded = await loadExperiment(path, overridesFrom(flags));
  const values = await chooseValues(loaded, flags.parameters);
  const request = requestOf(loaded.experiment, values, flags);
  quantitiesOf(loaded.experiment, request);
  const directory = flags.out ?? join("diagrams", basename(path).replace(/\.[^.]+$/, ""));
  await inDirectory(directory, async () => {
    const store = await openRunDirectory(directory, { create: true });
    await keeping(store, () => compute(store, { experiment: loaded.experiment, request, directory }, flags));
  });
}

/** What decides about the numbers stands in the directory: nothing else can be said. */
function refuseBeside(
  path: string | undefined,
  { resume: _, workers: __, json: ___, ...others }: DiagramFlags,
): void {
  const [first] = Object.keys(others);
  const given = path ?? (first === undefined ? undefined : `--${first}`);
  if (given === undefined) return;
  throw new QepError(
    "invalid-argument",
    `--resume goes on with the diagram as it was begun, given ${given} as well; only --workers and --json may be changed`,
  );
}

async function keeping(store: RunStore, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await store.close();
  }
}

async function compute(store: RunStore, work: DiagramWork, flags: DiagramFlags): Promise<void> {
  const { experiment, request, directory, kernels } = work;
  const quantities = quantitiesOf(experiment, request);
  const points = diagramPoints(experiment, request.plan);
  const stop = listenForStop();
  const bar = new ProgressBar("point");
  const table = await withSolveProgress(async (onProgress, finishSolve) => {
    const opened = await openDiagram(experiment, quantities, {
      workers: workerCount(flags.workers),
      kernels,
      needsEnergy: request.boundaries === "energy",
      hasGap: request.plan.axes.length > 0,
      onProgress,
    });
    try {
      if (kernels === undefined) {
        await beginDiagram(store, experiment, request, { qep: version(), kernels: opened.kernels });
      } else if (kernels !== opened.kernels) {
        note(
          `This diagram began with ${kernels} kernels; with ${opened.kernels} its last digits may differ.`,
        );
      }
      return await computeDiagram(store, points, opened.reader, {
        chunk: opened.chunk,
        signal: stop.signal,
        onProgress: (done, total) => {
          finishSolve();
          bar.show(done, total);
        },
      });
    } finally {
      await opened.close();
    }
  });
  stop.release();
  if (!table) {
    bar.interrupt();
    note(`Stopped. Go on with: qep phase-diagram --resume ${directory}`);
    process.exitCode = stop.exitCode;
    return;
  }
  const files = await filesOf(experiment, request, quantities, table);
  for (const [name, content] of files) await store.replace(name, content);
  const paths = files.map(([name]) => join(directory, name));
  printResult(flags.json === true, { files: paths }, () => paths.join("\n"));
}

async function filesOf(
  experiment: Experiment,
  { plan, drawn, boundaries: indicator }: DiagramRequest,
  quantities: readonly Quantity[],
  table: DiagramTable,
): Promise<NamedContent[]> {
  const { axes } = plan;
  if (axes.length === 0) return [...diagramTables(table), ...(await triangleFigure(experiment, plan, table))];
  const boundaries = indicator ? diagramBoundaries(table, axes, indicator) : [];
  const outputs = drawn ?? experiment.system.outputs.map(({ name }) => name);
  const columns = [
    ...outputs.map((name) => ({ name, label: `⟨${name}⟩` })),
    ...quantities
      .filter(({ labels }) => labels.length === 1)
      .map(({ name, isOperator }) => ({ name, label: isOperator ? `⟨${name}⟩` : name })),
  ];
  const figures = {
    title: experiment.config.title ?? "Phase diagram",
    axes,
    table,
    boundaries,
    boundaryLabel: indicator === "energy" ? "peaks of −d²E/dx²" : "peaks of the fidelity susceptibility",
  };
  return [
    ...diagramTables(table),
    ...(indicator ? boundaryTable(axes, boundaries) : []),
    ...(await diagramFigures(figures, columns)),
  ];
}

async function triangleFigure(
  experiment: Experiment,
  { parameters }: DiagramPlan,
  { coordinates, rows }: DiagramTable,
): Promise<NamedContent[]> {
  const { runFigures } = await import("../../plots/run-figures.ts");
  const first = coordinates.length;
  const outputs = rows.map((row) =>
    Float64Array.from(row.slice(first, first + experiment.system.outputs.length)),
  );
  const values = Float64Array.from(parameters);
  const figures = runFigures(
    { experiment, history: [], values, gridOutputs: outputs },
    await figureDocument(),
  );
  return figures
    .filter(({ name }) => name === "phase-triangle")
    .flatMap(({ name, svg }) => pictures(name, svg));
}
