import { expect, test } from "vitest";
import { notConverged } from "./problem.ts";

test("a failed solve says what to do: other things where numbers have overflowed", () => {
  const stalled = notConverged(
    "the ground state",
    { isConverged: false, residualNorm: 1e-5, iterations: 7 },
    1e-9,
  );
  expect(stalled.message).toContain(
    "stopped at residual 1.00e-5 after 7 applications of H; 1.00e-9 was asked for",
  );
  const overflown = notConverged(
    "the ground state",
    { isConverged: false, residualNorm: Number.NaN, iterations: 7 },
    1e-9,
  );
  expect(overflown.message).toContain("lower training.optimizer.learningRate");
  expect(overflown.code).toBe("not-converged");
});
