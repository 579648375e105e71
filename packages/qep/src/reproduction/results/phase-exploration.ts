import { figureDocument } from "../../plots/figure-document.ts";
import { lineFigure } from "../../plots/line-figure.ts";
import { compareNumbers } from "../comparisons.ts";
import { publishedRows } from "../reference-data.ts";
import { numbersOf, type Part } from "../remembered.ts";
import type { Comparison, Findings, ReportFigure, Reproduction, Workbench } from "../reproduction.ts";
import { columnOf, exploredPath } from "../trajectory.ts";
import { compareCorrelatorMap, correlatorMap, drawCorrelatorMap, gapNote } from "./correlator-map.ts";

const FILE = "phase-exploration.yaml";
const FOLDER = "UnsupervisedQEP/PhaseExploration/results";
const MAP = { from: -2.01, width: 4.01 } as const;
const ITERATIONS = 100;
/** From here on the second component of the gradient has vanished and rounding decides. */
const DETERMINED = 50;
const RUNS = [
  { name: "run 1", start: { gX: -0.1, gZZ: 0.4 } },
  { name: "run 2", start: { gX: 0.2, gZZ: 0.9 } },
] as const;

export const phaseExploration: Reproduction = {
  id: "phase-exploration",
  title: "Phase exploration on the cluster Ising chain",
  source: "unsupervised learning, phase exploration; data in UnsupervisedQEP/PhaseExploration",
  shows:
    "An open cluster Ising chain of ten sites changes its couplings (gX, gZZ) by quantum equilibrium propagation so " +
    "that the correlator |⟨X0 X4⟩| grows, and so finds the phase in which it is large, from two starts.",
  authorsTime: null,
  caveats: [
    `Paths are compared for ${DETERMINED} iterations: then the second component of the gradient has vanished, and ` +
      "the direction of the normalised step is decided by rounding.",
  ],
  experiments: [FILE],
  run,
};

async function run(workbench: Workbench): Promise<Findings> {
  const map = await correlatorMap(workbench, await workbench.experiment(FILE), MAP);
  const paths: Part[] = [];
  for (const { name, start } of RUNS) paths.push(await path(workbench, name, start));
  return {
    result: resultText(paths),
    comparisons: await compare(workbench, map, paths),
    figures: await drawPhaseExploration(map, paths),
    tables: [],
    notes: [gapNote(map)],
    seconds: [map, ...paths].reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

async function path(
  workbench: Workbench,
  name: string,
  start: Readonly<Record<string, number>>,
): Promise<Part> {
  const initial = (knob: string) => `system.parameters.${knob}.initial=${start[knob]}`;
  const experiment = await workbench.experiment(FILE, Object.keys(start).map(initial));
  return exploredPath(workbench, name, experiment, ITERATIONS);
}

async function compare(workbench: Workbench, map: Part, paths: readonly Part[]): Promise<Comparison[]> {
  const comparisons = [await compareCorrelatorMap(workbench, map, [`${FOLDER}/phase_diag_slice_OBC.csv`])];
  for (const [index, path] of paths.entries()) {
    const run = index + 1;
    const [theta, costs] = await Promise.all([
      publishedRows(workbench.reference, `${FOLDER}/run${run}/theta_list_run_${run}.csv`),
      publishedRows(workbench.reference, `${FOLDER}/run${run}/cost_func_list_OBC_run_${run}.csv`),
    ]);
    comparisons.push(
      compareNumbers({
        quantity: `run ${run}, (gX, gZZ) of the first ${DETERMINED} iterations`,
        published: theta?.slice(0, DETERMINED).flat(),
        ours: numbersOf(path, "values").slice(0, 2 * DETERMINED),
        bound: 1e-6,
      }),
      compareNumbers({
        quantity: `run ${run}, −|⟨X0 X4⟩| of the first ${DETERMINED} iterations`,
        published: costs?.slice(0, DETERMINED).flat(),
        ours: numbersOf(path, "costs").slice(0, DETERMINED),
        bound: 1e-6,
      }),
    );
  }
  return comparisons;
}

/** The map with both runs in it, and the correlator along them. @param map of `correlatorMap` @param paths of `exploredPath`, one for each run */
export async function drawPhaseExploration(map: Part, paths: readonly Part[]): Promise<ReportFigure[]> {
  const document = await figureDocument();
  const curves = paths.map((part, index) => {
    const theta = numbersOf(part, "values");
    return { label: RUNS[index]?.name ?? "", x: columnOf(theta, 0, 2), y: columnOf(theta, 1, 2) };
  });
  const costs = paths.map((part, index) => {
    const y = [...numbersOf(part, "costs")].map(Math.abs);
    return { label: RUNS[index]?.name ?? "", x: y.map((_, iteration) => iteration), y };
  });
  return [
    {
      name: "map",
      caption: "The correlator over the couplings, and the paths of both runs through it.",
      svg: drawCorrelatorMap(map, curves, document),
    },
    {
      name: "costs",
      caption: "The correlator along both runs.",
      svg: lineFigure({ xLabel: "iteration", yLabel: "|⟨X_{0}X_{4}⟩|", series: costs }, document),
    },
  ];
}

function resultText(paths: readonly Part[]): string {
  const ends = paths.map((part, index) => {
    const costs = numbersOf(part, "costs");
    const [first, last] = [costs[0], costs.at(-1)] as [number, number];
    return `${RUNS[index]?.name} climbs from ${(-first).toFixed(4)} to ${(-last).toFixed(4)}`;
  });
  return `|⟨X0 X4⟩|: ${ends.join(", ")} in ${ITERATIONS} iterations with a one-sided nudge of 0.1.`;
}
