import { expect, test } from "vitest";
import { SolveForecast } from "./solve-forecast.ts";

const target = 1e-10;

/** Looks at a residual that stays at 1 for 30 steps and then falls by a digit every 10. */
function look(iterations: number, passes: 1 | 2 = 1) {
  return { iterations, residualNorm: 10 ** Math.min(0, 3 - iterations / 10), target, passes };
}

test("nothing is said while the residual wanders", () => {
  const forecast = new SolveForecast();
  for (const iterations of [3, 6, 9, 12, 15, 18, 21, 24, 27, 30]) {
    expect(forecast.expected(look(iterations))).toBeUndefined();
  }
});

test("a steady fall is followed down to the target", () => {
  const forecast = new SolveForecast();
  const said = Array.from({ length: 40 }, (_, k) => forecast.expected(look(3 * k + 3)));
  // 10 digits at 10 steps a digit after 30 steps: 130.
  expect(said[25]).toBeGreaterThan(100);
  expect(said[39]).toBeGreaterThanOrEqual(129);
  expect(said[39]).toBeLessThanOrEqual(132);
});

test("a second pass doubles the total, and is counted down to its end", () => {
  const forecast = new SolveForecast();
  for (let iterations = 3; iterations <= 129; iterations += 3) forecast.expected(look(iterations, 2));
  // The first look below the target need not be the last: solvers may ask for a little more.
  expect(forecast.expected(look(132, 2))).toBe(264);
  const end = look(135, 2);
  expect(forecast.expected(end)).toBe(270);
  expect(forecast.expected({ ...end, iterations: 200 })).toBe(270);
  // Whatever was expected, work that goes on is not done yet.
  expect(forecast.expected({ ...end, iterations: 270 })).toBe(271);
});
