import { describe, expect, test } from "vitest";
import { type CustomLossResult, customLoss } from "./custom-loss.ts";
import type { LossInput } from "./loss.ts";

const input: LossInput = {
  outputs: [Float64Array.of(0.5, -0.25), Float64Array.of(2, 40)],
  inputs: [Float64Array.of(3), Float64Array.of(-1)],
  target: Float64Array.of(1, 0),
};

describe("customLoss", () => {
  test("a bare value gets central differences in outputs and inputs", () => {
    const loss = customLoss("mixed", ({ outputs, inputs, target }) => {
      const [[a, b], [c, d]] = outputs;
      return Math.sin(a) * b + c * d ** 2 + inputs[0][0] ** 3 * inputs[1][0] + (target?.[0] ?? 0) * a;
    });
    const { value, errorSignals, inputDerivatives } = loss.evaluate(input);
    expect(value).toBeCloseTo(Math.sin(0.5) * -0.25 + 3200 - 27 + 0.5, 12);
    const expected = [
      [Math.cos(0.5) * -0.25 + 1, Math.sin(0.5)],
      [1600, 160],
    ];
    expected.forEach((row, point) => {
      // Relative to the loss of 3,000 over a step of 1e-5.
      row.forEach((derivative, l) => {
        expect(Math.abs(errorSignals[point][l] - derivative)).toBeLessThan(1e-6);
      });
    });
    expect(inputDerivatives[0][0]).toBeCloseTo(-27, 6);
    expect(inputDerivatives[1][0]).toBeCloseTo(27, 6);
  });

  test("central differences are accurate to ten digits for a loss of order one", () => {
    const { errorSignals } = customLoss("cosine", ({ outputs }) => Math.cos(outputs[0][0])).evaluate(input);
    expect(Math.abs(errorSignals[0][0] + Math.sin(0.5))).toBeLessThan(1e-10);
  });

  test("derivatives that are given are taken as they are, the others filled in", () => {
    const own = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
    const loss = customLoss("half", ({ inputs }) => ({ value: inputs[1][0] ** 2, errorSignals: own }));
    const result = loss.evaluate(input);
    expect(result.errorSignals).toBe(own);
    expect(result.inputDerivatives[1][0]).toBeCloseTo(-2, 9);
  });

  test("a function that writes into its arguments cannot spoil the differences", () => {
    const spoil = customLoss("spoil", ({ outputs, target }) => {
      const value = (outputs[0][0] - (target?.[0] ?? 0)) ** 2;
      outputs[0].fill(99);
      target?.fill(99);
      return value;
    });
    const victim: LossInput = {
      outputs: [Float64Array.of(0.5)],
      inputs: [new Float64Array(0)],
      target: Float64Array.of(0.25),
    };
    expect(spoil.evaluate(victim).errorSignals[0][0]).toBeCloseTo(0.5, 9);
    expect([victim.outputs[0][0], victim.target?.[0]]).toEqual([0.5, 0.25]);
  });

  test("the number of points is checked where it was given", () => {
    const loss = customLoss("one", () => 0, { points: 1 });
    expect(loss.points).toBe(1);
    expect(() => loss.evaluate(input)).toThrow(/Loss "one" reads 1 operating points; 2 were given/);
  });

  test.each<[string, number | CustomLossResult, RegExp]>([
    ["a value that is NaN", Number.NaN, /returned NaN in its value/],
    [
      "a derivative that is infinite",
      { value: 0, errorSignals: [Float64Array.of(0, Infinity), new Float64Array(2)] },
      /returned Infinity in its errorSignals/,
    ],
    [
      "a derivative for one point only",
      { value: 0, errorSignals: [new Float64Array(2)] },
      /errorSignals .* of lengths \[2,2\]; it returned lengths \[2\]/,
    ],
    [
      "an input derivative of another length",
      { value: 0, inputDerivatives: [new Float64Array(1), new Float64Array(2)] },
      /inputDerivatives .* of lengths \[1,1\]; it returned lengths \[1,2\]/,
    ],
  ])("refuses %s", (_, result, message) => {
    expect(() => customLoss("bad", () => result).evaluate(input)).toThrow(message);
  });
});
