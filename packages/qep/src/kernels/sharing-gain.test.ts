import { describe, expect, test } from "vitest";
import { SharingGain } from "./sharing-gain.ts";

/** Shares work in pieces of one millisecond as long as that is worthwhile; returns the time when it no longer is. */
function shareFrom(gain: SharingGain, begin: number, speedup: number, limit = 1000): number | undefined {
  for (let now = begin; now < begin + limit; now++) {
    if (!gain.isWorthwhile(now)) return now;
    gain.record(speedup, 1, now);
  }
  return undefined;
}

/** The time from which sharing is tried again. */
function resumption(gain: SharingGain, begin: number): number {
  let now = begin;
  while (!gain.isWorthwhile(now)) now++;
  return now;
}

describe("a team that gains", () => {
  test("goes on", () => {
    expect(shareFrom(new SharingGain(), 0, 1.8)).toBeUndefined();
  });

  test("may lose now and then, as long as it gains on the whole", () => {
    const gain = new SharingGain();
    for (let now = 0; now < 1000; now++) {
      gain.record(now % 4 === 0 ? 0.2 : 1.8, 1, now);
      expect(gain.isWorthwhile(now)).toBe(true);
    }
  });
});

describe("a team that loses", () => {
  test("is let go after a few milliseconds, for longer and longer, but never for ever", () => {
    const gain = new SharingGain();
    const pauses: number[] = [];
    let now = 0;
    for (let round = 0; round < 8; round++) {
      const stopped = shareFrom(gain, now, 0.7) as number;
      expect(stopped - now).toBeLessThanOrEqual(9);
      now = resumption(gain, stopped);
      pauses.push(now - stopped + 1);
    }
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1600, 1600, 1600]);
  });

  test("starts anew once it has gained", () => {
    const gain = new SharingGain();
    const pauseFrom = (begin: number) => {
      const stopped = shareFrom(gain, begin, 0.5) as number;
      return { end: resumption(gain, stopped), length: resumption(gain, stopped) - stopped + 1 };
    };
    const first = pauseFrom(0);
    const second = pauseFrom(first.end);
    expect([first.length, second.length]).toEqual([50, 100]);
    shareFrom(gain, second.end, 1.9, 20);
    expect(pauseFrom(second.end + 20).length).toBe(50);
  });

  test("breaking even is not worth a second core", () => {
    expect(shareFrom(new SharingGain(), 0, 1)).toBeDefined();
  });
});
