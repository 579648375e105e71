import { describe, expect, test } from "vitest";
import { projectOntoBounds } from "./bounds.ts";
import { createOptimizer, type OptimizerState } from "./optimizer.ts";

type Point = Float64Array;
interface Evaluated {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** ½ Σ c_j (θ_j − j)²: minimum 0 at θ_j = j. */
const bowl =
  (...curvatures: readonly number[]) =>
  (theta: Point): Evaluated => ({
    value: curvatures.reduce((sum, c, j) => sum + 0.5 * c * (theta[j] - j) ** 2, 0),
    gradient: Float64Array.from(curvatures, (c, j) => c * (theta[j] - j)),
  });

describe("L-BFGS", () => {
  test("finds the minimum of a badly conditioned bowl in a few evaluations", () => {
    const theta = Float64Array.of(3, -3, 5, 1);
    const f = bowl(1, 30, 1000, 4);
    const optimizer = createOptimizer({ kind: "lbfgs" }, 4);
    for (let k = 0; k < 40; k++) {
      const { value, gradient } = f(theta);
      optimizer.step(theta, gradient, { value });
    }
    // Gradient descent with the largest stable rate would still be (1 − 2/1001)⁴⁰ = 92 % of the way up.
    expect(f(theta).value).toBeLessThan(1e-12);
  });

  test("takes a step from a decrease of 10⁻⁴ of what the slope promises, and not from less", () => {
    // One step of −1 along a slope of 1, the values made up: from 0.9 × 10⁻⁴ it goes back and tries −½.
    const second = (decrease: number) => {
      const theta = Float64Array.of(0);
      const optimizer = createOptimizer({ kind: "lbfgs" }, 1);
      optimizer.step(theta, Float64Array.of(1), { value: 1 });
      expect(theta[0]).toBe(-1);
      optimizer.step(theta, Float64Array.of(1), { value: 1 - decrease });
      return theta[0];
    };
    expect(second(0.9e-4)).toBe(-0.5);
    expect(second(1.1e-4)).toBeLessThan(-1);
  });

  test("goes back and halves its step until the decrease is sufficient, by hand", () => {
    // f = 4θ², first step 1·min(1, 1/|8|)·(−8) = −1 to the minimum: with rate 6 to −5, then −2, then −½.
    const theta = Float64Array.of(1);
    const optimizer = createOptimizer({ kind: "lbfgs", learningRate: 6 }, 1);
    const visited = [1, 2, 3].map(() => {
      optimizer.step(theta, Float64Array.of(8 * theta[0]), { value: 4 * theta[0] ** 2 });
      return theta[0];
    });
    expect(visited).toEqual([-5, -2, -0.5]);
  });

  test("where no step helps it returns to the last good point and forgets the curvature", () => {
    const theta = Float64Array.of(1);
    const optimizer = createOptimizer({ kind: "lbfgs" }, 1);
    // A gradient of the wrong sign: every step along it climbs.
    for (let k = 0; k < 22; k++) optimizer.step(theta, Float64Array.of(-2), { value: theta[0] });
    expect(theta[0]).toBe(1);
    expect(optimizer.state().scalars).toMatchObject({ isSearching: 0, pairs: 0 });
  });

  test("bounds between the steps are taken as they are: it ends at the constrained minimum", () => {
    const theta = Float64Array.of(3, -3);
    const f = bowl(1, 20);
    const optimizer = createOptimizer({ kind: "lbfgs" }, 2);
    for (let k = 0; k < 60; k++) {
      const { value, gradient } = f(theta);
      optimizer.step(theta, gradient, { value });
      projectOntoBounds(theta, [[0.5, 4], undefined]);
    }
    expect(theta[0]).toBe(0.5);
    expect(Math.abs(theta[1] - 1)).toBeLessThan(1e-6);
  });

  test("in the middle of a line search a stored state goes on as if nothing had happened", () => {
    const f = bowl(1, 30, 1000);
    const run = (stopAt: number) => {
      const theta = Float64Array.of(3, -3, 5);
      let optimizer = createOptimizer({ kind: "lbfgs", learningRate: 3, history: 2 }, 3);
      for (let k = 0; k < 25; k++) {
        if (k === stopAt) {
          const state = JSON.parse(JSON.stringify(optimizer.state())) as OptimizerState;
          optimizer = createOptimizer({ kind: "lbfgs", learningRate: 3, history: 2 }, 3);
          optimizer.restore(state);
        }
        const { value, gradient } = f(theta);
        optimizer.step(theta, gradient, { value });
      }
      return [...theta];
    };
    const whole = run(-1);
    for (let stopAt = 0; stopAt < 25; stopAt++) expect(run(stopAt)).toEqual(whole);
  });
});
