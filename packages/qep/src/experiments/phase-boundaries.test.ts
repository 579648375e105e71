import { describe, expect, test } from "vitest";
import { negativeCurvature, peaksOf } from "./phase-boundaries.ts";

const at = Array.from({ length: 9 }, (_, k) => 0.5 * k);

describe("peaks", () => {
  test("of a parabola are found between the values", () => {
    const values = at.map((x) => Math.max(0.1, 3 - (x - 1.7) ** 2));
    const [peak, ...others] = peaksOf(at, values);
    expect(others).toEqual([]);
    expect(peak?.place).toBeCloseTo(1.7, 12);
    expect(peak?.height).toBeCloseTo(3, 12);
  });

  test("count where they stand out of the higher side of their ground, up to a higher peak", () => {
    //       a hill of 1.4 on ground 1; a peak of 3; after it ground 2 and a hill of 2.5
    const values = [1, 1.4, 1, 3, 2, 2.5, 2, 1, 0.5];
    expect(peaksOf(at, values).map(({ height }) => Math.round(height))).toEqual([3]);
    expect(peaksOf(at, [0.5, 1.4, 0.5, 3, 1, 2.5, 1, 1, 0.5])).toHaveLength(3);
  });

  test("are neither ends nor next to places without a value", () => {
    expect(peaksOf(at, [9, 1, 1, 1, 1, 1, 1, 1, 9])).toEqual([]);
    expect(peaksOf(at, [1, 1, 5, Number.NaN, 1, 1, 1, 1, 1])).toEqual([]);
    // A plateau counts once.
    expect(peaksOf(at, [0, 0, 4, 4, 0, 0, 0, 0, 0])).toHaveLength(1);
  });
});

test("the second derivative of a parabola is exact, and unknown at the ends", () => {
  const curvature = negativeCurvature(
    at,
    at.map((x) => 1 - 2 * x - 1.5 * x * x),
  );
  expect(curvature[0]).toBeNaN();
  expect(curvature.at(-1)).toBeNaN();
  for (const value of curvature.slice(1, -1)) expect(value).toBeCloseTo(3, 12);
});
