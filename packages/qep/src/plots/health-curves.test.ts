import { describe, expect, test } from "vitest";
import type { StepHealth } from "../training/step-health.ts";
import type { StepRecord } from "../training/trainer.ts";
import { figureDocument } from "./figure-document.ts";
import { healthCurvesFigure } from "./health-curves.ts";

const document = await figureDocument();

const unknown: StepHealth = {
  gap: null,
  gapSource: "unknown",
  coupledGap: null,
  nudgeToGap: null,
  nonlinearity: null,
  signalToNoise: null,
  drift: null,
};

function steps(count: number, health: (step: number) => Partial<StepHealth>, shots = 100): StepRecord[] {
  return Array.from({ length: count }, (_, step) => ({
    step,
    cost: 1,
    penalty: 0,
    gradientNorm: 1,
    preparations: 3,
    shots,
    health: { ...unknown, ...health(step) },
  }));
}

const panels = (svg: string) => [...svg.matchAll(/aria-label="frame"/g)].length;

describe("healthCurvesFigure", () => {
  test("a panel for each quantity that some step knew, and one for what was spent", () => {
    const known = steps(50, (step) => ({
      gap: 0.1 + 0.01 * step,
      nudgeToGap: 2,
      nonlinearity: 0.3,
      signalToNoise: step === 7 ? 3 : null,
    }));
    const { svg, caption } = healthCurvesFigure(known, document);
    expect(panels(svg)).toBe(5);
    for (const text of ["gap (energy)", "nudge / gap", "non-linearity", "signal-to-noise", "pure noise"]) {
      expect(svg).toContain(`>${text}</text>`);
    }
    expect(svg).toContain("shots (10");
    expect(svg).not.toContain("coupled gap");
    // A median over one step is the step.
    expect(caption).toBe("Health of each step: the worst of its batch.");
  });

  test("counts preparations where there are no shots, and nothing else where nothing is known", () => {
    const { svg } = healthCurvesFigure(
      steps(3, () => ({}), 0),
      document,
    );
    expect(panels(svg)).toBe(1);
    expect(svg).toContain(">preparations</text>");
  });

  test("says which values a logarithmic axis cannot show", () => {
    const { svg, caption } = healthCurvesFigure(
      steps(5, (step) => ({ gap: step < 2 ? -1e-12 * step : 0.5, nonlinearity: 0 })),
      document,
    );
    expect(panels(svg)).toBe(3);
    expect(caption).toContain("Not drawn: 2 steps at which the gap is 0 or below.");
    expect(caption).not.toContain("non-linearity");
  });
});
