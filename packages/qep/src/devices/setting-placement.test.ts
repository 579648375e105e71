import { describe, expect, test } from "vitest";
import type { Setting } from "../propagation/device.ts";
import { SettingPlacement } from "./setting-placement.ts";

const parameters = Float64Array.of(0.1, 0.2, 0.3);

function free(x: number): Setting {
  return { inputs: Float64Array.of(x), parameters, nudge: new Float64Array(1), stream: [x, "free"] };
}

/** A nudged setting near a fresh copy of the free one: only its content can tell where that was computed. */
function nudged(x: number, strength: number): Setting {
  return { ...free(x), nudge: Float64Array.of(strength), near: free(x), stream: [x, strength] };
}

describe("SettingPlacement", () => {
  test("the k-th distinct free setting goes to worker k mod N, equal ones together", () => {
    const inputs = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4];
    expect(new SettingPlacement(3).spread(inputs.map(free))).toEqual([
      [0, 3, 5, 8],
      [1, 4, 6, 9],
      [2, 7],
    ]);
  });

  test("nudged settings follow the free one that an earlier batch placed, also where some are left out", () => {
    const placement = new SettingPlacement(2);
    expect(placement.spread([10, 11, 12, 13].map(free))).toEqual([
      [0, 2],
      [1, 3],
    ]);
    const batch = [nudged(11, 1), nudged(11, -1), nudged(12, 1), nudged(12, -1), nudged(13, 1)];
    expect(placement.spread(batch)).toEqual([
      [2, 3],
      [0, 1, 4],
    ]);
  });

  test("new free settings fill up the worker with least to do", () => {
    const placement = new SettingPlacement(2);
    placement.spread([free(1)]);
    const batch = [free(2), nudged(1, 1), nudged(1, 2), free(3), free(4), free(5)];
    expect(placement.spread(batch)).toEqual([
      [1, 2, 4],
      [0, 3, 5],
    ]);
  });

  test("many settings near one free setting are shared out; a few stay together", () => {
    const near = (count: number) => Array.from({ length: count }, (_, k) => nudged(1, k + 1));
    const sizes = (count: number) => new SettingPlacement(3).spread(near(count)).map(({ length }) => length);
    expect(sizes(4)).toEqual([4, 0, 0]);
    expect(sizes(114)).toEqual([38, 38, 38]);
    expect(sizes(10)).toEqual([4, 4, 2]);
  });

  test("inputs, parameters and nudge all tell settings apart", () => {
    const base = free(1);
    const others = [
      base,
      { ...base, inputs: Float64Array.of(2) },
      { ...base, parameters: Float64Array.of(0.1, 0.2, 0.4) },
      { ...base, nudge: Float64Array.of(1) },
    ];
    expect(new SettingPlacement(4).spread(others)).toEqual([[0], [1], [2], [3]]);
  });

  test("views into a larger buffer are told apart by what they show", () => {
    const data = Float64Array.of(1, 2, 1);
    const at = (start: number): Setting => ({ ...free(0), inputs: data.subarray(start, start + 1) });
    expect(new SettingPlacement(2).spread([at(0), at(1), at(2)])).toEqual([[0, 2], [1]]);
  });
});
