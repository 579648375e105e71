import { expect, test } from "vitest";
import { figureDocument } from "./figure-document.ts";
import { KITAEV_TRIANGLE } from "./triangle-frame.ts";
import { type TriangleMapData, triangleMapFigure } from "./triangle-map.ts";

const document = await figureDocument();
const point = (right: number, top: number) => ({ left: 1 - right - top, right, top });
const corners = [point(0, 0), point(0.5, 0), point(1, 0), point(0, 0.5), point(0.5, 0.5), point(0, 1)];
const data: TriangleMapData = {
  frame: KITAEV_TRIANGLE,
  points: corners,
  values: [0, 0.2, 0.4, 0.6, 0.8, 1],
  valueLabel: "flux",
};
const fills = (svg: string) =>
  [...svg.matchAll(/<path [^>]*fill="(#[0-9a-f]{6})" stroke="\1"/g)].map(([, fill]) => fill);

test("one cell for each point, of the colour of its value", () => {
  const cells = fills(triangleMapFigure(data, document));
  expect(cells).toHaveLength(6);
  expect(cells[0]).toBe("#440154");
  expect(cells[5]).toBe("#fde725");
});

test("values of both signs: white at zero, the range symmetric", () => {
  const cells = fills(triangleMapFigure({ ...data, values: [-0.5, 0, 1, 0, 0, 0] }, document));
  expect(cells[1]).toBe("#ffffff");
  expect(cells[2]).toBe("#b2182b");
});

test("paths have markers at both ends, where the coordinates put them", () => {
  const paths = [{ label: "run", paths: [[point(0, 0), point(1, 0)]] }];
  const [plain, drawn] = [triangleMapFigure(data, document), triangleMapFigure({ ...data, paths }, document)];
  const circles = (svg: string) => svg.split("<circle").length;
  // One in the legend, one at the start.
  expect(circles(drawn) - circles(plain)).toBe(2);
  expect(drawn).toMatch(/d="M84,([\d.]+)L524,\1"/);
});

test("a path is drawn to the side where it leaves, without a marker at its end, and the legend says so", () => {
  const leaving = [point(0, 0.5), point(0.2, 0.1), point(0.4, -0.3), point(0.2, 0.2)];
  const svg = triangleMapFigure({ ...data, paths: [{ label: "run", paths: [leaving] }] }, document);
  expect(svg).toContain("run (leaves the triangle)");
  // A quarter of the way from (0.2, 0.1) to (0.4, −0.3), on the bottom side.
  expect(svg).toMatch(/L194,[\d.]+"/);
  // The square of the legend only.
  expect(svg.match(/<rect [^>]*width="11"/g)).toHaveLength(1);
});

test.each([
  [{ points: [...corners.slice(1), point(0.7, 0.7)] }, /triangle map: point 5 .* must not be negative/],
  [{ values: [1, 2] }, /triangle map: values/],
  [{ values: [0, 1, 2, 3, 4, Number.NaN] }, /triangle map: values/],
  [{ range: [1, 0] as const }, /the range must rise, got 1 to 0/],
  [{ paths: [{ label: "run", paths: [[]] }] }, /path run/],
])("%j is refused", (change, message) => {
  expect(() => triangleMapFigure({ ...data, ...change }, document)).toThrow(message);
});
