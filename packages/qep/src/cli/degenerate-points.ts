import { degenerateLevels } from "../devices/degenerate-levels.ts";
import { stateLayoutOf } from "../devices/hamiltonian.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import { simulatedSystem } from "../experiments/build-hidden.ts";
import { loadKernels } from "../platform/node/load-kernels.ts";
import type { Measurement } from "../propagation/device.ts";

/** Amplitudes of all points together up to which partners of ground states are searched for; it takes a tenth of a second. */
const SEARCHED_AMPLITUDES = 2 ** 13;

/** Points whose outputs are those of one ground state among several. */
export interface DegeneratePoints {
  /** Whether the ground level was seen to have several states, point by point. */
  readonly isDegenerate: readonly boolean[];
  /** The first such point. */
  readonly first: number;
}

/**
 * Where the ground level has several states. Levels that differ in a symmetry show as a gap of 0 of the preparation. Others
 * no gap shows: on small systems a second state is searched for.
 *
 * @param parameters θ, length P
 * @param inputs the points that were measured
 * @returns undefined where no such level was seen, or the state is no ground state
 */
export async function degeneratePoints(
  experiment: Experiment,
  parameters: Float64Array,
  inputs: readonly Float64Array[],
  measurements: readonly Measurement[],
): Promise<DegeneratePoints | undefined> {
  if (experiment.config.equilibrium.kind !== "ground") return undefined;
  const seen = measurements.map(({ health }) => health.gap === 0);
  const isDegenerate = isSmall(experiment, inputs.length)
    ? await withPartners(experiment, parameters, inputs)
    : seen;
  const first = isDegenerate.indexOf(true);
  return first < 0 ? undefined : { isDegenerate, first };
}

/** Knobs that are off, and a fixed sector, have other levels than the Hamiltonian as it is written. */
function isSmall({ config, hidden, system }: Experiment, points: number): boolean {
  if (hidden?.errors || typeof config.preparation.symmetries === "object") return false;
  return points * stateLayoutOf(system).dimension <= SEARCHED_AMPLITUDES;
}

async function withPartners(
  experiment: Experiment,
  parameters: Float64Array,
  inputs: readonly Float64Array[],
): Promise<boolean[]> {
  const coefficients = experiment.map?.coefficients(parameters) ?? parameters;
  const kernels = await loadKernels();
  const levels = degenerateLevels(simulatedSystem(experiment), inputs, coefficients, kernels);
  await kernels.close();
  return levels;
}
