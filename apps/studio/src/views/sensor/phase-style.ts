import { CLUSTER_ISING_TRIANGLE, KITAEV_TRIANGLE, seriesColour, type TriangleFrame } from "qep/figures";
import type { ExperimentOutline } from "../../engine/experiment-outline.ts";

/** The triangle of an experiment as figures draw it; undefined where its samples come from elsewhere. */
export function frameOf({ triangle }: ExperimentOutline): TriangleFrame | undefined {
  if (!triangle) return undefined;
  return triangle.sampler === "phase-triangle" ? CLUSTER_ISING_TRIANGLE : KITAEV_TRIANGLE;
}

/** Colour of each output: that of the phase it stands for, where it stands for one; else one of its own. */
export function outputColours(outline: ExperimentOutline): string[] {
  const phases = frameOf(outline)?.phases ?? [];
  return outline.outputs.map((_, index) => phases[index]?.colour ?? seriesColour(index));
}

/**
 * Colour of the terms of each input: in the cluster Ising triangle that of the phase at the corner where the input is the
 * largest, elsewhere one of its own.
 */
export function inputColours(outline: ExperimentOutline): string[] {
  const { triangle, inputs } = outline;
  const corners = frameOf(outline) === CLUSTER_ISING_TRIANGLE ? triangle?.corners : undefined;
  const [left, top, right] = CLUSTER_ISING_TRIANGLE.phases.map(({ colour }) => colour);
  return inputs.map((_, index) => {
    if (index === corners?.left) return left ?? "var(--accent)";
    if (index === corners?.top) return top ?? "var(--accent)";
    if (index === corners?.right) return right ?? "var(--accent)";
    return corners ? "var(--accent)" : seriesColour(index);
  });
}
