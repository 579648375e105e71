import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chainExploration, explorationGradient, normalisedAscent } from "../support/chain-exploration.ts";
import { referenceDirectory } from "../support/reference.ts";

describe("phase exploration on the open chain of ten", () => {
  test("the ascent of run 1 passes the published values", async () => {
    const steps = await normalisedAscent(Float64Array.of(-0.1, 0.4), 20);
    expect([0, 5, 10, 19].map((iteration) => steps[iteration].value.toFixed(6))).toEqual([
      "-0.008708",
      "-0.756577",
      "-0.940123",
      "-0.983106",
    ]);
  });

  test.each([
    ["run 1", [-0.1, 0.4], ["-0.344474", "-0.082373"], ["-0.282741", "-0.051856"], 3.9e-5],
    ["run 2", [0.2, 0.9], ["0.406406", "-0.120703"], ["0.410547", "-0.144333"], 2.4e-7],
  ] as const)(
    "%s: the start responds as published although its raw gap is tiny",
    async (_, start, exact, nudged, gap) => {
      const theta = Float64Array.from(start);
      const text = ({ response }: { response: Float64Array }) =>
        Array.from(response, (value) => value.toFixed(6));
      const limit = await explorationGradient(theta, { method: "linear-response" });
      expect(text(limit)).toEqual(exact);
      expect(
        text(await explorationGradient(theta, { method: "one-sided", beta: 0.1, nudge: "each-output" })),
      ).toEqual(nudged);
      // The partner of the other parity does not respond: what the nudge couples to lies far above it.
      expect(limit.health.coupledGap).toBeGreaterThan(40 * gap);
    },
  );

  test("health in full: the nudge against the gap it couples to, not the raw one", async () => {
    const theta = Float64Array.of(-0.1, 0.4);
    const settings = { method: "symmetric", beta: 1e-4 } as const;
    const basic = (await explorationGradient(theta, settings)).health;
    const full = (await explorationGradient(theta, { ...settings, health: "full" })).health;
    const limit = (await explorationGradient(theta, { method: "linear-response" })).health;
    expect(full.gap).toBe(basic.gap);
    expect(basic.coupledGap).toBeNull();
    expect(full.coupledGap).toBeCloseTo(limit.coupledGap as number, 12);
    // −X0 X4 has the range 2.
    expect(full.nudgeRange).toBeCloseTo(2e-4, 12);
    expect(basic.nudgeToGap).toBeCloseTo(2e-4 / (basic.gap as number), 9);
    expect(full.nudgeToGap).toBeCloseTo(2e-4 / (full.coupledGap as number), 9);
    expect(full.nonlinearity).toBeLessThan(0.2);
  });

  test("the system is the authors', with its overall minus and the short sum of ZXZ", () => {
    const [fixed, x, zz, output] = chainExploration().operators;
    expect(fixed.terms).toHaveLength(7);
    expect(String(fixed)).toMatch(/^-0\.5 Z1 X2 Z3 .* - 0\.5 Z7 X8 Z9$/);
    expect([x.terms.length, zz.terms.length, String(output)]).toEqual([10, 9, "-X0 X4"]);
  });
});

const reference = referenceDirectory();
const folder = join(reference ?? "", "UnsupervisedQEP/PhaseExploration/results/run1");

describe.skipIf(!existsSync(folder))(
  "published run 1 (set QEP_REFERENCE to the authors' data to run)",
  () => {
    const rows = (name: string) =>
      readFileSync(join(folder, name), "utf8")
        .trim()
        .split("\n")
        .map((line) => line.split(",").map(Number));

    test("θ and value of the first 50 iterations to 1e-6", async () => {
      const [theta, value] = [rows("theta_list_run_1.csv"), rows("cost_func_list_OBC_run_1.csv")];
      const steps = await normalisedAscent(Float64Array.from(theta[0]), 50);
      for (const [iteration, step] of steps.entries()) {
        for (const j of [0, 1]) expect(Math.abs(step.theta[j] - theta[iteration][j])).toBeLessThan(1e-6);
        expect(Math.abs(step.value - value[iteration][0])).toBeLessThan(1e-6);
      }
    });
  },
);
