/** Batches that the running mean of the loss is taken over. */
const MEAN_OVER = 25;
/** Points of a curve beyond which neighbours are drawn as one: a screen shows no more. */
const MOST_POINTS = 600;

/** The losses of batches, thinned for drawing, and their running mean. */
export interface LossCurves {
  readonly steps: readonly number[];
  readonly losses: readonly number[];
  /** Mean over the last 25 batches. */
  readonly means: readonly number[];
}

/** @param losses of the batch of each step from 0 on */
export function lossCurves(losses: readonly number[]): LossCurves {
  const every = Math.max(1, Math.ceil(losses.length / MOST_POINTS));
  const steps = Array.from({ length: Math.ceil(losses.length / every) }, (_, index) => index * every);
  const meanAt = (step: number) => {
    const window = losses.slice(Math.max(0, step - MEAN_OVER + 1), step + 1);
    return window.reduce((sum, loss) => sum + loss, 0) / window.length;
  };
  return { steps, losses: steps.map((step) => losses[step] ?? 0), means: steps.map(meanAt) };
}
