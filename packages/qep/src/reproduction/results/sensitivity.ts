import { sweepOutputs } from "../../experiments/sweep.ts";
import { npyArray } from "../../formats/npy.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { type LineSeries, lineFigure } from "../../plots/line-figure.ts";
import { compareNumbers } from "../comparisons.ts";
import { publishedRows } from "../reference-data.ts";
import { type Arrays, numbersOf, type Part, remembered } from "../remembered.ts";
import type { Comparison, Findings, ReportFigure, Reproduction, Workbench } from "../reproduction.ts";
import { columnOf, exploredPath } from "../trajectory.ts";
import { withDevice } from "../with-device.ts";
import { compareCorrelatorMap, correlatorMap, drawCorrelatorMap, gapNote } from "./correlator-map.ts";

const FILE = "sensitivity.yaml";
const FOLDER = "UnsupervisedQEP/SensitivityOptimization";
/** Inferred: of all ranges, this one reproduces the published numbers. */
const MAP = { from: -1.71, width: 3.41 } as const;
const ITERATIONS = 100;
/** Iterations whose slices are shown. */
const SLICES = [0, 10, 40] as const;
const SLICE = { points: 201, quickPoints: 41, from: -2, to: 2 } as const;

/** Variables in the order of the experiment: the parameter, then the trained input at both points. */
const VARIABLES = ["gZZ", "gX@0", "gX@1"] as const;

const RUNS = [
  { name: "run 1", gX: [-0.2, -1.5], gZZ: -1.5 },
  { name: "run 2", gX: [-0.5, 0.3], gZZ: 1.0 },
] as const;

export const sensitivity: Reproduction = {
  id: "sensitivity",
  title: "Sensitivity optimisation across a phase boundary",
  source: "unsupervised learning, optimising a field sensor; data in UnsupervisedQEP/SensitivityOptimization",
  shows:
    "Two operating points of an open cluster Ising chain that differ in the field gX, with a coupling gZZ in common, move " +
    "to where ⟨X0 X4⟩ changes most from one to the other for their distance: to a phase boundary, where the chain is a " +
    "sensitive detector of the field.",
  authorsTime: null,
  caveats: [
    `The published map comes without its axes: g = ${MAP.from} + ${MAP.width} k/100 on both was found by fitting them to its ` +
      "values. The map of the phase exploration has another range.",
    `The published list of costs repeats the value of iteration ${ITERATIONS - 1} in its last line; costs are compared up to there.`,
  ],
  experiments: [FILE],
  run,
};

async function run(workbench: Workbench): Promise<Findings> {
  const map = await correlatorMap(workbench, await workbench.experiment(FILE), MAP);
  const paths: Part[] = [];
  const slices: Part[] = [];
  for (const { name, gX, gZZ } of RUNS) {
    const experiment = await workbench.experiment(FILE, [
      `system.parameters.gZZ.initial=${gZZ}`,
      `at=[{ gX: ${gX[0]} }, { gX: ${gX[1]} }]`,
    ]);
    const path = await exploredPath(workbench, name, experiment, ITERATIONS);
    paths.push(path);
    slices.push(await slicesAlong(workbench, name, path));
  }
  return {
    result: resultText(paths),
    comparisons: [
      await compareCorrelatorMap(
        workbench,
        map,
        RUNS.map(({ name }) => `${FOLDER}/${name}/phase_diag_slice_OBC.csv`),
      ),
      ...(await comparePaths(workbench, paths)),
    ],
    figures: await drawSensitivity(map, paths, slices),
    tables: [],
    notes: [gapNote(map)],
    seconds: [map, ...paths, ...slices].reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** ⟨X0 X4⟩ over gX at the gZZ that the path has at the iterations shown: one row for each. */
async function slicesAlong(workbench: Workbench, name: string, path: Part): Promise<Part> {
  const experiment = await workbench.experiment(FILE);
  const { from, to, points, quickPoints } = SLICE;
  const count = workbench.isQuick ? quickPoints : points;
  const gX = Array.from({ length: count }, (_, k) => from + ((to - from) * k) / (count - 1));
  const gZZ = SLICES.map((iteration) => along(path, "gZZ")[iteration] as number);
  const part = `slices-${name.replace(" ", "-")}`;
  return remembered(workbench, part, { system: experiment.config.system, gX, gZZ }, () =>
    withDevice(workbench, experiment, async (device): Promise<Arrays> => {
      const x = { name: "gX", values: gX };
      const rows: number[][] = [];
      for (const coupling of gZZ) {
        const options = { parameters: Float64Array.of(coupling), inputs: new Float64Array(1) };
        const { values } = await sweepOutputs(experiment, device, x, undefined, {
          ...options,
          signal: workbench.signal,
        });
        rows.push((values[0]?.[0] ?? []).map((value) => -value));
      }
      return new Map([
        ["gX", npyArray(Float64Array.from(gX))],
        ["correlator", npyArray(Float64Array.from(rows.flat()), [SLICES.length, count])],
      ]);
    }),
  );
}

async function comparePaths({ reference }: Workbench, paths: readonly Part[]): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const [index, path] of paths.entries()) {
    const name = RUNS[index]?.name as string;
    const column = async (file: string) =>
      (await publishedRows(reference, `${FOLDER}/${name}/${file}`))?.map(([value]) => value as number);
    const files = ["theta_list_OBC.csv", "gx_1_list.csv", "gx_2_list.csv"];
    const published = await Promise.all(files.map(column));
    const costs = await column("cost_func_list_OBC.csv");
    const isKnown = published.every((list) => list !== undefined);
    comparisons.push(
      compareNumbers({
        quantity: `${name}, (gZZ, gX, gX) through all ${ITERATIONS} iterations`,
        published: isKnown ? published.flatMap((list) => list ?? []) : undefined,
        ours: VARIABLES.flatMap((variable) => along(path, variable)),
        bound: 1e-8,
      }),
      compareNumbers({
        quantity: `${name}, −|Δ⟨X0 X4⟩|/|ΔgX| of ${ITERATIONS} iterations`,
        published: costs?.slice(0, ITERATIONS),
        ours: numbersOf(path, "costs").slice(0, ITERATIONS),
        bound: 1e-8,
      }),
    );
  }
  return comparisons;
}

