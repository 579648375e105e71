import { expect } from "vitest";
import type { Device } from "../../src/propagation/device.ts";
import { estimateGradients } from "../../src/propagation/gradient.ts";
import type { GradientSettings } from "../../src/propagation/gradient-settings.ts";
import type { GradientProblem } from "../../src/propagation/problem.ts";

/** Linear response is finite differences, and what the symmetric estimate tends to as β². @param open a device without noise */
export async function expectExactGradients(open: () => Device, problem: GradientProblem): Promise<void> {
  const gradientBy = async (settings: GradientSettings) => {
    const [result] = await estimateGradients(open(), problem, settings);
    return result.parameters;
  };
  const exact = await gradientBy({ method: "linear-response" });
  const differences = await gradientBy({ method: "finite-difference" });
  for (const [j, value] of exact.entries()) {
    expect(Math.abs(value - (differences[j] as number))).toBeLessThan(1e-6);
  }
  const errorOf = async (beta: number) => {
    const estimate = await gradientBy({ method: "symmetric", beta });
    return Math.hypot(...estimate.map((value, j) => value - (exact[j] as number)));
  };
  const [coarse, fine] = [await errorOf(0.02), await errorOf(0.01)];
  expect(Math.hypot(...exact)).toBeGreaterThan(0.1);
  expect(Math.abs(Math.log2(coarse / fine) - 2)).toBeLessThan(0.05);
}
