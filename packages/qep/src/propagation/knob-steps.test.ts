import { describe, expect, test } from "vitest";
import { PolynomialDevice } from "../../test/support/polynomial-device.ts";
import type { Capabilities } from "./device.ts";
import { estimateGradients } from "./gradient.ts";
import type { GradientSettings } from "./gradient-settings.ts";
import { requireKnobSteps } from "./knob-steps.ts";
import { squareLoss } from "./losses.ts";

describe("a step of a knob with a grid", () => {
  const refusal = (step: number, resolution = 0.1) => {
    const knobs = [{ name: "a" }, { name: "b", resolution }];
    return () => requireKnobSteps(knobs, step, "gradient.step");
  };

  test.each([
    [0.1, 0.1],
    [0.30000000000000004, 0.1],
    [0.3, 0.1],
    [1e6, 0.001],
  ])("of %s on a grid of %s is made as asked for", (step, resolution) => {
    expect(refusal(step, resolution)).not.toThrow();
  });

  test.each([
    [0.15, 0.1],
    [0.05, 0.1],
    [1e-4, 0.1],
    [1e-12, 0.1],
  ])("of %s on a grid of %s is refused, with the steps that there are", (step, resolution) => {
    expect(refusal(step, resolution)).toThrow(
      `gradient.step: b is set in steps of 0.1, and is to be moved by ${step}; choose a step that is a multiple of 0.1`,
    );
  });
});

describe("gradients that move knobs", () => {
  /** Its parameter b and its input x are set on grids. */
  class CoarseDevice extends PolynomialDevice {
    override capabilities(): Capabilities {
      return {
        ...super.capabilities(),
        inputs: [{ name: "x", resolution: 0.3 }],
        parameters: [{ name: "a" }, { name: "b", resolution: 0.2 }],
      };
    }
  }
  const device = new CoarseDevice();
  const run = (settings: GradientSettings) =>
    estimateGradients(
      device,
      {
        loss: squareLoss(),
        samples: [{ points: [Float64Array.of(0.25)], target: Float64Array.of(0.25, 3) }],
        parameters: Float64Array.of(0.5, 2),
        stream: ["grid"],
      },
      settings,
    );

  test.each(["finite-difference", "spsa"] as const)(
    "%s is refused before any preparation, unless every step is one of the knob",
    async (method) => {
      await expect(run({ method, step: 0.1 })).rejects.toThrow("b is set in steps of 0.2");
      await expect(run({ method, step: 0.2, trainedInputs: [0] })).rejects.toThrow(
        "x is set in steps of 0.3",
      );
      expect(device.asked).toHaveLength(0);
      await expect(run({ method, step: 0.2 })).resolves.toHaveLength(1);
      await expect(run({ method, step: 0.6, trainedInputs: [0] })).resolves.toHaveLength(1);
      device.asked.length = 0;
    },
  );

  test("knobs that stay where they are may have any grid", async () => {
    await expect(run({ method: "spsa", step: 0.1, frozenParameters: new Set([1]) })).resolves.toHaveLength(1);
    await expect(run({ method: "symmetric", beta: 0.1 })).resolves.toHaveLength(1);
  });
});
