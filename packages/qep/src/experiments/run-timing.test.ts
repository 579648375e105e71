import { describe, expect, test } from "vitest";
import { summarizeTiming, type TimingRecord } from "./run-timing.ts";

const at = (step: number, seconds: number): TimingRecord => ({ step, seconds });

describe("summarizeTiming", () => {
  test("adds sessions, and steps without the time to start up", () => {
    const first = [at(0, 2), at(50, 7), at(100, 12)];
    expect(summarizeTiming(first)).toEqual({ seconds: 12, sessions: 1, secondsPerStep: 0.1 });
    // Killed at step 120 and resumed from the checkpoint at step 100; it starts up slower than the first ran.
    const second = [at(100, 20), at(150, 30)];
    expect(summarizeTiming([...first, ...second])).toEqual({
      seconds: 42,
      sessions: 2,
      secondsPerStep: 20 / 150,
    });
  });

  test("a run without a step, and one without a time", () => {
    expect(summarizeTiming([at(0, 2)])).toEqual({ seconds: 2, sessions: 1, secondsPerStep: null });
    expect(summarizeTiming([])).toEqual({ seconds: 0, sessions: 0, secondsPerStep: null });
  });
});
