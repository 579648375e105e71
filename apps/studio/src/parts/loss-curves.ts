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

/** Steps from one point of a drawn curve to the next. @param steps of the longest curve in the figure */
export function stepsBetweenPoints(steps: number): number {
  return Math.max(1, Math.ceil(steps / MOST_POINTS));
}

/**
 * @param losses of the batch of each step from 0 on
 * @param every steps from one point to the next
 */
export function lossCurves(losses: readonly number[], every = stepsBetweenPoints(losses.length)): LossCurves {
  const steps = Array.from({ length: Math.ceil(losses.length / every) }, (_, index) => index * every);
  const meanAt = (step: number) => {
    const window = losses.slice(Math.max(0, step - MEAN_OVER + 1), step + 1);
    return window.reduce((sum, loss) => sum + loss, 0) / window.length;
  };
  return { steps, losses: steps.map((step) => losses[step] ?? 0), means: steps.map(meanAt) };
}

/** Curves of several trainings over the same steps. */
export interface Overlay {
  readonly x: readonly number[];
  /** One row for each; null where it has no value at a step. */
  readonly rows: readonly (readonly (number | null)[])[];
}

/** Running means of the losses, all from step 0 on and thinned alike. */
export function overlaidMeans(trainings: readonly (readonly number[])[]): Overlay {
  const every = stepsBetweenPoints(Math.max(0, ...trainings.map(({ length }) => length)));
  const curves = trainings.map((losses) => lossCurves(losses, every));
  const points = Math.max(0, ...curves.map(({ steps }) => steps.length));
  return {
    x: Array.from({ length: points }, (_, point) => point * every),
    rows: curves.map(({ means }) => Array.from({ length: points }, (_, point) => means[point] ?? null)),
  };
}
