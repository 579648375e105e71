import { describe, expect, test } from "vitest";
import { drawInitialValues } from "./initial-values.ts";

const names = (count: number) => Array.from({ length: count }, (_, j) => `theta${j}`);

describe("drawInitialValues", () => {
  test("a number, and values, are taken as they are", () => {
    expect(drawInitialValues(0.25, ["a", "b"], 1)).toEqual(Float64Array.of(0.25, 0.25));
    expect(drawInitialValues({ values: { b: -1, a: 3 } }, ["a", "b"], 1)).toEqual(Float64Array.of(3, -1));
  });

  test("adding, removing or reordering parameters leaves the others unchanged", () => {
    for (const spec of [{ uniform: 0.1 }, { normal: 1 }]) {
      const [a, b] = drawInitialValues(spec, ["a", "b"], 1);
      expect(drawInitialValues(spec, ["new", "b", "a"], 1).slice(1)).toEqual(Float64Array.of(b, a));
      expect(a).not.toBe(b);
      expect(drawInitialValues(spec, ["a"], 2)[0]).not.toBe(a);
    }
  });

  test("uniform: in [-a, a), with the mean and variance of that interval", () => {
    const values = drawInitialValues({ uniform: 0.1 }, names(10_000), 1);
    const mean = values.reduce((sum, v) => sum + v, 0) / 10_000;
    const square = values.reduce((sum, v) => sum + v * v, 0) / 10_000;
    expect(values.every((v) => v >= -0.1 && v < 0.1)).toBe(true);
    // Four standard errors each.
    expect(Math.abs(mean)).toBeLessThan((4 * 0.1) / Math.sqrt(3 * 10_000));
    expect(Math.abs(square / (0.01 / 3) - 1)).toBeLessThan(4 * Math.sqrt(0.8 / 10_000));
  });

  test("normal: with the standard deviation asked for, beyond one deviation as often as a normal is", () => {
    const values = drawInitialValues({ normal: 2 }, names(10_000), 1);
    const mean = values.reduce((sum, v) => sum + v, 0) / 10_000;
    const square = values.reduce((sum, v) => sum + v * v, 0) / 10_000;
    const outside = values.filter((v) => Math.abs(v) > 2).length / 10_000;
    expect(Math.abs(mean)).toBeLessThan((4 * 2) / 100);
    expect(Math.abs(square / 4 - 1)).toBeLessThan(4 * Math.sqrt(2 / 10_000));
    expect(Math.abs(outside - 0.3173)).toBeLessThan(4 * Math.sqrt((0.3173 * 0.6827) / 10_000));
  });

  test("golden values: a change here changes every published run", () => {
    expect(Array.from(drawInitialValues({ uniform: 0.1 }, ["X0*X8", "Z0*Z8"], 1))).toMatchInlineSnapshot(`
      [
        0.011406098760496766,
        -0.03693512019725119,
      ]
    `);
  });

  test.each([
    ["a negative width", { uniform: -0.1 }, /Initial values of a, b: uniform must be a finite width/],
    ["a deviation that is not finite", { normal: Number.NaN }, /normal must be a finite width/],
    ["a missing value", { values: { a: 1 } }, /a, b: expected one value for each parameter; b has none/],
    ["a value of no parameter", { values: { a: 1, b: 2, c: 3 } }, /c is not one of them/],
    ["a value that is not finite", { values: { a: 1, b: Infinity } }, /must be finite; given: Infinity/],
    ["a number that is not finite", Number.NaN, /must be finite; given: NaN/],
  ])("refuses %s", (_, spec, message) => {
    expect(() => drawInitialValues(spec, ["a", "b"], 1)).toThrow(message);
  });

  test("refuses two parameters of one name: they would start alike", () => {
    expect(() => drawInitialValues(0, ["a", "b", "a"], 1)).toThrow(/Two parameters are called a/);
  });
});
