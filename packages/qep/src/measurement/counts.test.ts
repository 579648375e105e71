import { describe, expect, test } from "vitest";
import { gatherCounts } from "./counts.ts";

describe("gathering counts", () => {
  test("outcomes stand once, ascending, with the sum of their occurrences; those that never came are left out", () => {
    const counts = gatherCounts(3, Uint32Array.of(5, 0, 5, 7, 2), Uint32Array.of(1, 2, 3, 0, 4));
    expect(counts).toEqual({
      qubits: 3,
      outcomes: Uint32Array.of(0, 2, 5),
      occurrences: Uint32Array.of(2, 4, 4),
    });
  });

  test("the highest bit may be set, and the last word counts most", () => {
    expect(gatherCounts(32, Uint32Array.of(2 ** 31, 1)).outcomes).toEqual(Uint32Array.of(1, 2 ** 31));
    const { outcomes, occurrences } = gatherCounts(33, Uint32Array.of(0, 1, 9, 0, 0, 1));
    expect([...outcomes]).toEqual([9, 0, 0, 1]);
    expect([...occurrences]).toEqual([1, 2]);
  });
});
