import {
  type BatchLayer,
  batchFigure,
  type CurvesPanel,
  curveMark,
  curvesLayer,
  defaultWindow,
  oddWindow,
  scatteredMarks,
} from "./batch-panels.ts";
import { type Curve, runningMean } from "./curve.ts";
import type { LegendEntry } from "./legend.ts";
import type { ReferenceLine } from "./reference-lines.ts";
import { LINE, OKABE_ITO } from "./style.ts";

/** What a training run looked like. `x` of every curve is the batch. */
export interface TrainingCurvesData {
  readonly title?: string;
  /** Cost of each training batch, and of tests if there were any. */
  readonly cost: {
    readonly training: Omit<Curve, "label">;
    readonly test?: Omit<Curve, "label">;
    readonly scale?: "linear" | "log";
    readonly references?: readonly ReferenceLine[];
    /** Batches that the running mean is taken over; a fiftieth of all if absent. */
    readonly meanOver?: number;
  };
  /** Test metrics between 0 and 1: accuracy, max-choice, single-shot, product. */
  readonly metrics?: { readonly curves: readonly Curve[]; readonly references?: readonly ReferenceLine[] };
  /** Gradient norm, equilibrium health, or anything else to keep an eye on. */
  readonly diagnostics?: CurvesPanel;
}

/**
 * Training cost, test metrics and diagnostics of a run against the batch, in panels above each other.
 *
 * @param data curves; `metrics` and `diagnostics` are optional panels
 * @param document makes the elements: that of the page, or {@link figureDocument}
 * @returns standalone SVG
 * @throws QepError `wrong-shape`, `not-finite` or, for a logarithmic axis, `invalid-argument`
 */
export function trainingCurvesFigure(data: TrainingCurvesData, document: Document): string {
  const layers = [costLayer(data.cost)];
  if (data.metrics) {
    const panel = { label: "test metric (fraction)", range: [0, 1], ...data.metrics } as const;
    layers.push(curvesLayer(panel, 180));
  }
  if (data.diagnostics) layers.push(curvesLayer(data.diagnostics, 130));
  const title = data.title === undefined ? {} : { title: data.title };
  return batchFigure(layers, { ...title, description: "Training curves" }, document);
}

function costLayer(cost: TrainingCurvesData["cost"]): BatchLayer {
  const { training, test } = cost;
  const window = oddWindow(cost.meanOver ?? defaultWindow(training.y.length));
  const raw: Curve = { ...training, label: "training batch" };
  // A mean over one batch is the batch.
  const isAveraged = window > 1;
  const tests: Curve[] = test ? [{ ...test, label: "test" }] : [];
  const { blue, vermillion } = OKABE_ITO;
  return {
    panel: {
      label: "cost (dimensionless)",
      curves: [raw, ...tests],
      scale: cost.scale ?? "linear",
      references: cost.references ?? [],
    },
    legend: [
      { label: raw.label, symbol: isAveraged ? "faint" : "line", colour: blue },
      ...(isAveraged
        ? [{ label: `running mean (${window} batches)`, symbol: "line", colour: blue } as const]
        : []),
      ...tests.map(({ label }): LegendEntry => ({ label, symbol: "line", colour: vermillion })),
    ],
    marks: [
      ...(isAveraged
        ? scatteredMarks(raw, runningMean(raw.y, window), blue)
        : [curveMark(raw, blue, LINE.curve)]),
      ...tests.map((curve) => curveMark(curve, vermillion, LINE.curve)),
    ],
    height: 180,
  };
}
