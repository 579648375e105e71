import { describe, expect, test } from "vitest";
import { columnScale, splitRows } from "./feature-table.ts";

describe("splitting rows", () => {
  test("every row is on one side, in order, as many as asked for", () => {
    const { training, test } = splitRows(40, 0.25, 7);
    expect(test).toHaveLength(10);
    expect([...training, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, row) => row));
    expect(test).toEqual([...test].sort((a, b) => a - b));
  });

  test("the seed decides", () => {
    expect(splitRows(40, 0.25, 7)).toEqual(splitRows(40, 0.25, 7));
    expect(splitRows(40, 0.25, 8)).not.toEqual(splitRows(40, 0.25, 7));
  });

  test("each row is held back as often as any other", () => {
    const counts = new Array(10).fill(0);
    for (let seed = 0; seed < 2000; seed++) for (const row of splitRows(10, 0.3, seed).test) counts[row]++;
    // Binomial with mean 600, σ = 20.5: ten counts beyond 4.5 σ by chance once in 15,000 sets of seeds; these are fixed.
    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(92);
  });

  test("at least one row stays on each side; a single row is refused", () => {
    expect(splitRows(3, 0.01, 1).test).toHaveLength(1);
    expect(splitRows(3, 0.99, 1).training).toHaveLength(1);
    expect(() => splitRows(1, 0.5, 1)).toThrow(/expected at least 2 rows/);
  });
});

describe("scaling a column", () => {
  const values = [100, 1, 3, 5, -100];
  const rows = [1, 2, 3];

  test("sees the rows trained on alone", () => {
    expect(columnScale(values, rows, "range")).toEqual({ center: 3, spread: 2 });
    expect(columnScale(values, rows, "standardize")).toEqual({ center: 3, spread: Math.sqrt(8 / 3) });
    expect(columnScale(values, rows, "none")).toEqual({ center: 0, spread: 1 });
  });

  test("a constant column is only centred", () => {
    expect(columnScale([2, 2], [0, 1], "range")).toEqual({ center: 2, spread: 1 });
    expect(columnScale([2, 2], [0, 1], "standardize")).toEqual({ center: 2, spread: 1 });
  });
});
