import { describe, expect, test } from "vitest";
import { PolynomialDevice } from "../../test/support/polynomial-device.ts";
import { estimateGradients } from "./gradient.ts";
import type { GradientSettings } from "./gradient-settings.ts";
import { squareLoss } from "./losses.ts";
import type { GradientProblem } from "./problem.ts";

const problem = (overrides: Partial<GradientProblem> = {}): GradientProblem => ({
  loss: squareLoss(),
  samples: [{ points: [Float64Array.of(0.25)], target: Float64Array.of(0.25, 3) }],
  parameters: Float64Array.of(0.5, 2),
  stream: [7, "test"],
  ...overrides,
});
describe("refused before any preparation", () => {
  const settings: GradientSettings = { method: "symmetric", beta: 0.1 };
  const refusal = async (over: Partial<GradientProblem>, own: GradientSettings = settings) => {
    const device = new PolynomialDevice();
    const error: unknown = await estimateGradients(device, problem(over), own).catch(
      (reason: unknown) => reason,
    );
    expect(device.asked).toHaveLength(0);
    return error;
  };

  test.each<[string, Partial<GradientProblem>, string, RegExp]>([
    [
      "parameters of another length",
      { parameters: Float64Array.of(1) },
      "wrong-shape",
      /^parameters: expected 2 numbers, given 1/,
    ],
    [
      "NaN parameters",
      { parameters: Float64Array.of(1, Number.NaN) },
      "not-finite",
      /^parameters: number 1 is NaN/,
    ],
    [
      "inputs of another length",
      { samples: [{ points: [Float64Array.of(1, 2)] }] },
      "wrong-shape",
      /^inputs of sample 0, operating point 0: expected 1 numbers, given 2/,
    ],
    [
      "infinite inputs",
      { samples: [problem().samples[0], { points: [Float64Array.of(1), Float64Array.of(Infinity)] }] },
      "not-finite",
      /^inputs of sample 1, operating point 1: number 0 is Infinity/,
    ],
    [
      "a target that is not a number",
      { samples: [{ points: [Float64Array.of(1)], target: Float64Array.of(0, Number.NaN) }] },
      "not-finite",
      /^target of sample 0: number 1 is NaN/,
    ],
  ])("%s", async (_, over, code, message) => {
    expect(await refusal(over)).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test.each([[[1]], [[-1]], [[0.5]], [[0, 0]]])("trained inputs %j", async (trainedInputs) => {
    expect(await refusal({}, { ...settings, trainedInputs })).toMatchObject({
      code: "invalid-argument",
      message: expect.stringMatching(/gradient\.trainedInputs: .* must be the index of one of the 1 inputs/),
    });
  });

  test("settings that contradict each other", async () => {
    expect(await refusal({}, { method: "symmetric", beta: 0 })).toMatchObject({ code: "invalid-argument" });
  });

  test("linear response on a device without it", async () => {
    const device = new PolynomialDevice();
    await expect(estimateGradients(device, problem(), { method: "linear-response" })).rejects.toMatchObject({
      code: "unsupported",
      message: 'the device "polynomial" cannot compute an exact response; use the symmetric method',
    });
    expect(device.asked).toHaveLength(0);
  });
});
