import { sweepOutputs } from "../experiments/sweep.ts";
import { npyArray } from "../formats/npy.ts";
import { figureDocument } from "../plots/figure-document.ts";
import { heatMapFigure } from "../plots/heat-map.ts";
import { lineFigure } from "../plots/line-figure.ts";
import { compareNumbers, onlyInFull } from "./comparisons.ts";
import { publishedRows } from "./reference-data.ts";
import { type Arrays, numbersOf, type Part, remembered } from "./remembered.ts";
import type { Comparison, Findings, Laboratory, ReportFigure, Reproduction } from "./reproduction.ts";
import { columnOf, followTraining, trajectoryArrays } from "./trajectory.ts";
import { withDevice } from "./with-device.ts";

const FILE = "phase-exploration.yaml";
const FOLDER = "UnsupervisedQEP/PhaseExploration/results";
/** The authors' map: g = −2.01 + 4.01 k/100. */
const MAP = { size: 100, quickSize: 25, from: -2.01, width: 4.01 } as const;
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
  experiments: [FILE],
  run,
};

async function run(laboratory: Laboratory): Promise<Findings> {
  const map = await correlatorMap(laboratory);
  const paths: Part[] = [];
  for (const { name, start } of RUNS) paths.push(await path(laboratory, name, start));
  return {
    result: resultText(paths),
    comparisons: await compare(laboratory, map, paths[0] as Part),
    figures: await draw(map, paths),
    tables: [],
    notes: [
      `Raw gaps on the map go down to ${smallest(numbersOf(map, "gap")).toExponential(1)}, where the partner of the other ` +
        "parity lies close; ⟨X0 X4⟩ is the same in both partners, so the map does not depend on which one is found.",
      `Paths are compared for ${DETERMINED} iterations: then the second component of the gradient has vanished, and ` +
        "the direction of the normalised step is decided by rounding.",
    ],
    seconds: [map, ...paths].reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

async function correlatorMap(laboratory: Laboratory): Promise<Part> {
  const experiment = await laboratory.experiment(FILE);
  const size = laboratory.isQuick ? MAP.quickSize : MAP.size;
  const values = Array.from({ length: size }, (_, k) => MAP.from + (MAP.width * k) / size);
  return remembered(laboratory, "map", { config: experiment.config.system, size }, () =>
    withDevice(laboratory, experiment, async (device): Promise<Arrays> => {
      const sweep = await sweepOutputs(
        experiment,
        device,
        { name: "gX", values },
        { name: "gZZ", values },
        {
          parameters: experiment.variables.initial,
          inputs: new Float64Array(0),
          signal: laboratory.signal,
          onProgress: laboratory.progress("map"),
        },
      );
      const table = (rows: readonly (readonly number[])[]) =>
        npyArray(Float64Array.from(rows.flat()), [size, size]);
      return new Map([
        ["g", npyArray(Float64Array.from(values))],
        // The output is −X0 X4, whose nudge enters the Hamiltonian as the authors' does.
        ["correlator", table((sweep.values[0] ?? []).map((row) => row.map((value) => -value)))],
        ["gap", table(sweep.gaps)],
      ]);
    }),
  );
}

async function path(
  laboratory: Laboratory,
  name: string,
  start: Readonly<Record<string, number>>,
): Promise<Part> {
  const overrides = Object.entries(start).map(
    ([knob, value]) => `system.parameters.${knob}.initial=${value}`,
  );
  const experiment = await laboratory.experiment(FILE, overrides);
  const show = laboratory.progress(name);
  return remembered(laboratory, name.replace(" ", "-"), experiment.config, () =>
    withDevice(laboratory, experiment, async (device): Promise<Arrays> => {
      const onStep = (done: number) => show(done, ITERATIONS);
      const { signal } = laboratory;
      return new Map(
        trajectoryArrays(await followTraining(experiment, device, ITERATIONS, { signal, onStep }), ""),
      );
    }),
  );
}

async function compare(laboratory: Laboratory, map: Part, first: Part): Promise<Comparison[]> {
  const { reference } = laboratory;
  const [published, theta, costs] = await Promise.all([
    publishedRows(reference, `${FOLDER}/phase_diag_slice_OBC.csv`),
    publishedRows(reference, `${FOLDER}/run1/theta_list_run_1.csv`),
    publishedRows(reference, `${FOLDER}/run1/cost_func_list_OBC_run_1.csv`),
  ]);
  const quantity = `⟨X0 X4⟩ on the map, ${MAP.size ** 2} points`;
  return [
    laboratory.isQuick
      ? onlyInFull(quantity, laboratory)
      : compareNumbers({
          quantity,
          published: published?.flat(),
          ours: numbersOf(map, "correlator"),
          bound: 1e-8,
        }),
    compareNumbers({
      quantity: `run 1, (gX, gZZ) of the first ${DETERMINED} iterations`,
      published: theta?.slice(0, DETERMINED).flat(),
      ours: numbersOf(first, "values").slice(0, 2 * DETERMINED),
      bound: 1e-6,
    }),
    compareNumbers({
      quantity: `run 1, −|⟨X0 X4⟩| of the first ${DETERMINED} iterations`,
      published: costs?.slice(0, DETERMINED).flat(),
      ours: numbersOf(first, "costs").slice(0, DETERMINED),
      bound: 1e-6,
    }),
  ];
}

async function draw(map: Part, paths: readonly Part[]): Promise<ReportFigure[]> {
  const document = await figureDocument();
  const g = [...numbersOf(map, "g")];
  const correlator = numbersOf(map, "correlator");
  const values = g.map((_, row) => [...correlator.subarray(row * g.length, (row + 1) * g.length)]);
  const curves = paths.map((part, index) => {
    const theta = numbersOf(part, "values");
    return { label: RUNS[index]?.name ?? "", x: columnOf(theta, 0, 2), y: columnOf(theta, 1, 2) };
  });
  const costs = paths.map((part, index) => {
    const y = [...numbersOf(part, "costs")].map(Math.abs);
    return { label: RUNS[index]?.name ?? "", x: y.map((_, iteration) => iteration), y };
  });
  const axes = { xLabel: "g_{X}", yLabel: "g_{ZZ}", valueLabel: "⟨X_{0}X_{4}⟩" };
  return [
    {
      name: "map",
      caption: "The correlator over the couplings, and the paths of both runs through it.",
      svg: heatMapFigure({ ...axes, x: g, y: g, values, paths: curves }, document),
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

function smallest(values: Float64Array): number {
  return values.reduce((least, value) => (value < least ? value : least), Number.POSITIVE_INFINITY);
}
