import { type Experiment, objectiveOf } from "../../experiments/build-experiment.ts";
import { sweepOutputs } from "../../experiments/sweep.ts";
import { npyArray } from "../../formats/npy.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { heatMapFigure } from "../../plots/heat-map.ts";
import { lineFigure } from "../../plots/line-figure.ts";
import type { Device } from "../../propagation/device.ts";
import { estimateGradients } from "../../propagation/gradient.ts";
import { measure } from "../../propagation/measure.ts";
import { compareNumbers } from "../comparisons.ts";
import { type Arrays, numbersOf, type Part, remembered } from "../remembered.ts";
import type { Comparison, Findings, ReportFigure, Reproduction, Workbench } from "../reproduction.ts";
import { columnOf, exploredPath } from "../trajectory.ts";
import { withDevice } from "../with-device.ts";

const FILE = "chain-exploration.yaml";
const SIZES = [5, 7, 9] as const;
const STEPS = 40;
const BETA = 0.1;
const MAP = { full: 41, quick: 15, Omega: [0, 2], Delta: [-0.5, 3] } as const;

/** How the gradient is read, in the order in which {@link INDEPENDENT} lists it. */
const METHODS = [
  { label: "one-sided", settings: { method: "one-sided", beta: BETA } },
  { label: "symmetric", settings: { method: "symmetric", beta: BETA } },
  { label: "exact", settings: { method: "linear-response" } },
] as const;

/**
 * The start (Ω, Δ) = (0.5, 1.5) by an independent program (dense numpy): energy, gap, ⟨M²⟩, then the gradient with respect to
 * (Ω, Δ) one-sided, symmetric, exact. Digits as given there.
 */
const INDEPENDENT: Readonly<Record<number, readonly number[]>> = {
  5: [-4.870198213, 0.394229, 0.671697197, 0.679024, 0.323368, 0.690894, 0.341087, 0.693343, 0.34146],
  9: [-8.219623456, 0.234601, 0.513240975, 1.675742, 0.789488, 1.655237, 0.807679, 1.687855, 0.82068],
};

/** Half a unit of the last digit that all independent numbers have. */
const BOUND = 6e-7;

export const chainExploration: Reproduction = {
  id: "chain-exploration",
  title: "A Rydberg-like chain searches for its antiferromagnet",
  source: "unsupervised learning on an atom array; checked against an independent exact calculation",
  shows:
    "The drive Ω and the detuning Δ of a chain of atoms with nearest-neighbour repulsion descend (⟨M²⟩ − 1)², M the " +
    "staggered magnetisation, by quantum equilibrium propagation, and so find the antiferromagnetic phase.",
  authorsTime: null,
  caveats: [
    "Not in the paper's published data: the start is compared with numbers of an independent program (dense numpy).",
  ],
  experiments: [FILE],
  run,
};

