import { describe, expect, test } from "vitest";
import { checkLossDerivative } from "./check-loss-derivative.ts";
import { customLoss } from "./custom-loss.ts";
import type { LossInput } from "./loss.ts";

const input: LossInput = {
  outputs: [Float64Array.of(0.5, -0.25), Float64Array.of(0, 0.75)],
  inputs: [Float64Array.of(3), Float64Array.of(-1)],
};
const zeros = () => [new Float64Array(2), new Float64Array(2)];

describe("checkLossDerivative", () => {
  test("names the output, the point and both values of a wrong error signal", () => {
    const loss = customLoss("factor missing", ({ outputs }) => {
      const errorSignals = zeros();
      errorSignals[1][1] = outputs[1][1];
      return { value: outputs[1][1] ** 2, errorSignals };
    });
    expect(() => checkLossDerivative(loss, input, { outputs: ["up", "down"] })).toThrow(
      /^Loss "factor missing": its derivative in output down \(error signal\) at operating point 1 is 0.75, but its values give 1.5\d*\. Correct/,
    );
    expect(() => checkLossDerivative(loss, input)).toThrow(/in output 1 \(error signal\)/);
  });

  test("names the input of a wrong explicit derivative", () => {
    const loss = customLoss("sign", ({ inputs }) => ({
      value: inputs[0][0] ** 2,
      inputDerivatives: [Float64Array.of(-6), Float64Array.of(0)],
    }));
    expect(() => checkLossDerivative(loss, input, { inputs: ["gX"] })).toThrow(
      /derivative in input gX at operating point 0 is -6, but its values give (6|5\.9)/,
    );
  });

  test("notices an error of one part in 100,000", () => {
    const loss = (factor: number) =>
      customLoss("scaled", ({ outputs }) => {
        const errorSignals = zeros();
        errorSignals[0][0] = factor;
        return { value: outputs[0][0], errorSignals };
      });
    expect(() => checkLossDerivative(loss(1), input)).not.toThrow();
    expect(() => checkLossDerivative(loss(1 + 1e-5), input)).toThrow(/in output 0/);
    expect(() => checkLossDerivative(loss(1 - 1e-5), input)).toThrow(/in output 0/);
  });

  test("a kink passes with any subgradient and with nothing else", () => {
    const magnitude = (slope: number) =>
      customLoss("kink", ({ outputs }) => {
        const errorSignals = zeros();
        errorSignals[1][0] = slope;
        return { value: Math.abs(outputs[1][0]), errorSignals };
      });
    for (const slope of [-1, 0, 0.3, 1]) {
      expect(() => checkLossDerivative(magnitude(slope), input)).not.toThrow();
    }
    expect(() => checkLossDerivative(magnitude(1.01), input)).toThrow(/in output 0/);
  });

  test("right derivatives pass for steep, flat and large losses", () => {
    const smooth: [value: (y: number) => number, derivative: (y: number) => number][] = [
      [(y) => Math.exp(20 * y), (y) => 20 * Math.exp(20 * y)],
      [(y) => (y - 0.5) ** 3, (y) => 3 * (y - 0.5) ** 2],
      [(y) => 1e9 + y, () => 1],
      [(y) => 1e6 * y ** 2, (y) => 2e6 * y],
    ];
    for (const [value, derivative] of smooth) {
      const loss = customLoss("smooth", ({ outputs }) => {
        const errorSignals = zeros();
        errorSignals[0][0] = derivative(outputs[0][0]);
        return { value: value(outputs[0][0]), errorSignals };
      });
      expect(() => checkLossDerivative(loss, input)).not.toThrow();
    }
  });
});
