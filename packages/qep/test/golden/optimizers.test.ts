import { describe, expect, test } from "vitest";
import { createOptimizer, type OptimizerConfig } from "../../src/training/optimizer.ts";
import golden from "./optimizers.json" with { type: "json" };

interface GoldenRun {
  readonly config: OptimizerConfig;
  readonly trajectory: readonly (readonly number[])[];
}

describe("optimisers follow the trajectories of make_optimizers.py", () => {
  test.for(golden.runs as GoldenRun[])("$config", ({ config, trajectory }) => {
    const parameters = Float64Array.from(golden.start);
    const optimizer = createOptimizer(config, parameters.length);
    expect(trajectory).toHaveLength(40);
    golden.gradients.forEach((gradient, t) => {
      optimizer.step(parameters, Float64Array.from(gradient));
      trajectory[t].forEach((expected, j) => {
        // Forty additions of terms that the two programs round differently; the largest entries are near 300.
        expect(Math.abs(parameters[j] - expected)).toBeLessThan(2e-14 * Math.max(1, Math.abs(expected)));
      });
    });
  });
});
