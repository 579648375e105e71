import { describe, expect, test } from "vitest";
import { createOptimizer, type OptimizerConfig } from "../../src/training/optimizer.ts";
import golden from "./optimizers.json" with { type: "json" };

interface GoldenRun {
  readonly config: OptimizerConfig;
  readonly trajectory: readonly (readonly number[])[];
}

interface GoldenSearch extends GoldenRun {
  readonly start: readonly number[];
}

function expectClose(parameters: Float64Array, expected: readonly number[], tolerance: number): void {
  expected.forEach((value, j) => {
    expect(Math.abs(parameters[j] - value)).toBeLessThan(tolerance * Math.max(1, Math.abs(value)));
  });
}

describe("optimisers follow the trajectories of make_optimizers.py", () => {
  test.for(golden.runs as GoldenRun[])("$config", ({ config, trajectory }) => {
    const parameters = Float64Array.from(golden.start);
    const optimizer = createOptimizer(config, parameters.length);
    expect(trajectory).toHaveLength(40);
    golden.gradients.forEach((gradient, t) => {
      optimizer.step(parameters, Float64Array.from(gradient));
      // Forty additions of terms that the two programs round differently; the largest entries are near 300.
      expectClose(parameters, trajectory[t], 2e-14);
    });
  });

  test.for(golden.natural as GoldenRun[])("$config", ({ config, trajectory }) => {
    const parameters = Float64Array.from(golden.start);
    const optimizer = createOptimizer(config, parameters.length);
    expect(trajectory).toHaveLength(40);
    golden.gradients.forEach((gradient, t) => {
      const responses = golden.responses[t].map((row) => Float64Array.from(row));
      optimizer.step(parameters, Float64Array.from(gradient), { responses });
      // With two rows for three parameters R Rᵀ + λ is as badly conditioned as λ is small.
      expectClose(parameters, trajectory[t], 1e-10);
    });
  });

  test.for(golden.lbfgs as GoldenSearch[])("$config", ({ config, start, trajectory }) => {
    const parameters = Float64Array.from(start);
    const optimizer = createOptimizer(config, parameters.length);
    expect(trajectory.length).toBeGreaterThanOrEqual(40);
    for (const expected of trajectory) {
      const { value, gradient } = rosenbrock(parameters);
      optimizer.step(parameters, gradient, { value });
      // The curved valley multiplies rounding, in forty steps by about 1e7.
      expectClose(parameters, expected, 1e-7);
    }
  });
});

function rosenbrock(x: Float64Array): { value: number; gradient: Float64Array } {
  const gradient = new Float64Array(x.length);
  let value = 0;
  for (let j = 0; j + 1 < x.length; j++) {
    const [valley, floor] = [x[j + 1] - x[j] * x[j], 1 - x[j]];
    value += 100 * valley * valley + floor * floor;
    gradient[j] += -400 * x[j] * valley - 2 * floor;
    gradient[j + 1] += 200 * valley;
  }
  return { value, gradient };
}
