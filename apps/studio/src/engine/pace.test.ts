import { describe, expect, test, vi } from "vitest";
import { Pace } from "./pace.ts";

/** Whether a turn has come, after everything else had its chance. */
async function hasCome(turn: Promise<void>): Promise<boolean> {
  let isOver = false;
  void turn.then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return isOver;
}

describe("the pace of a training", () => {
  const { signal } = new AbortController();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });

  test("no step before it is allowed, one for each single step", async () => {
    const pace = new Pace();
    const beginning = pace.begin(signal);
    expect(await hasCome(beginning)).toBe(false);
    pace.step();
    expect(await hasCome(beginning)).toBe(true);
    expect(await hasCome(pace.turn(signal))).toBe(false);
  });

  test("while it runs, steps come at their interval, and at once where there is none", async () => {
    const pace = new Pace();
    pace.run();
    expect(await hasCome(pace.turn(signal))).toBe(true);
    expect(pace.isWaiting).toBe(false);
    pace.setInterval(2);
    expect(pace.isWaiting).toBe(true);
    expect(await hasCome(pace.begin(signal))).toBe(true);
    const turn = pace.turn(signal);
    await vi.advanceTimersByTimeAsync(1900);
    expect(await hasCome(turn)).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(await hasCome(turn)).toBe(true);
  });

  test("a pause holds the next step, whatever its time", async () => {
    const pace = new Pace();
    pace.run();
    pace.setInterval(1);
    const turn = pace.turn(signal);
    pace.pause();
    await vi.advanceTimersByTimeAsync(5000);
    expect(await hasCome(turn)).toBe(false);
    pace.run();
    expect(await hasCome(turn)).toBe(true);
  });

  test("whoever is told to stop does not wait", async () => {
    const stop = new AbortController();
    const turn = new Pace().turn(stop.signal);
    expect(await hasCome(turn)).toBe(false);
    stop.abort();
    expect(await hasCome(turn)).toBe(true);
  });
});
