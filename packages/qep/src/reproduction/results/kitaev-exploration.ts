import { figureDocument } from "../../plots/figure-document.ts";
import { lineFigure } from "../../plots/line-figure.ts";
import type { TrianglePaths } from "../../plots/triangle-map.ts";
import { compareNumbers } from "../comparisons.ts";
import { publishedArrays } from "../reference-data.ts";
import { numbersOf, type Part } from "../remembered.ts";
import type { Comparison, Findings, ReportFigure, Reproduction, Workbench } from "../reproduction.ts";
import { columnOf, exploredPath } from "../trajectory.ts";
import { compareFluxMap, couplingPoint, couplingsOf, drawFluxMap, fluxGapNote, fluxMap } from "./flux-map.ts";

const FILE = "kitaev-exploration.yaml";
const FOLDER = "UnsupervisedQEP/PhaseExplorationKitaevHoneycomb/Results";
const ITERATIONS = 40;
const QUICK_ITERATIONS = 2;
/** Iterations that are compared. */
const COMPARED = 20;
const BOUND = 1e-5;
/** Paths followed at once: each needs one worker, as its next setting depends on the last. */
const LANES = 2;

/** The nudge of the published starts. */
const NUDGE = 0.01;
/** The start that all nudge strengths are tried from. */
export const LEFT_START: readonly [number, number] = [2 / 3, 1 / 6];

/** Starts (Jx, Jy), those of the published trajectories first. */
const STARTS: readonly (readonly [number, number])[] = [
  [1 / 6, 1 / 6],
  LEFT_START,
  [1 / 6, 2 / 3],
  [0.15, 0.3],
  [0.4, 0.3921539],
  [0.3, 0.4921539],
  couplingsOf(0.75, 0.4),
  couplingsOf(0.35, 0.55),
  couplingsOf(0.65, 0.4),
  couplingsOf(0.35, 0.45),
];
const PUBLISHED_STARTS = 3;

/** Nudge strengths from the left start; the published file of each, where there is one. */
const NUDGES = [
  { nudge: 0.001, file: "trajectory_nudge0p001.nz.npz" },
  { nudge: NUDGE, file: "trajectory_nudge0p01.nz.npz" },
  { nudge: 0.1, file: undefined },
  { nudge: 0.5, file: undefined },
] as const;

export const kitaevExploration: Reproduction = {
  id: "kitaev-exploration",
  title: "Phase exploration in the Kitaev honeycomb model",
  source: "unsupervised learning, Kitaev honeycomb; data in UnsupervisedQEP/PhaseExplorationKitaevHoneycomb",
  shows:
    "Sixteen sites of Kitaev's honeycomb model in a weak field change their couplings by quantum equilibrium propagation " +
    "so that the flux through a plaquette grows in size: paths climb to the middle of the triangle, where it is near 1.",
  authorsTime: null,
  caveats: [
    "The third published trajectory starts at (1/6, 2/3), which is known from the file alone; it mirrors (2/3, 1/6).",
    "Of ten starts and four nudges, the five paths are compared whose numbers were at hand; the others are drawn.",
    "The published map has a point that rounding put outside the triangle, (Jx, Jy, Jz) = (0.45, 0.60, −0.05); it is " +
      "compared with the others and not drawn.",
    `Paths are compared for ${COMPARED} iterations, weak nudges only: a normalised step keeps its length where the ` +
      "gradient is small, and small differences grow.",
  ],
  experiments: [FILE],
  run,
};

/** A way through the triangle: from where, nudged how strongly. */
export interface Way {
  readonly start: readonly [Jx: number, Jy: number];
  readonly nudge: number;
}

/** A way with the path that was found. */
export interface Followed extends Way {
  readonly part: Part;
}

