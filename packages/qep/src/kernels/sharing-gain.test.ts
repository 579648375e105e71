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

  test("is not let go for one hiccup", () => {
    const gain = new SharingGain();
    for (let now = 0; now < 12; now++) gain.record(1.8, 1, now);
    gain.record(0.1, 5, 17);
    expect(shareFrom(gain, 18, 1.8)).toBeUndefined();
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
  test.each([
    [0.75, 375],
    [0.5, 750],
    [0, 1500],
  ])(
    "%f times as fast is let go after 30 ms, for fifty times what it lost, again and again",
    (speedup, pause) => {
      const gain = new SharingGain();
      let now = 0;
      for (let round = 0; round < 5; round++) {
        const stopped = shareFrom(gain, now, speedup) as number;
        expect(stopped - now).toBe(30);
        now = resumption(gain, stopped);
        expect(now - stopped + 1).toBe(pause);
      }
    },
  );

  test("is never let go for ever", () => {
    const gain = new SharingGain();
    gain.record(0, 100_000, 0);
    expect([gain.isWorthwhile(4999), gain.isWorthwhile(5000)]).toEqual([false, true]);
  });

  test("breaking even is not worth a second core", () => {
    const gain = new SharingGain();
    expect(shareFrom(gain, 0, 1)).toBe(30);
    expect(resumption(gain, 30)).toBe(79);
  });
});
