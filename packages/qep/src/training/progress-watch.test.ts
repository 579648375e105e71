import { describe, expect, test } from "vitest";
import { ProgressWatch, type WatchSettings } from "./progress-watch.ts";

const stalls = (settings: WatchSettings, losses: readonly number[]) => {
  const watch = new ProgressWatch(settings, "watch");
  return losses.map((loss) => watch.observe(loss));
};

describe("a watch", () => {
  test("counts steps without improvement, and starts again after it has spoken", () => {
    expect(stalls({ patience: 2 }, [3, 2, 2, 2, 2, 2])).toEqual([false, false, false, true, false, true]);
    expect(stalls({ patience: 2 }, [3, 2, 2, 1, 1, 1])).toEqual([false, false, false, false, false, true]);
  });

  test("looks at means over windows: what lies between does not count", () => {
    // Means 3, 3, 2.
    expect(stalls({ patience: 1, window: 2 }, [1, 5, 9, -3, 0, 4])).toEqual([
      ...[false, false],
      ...[false, true],
      ...[false, false],
    ]);
  });

  test("an improvement must be larger than its part of the best, also below zero", () => {
    const settings = { patience: 1, threshold: 0.1 };
    expect(stalls(settings, [10, 9.1])).toEqual([false, true]);
    expect(stalls(settings, [10, 8.9])).toEqual([false, false]);
    expect(stalls(settings, [-10, -10.9])).toEqual([false, true]);
    expect(stalls(settings, [-10, -11.1])).toEqual([false, false]);
  });

  test("refuses settings out of range", () => {
    expect(() => new ProgressWatch({ patience: 0 }, "stop")).toThrow(/stop\.patience must be a whole number/);
    expect(() => new ProgressWatch({ patience: 1, window: 0 }, "stop")).toThrow(/stop\.window/);
    expect(() => new ProgressWatch({ patience: 1, threshold: -1 }, "stop")).toThrow(/stop\.threshold/);
  });
});
