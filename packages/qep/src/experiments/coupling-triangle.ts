import { KITAEV_PHASES, KITAEV_TRIANGLE_INPUTS, kitaevPhaseAt } from "../tasks/kitaev-triangle.ts";
import { isOnPhaseBoundary, PHASE_TRIANGLE_INPUTS, PHASES, phaseAt } from "../tasks/phase-triangle.ts";
import type { DataConfig } from "./schema.ts";

/** The triangle of three couplings that a sampler draws from, and the phases in it. */
export interface CouplingTriangle {
  readonly sampler: "phase-triangle" | "kitaev-triangle";
  /** Names of the couplings, in the order in which points hold them. */
  readonly inputs: readonly [string, string, string];
  /** Sum of the couplings. */
  readonly total: number;
  readonly phases: readonly string[];
  /** Index of the phase at a point. */
  readonly phaseOf: (point: Float64Array) => number;
  /** Whether the phase at a point is a matter of rounding. */
  readonly isOnBoundary: (point: Float64Array) => boolean;
}

/** The triangle of a sampler; undefined where samples come from elsewhere. */
export function couplingTriangle(data: DataConfig | undefined): CouplingTriangle | undefined {
  if (data?.sampler === "kitaev-triangle") return KITAEV;
  if (data?.sampler !== "phase-triangle") return undefined;
  const { sampler, total } = data;
  return {
    sampler,
    inputs: PHASE_TRIANGLE_INPUTS,
    total,
    phases: PHASES,
    phaseOf: ([, gZZ, gX]) => PHASES.indexOf(phaseAt(gX as number, gZZ as number, total)),
    isOnBoundary: (point) => isOnPhaseBoundary(point, total),
  };
}

const KITAEV: CouplingTriangle = {
  sampler: "kitaev-triangle",
  inputs: KITAEV_TRIANGLE_INPUTS,
  total: 1,
  phases: KITAEV_PHASES,
  phaseOf: (point) => KITAEV_PHASES.indexOf(kitaevPhaseAt(point)),
  isOnBoundary: (point) => Math.abs(2 * Math.max(...point) - 1) <= 1e-9,
};

/** The point of a triangle that inputs in another order stand for. @param names of the inputs given */
export function trianglePoint(
  { inputs }: CouplingTriangle,
  names: readonly string[],
  values: Float64Array,
): Float64Array {
  return Float64Array.from(inputs, (name) => values[names.indexOf(name)] as number);
}
