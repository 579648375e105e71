import type { ExperimentPlan } from "../experiments/plan-experiment.ts";
import { lineFigure } from "./line-figure.ts";

/** Smallest relative error drawn: below it a bias is of no consequence. */
const FLOOR = 1e-3;
/** β at which no estimator has a relative error below this are left out. */
const CEILING = 10;

/**
 * The expected relative error of the gradient against β: a curve for each estimator at the same shots, bias and noise of the
 * recommended one, and its β marked.
 *
 * @param document makes the elements: that of the page, or `figureDocument()`
 * @returns null for a plan without curves, whose budget is too small for any method
 */
export function planFigure(
  plan: Pick<ExperimentPlan, "curves" | "recommended" | "estimators">,
  document: Document,
): string | null {
  const { curves, recommended, estimators } = plan;
  if (!curves || !recommended) return null;
  const best = estimators[recommended];
  const parts = curves.series.find(({ method }) => method === recommended);
  if (!best || !parts) return null;
  // Where every method drowns in noise there is nothing to choose.
  const isOfUse = curves.betas.map((_, k) =>
    curves.series.some(({ error }) => (error[k] as number) <= CEILING),
  );
  const curve = (label: string, values: readonly number[]) => {
    const shown = curves.betas.flatMap((beta, k) => {
      const value = values[k] as number;
      return isOfUse[k] && value >= FLOOR ? [[beta, value] as const] : [];
    });
    return { label, x: shown.map(([beta]) => beta), y: shown.map(([, value]) => value) };
  };
  const series = [
    ...curves.series.map(({ method, error }) => curve(method, error)),
    curve(`bias, ${recommended}`, parts.bias),
    curve(`noise, ${recommended}`, parts.noise),
  ];
  return lineFigure(
    {
      xLabel: "β",
      yLabel: "relative error of the gradient",
      xScale: "log",
      yScale: "log",
      series: series.filter(({ x }) => x.length > 1),
      boundaries: [{ label: `β* = ${Number(best.strength.toPrecision(3))}`, value: best.strength }],
    },
    document,
  );
}
