/** Half the width of the figure, in standard errors; what lies beyond stands at its ends. */
export const FARTHEST = 4;
/** Bins of half a standard error. */
const BINS = 4 * FARTHEST;

/** Part of the values for each standard error, bin after bin from −{@link FARTHEST} on. */
export function pullBins(pulls: readonly number[]): number[] {
  const bins = new Array<number>(BINS).fill(0);
  for (const pull of pulls) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((pull + FARTHEST) * 2)));
    bins[bin] = (bins[bin] ?? 0) + 2 / pulls.length;
  }
  return bins;
}

/** What honest error bars of normal noise give there. */
export function normalDensity(pull: number): number {
  return Math.exp(-(pull ** 2) / 2) / Math.sqrt(2 * Math.PI);
}
