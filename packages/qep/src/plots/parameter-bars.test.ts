import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import { figureDocument } from "./figure-document.ts";
import { type ParameterBarsData, parameterBarsFigure } from "./parameter-bars.ts";
import { OKABE_ITO } from "./style.ts";

const document = await figureDocument();
const data: ParameterBarsData = {
  title: "Parameters",
  names: ["X0 Z4", "gZZ", "other"],
  values: [1, -1, 0.5],
  standardErrors: [0.1, 0, 0.2],
};

function parse(changed: ParameterBarsData) {
  const root = new DOMParser().parseFromString(parameterBarsFigure(changed, document), "image/svg+xml");
  const bars = [...root.querySelectorAll('g[aria-label="rect"] rect')];
  return {
    bars: bars.map((bar) => ({ width: Number(bar.getAttribute("width")), fill: bar.getAttribute("fill") })),
    errors: [...root.querySelectorAll('g[aria-label="rule"][stroke-width="1.25"] line')],
    texts: [...root.querySelectorAll("text")].map((text) => text.textContent),
  };
}

describe("parameterBarsFigure", () => {
  test("a bar for each parameter, its length its magnitude, its colour its sign", () => {
    const { bars } = parse(data);
    expect(bars.map((bar) => bar.fill)).toEqual([OKABE_ITO.vermillion, OKABE_ITO.blue, OKABE_ITO.vermillion]);
    const [first, second, third] = bars.map((bar) => bar.width) as [number, number, number];
    expect(second).toBeCloseTo(first, 1);
    expect(third / first).toBeCloseTo(0.5, 2);
    // From −1 to 1.1, with 5 % room at both ends, on 460 px.
    expect(first).toBeCloseTo(460 / (2.1 * 1.1), 1);
  });

  test("an error bar is a line with two caps, and there is none where the error is zero or unknown", () => {
    expect(parse(data).errors).toHaveLength(2 * 3);
    const { names, values } = data;
    expect(parse({ names, values }).errors).toHaveLength(0);
  });

  test("names are set, the axis says its unit", () => {
    expect(parse(data).texts).toEqual(
      expect.arrayContaining(["X0Z4", "gZZ", "other", "value (dimensionless)"]),
    );
    expect(parse({ ...data, label: "coupling (MHz)" }).texts).toContain("coupling (MHz)");
  });

  test("refuses negative errors and unequal lengths", () => {
    const draw = (change: Partial<ParameterBarsData>) => () =>
      parameterBarsFigure({ ...data, ...change }, document);
    expect(draw({ standardErrors: [0, -1, 0] })).toThrow(/that of gZZ is -1/);
    expect(draw({ values: [1, 2] })).toThrow(/values: expected 3 values, got 2/);
    expect(draw({ names: [], values: [] })).toThrow(/nothing to draw/);
  });
});
