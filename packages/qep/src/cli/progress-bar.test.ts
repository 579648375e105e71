import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TrainingProgress } from "../experiments/train-run.ts";
import { ProgressBar, trainingProgress } from "./progress-bar.ts";
import { withSolveProgress } from "./solve-progress.ts";

let written: string[];
const isTerminal = process.stderr.isTTY;

beforeEach(() => {
  written = [];
  vi.useFakeTimers({ toFake: ["performance"] });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  process.stderr.isTTY = false;
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  process.stderr.isTTY = isTerminal;
});

describe("a number of steps that is only expected", () => {
  test("counts without it, then with rate and time left, then what it took", () => {
    const bar = new ProgressBar("products");
    bar.show(3, { expected: undefined });
    vi.advanceTimersByTime(10_000);
    bar.show(13, { expected: undefined }, ["residual 1"]);
    vi.advanceTimersByTime(10_000);
    bar.show(23, { expected: 123 });
    bar.show(24, { expected: 123 });
    bar.show(120, 120);
    expect(written).toEqual([
      "products 3, started\n",
      "products 13, 1.0/s, residual 1\n",
      "products 23/~123, 1.0/s, 1:40 left\n",
      "products 120/120, took 0:20\n",
    ]);
  });

  test("on a terminal the bar stays on one line until the end", () => {
    process.stderr.isTTY = true;
    const bar = new ProgressBar("products");
    bar.show(1, { expected: undefined });
    vi.advanceTimersByTime(1000);
    bar.show(51, { expected: 101 });
    expect(written.join("")).not.toContain("\n");
    expect(written[1]).toMatch(/^\r.*products 51\/~101 .*━.* 50\.0\/s, 0:01 left/);
    bar.show(101, 101);
    expect(written.at(-1)).toMatch(/took 0:01.*\n$/);
  });
});

describe("work that is followed through its solves", () => {
  const look = (iterations: number) => ({ iterations, residualNorm: 0.5, target: 1e-10, passes: 1 }) as const;

  test("quick solves show nothing", async () => {
    const result = await withSolveProgress(async (onProgress) => {
      for (let k = 1; k < 100; k++) onProgress(look(k));
      return 7;
    });
    expect(result).toBe(7);
    expect(written).toEqual([]);
  });

  test("each long one has lines of its own", async () => {
    await withSolveProgress(async (onProgress) => {
      for (const last of [40, 30]) {
        for (let k = 1; k <= last; k++) {
          onProgress(look(k));
          vi.advanceTimersByTime(500);
        }
      }
    });
    expect(written.map((line) => line.split(",").slice(0, 2).join())).toEqual([
      "solve 1, products 5",
      "solve 1, products 25",
      "solve 1, products 40/40",
      "solve 2, products 5",
      "solve 2, products 25",
      "solve 2, products 30/30",
    ]);
    expect(written[0]).toBe("solve 1, products 5, 2.0/s, residual 5.0e-1 of 1.0e-10\n");
  });

  test("the bar of the last one can be ended before something else is told", async () => {
    const bar = new ProgressBar("point");
    await withSolveProgress(async (onProgress, finish) => {
      for (const point of [1, 2]) {
        for (let k = 1; k <= 10; k++) {
          onProgress(look(k));
          vi.advanceTimersByTime(500);
        }
        finish();
        bar.show(point, 2);
      }
    });
    expect(written.filter((line) => line.includes("took")).map((line) => line.split(",")[0])).toEqual([
      "solve 1",
      "solve 2",
      "point 2/2",
    ]);
    expect(written.at(-1)).toMatch(/^point 2\/2/);
  });

  test("a failure leaves the line of the bar", async () => {
    process.stderr.isTTY = true;
    const failing = withSolveProgress(async (onProgress) => {
      onProgress(look(1));
      vi.advanceTimersByTime(3000);
      onProgress(look(2));
      throw new Error("stop");
    });
    await expect(failing).rejects.toThrow("stop");
    expect(written.at(-1)).toBe("\n");
  });
});

describe("the running cost of a training", () => {
  const costs = Array.from({ length: 400 }, (_, step) => Math.sin(step) + step / 100);
  const progress = (step: number) =>
    ({ step: step + 1, total: 400, record: { cost: costs[step] }, test: undefined }) as TrainingProgress;
  const shownBy = (first: number, before: readonly number[]) => {
    const show = trainingProgress(new ProgressBar("batch"), { hasRandomBatches: true, before });
    for (let step = first; step < 400; step++) show(progress(step));
    return written.at(-1)?.match(/cost (\S+)/)?.[1];
  };

  test("goes on where a session before left it", () => {
    const whole = shownBy(0, []);
    expect(shownBy(250, costs.slice(0, 250))).toBe(whole);
    expect(shownBy(250, [])).not.toBe(whole);
  });
});
