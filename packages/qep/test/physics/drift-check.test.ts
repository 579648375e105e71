import { expect, test } from "vitest";
import {
  CountedDevice,
  estimateGradients,
  parseOperator,
  Simulator,
  System,
  squareLoss,
} from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";

const named = (...texts: string[]) => texts.map((text) => ({ name: text, operator: parseOperator(text) }));

// Of 4,000 comparisons of two outputs the mean of χ²/2 has a standard error of 0.017; 0.06 is 3.5 of them: 1 false alarm in 2,000.
// With covariances taken as known it would be 1.12.
test("with 20 readings a steady device has the χ² that it should, though its covariances are estimates", async () => {
  const system = new System({
    qubits: 2,
    fixed: parseOperator("-0.4 Z0 Z1 - 0.9 X0 - 0.8 X1 - 0.2 Z0"),
    parameters: named("X0"),
    outputs: named("Z0", "Z1"),
  });
  const problem = {
    loss: squareLoss(),
    samples: Array.from({ length: 4000 }, () => ({
      points: [new Float64Array(0)],
      target: Float64Array.of(0, 0),
    })),
    parameters: Float64Array.of(0.2),
    stream: ["drift check"],
  };
  const results = await estimateGradients(
    new CountedDevice(new Simulator(system, testKernels()), system),
    problem,
    {
      method: "one-sided",
      beta: 0.2,
      budget: { free: 20, nudged: 2, probe: 0 },
      driftCheck: true,
    },
  );
  let [chiSquare, freedom] = [0, 0];
  for (const { health } of results) {
    chiSquare += health.drift?.chiSquare ?? 0;
    freedom += health.drift?.degreesOfFreedom ?? 0;
  }
  expect(freedom).toBeGreaterThan(7900);
  expect(Math.abs(chiSquare / freedom - 1)).toBeLessThan(0.06);
});
