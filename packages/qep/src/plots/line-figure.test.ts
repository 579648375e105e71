import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import { figureDocument } from "./figure-document.ts";
import { type LineFigureData, lineFigure } from "./line-figure.ts";

const document = await figureDocument();
const data: LineFigureData = {
  title: "Sweep",
  xLabel: "g_{X} (dimensionless)",
  yLabel: "probability",
  yRange: [0, 1],
  series: [
    { label: "I", x: [0, 1, 2], y: [0, 0.5, 1], standardErrors: [0.1, 0.1, 0.1] },
    { label: "II", x: [0, 1, 2], y: [1, 0.5, 0] },
  ],
  boundaries: [{ label: "g_{X} = 1", value: 1 }],
  references: [{ label: "chance", value: 0.25 }],
};

function parse(changed: LineFigureData) {
  const root = new DOMParser().parseFromString(lineFigure(changed, document), "image/svg+xml");
  return {
    lines: [...root.querySelectorAll('g[aria-label="line"] path')].map((path) => path.getAttribute("d")),
    areas: [...root.querySelectorAll('g[aria-label="area"] path')].map((path) => path.getAttribute("d")),
    rules: [...root.querySelectorAll('g[aria-label="rule"] line')].map((line) => [
      line.getAttribute("x1"),
      line.getAttribute("y1"),
    ]),
    texts: [...root.querySelectorAll("text")].map((text) => text.textContent),
  };
}

describe("lineFigure", () => {
  test("counts have ticks at whole numbers, and labels of close boundaries do not overlap", () => {
    const ticks = (xCounts: boolean) =>
      parse({ ...data, xCounts, boundaries: [] }).texts.filter((text) => /^\d+$/.test(text ?? ""));
    expect(ticks(true)).toEqual(["0", "1", "2"]);
    expect(ticks(false)).toEqual([]);
    const boundaries = [1, 1.01].map((value) => ({ label: "here it is", value }));
    const svg = lineFigure({ ...data, boundaries }, document);
    const [first, second] = [...svg.matchAll(/<text [^>]*x="([\d.]+)"[^>]*>here it is/g)].map(([, x]) =>
      Number(x),
    );
    expect((second as number) - (first as number)).toBeGreaterThan(50);
  });

  test("curves, boundaries and references lie where their values are", () => {
    const { lines, rules } = parse(data);
    expect(lines).toEqual(["M0,300L260,150L520,0", "M0,0L260,150L520,300"]);
    expect(rules).toEqual([
      ["260", "0"],
      ["0", "225"],
    ]);
  });

  test("the band of one standard error is cut at the range", () => {
    expect(parse(data).areas).toEqual(["M0,270L260,120L520,0L520,30L260,180L0,300Z"]);
  });

  test("without a range the axis holds the band", () => {
    const { series, xLabel, yLabel } = data;
    const [band] = parse({ series, xLabel, yLabel }).areas;
    // Rounded outwards from [−0.1, 1.1]: the first upper value 0.1 is a sixth of the way up.
    expect(band).toBe("M0,250L260,125L520,0L520,50L260,175L0,300Z");
  });

  test("names everything", () => {
    const { texts } = parse(data);
    for (const text of ["Sweep", "I", "II", "gX = 1", "chance", "gX (dimensionless)", "probability"]) {
      expect(texts).toContain(text);
    }
  });

  test("logarithmic axes have powers of ten", () => {
    const y = [1e-4, 1e-2, 1];
    const series = [{ label: "error", x: [0.001, 0.01, 0.1], y }];
    const { texts } = parse({ xLabel: "β", yLabel: "error", series, xScale: "log", yScale: "log" });
    for (const tick of ["10−4", "10−3", "10−2", "10−1", "100"]) expect(texts).toContain(tick);
  });

  test("refuses errors of the wrong length and values that have no logarithm", () => {
    const draw = (change: Partial<LineFigureData>) => () => lineFigure({ ...data, ...change }, document);
    expect(draw({ series: [{ label: "I", x: [0, 1], y: [0, 1], standardErrors: [1] }] })).toThrow(
      /standard errors: expected 2/,
    );
    expect(draw({ yScale: "log" })).toThrow(/line figure, I: y less its standard error: a logarithmic axis/);
    expect(draw({ series: [] })).toThrow(/nothing to draw/);
  });
});