async function run(workbench: Workbench): Promise<Findings> {
  const map = await fluxMap(workbench, await workbench.experiment(FILE));
  const ways = await followAll(workbench, waysOf(workbench));
  return {
    result: resultText(map, ways),
    comparisons: [compareFluxMap(map), ...(await compareWays(workbench, ways))],
    figures: await drawKitaevExploration(map, ways),
    tables: [
      {
        caption: "Both ends of each path",
        header: [
          "start (Jx, Jy)",
          "ν",
          "|flux| at the start",
          "iterations",
          "end (Jx, Jy)",
          "|flux| at the end",
        ],
        rows: ways.map(tableRow),
      },
    ],
    notes: [...strayNote(ways), ...notesOn(workbench, map)],
    seconds: [map, ...ways.map(({ part }) => part)].reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

function iterationsOf({ isQuick }: Workbench): number {
  return isQuick ? QUICK_ITERATIONS : ITERATIONS;
}

/** All starts at the published nudge, then the other nudges; in the quick form only those with published data. */
function waysOf({ isQuick }: Workbench): Way[] {
  const starts = isQuick ? STARTS.slice(0, PUBLISHED_STARTS) : STARTS;
  const nudges = NUDGES.filter(({ nudge, file }) => nudge !== NUDGE && !(isQuick && file === undefined));
  return [
    ...starts.map((start): Way => ({ start, nudge: NUDGE })),
    ...nudges.map(({ nudge }): Way => ({ start: LEFT_START, nudge })),
  ];
}

async function followAll(workbench: Workbench, ways: readonly Way[]): Promise<Followed[]> {
  const waiting = ways.entries();
  const followed: Followed[] = [];
  const lane = async () => {
    for (const [index, way] of waiting) followed[index] = { ...way, part: await follow(workbench, way) };
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  // Only after both have ended: the store must not be closed under one of them.
  for (const outcome of lanes) if (outcome.status === "rejected") throw outcome.reason;
  return followed;
}

async function follow(workbench: Workbench, { start: [Jx, Jy], nudge }: Way): Promise<Part> {
  const experiment = await workbench.experiment(FILE, [
    `system.parameters.Jx.initial=${Jx}`,
    `system.parameters.Jy.initial=${Jy}`,
    `gradient.beta=${nudge}`,
  ]);
  const name = `path ${Jx.toFixed(3)} ${Jy.toFixed(3)} nudge ${nudge}`;
  return exploredPath(workbench, name, experiment, iterationsOf(workbench));
}

async function compareWays(workbench: Workbench, ways: readonly Followed[]): Promise<Comparison[]> {
  const points = Math.min(COMPARED, iterationsOf(workbench) + 1);
  const compare = (way: Followed, published: readonly number[] | undefined, form = "") =>
    compareNumbers({
      quantity: `(Jx, Jy) from ${placeText(way.start)} at ν = ${way.nudge}, first ${points} iterations${form}`,
      published: published?.slice(0, 2 * points),
      ours: numbersOf(way.part, "values").slice(0, 2 * points),
      bound: BOUND,
    });
  const starts = await publishedNumbers(workbench, "theta_trajectories_nudge0p01.nz.npz");
  const size = (starts?.length ?? 0) / PUBLISHED_STARTS;
  const comparisons = ways
    .slice(0, PUBLISHED_STARTS)
    .map((way, index) => compare(way, starts?.slice(size * index, size * (index + 1))));
  for (const { nudge, file } of NUDGES) {
    const way = ways.find((one) => one.nudge === nudge && one.start === LEFT_START);
    if (!way || file === undefined) continue;
    // Published in triangle coordinates.
    const flat = await publishedNumbers(workbench, file);
    comparisons.push(
      compare(way, flat && pairsOf(flat).flatMap(([u, v]) => couplingsOf(u, v)), ", published as (u, v)"),
    );
  }
  return comparisons;
}

async function publishedNumbers({ reference }: Workbench, file: string): Promise<number[] | undefined> {
  const arrays = await publishedArrays(reference, `${FOLDER}/${file}`);
  const [first] = arrays?.values() ?? [];
  return first && Array.from(first.data, Number);
}

function pairsOf(flat: ArrayLike<number>): [number, number][] {
  return Array.from({ length: flat.length / 2 }, (_, k) => [
    flat[2 * k] as number,
    flat[2 * k + 1] as number,
  ]);
}

/** The flux over the triangle with the paths in it, and the flux along the paths from the left start. */
export async function drawKitaevExploration(map: Part, ways: readonly Followed[]): Promise<ReportFigure[]> {
  const document = await figureDocument();
  const pathOf = ({ part }: Followed) =>
    pairsOf(numbersOf(part, "values")).map(([Jx, Jy]) => couplingPoint(Jx, Jy));
  const fromStarts = ways.filter(({ nudge }) => nudge === NUDGE);
  const starts: TrianglePaths = { label: `paths at ν = ${NUDGE}`, paths: fromStarts.map(pathOf) };
  const fromLeft = NUDGES.flatMap(({ nudge }) =>
    ways.filter((way) => way.nudge === nudge && way.start === LEFT_START),
  );
  const nudges = fromLeft.map((way): TrianglePaths => ({ label: `ν = ${way.nudge}`, paths: [pathOf(way)] }));
  const costs = fromLeft.map(({ nudge, part }) => {
    const y = [...numbersOf(part, "costs")].map(Math.abs);
    return { label: `ν = ${nudge}`, x: y.map((_, iteration) => iteration), y };
  });
  return [
    {
      name: "starts",
      caption: `The flux over the couplings, and the paths from ${fromStarts.length} starts.`,
      svg: drawFluxMap(map, [starts], document),
    },
    {
      name: "nudges",
      caption: `The flux over the couplings, and the paths from ${placeText(LEFT_START)} with weak and strong nudges.`,
      svg: drawFluxMap(map, nudges, document),
    },
    {
      name: "flux",
      caption: "The flux along the paths with weak and strong nudges.",
      svg: lineFigure({ xLabel: "iteration", yLabel: "flux |⟨W⟩|", series: costs }, document),
    },
  ];
}

function tableRow({ start, nudge, part }: Followed): string[] {
  const values = numbersOf(part, "values");
  const costs = numbersOf(part, "costs");
  const flux = (cost: number | undefined) => (-(cost as number)).toFixed(4);
  const end = [columnOf(values, 0, 2).at(-1), columnOf(values, 1, 2).at(-1)] as [number, number];
  return [
    placeText(start),
    `${nudge}`,
    flux(costs[0]),
    `${costs.length - 1}`,
    placeText(end),
    flux(costs.at(-1)),
  ];
}

function resultText(map: Part, ways: readonly Followed[]): string {
  const ends = ways
    .filter(({ nudge }) => nudge === NUDGE)
    .map(({ part }) => -(numbersOf(part, "costs").at(-1) as number));
  const iterations = numbersOf((ways[0] as Followed).part, "costs").length - 1;
  const high = ends.filter((flux) => flux > 0.9).length;
  return (
    `|⟨flux⟩| rises from all ${ends.length} starts at ν = ${NUDGE}; after ${iterations} iterations it is between ` +
    `${Math.min(...ends).toFixed(3)} and ${Math.max(...ends).toFixed(3)}, above 0.9 on ${high} of them. On the map of ` +
    `${numbersOf(map, "flux").length} points it reaches ${Math.max(...numbersOf(map, "flux")).toFixed(3)}.`
  );
}

/** What strong nudges do, where they do it. */
function strayNote(ways: readonly Followed[]): string[] {
  const strays = ways.filter(({ part }) =>
    pairsOf(numbersOf(part, "values")).some(([Jx, Jy]) => Math.min(Jx, Jy, 1 - Jx - Jy) < -1e-9),
  );
  if (strays.length === 0) return [];
  const names = strays.map(({ start, nudge }) => `from ${placeText(start)} at ν = ${nudge}`).join(", ");
  return [
    `Paths that leave the triangle, where a coupling is negative: ${names}. Figures show them up to its side.`,
  ];
}

function notesOn({ isQuick }: Workbench, map: Part): string[] {
  return [
    fluxGapNote(map),
    `Paths run ${LANES} at a time; the time is the sum over them.`,
    ...(isQuick ? [`Quick form: paths of ${QUICK_ITERATIONS} iterations, a coarser map.`] : []),
  ];
}

function placeText(place: readonly number[]): string {
  return `(${place.map((value) => value.toFixed(3)).join(", ")})`;
}
