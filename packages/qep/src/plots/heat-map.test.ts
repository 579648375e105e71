import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import { figureDocument } from "./figure-document.ts";
import { type HeatMapData, heatMapFigure } from "./heat-map.ts";

const document = await figureDocument();
const data: HeatMapData = {
  title: "Map",
  xLabel: "g_{X} (dimensionless)",
  yLabel: "g_{ZZ} (dimensionless)",
  valueLabel: "⟨X_{0}X_{4}⟩",
  x: [0, 1, 2, 3],
  y: [0, 1],
  values: [
    [-1, -1, 0, 0.5],
    [1, Number.NaN, 0, 1],
  ],
  paths: [{ label: "run 1", x: [0, 1, 3], y: [0, 0.5, 1] }],
};

function parse(changed: HeatMapData) {
  const root = new DOMParser().parseFromString(heatMapFigure(changed, document), "image/svg+xml");
  const cells = [...root.querySelectorAll('g[aria-label="cells"] path')];
  return {
    cells: Object.fromEntries(cells.map((cell) => [cell.getAttribute("fill"), cell.getAttribute("d")])),
    ends: [...root.querySelectorAll('circle[r="5.5"], rect[width="11"]')].map((mark) =>
      mark.parentElement?.getAttribute("transform"),
    ),
    texts: [...root.querySelectorAll("text")].map((text) => text.textContent),
  };
}

describe("heatMapFigure", () => {
  test("cells lie where their inputs are, y upwards, in the colours of a symmetric scale", () => {
    const { cells } = parse(data);
    // 420 px for x from −0.5 to 3.5 and for y from −0.5 to 1.5.
    expect(cells["#2166ac"]).toBe("M0,420H210V210H0Z");
    expect(cells["#ffffff"]).toBe("M210,420H315V210H210ZM210,210H315V0H210Z");
    expect(cells["#b2182b"]).toBe("M0,210H105V0H0ZM315,210H420V0H315Z");
    expect(Object.keys(cells)).toHaveLength(4);
  });

  test("values of one sign get the sequential scale from smallest to largest", () => {
    const { cells } = parse({
      ...data,
      values: [
        [1, 2, 3, 4],
        [4, 4, 4, 5],
      ],
    });
    expect(cells["#440154"]).toBe("M0,420H105V210H0Z");
    expect(cells["#fde725"]).toBe("M315,210H420V0H315Z");
  });

  test("a given range is the range of the colours", () => {
    const { cells } = parse({
      ...data,
      range: [0, 2],
      values: [
        [0, 0, 0, 0],
        [0, 0, 0, 2],
      ],
    });
    expect(Object.keys(cells)).toEqual(["#440154", "#fde725"]);
  });

  test("a path has its start and its end, on the map and in the legend", () => {
    const { ends, texts } = parse(data);
    // Frame at (74, 58): start at x = 0, y = 0; end at x = 3, y = 1.
    expect(ends.slice(-2)).toEqual(["translate(126.5,373)", "translate(441.5,163)"]);
    expect(texts).toEqual(
      expect.arrayContaining(["Map", "run 1", "start", "end", "gX (dimensionless)", "⟨X0X4⟩"]),
    );
  });

  test("a path that leaves the map is cut at its edge, and the legend says so", () => {
    const paths = [{ label: "run 1", x: [0, 9], y: [0, 0] }];
    const { ends, texts } = parse({ ...data, paths });
    expect(texts).toContain("run 1 (end off the map)");
    expect(texts).not.toContain("end");
    expect(ends).toHaveLength(2);
    expect(heatMapFigure({ ...data, paths }, document)).toContain('d="M52.5,315L420,315"');
  });

  test("refuses axes that do not rise, ragged values, and a map without numbers", () => {
    const draw = (change: Partial<HeatMapData>) => () => heatMapFigure({ ...data, ...change }, document);
    expect(draw({ x: [0, 2, 1, 3] })).toThrow(/number 2 \(1\) follows 2; sort the axis/);
    expect(draw({ y: [0], values: [[1, 2, 3, 4]] })).toThrow(
      /y needs at least two values, got 1; use lineFigure/,
    );
    expect(draw({ values: [[1, 2, 3, 4], [1]] })).toThrow(/row 1: expected 4 values, got 1/);
    expect(
      draw({
        values: [
          [1, 2, 3, Number.POSITIVE_INFINITY],
          [1, 2, 3, 4],
        ],
      }),
    ).toThrow(/is Infinity/);
    expect(draw({ values: data.values.map((row) => row.map(() => Number.NaN)) })).toThrow(/nothing to draw/);
    expect(draw({ range: [1, 1] })).toThrow(/range must rise/);
  });
});
