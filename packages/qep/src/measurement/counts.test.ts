import { describe, expect, test } from "vitest";
import { gatherCounts, marginalOccurrences } from "./counts.ts";

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

describe("the marginal of some qubits", () => {
  // Bits of qubits 2, 1, 0: 101 once, 110 three times, 011 five times.
  const counts = gatherCounts(3, Uint32Array.of(5, 6, 3), Uint32Array.of(1, 3, 5));

  test("adds up what the others gave, in the order of the qubits asked for", () => {
    expect([...marginalOccurrences(counts, [0])]).toEqual([3, 6]);
    expect([...marginalOccurrences(counts, [2, 0])]).toEqual([0, 3, 5, 1]);
    expect([...marginalOccurrences(counts, [0, 2])]).toEqual([0, 5, 3, 1]);
    expect([...marginalOccurrences(counts, [])]).toEqual([9]);
  });

  test("finds qubits of further words", () => {
    const long = gatherCounts(33, Uint32Array.of(0, 1, 2 ** 31, 0), Uint32Array.of(2, 7));
    expect([...marginalOccurrences(long, [32, 31])]).toEqual([0, 2, 7, 0]);
  });

  test("refuses a qubit that there is not, or one given twice", () => {
    expect(() => marginalOccurrences(counts, [0, 3])).toThrow("3 must be one of the 3 qubits");
    expect(() => marginalOccurrences(counts, [1, 1])).toThrow("given once");
  });
});