/** The map with both runs in it, the sensitivity along them, and slices of the correlator. */
export async function drawSensitivity(
  map: Part,
  paths: readonly Part[],
  slices: readonly Part[],
): Promise<ReportFigure[]> {
  const document = await figureDocument();
  const curves = paths.flatMap((path, index) =>
    (["gX@0", "gX@1"] as const).map((variable, point) => ({
      label: `${RUNS[index]?.name}, point ${point + 1}`,
      x: along(path, variable),
      y: along(path, "gZZ"),
    })),
  );
  const costs = paths.map((path, index) => {
    const y = [...numbersOf(path, "costs")].map(Math.abs);
    return { label: RUNS[index]?.name as string, x: y.map((_, iteration) => iteration), y };
  });
  const yLabel = "|Δ⟨X_{0}X_{4}⟩| / |Δg_{X}|";
  return [
    {
      name: "map",
      caption: "The correlator over the couplings, and the ways of both operating points of both runs.",
      svg: drawCorrelatorMap(map, curves, document),
    },
    {
      name: "sensitivity",
      caption: "The sensitivity along both runs.",
      svg: lineFigure({ xLabel: "iteration", yLabel, series: costs }, document),
    },
    ...slices.map((slice, index): ReportFigure => {
      const { name } = RUNS[index] as (typeof RUNS)[number];
      return {
        name: `slices-${name.replace(" ", "-")}`,
        caption:
          `${name}: the correlator over the field at iterations ${SLICES.join(", ")}; circles are the two operating points, ` +
          "the slope of the dashed line between them is the sensitivity.",
        svg: drawSlices(slice, paths[index] as Part, document),
      };
    }),
  ];
}

function drawSlices(slice: Part, path: Part, document: Document): string {
  const x = [...numbersOf(slice, "gX")];
  const correlator = numbersOf(slice, "correlator");
  const series = SLICES.map((iteration, row): LineSeries => {
    const y = [...correlator.subarray(row * x.length, (row + 1) * x.length)];
    const places = (["gX@0", "gX@1"] as const).map((variable) => along(path, variable)[iteration] as number);
    const marked = places.map((place): [number, number] => [place, interpolated(x, y, place)]);
    return { label: `iteration ${iteration}`, x, y, marked };
  });
  return lineFigure({ xLabel: "g_{X}", yLabel: "⟨X_{0}X_{4}⟩", series }, document);
}

/** Linear interpolation on a rising grid, the end values outside of it. */
function interpolated(x: readonly number[], y: readonly number[], place: number): number {
  const right = x.findIndex((value) => value >= place);
  if (right <= 0) return (right === 0 ? y[0] : y.at(-1)) as number;
  const [left, after] = [x[right - 1] as number, x[right] as number];
  const share = (place - left) / (after - left);
  return (1 - share) * (y[right - 1] as number) + share * (y[right] as number);
}

function along(path: Part, variable: (typeof VARIABLES)[number]): number[] {
  return columnOf(numbersOf(path, "values"), VARIABLES.indexOf(variable), VARIABLES.length);
}

function resultText(paths: readonly Part[]): string {
  const ends = paths.map((path, index) => {
    const costs = numbersOf(path, "costs");
    const [first, last] = [costs[0], costs.at(-1)] as [number, number];
    return `${RUNS[index]?.name} from ${(-first).toFixed(4)} to ${(-last).toFixed(4)}`;
  });
  return `The sensitivity |Δ⟨X0 X4⟩|/|ΔgX| rises in ${ITERATIONS} iterations: ${ends.join(", ")}.`;
}
