import { describe, expect, test } from "vitest";
import { lossCurves } from "./loss-curves.ts";

describe("the losses of a training", () => {
  test("the mean is over the last 25 batches, fewer at the start", () => {
    const { steps, losses, means } = lossCurves(Array.from({ length: 40 }, (_, step) => step));
    expect(steps).toHaveLength(40);
    expect(losses[7]).toBe(7);
    expect(means[4]).toBe(2);
    expect(means[39]).toBe(27);
  });

  test("of a long run only so many points are drawn as a screen shows", () => {
    const { steps, means } = lossCurves(new Array<number>(5000).fill(1));
    expect(steps.length).toBeLessThanOrEqual(600);
    expect(steps[1]).toBe(9);
    expect(means.every((mean) => mean === 1)).toBe(true);
  });
});
