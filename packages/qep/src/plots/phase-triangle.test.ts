import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import { figureDocument } from "./figure-document.ts";
import { type PhaseTriangleData, phaseTriangleFigure } from "./phase-triangle.ts";
import { OKABE_ITO } from "./style.ts";
import { CLUSTER_ISING_TRIANGLE, type TrianglePoint } from "./triangle-frame.ts";

const document = await figureDocument();

/** The paper's test grid: g_X outer, g_ZXZ inner, 20 values each, kept where g_ZZ ≥ −1e-5. */
function paperGrid(): TrianglePoint[] {
  const values = Array.from({ length: 20 }, (_, i) => (4 * i) / 19);
  return values.flatMap((right) =>
    values.map((left) => ({ left, right, top: 4 - right - left })).filter(({ top }) => top >= -1e-5),
  );
}

function truePhase({ right, top }: TrianglePoint): number {
  if (top >= 2) return 1;
  return 2 * right < 4 - top ? 0 : 2;
}

const points = paperGrid();
const targets = points.map(truePhase);
const perfect: PhaseTriangleData = {
  title: "Perfect sensor: max-choice accuracy 1",
  frame: CLUSTER_ISING_TRIANGLE,
  points,
  outputs: targets.map((target) => [0, 1, 2].map((k) => (k === target ? 1 : 0))),
  targets,
};

function parse(svg: string) {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml");
  return {
    cells: [...root.querySelectorAll('path[stroke-width="0.5"]')],
    crosses: [...root.querySelectorAll("path")].filter((path) =>
      path.getAttribute("d")?.startsWith("M-3,-3"),
    ),
    texts: [...root.querySelectorAll("text")].map((text) => text.textContent),
  };
}

describe("phaseTriangleFigure", () => {
  test("one cell for each of the 210 points, in the colour of its phase", () => {
    const { cells, crosses } = parse(phaseTriangleFigure(perfect, document));
    expect(cells).toHaveLength(210);
    const colours = [OKABE_ITO.orange, OKABE_ITO.blue, OKABE_ITO.green].map((colour) => colour.toLowerCase());
    expect(cells.map((cell) => cell.getAttribute("fill"))).toEqual(targets.map((target) => colours[target]));
    // The legend shows a cross, the triangle none.
    expect(crosses).toHaveLength(1);
  });

  test("phase II is above half height, I on its left below, III on the right", () => {
    const { cells } = parse(phaseTriangleFigure(perfect, document));
    const centres = cells.map((cell) => {
      const numbers: number[] = (cell.getAttribute("d") ?? "").match(/-?[\d.]+/g)?.map(Number) ?? [];
      const mean = (axis: number) =>
        numbers.filter((_, i) => i % 2 === axis).reduce((a, b) => a + b) / (numbers.length / 2);
      return [mean(0), mean(1)] as const;
    });
    const [middleX, halfway] = [84 + 220, 68 + 220 * Math.sqrt(3) * 0.5];
    centres.forEach(([x, y], i) => {
      expect(y < halfway).toBe(targets[i] === 1);
      // Five points lie on the boundary g_X = g_ZXZ itself.
      if (targets[i] === 0) expect(x).toBeLessThan(middleX + 1);
      if (targets[i] === 2) expect(x).toBeGreaterThan(middleX - 1);
    });
  });

  test("a wrong point gets a cross, one on a boundary does not", () => {
    const changed = targets.map((target, i) => (i < 3 ? (target + 1) % 3 : i < 6 ? null : target));
    expect(parse(phaseTriangleFigure({ ...perfect, targets: changed }, document)).crosses).toHaveLength(
      1 + 3,
    );
  });

  test("names the phases, the axes with their ticks, and the accuracy", () => {
    const { texts } = parse(phaseTriangleFigure(perfect, document));
    for (const name of ["I: cluster", "II: ZZ-ordered", "III: paramagnet", "none of the three"])
      expect(texts).toContain(name);
    expect(texts).toContain("transverse field gX (dimensionless) →");
    expect(texts).toContain("← Ising coupling gZZ (dimensionless)");
    expect(texts).toContain("← cluster coupling gZXZ (dimensionless)");
    for (const tick of ["0", "1", "2", "3", "4"])
      expect(texts.filter((text) => text === tick)).toHaveLength(3);
    expect(texts[0]).toContain("max-choice accuracy 1");
  });

  test("refuses a point outside, missing outputs and NaN", () => {
    const draw = (change: Partial<PhaseTriangleData>) => () =>
      phaseTriangleFigure({ ...perfect, ...change }, document);
    const outside = [{ left: 3, right: 3, top: -2 }, ...points.slice(1)];
    expect(draw({ points: outside })).toThrow(/point 0 is \(3, 3, -2\).*add up to 4/);
    expect(draw({ outputs: perfect.outputs.slice(1) })).toThrow(/expected 210 values, got 209/);
    expect(draw({ outputs: perfect.outputs.map(() => [0, Number.NaN, 0]) })).toThrow(/number 1 is NaN/);
    expect(draw({ outputs: perfect.outputs.map(() => [0, 1]) })).toThrow(/expected 3 values, got 2/);
  });
});
