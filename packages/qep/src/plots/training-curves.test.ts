import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import { figureDocument } from "./figure-document.ts";
import { SERIES_COLOURS } from "./style.ts";
import { type TrainingCurvesData, trainingCurvesFigure } from "./training-curves.ts";

const document = await figureDocument();
const batches = Array.from({ length: 100 }, (_, i) => i);
const curve = (label: string, y: (x: number) => number) => ({ label, x: batches, y: batches.map(y) });
const data: TrainingCurvesData = {
  title: "Training",
  cost: {
    training: curve("", (x) => 0.7 + 0.1 * (-1) ** x),
    test: { x: [0, 50, 99], y: [0.7, 0.4, 0.2] },
    references: [{ label: "chance", value: 2 / 3 }],
    meanOver: 20,
  },
  metrics: { curves: [curve("accuracy", (x) => x / 100), curve("max-choice", () => 0.5)] },
  diagnostics: { label: "gradient norm", scale: "log", curves: [curve("norm", (x) => 10 ** (-x / 25))] },
};

function parse(changed: TrainingCurvesData) {
  const root = new DOMParser().parseFromString(trainingCurvesFigure(changed, document), "image/svg+xml");
  const lines = [...root.querySelectorAll('g[aria-label="line"]')];
  return {
    frames: [...root.querySelectorAll('[aria-label="frame"]')],
    colours: lines.map((line) => line.getAttribute("stroke")),
    heights: lines.map((line) =>
      [...(line.querySelector("path")?.getAttribute("d") ?? "").matchAll(/,([\d.]+)/g)].map((match) =>
        Number(match[1]),
      ),
    ),
    texts: [...root.querySelectorAll("text")].map((text) => text.textContent),
  };
}

describe("trainingCurvesFigure", () => {
  test("a panel for cost, metrics and diagnostics, with their legends and labels", () => {
    const { frames, colours, texts } = parse(data);
    expect(frames).toHaveLength(3);
    expect(colours.slice(3)).toEqual([SERIES_COLOURS[0], SERIES_COLOURS[1], SERIES_COLOURS[0]]);
    for (const text of [
      "training batch",
      "test",
      "accuracy",
      "max-choice",
      "chance",
      "gradient norm",
      "10−2",
    ]) {
      expect(texts).toContain(text);
    }
    expect(texts.filter((text) => text === "batch")).toHaveLength(1);
    expect(parse({ cost: data.cost }).frames).toHaveLength(1);
  });

  test("the running mean takes out what the raw costs do from batch to batch", () => {
    const { heights, texts } = parse(data);
    const [raw, mean] = heights as [number[], number[]];
    const range = (values: number[]) => Math.max(...values) - Math.min(...values);
    expect(raw).toHaveLength(100);
    expect(mean).toHaveLength(100);
    // ±0.1 in the raw costs, ±0.1/21 in the middle of the mean, a little more at the cut ends.
    expect(range(mean.slice(10, 90)) / range(raw)).toBeCloseTo(1 / 21, 2);
    expect(texts).toContain("running mean (21 batches)");
  });

  test("a mean over one batch is no curve of its own", () => {
    const { heights, texts } = parse({ cost: { ...data.cost, meanOver: 1 } });
    const { heights: averaged } = parse({ cost: data.cost });
    expect(heights).toHaveLength(averaged.length - 1);
    expect(texts).toContain("training batch");
    expect(texts.join()).not.toContain("running mean");
  });

  test("metrics are shown on the whole range from 0 to 1", () => {
    const { heights } = parse(data);
    // The panel is 180 px high, and 0.5 lies in its middle.
    expect(new Set(heights[4])).toEqual(new Set([90]));
  });

  test("a single test is a dot, since it has no line", () => {
    const single = { ...data, cost: { ...data.cost, test: { x: [0], y: [0.7] } } };
    expect(trainingCurvesFigure(single, document).match(/<circle/g)).toHaveLength(1);
  });

  test("refuses curves of unequal length, NaN, and zero on a logarithmic axis", () => {
    const cost =
      (y: number[], scale: "linear" | "log" = "linear") =>
      () =>
        trainingCurvesFigure({ cost: { training: { x: [0, 1], y }, scale } }, document);
    expect(cost([1])).toThrow(/training batch: y: expected 2 values, got 1/);
    expect(cost([1, Number.NaN])).toThrow(/number 1 is NaN/);
    expect(cost([0, 1], "log")).toThrow(/logarithmic axis needs positive values, but number 0 is 0/);
    expect(cost([0, 1])).not.toThrow();
  });
});
