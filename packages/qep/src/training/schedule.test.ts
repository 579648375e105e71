import { describe, expect, test } from "vitest";
import { LearningRate } from "./learning-rate.ts";
import { type ScheduleConfig, scheduledScale } from "./schedule.ts";

const scales = (schedule: ScheduleConfig, steps: number) =>
  Array.from({ length: steps }, (_, step) => scheduledScale(schedule, step));

describe("schedules by hand", () => {
  test("warm-up rises to the full rate in its last step, and the schedule begins after it", () => {
    expect(scales({ kind: "constant", warmup: 4 }, 6)).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
    expect(scales({ kind: "exponential", decay: 0.5, warmup: 2 }, 5)).toEqual([0.5, 1, 1, 0.5, 0.25]);
  });

  test("exponential, and as a staircase", () => {
    expect(scales({ kind: "exponential", decay: 0.5 }, 4)).toEqual([1, 0.5, 0.25, 0.125]);
    expect(scales({ kind: "exponential", decay: 0.5, every: 3 }, 7)).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.25]);
    expect(scheduledScale({ kind: "exponential", decay: 0.999 }, 5000)).toBeCloseTo(0.999 ** 5000, 15);
  });

  test("cosine is that of Math.cos, to its floor, and stays there", () => {
    const schedule = { kind: "cosine", period: 37, floor: 0.1 } as const;
    for (let t = 0; t < 37; t++) {
      const expected = 0.1 + (0.9 * (1 + Math.cos((Math.PI * t) / 37))) / 2;
      expect(Math.abs(scheduledScale(schedule, t) - expected)).toBeLessThan(1e-15);
    }
    expect(scheduledScale(schedule, 37)).toBeCloseTo(0.1, 15);
    expect(scheduledScale(schedule, 1000)).toBeCloseTo(0.1, 15);
  });

  test("with restarts it starts again after periods of 4, 8, 16, … steps", () => {
    const schedule = { kind: "cosine", period: 4, repeat: 2 } as const;
    const restarts = Array.from({ length: 30 }, (_, t) => t).filter((t) => scheduledScale(schedule, t) === 1);
    expect(restarts).toEqual([0, 4, 12, 28]);
    // Half way through each period the rate is half.
    expect([2, 8, 20].map((t) => scheduledScale(schedule, t))).toEqual(
      [0.5, 0.5, 0.5].map((half) => expect.closeTo(half, 15)),
    );
    expect(scales({ kind: "cosine", period: 2, repeat: 1 }, 5)[4]).toBe(1);
  });
});

describe("a plateau", () => {
  const schedule = { kind: "plateau", decay: 0.5, patience: 2, floor: 0.2 } as const;
  const follow = (rate: LearningRate, losses: readonly number[]) =>
    losses.map((loss, step) => {
      rate.observe(loss);
      return rate.scale(step);
    });

  test("halves the rate after two steps without improvement, down to the floor", () => {
    const scale = follow(new LearningRate(schedule), [5, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3]);
    expect(scale).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2]);
  });

  test("a state that went through JSON goes on in the middle of everything", () => {
    const losses = [5, 4, 4.5, 4.2, 4.1, 3, 3.5, 3.2, 3.1, 4];
    const windowed = { ...schedule, window: 2 };
    const whole = follow(new LearningRate(windowed), losses);
    for (let cut = 0; cut <= losses.length; cut++) {
      const first = new LearningRate(windowed);
      const before = follow(first, losses.slice(0, cut));
      const second = new LearningRate(windowed);
      second.restore(JSON.parse(JSON.stringify(first.state())));
      expect([...before, ...follow(second, losses.slice(cut))]).toEqual(whole);
    }
  });
});

describe("what is refused", () => {
  test.each<[ScheduleConfig, RegExp]>([
    [{ kind: "constant", warmup: -1 }, /schedule\.warmup must be a whole number of at least 0; given: -1/],
    [{ kind: "cosine", period: 0 }, /schedule\.period must be a whole number of at least 1/],
    [{ kind: "cosine", period: 5, repeat: 1.5 }, /schedule\.repeat/],
    [{ kind: "cosine", period: 5, floor: 1 }, /schedule\.floor must be at least 0 and below 1/],
    [{ kind: "exponential", decay: 1 }, /schedule\.decay must be above 0 and below 1/],
    [{ kind: "exponential", decay: 0.5, every: 0 }, /schedule\.every/],
    [{ kind: "plateau", decay: 0.5, patience: 0 }, /schedule\.patience must be a whole number of at least 1/],
  ])("%j", (schedule, message) => {
    expect(() => new LearningRate(schedule)).toThrow(message);
  });
});
