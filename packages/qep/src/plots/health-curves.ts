import { HEALTH_QUANTITIES, type HealthQuantity } from "../experiments/health-quantities.ts";
import type { StepRecord } from "../training/trainer.ts";
import {
  type BatchLayer,
  batchFigure,
  curveMark,
  curvesLayer,
  defaultWindow,
  oddWindow,
  scatteredMarks,
} from "./batch-panels.ts";
import { runningMedian } from "./curve.ts";
import { LINE, OKABE_ITO } from "./style.ts";

/** A run's health as a figure, and what cannot be seen in it. */
export interface HealthFigure {
  readonly svg: string;
  /** What thin and thick lines are, and which values a logarithmic axis cannot show. */
  readonly caption: string;
}

const PANEL_HEIGHT = 96;

/**
 * The health of each training step against the batch, a panel for each quantity that some step knew: its values thin, their
 * running median thick; and the shots spent so far.
 *
 * @param steps at least one
 * @param document makes the elements: that of the page, or `figureDocument()`
 */
export function healthCurvesFigure(steps: readonly StepRecord[], document: Document): HealthFigure {
  const window = oddWindow(defaultWindow(steps.length));
  const drawn = HEALTH_QUANTITIES.map((quantity) => ({ quantity, ...curveOf(steps, quantity) }));
  const layers = drawn
    .filter(({ x }) => x.length > 0)
    .map(({ quantity, x, y }) => healthLayer(quantity, { x, y }, window));
  const zeros = drawn
    .filter(({ hidden }) => hidden > 0)
    .map(
      ({ quantity, hidden }) => ` Not drawn: ${hidden} steps at which the ${quantity.name} is 0 or below.`,
    );
  return {
    svg: batchFigure([...layers, spentLayer(steps)], { description: "Health of each step" }, document),
    caption:
      `Health of each step: the worst of its batch${window > 1 ? ` thin, the running median over ${window} steps thick` : ""}.` +
      zeros.join(""),
  };
}

/** The known values, without zeros on a logarithmic axis. */
function curveOf(steps: readonly StepRecord[], { key, scale }: HealthQuantity) {
  const known = steps.flatMap(({ step, health }) => {
    const value = health[key] ?? null;
    return value === null ? [] : [{ step, value }];
  });
  const shown = scale === "log" ? known.filter(({ value }) => value > 0) : known;
  return {
    x: shown.map(({ step }) => step),
    y: shown.map(({ value }) => value),
    hidden: known.length - shown.length,
  };
}

function healthLayer(
  { label, name, scale, reference }: HealthQuantity,
  curve: { readonly x: readonly number[]; readonly y: readonly number[] },
  window: number,
): BatchLayer {
  return {
    panel: {
      label,
      scale,
      curves: [{ label: name, ...curve }],
      references: reference ? [reference] : [],
    },
    legend: [],
    marks:
      window > 1
        ? scatteredMarks(curve, runningMedian(curve.y, window), OKABE_ITO.blue)
        : [curveMark(curve, OKABE_ITO.blue, LINE.curve)],
    height: PANEL_HEIGHT,
  };
}

/** Shots so far, or preparations where expectation values are exact. */
function spentLayer(steps: readonly StepRecord[]): BatchLayer {
  const hasShots = steps.some(({ shots }) => shots > 0);
  let total = 0;
  const spent = steps.map((step) => {
    total += hasShots ? step.shots : step.preparations;
    return total;
  });
  const exponent = 3 * Math.floor(Math.log10(Math.max(1, total)) / 3);
  const name = hasShots ? "shots" : "preparations";
  const curve = { label: name, x: steps.map(({ step }) => step), y: spent.map((n) => n / 10 ** exponent) };
  const unit = exponent === 0 ? "" : ` (10^{${exponent}})`;
  return curvesLayer({ label: `${name}${unit}`, curves: [curve] }, PANEL_HEIGHT);
}
