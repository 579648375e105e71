import { describe, expect, test } from "vitest";
import { type GradientSettings, resolveGradientSettings } from "./gradient-settings.ts";

test("defaults", () => {
  expect(resolveGradientSettings({ method: "symmetric", beta: 0.4 })).toEqual({
    method: "symmetric",
    beta: 0.4,
    step: 1e-4,
    nudge: "error-signal",
    shots: null,
    budget: null,
    baseline: "free",
    driftCheck: false,
    trainedInputs: [],
    frozenParameters: new Set(),
    health: "basic",
  });
});

test("the step of SPSA is larger than that of differences", () => {
  expect(resolveGradientSettings({ method: "spsa" }).step).toBe(0.1);
});

test("methods without a nudge have no β, whatever was given", () => {
  expect(resolveGradientSettings({ method: "finite-difference", beta: 3 }).beta).toBe(0);
  expect(resolveGradientSettings({ method: "linear-response" }).beta).toBe(0);
});

describe("refused", () => {
  test.each<[GradientSettings, string, RegExp]>([
    [
      { method: "symmetric" },
      "invalid-argument",
      /gradient\.beta: .*must be a positive number; it is undefined\. Try 0\.1/,
    ],
    [{ method: "one-sided", beta: 0 }, "invalid-argument", /the one-sided method divides by β.*it is 0/],
    [{ method: "symmetric", beta: -0.1 }, "invalid-argument", /it is -0\.1/],
    [{ method: "symmetric", beta: Number.NaN }, "invalid-argument", /it is NaN/],
    [{ method: "symmetric", beta: Number.POSITIVE_INFINITY }, "invalid-argument", /it is Infinity/],
    [
      { method: "symmetric", beta: 0.1, shots: 0 },
      "invalid-argument",
      /shots must be a whole number of at least 1, or null; it is 0/,
    ],
    [{ method: "symmetric", beta: 0.1, shots: 2.5 }, "invalid-argument", /it is 2\.5/],
    [{ method: "symmetric", beta: 0.1, shots: Number.NaN }, "invalid-argument", /it is NaN/],
    [
      { method: "linear-response", shots: 10 },
      "unsupported",
      /shots with linear response.*Use the symmetric or one-sided/,
    ],
    [
      { method: "finite-difference", step: 0 },
      "invalid-argument",
      /gradient\.step must be a positive number, it is 0/,
    ],
    [{ method: "finite-difference", step: -1 }, "invalid-argument", /it is -1/],
  ])("%j", (settings, code, message) => {
    expect(() => resolveGradientSettings(settings)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});
