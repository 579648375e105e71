import { describe, expect, test } from "vitest";
import { expectationLoss, squareLoss } from "../propagation/losses.ts";
import { accuracy, cost, maxChoice, product, signAccuracy, singleShot } from "./metrics.ts";

const rows = (...values: number[][]) => values.map((row) => Float64Array.from(row));

// Right and above ½; right but below ½; wrong.
const outputs = rows([0.75, 0.125, 0.125], [0.25, 0.375, 0.125], [0.25, 0.125, 0.625]);
const targets = rows([1, 0, 0], [0, 1, 0], [0, 1, 0]);

describe("metrics worked out by hand", () => {
  test("accuracy asks every output to be on its side of one half", () => {
    expect(accuracy(outputs, targets)).toBe(1 / 3);
    // The right output alone is not enough, and exactly ½ counts as 0.
    expect(accuracy(rows([0.75, 0.75]), rows([1, 0]))).toBe(0);
    expect(accuracy(rows([0.75, 0.5]), rows([1, 0]))).toBe(1);
  });

  test("sign accuracy asks every output to have the sign of its target; 0 has none", () => {
    const signs = rows([1, -1], [1, -1], [1, 1]);
    expect(signAccuracy(rows([0.2, -0.9], [0.2, 0.9], [0, 1]), signs)).toBe(1 / 3);
  });

  test("max-choice asks the right output to be the largest, the first of equals", () => {
    expect(maxChoice(outputs, targets)).toBe(2 / 3);
    expect(maxChoice(rows([0.5, 0.5]), rows([1, 0]))).toBe(1);
    expect(maxChoice(rows([0.5, 0.5]), rows([0, 1]))).toBe(0);
  });

  test("single-shot is the mean output of the right class", () => {
    expect(singleShot(outputs, targets)).toBe((0.75 + 0.375 + 0.125) / 3);
  });

  test("product takes the outputs as independent", () => {
    const expected = [0.75 * 0.875 * 0.875, 0.75 * 0.375 * 0.875, 0.75 * 0.125 * 0.375];
    expect(product(outputs, targets)).toBeCloseTo(expected.reduce((a, b) => a + b) / 3, 15);
  });

  test("cost is the mean of the loss, which sees target and inputs", () => {
    const inputs = rows([1], [2], [3]);
    const squares = [0.0625 + 2 / 64, 0.0625 + 0.390625 + 1 / 64, 0.0625 + 0.765625 + 0.390625];
    expect(cost(squareLoss(), outputs, targets, inputs)).toBeCloseTo(squares.reduce((a, b) => a + b) / 3, 15);
    expect(cost(expectationLoss({ output: 0, goal: "maximize" }), outputs, targets, inputs)).toBe(-1.25 / 3);
    const readsInput = {
      name: "input",
      evaluate: ({ inputs: points }: { inputs: readonly Float64Array[] }) => ({
        value: points[0][0],
        errorSignals: [],
        inputDerivatives: [],
      }),
    };
    expect(cost(readsInput, outputs, targets, inputs)).toBe(2);
  });
});

describe("what is refused", () => {
  test("no samples, samples without target, targets of another length", () => {
    expect(() => accuracy([], [])).toThrow(/at least one sample/);
    expect(() => maxChoice(outputs, targets.slice(1))).toThrow(/one of targets per sample: 3; given: 2/);
    expect(() => singleShot(outputs, rows([1], [1], [1]))).toThrow(
      /Sample 0 has 3 outputs, but a target of length 1/,
    );
    expect(() => cost(squareLoss(), outputs, targets, [])).toThrow(/one of inputs per sample: 3; given: 0/);
  });
});