async function run(workbench: Workbench): Promise<Findings> {
  const starts = await Promise.all(SIZES.map((sites) => numbersAtStart(workbench, sites)));
  const paths: Part[][] = [];
  for (const sites of SIZES) paths.push(await pathsOf(workbench, sites));
  const map = await orderMap(workbench);
  return {
    result: resultText(paths),
    comparisons: SIZES.flatMap((sites, index) => compareStart(sites, starts[index] as Part)),
    figures: await drawChainExploration(map, paths),
    tables: [startTable(starts)],
    notes: [
      `Each step is θ ← θ − 0.05 ∇L/‖∇L‖; one-sided and symmetric nudges have β = ${BETA}.`,
      "The file is the chain of five atoms; seven and nine are the same with longer sums.",
    ],
    seconds: [...starts, ...paths.flat(), map].reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** The experiment for a chain of another length. */
function chainOf(workbench: Workbench, sites: number, extra: readonly string[] = []): Promise<Experiment> {
  const last = sites - 1;
  const staggered = Array.from({ length: sites }, (_, q) => `${q % 2 === 0 ? "+" : "-"} Z${q}`).join(" ");
  return workbench.experiment(FILE, [
    `system.qubits=${sites}`,
    `system.inputs.V="sum(j=0..${last - 1}, n[j] n[j+1])"`,
    `system.parameters.Omega.operator="0.5 sum(j=0..${last}, X[j])"`,
    `system.parameters.Delta.operator="-sum(j=0..${last}, n[j])"`,
    `system.outputs.order="${1 / sites ** 2} (${staggered}) (${staggered})"`,
    ...extra,
  ]);
}

/** Array `numbers`: as in {@link INDEPENDENT}. */
async function numbersAtStart(workbench: Workbench, sites: number): Promise<Part> {
  const experiment = await chainOf(workbench, sites);
  return remembered(workbench, `start-${sites}`, experiment.config, () =>
    withDevice(workbench, experiment, async (device): Promise<Arrays> => {
      const numbers = [...(await stateAtStart(experiment, device))];
      for (const { settings } of METHODS) {
        const problem = {
          loss: objectiveOf(experiment).loss,
          samples: [{ points: experiment.operatingPoints, target: Float64Array.of(1) }],
          parameters: experiment.variables.initial,
          stream: [],
        };
        const [gradient] = await estimateGradients(device, problem, settings, workbench.signal);
        numbers.push(...(gradient?.parameters ?? []));
      }
      return new Map([["numbers", npyArray(Float64Array.from(numbers))]]);
    }),
  );
}

/** Energy as the sum of all terms of H, gap, and the order ⟨M²⟩. */
async function stateAtStart(experiment: Experiment, device: Device): Promise<[number, number, number]> {
  const [inputs, parameters] = [experiment.operatingPoints[0] as Float64Array, experiment.variables.initial];
  const setting = { inputs, parameters, nudge: new Float64Array(1), stream: [] };
  const [measured] = await measure(device, [setting], {
    observables: { outputs: [0], parameters: [0, 1], inputs: [0] },
    shots: { outputs: null, parameters: null, inputs: null },
  });
  const [order, x, n, repulsion] = measured?.mean ?? [];
  const energy =
    (parameters[0] as number) * (x as number) +
    (parameters[1] as number) * (n as number) +
    (inputs[0] as number) * (repulsion as number);
  return [energy, measured?.health.gap ?? Number.NaN, order as number];
}

/** One path for each method. */
async function pathsOf(workbench: Workbench, sites: number): Promise<Part[]> {
  const parts: Part[] = [];
  for (const { label, settings } of METHODS) {
    const experiment = await chainOf(workbench, sites, [`gradient=${JSON.stringify(settings)}`]);
    parts.push(await exploredPath(workbench, `${sites} atoms, ${label}`, experiment, STEPS));
  }
  return parts;
}

/** ⟨M²⟩ of the five atoms over (Ω, Δ): arrays `Omega`, `Delta`, `order` (rows by Δ). */
async function orderMap(workbench: Workbench): Promise<Part> {
  const experiment = await chainOf(workbench, SIZES[0]);
  const size = workbench.isQuick ? MAP.quick : MAP.full;
  const axis = (name: "Omega" | "Delta") => {
    const [low, high] = MAP[name];
    return { name, values: Array.from({ length: size }, (_, k) => low + ((high - low) * k) / (size - 1)) };
  };
  return remembered(workbench, "map", { system: experiment.config.system, size }, () =>
    withDevice(workbench, experiment, async (device) => {
      const [x, y] = [axis("Omega"), axis("Delta")];
      const { values } = await sweepOutputs(experiment, device, x, y, {
        parameters: experiment.variables.initial,
        inputs: experiment.operatingPoints[0] as Float64Array,
        signal: workbench.signal,
        onProgress: workbench.progress("map"),
      });
      return new Map([
        ["Omega", npyArray(Float64Array.from(x.values))],
        ["Delta", npyArray(Float64Array.from(y.values))],
        ["order", npyArray(Float64Array.from((values[0] ?? []).flat()), [size, size])],
      ]);
    }),
  );
}

function compareStart(sites: number, start: Part): Comparison[] {
  const published = INDEPENDENT[sites];
  if (!published) return [];
  const ours = numbersOf(start, "numbers");
  const shown = (numbers: ArrayLike<number>) =>
    `E₀ ${numbers[0]?.toFixed(6)}, gap ${numbers[1]?.toFixed(6)}, ⟨M²⟩ ${numbers[2]?.toFixed(6)}`;
  return [
    compareNumbers({
      quantity: `${sites} atoms at the start: energy, gap, ⟨M²⟩, and three gradients (independent program)`,
      published,
      ours,
      bound: BOUND,
      shown: { published: shown(published), ours: shown(ours) },
    }),
  ];
}

function startTable(starts: readonly Part[]) {
  const header = [
    "atoms",
    "E₀",
    "gap",
    "⟨M²⟩",
    ...METHODS.flatMap(({ label }) => [`∂L/∂Ω, ${label}`, "∂L/∂Δ"]),
  ];
  const rows = starts.map((part, index) => [
    `${SIZES[index]}`,
    ...[...numbersOf(part, "numbers")].map((value) => value.toFixed(6)),
  ]);
  return { caption: "At the start, (Ω, Δ) = (0.5, 1.5)", header, rows };
}

/** The order over drive and detuning with the paths of the three methods, and the loss along those of every size. */
export async function drawChainExploration(
  map: Part,
  paths: readonly (readonly Part[])[],
): Promise<ReportFigure[]> {
  const document = await figureDocument();
  const [x, y] = [[...numbersOf(map, "Omega")], [...numbersOf(map, "Delta")]];
  const order = numbersOf(map, "order");
  const values = y.map((_, row) => [...order.subarray(row * x.length, (row + 1) * x.length)]);
  const curves = (paths[0] ?? []).map((part, index) => {
    const theta = numbersOf(part, "values");
    return { label: METHODS[index]?.label as string, x: columnOf(theta, 0, 2), y: columnOf(theta, 1, 2) };
  });
  const costs = paths.map((parts, index) => {
    const cost = [...numbersOf(parts[1] as Part, "costs")];
    return { label: `${SIZES[index]} atoms`, x: cost.map((_, step) => step), y: cost };
  });
  return [
    {
      name: "map",
      caption:
        "The order ⟨M²⟩ of five atoms over drive and detuning, and the paths with three kinds of gradients.",
      svg: heatMapFigure(
        { xLabel: "Ω", yLabel: "Δ", valueLabel: "⟨M^{2}⟩", range: [0, 1], x, y, values, paths: curves },
        document,
      ),
    },
    {
      name: "costs",
      caption: "The loss (⟨M²⟩ − 1)² along the paths with symmetric nudging.",
      svg: lineFigure(
        { xLabel: "step", yLabel: "(⟨M^{2}⟩ − 1)^{2}", series: costs, yRange: [0, 0.3] },
        document,
      ),
    },
  ];
}

function resultText(paths: readonly (readonly Part[])[]): string {
  const ends = paths.map((parts, index) => {
    const costs = numbersOf(parts[1] as Part, "costs");
    const orders = [costs[0], costs.at(-1)].map((cost) => (1 - Math.sqrt(cost as number)).toFixed(3));
    return `from ${orders.join(" to ")} with ${SIZES[index]} atoms`;
  });
  return `⟨M²⟩ rises in ${STEPS} steps of symmetric nudging ${ends.join(", ")}.`;
}
