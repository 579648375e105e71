import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import { type CouplingHeatMapData, couplingHeatMapFigure } from "./coupling-heat-map.ts";
import { figureDocument } from "./figure-document.ts";

const document = await figureDocument();
const sensor = ["X8", "Y8", "Z8", "X9", "Y9", "Z9"];
const pairs = {
  rows: sensor.slice(0, 3),
  columns: sensor.slice(3),
  values: [
    [2, 0, 0],
    [0, 0, 0],
    [0, 0, -1],
  ],
};
const fields = { rows: ["field"], columns: sensor, values: [[0, 0.5, 0, 0, 0, -0.25]] };

function couplings(system: readonly string[]) {
  return { rows: system, columns: sensor, values: system.map((_, i) => sensor.map((_, j) => (i - j) / 50)) };
}

function parse(data: CouplingHeatMapData) {
  const root = new DOMParser().parseFromString(couplingHeatMapFigure(data, document), "image/svg+xml");
  const groups = [...root.querySelectorAll('g[aria-label="rect"]')].map((group) => [
    ...group.querySelectorAll("rect"),
  ]);
  return {
    matrices: groups.filter((rects) => rects[0]?.getAttribute("fill") && rects.length !== 128),
    outlines: [...root.querySelectorAll('g[fill="none"][aria-label="rect"]')].flatMap((g) => [
      ...g.querySelectorAll("rect"),
    ]),
    printed: [...root.querySelectorAll('g[aria-label="text"] text')].map((text) => text.textContent),
    texts: [...root.querySelectorAll("text")].map((text) => text.textContent),
  };
}

describe("couplingHeatMapFigure", () => {
  test.each([
    ["XYZ", ["X0", "Y0", "Z0", "X1", "Y1", "Z1"]],
    ["XZ", ["Z0", "Z1", "X0", "X1"]],
    ["Z only", ["Z0", "Z1"]],
    ["Kitaev", ["Z0 Z8", "X0 X1", "Y1 Y2"]],
  ])("%s: a cell and a printed value for each coupling, field and pair", (_, system) => {
    const { matrices, texts, printed } = parse({ couplings: couplings(system), fields, pairs });
    expect(matrices.map((cells) => cells.length)).toEqual([system.length * 6, 6, 9]);
    for (const name of [...system, ...sensor]) expect(texts).toContain(name.replace(" ", ""));
    expect(printed).toHaveLength(system.length * 6 + 15);
    // Largest coupling 0.1: three decimals. Largest sensor term 2: two.
    expect(printed.slice(0, 3)).toEqual(["0.000", "−0.020", "−0.040"]);
    expect(printed.at(-1)).toBe("−1.00");
  });

  test("the two scales are separate and symmetric: the largest of each is full colour, zero is white", () => {
    const { matrices } = parse({ couplings: couplings(["X0", "Z0"]), fields, pairs });
    const [couplingCells, fieldCells, pairCells] = matrices.map((cells) =>
      cells.map((cell) => cell.getAttribute("fill")),
    );
    // Row 0, column 5 holds −0.1, the largest magnitude.
    expect(couplingCells?.[5]).toBe("#2166ac");
    expect(couplingCells?.[0]).toBe("#ffffff");
    expect(pairCells?.[0]).toBe("#b2182b");
    expect(pairCells?.[1]).toBe("#ffffff");
    // −1 of 2 on the pair scale is half way to blue; 0.5 of the same scale is a quarter of the way to red.
    expect(pairCells?.[8]).toBe("#92c5de");
    expect(fieldCells?.[1]).toBe("#fddbc7");
  });

  test("couplings beyond the bound are outlined, sensor terms never", () => {
    // |i − j|/50 > 0.07 for i = 0, 1: columns 4 and 5 of the first row, column 5 of the second.
    const { outlines, texts } = parse({ couplings: couplings(["X0", "Z0"]), fields, pairs, bound: 0.07 });
    expect(outlines).toHaveLength(3);
    expect(texts).toContain("coupling beyond the bound ±0.07");
    expect(parse({ couplings: couplings(["X0", "Z0"]), fields, pairs }).outlines).toHaveLength(0);
  });

  test("values that are all zero are white", () => {
    const { matrices, printed } = parse({ couplings: { rows: ["X0"], columns: ["X8"], values: [[0]] } });
    expect(matrices[0]?.[0]?.getAttribute("fill")).toBe("#ffffff");
    expect(printed).toEqual(["0.00"]);
  });

  test("values have three digits of the largest, zero has no sign, tiny ones have an exponent", () => {
    const print = (values: number[]) =>
      parse({ couplings: { rows: ["X0"], columns: values.map((_, i) => `X${i}`), values: [values] } })
        .printed;
    expect(print([-0.0001, 1.234, -0.05])).toEqual(["0.00", "1.23", "−0.05"]);
    expect(print([0.02, -0.0123])).toEqual(["0.020", "−0.012"]);
    expect(print([123.4, -5])).toEqual(["123", "−5"]);
    expect(print([-1.234e-5, 3e-6])).toEqual(["−1.2e−5", "3.0e−6"]);
  });

  test("refuses ragged matrices and NaN with the name of the row", () => {
    const draw = (values: number[][]) => () =>
      couplingHeatMapFigure({ couplings: { rows: ["X0", "Z0"], columns: ["X8", "Z8"], values } }, document);
    expect(draw([[1, 2], [3]])).toThrow(/row Z0: expected 2 values, got 1/);
    expect(draw([[1, 2]])).toThrow(/rows of values: expected 2 values, got 1/);
    expect(
      draw([
        [1, 2],
        [3, Number.NaN],
      ]),
    ).toThrow(/row Z0.*number 1 is NaN/);
  });
});
