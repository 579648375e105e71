import type { Experiment } from "../../experiments/build-experiment.ts";
import { npyArray } from "../../formats/npy.ts";
import { KITAEV_TRIANGLE, type TrianglePoint } from "../../plots/triangle-frame.ts";
import { type TrianglePaths, triangleMapFigure } from "../../plots/triangle-map.ts";
import type { Setting } from "../../propagation/device.ts";
import { measure } from "../../propagation/measure.ts";
import { compareNumbers } from "../comparisons.ts";
import { publishedRows } from "../reference-data.ts";
import { numbersOf, type Part, remembered } from "../remembered.ts";
import type { Comparison, Workbench } from "../reproduction.ts";
import { withDevice } from "../with-device.ts";

const FILE = "UnsupervisedQEP/PhaseExplorationKitaevHoneycomb/Results/phase_diagram_magnetic_field_0p1.csv";
/** Steps of the published map along a side of the triangle, and of the quick form. */
const STEPS = { full: 20, quick: 5 } as const;
/** Points measured at once: progress is told, and a stop noticed, in between. */
const CHUNK = 11;

/**
 * ⟨flux⟩ over the triangle Jx + Jy + Jz = 1, on the published points, or on the same lattice where there are none: arrays
 * `couplings` (points × 2: Jx, Jy), `flux`, `gap`, and with published data `published`.
 *
 * @param experiment one with parameters Jx and Jy and the flux as its output
 */
export async function fluxMap(workbench: Workbench, experiment: Experiment): Promise<Part> {
  const rows = (await publishedRows(workbench.reference, FILE)) ?? lattice(STEPS.full);
  const isKept = ([Jx, Jy]: readonly number[]) =>
    !workbench.isQuick || [Jx, Jy].every((value) => isMultiple(value as number, 1 / STEPS.quick));
  const points = rows.filter(isKept);
  const show = workbench.progress("map");
  const { system, preparation } = experiment.config;
  return remembered(workbench, "map", { system, preparation, points }, () =>
    withDevice(workbench, experiment, async (device) => {
      const flux: number[] = [];
      const gaps: number[] = [];
      for (let start = 0; start < points.length; start += CHUNK) {
        const settings = points.slice(start, start + CHUNK).map(
          ([Jx, Jy], index): Setting => ({
            inputs: new Float64Array(0),
            parameters: Float64Array.of(Jx as number, Jy as number),
            nudge: new Float64Array(1),
            stream: ["map", start + index],
          }),
        );
        const shots = { outputs: null, parameters: null, inputs: null };
        const measured = await measure(
          device,
          settings,
          { observables: { outputs: [0] }, shots },
          workbench.signal,
        );
        flux.push(...measured.map(({ mean }) => mean[0] as number));
        gaps.push(...measured.map(({ health }) => health.gap ?? Number.NaN));
        show(flux.length, points.length);
      }
      const published = points.flatMap(([, , , value]) => (value === undefined ? [] : [value]));
      return new Map([
        [
          "couplings",
          npyArray(Float64Array.from(points.flatMap(([Jx, Jy]) => [Jx as number, Jy as number])), [
            points.length,
            2,
          ]),
        ],
        ["flux", npyArray(Float64Array.from(flux))],
        ["gap", npyArray(Float64Array.from(gaps))],
        ...(published.length > 0 ? [["published", npyArray(Float64Array.from(published))] as const] : []),
      ]);
    }),
  );
}

/** The map against the published one. */
export function compareFluxMap(map: Part): Comparison {
  const flux = numbersOf(map, "flux");
  return compareNumbers({
    quantity: `⟨flux⟩ on the map, ${flux.length} points`,
    published: map.arrays.has("published") ? numbersOf(map, "published") : undefined,
    ours: flux,
    bound: 1e-6,
  });
}

/** What is known about levels that nearly meet on the map. */
export function fluxGapNote(map: Part): string {
  const gaps = [...numbersOf(map, "gap")];
  const least = Math.min(...gaps.filter((gap) => !Number.isNaN(gap)));
  const at = gaps.indexOf(least);
  const [Jx, Jy] = numbersOf(map, "couplings").subarray(2 * at, 2 * at + 2);
  const place = [Jx, Jy].map((value) => (value as number).toFixed(2)).join(", ");
  return (
    `The field lifts every degeneracy on the map: the smallest gap, at (Jx, Jy) = (${place}), is ${least.toExponential(1)}, ` +
    "also on the edges and in the corners, where without a field whole multiplets are degenerate."
  );
}

/** The map over the triangle, in the paper's coordinates u = Jy + Jz/2 and v = (√3/2) Jz, with paths drawn over it. */
export function drawFluxMap(map: Part, paths: readonly TrianglePaths[], document: Document): string {
  const couplings = numbersOf(map, "couplings");
  const flux = numbersOf(map, "flux");
  // One published point lies outside the triangle.
  const cells = [...flux].flatMap((value, k) => {
    const point = couplingPoint(couplings[2 * k] as number, couplings[2 * k + 1] as number);
    return point.top > -1e-6 ? [{ point, value }] : [];
  });
  return triangleMapFigure(
    {
      frame: KITAEV_TRIANGLE,
      points: cells.map(({ point }) => point),
      values: cells.map(({ value }) => value),
      valueLabel: "flux ⟨W⟩",
      range: [-1, 1],
      paths,
    },
    document,
  );
}

/** (Jx, Jy) with Jz = 1 − Jx − Jy as a point of the triangle. */
export function couplingPoint(Jx: number, Jy: number): TrianglePoint {
  return { left: Jx, right: Jy, top: 1 - Jx - Jy };
}

/** (Jx, Jy) of triangle coordinates (u, v): Jz = 2v/√3, Jy = u − Jz/2. */
export function couplingsOf(u: number, v: number): [Jx: number, Jy: number] {
  const Jz = (2 * v) / Math.sqrt(3);
  const Jy = u - Jz / 2;
  return [1 - Jy - Jz, Jy];
}

function lattice(steps: number): number[][] {
  const indices = Array.from({ length: steps + 1 }, (_, k) => k);
  return indices.flatMap((x) => indices.slice(0, steps + 1 - x).map((y) => [x / steps, y / steps]));
}

function isMultiple(value: number, step: number): boolean {
  return Math.abs(value / step - Math.round(value / step)) < 1e-6;
}
