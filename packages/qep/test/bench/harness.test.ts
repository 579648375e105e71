import { describe, expect, test, vi } from "vitest";
import { BENCHMARKS } from "../../bench/catalogue.ts";
import { comparisonTable, textTable, verdictTable } from "../../bench/harness/report.ts";
import { type Contender, inTurns, repeated, timingOf } from "../../bench/harness/timing.ts";
import { atLeast, atMost } from "../../bench/harness/verdict.ts";

describe("contenders in turns", () => {
  test("go there and back again, and give their least minimum, median of medians and worst residual", async () => {
    const order: string[] = [];
    const contender = (name: string, minima: number[]): Contender => ({
      name,
      side: "own",
      threads: 1,
      measure: () => {
        order.push(name);
        const minimum = minima.shift() as number;
        return { minimum, median: 2 * minimum, maxResidual: minimum / 10 };
      },
    });
    const [first] = await inTurns([contender("a", [3, 1, 7]), contender("b", [1, 1, 1])], 3);
    expect(order).toEqual(["a", "b", "b", "a", "a", "b"]);
    expect(first).toEqual({
      name: "a",
      side: "own",
      threads: 1,
      timing: { minimum: 1, median: 6, maxResidual: 0.7 },
    });
  });

  test("leave out the residual where there are no states", async () => {
    const measure = () => timingOf([2, 1, 4]);
    const [only] = await inTurns([{ name: "a", side: "peer", threads: 2, measure }], 1);
    expect(only?.timing).toEqual({ minimum: 1, median: 2 });
  });
});

test("work is repeated until both limits are reached", () => {
  let clock = 0;
  const now = vi.spyOn(performance, "now").mockImplementation(() => clock);
  const work = () => {
    clock += 2000;
  };
  expect(repeated(work, { least: 4, seconds: 0 })).toEqual([2, 2, 2, 2]);
  expect(repeated(work, { least: 1, seconds: 5 })).toEqual([2, 2, 2]);
  now.mockRestore();
});

test("a target is met where it is just reached", () => {
  expect([atLeast(2, "x", "w", 2).isMet, atLeast(2, "x", "w", 1.999).isMet]).toEqual([true, false]);
  expect([atMost(75, "s", "w", 75).isMet, atMost(75, "s", "w", 75.1).isMet]).toEqual([true, false]);
  expect(atLeast(2, "x", "w", Number.NaN).isMet).toBe(false);
});

describe("tables", () => {
  test("align the first column left and the others right", () => {
    expect(
      textTable(
        ["name", "ms"],
        [
          ["a", "100"],
          ["longer", "1"],
        ],
      ),
    ).toBe("  name     ms\n  a       100\n  longer    1");
  });

  test("compare with the first contender", () => {
    const timing = (minimum: number, middle: number) => ({ minimum, median: middle, maxResidual: 1e-9 });
    const table = comparisonTable([
      { name: "qep", side: "own", threads: 1, timing: timing(0.01, 0.02) },
      { name: "peer", side: "peer", threads: 1, timing: timing(0.1, 0.1) },
    ]);
    expect(
      table
        .split("\n")
        .at(-1)
        ?.trim()
        .split(/\s{2,}/),
    ).toEqual(["peer", "100 / 100", "1.0e-9", "10.0 / 5.00"]);
  });

  test("say what was missed", () => {
    const row = { benchmark: "b", load: "1 to 2" };
    const table = verdictTable([
      { ...row, verdict: atLeast(4, "x faster", "w", 5) },
      { ...row, verdict: atLeast(4, "x faster", "w", 3) },
    ]);
    expect(table.split("\n").map((line) => line.includes("NOT MET"))).toEqual([false, false, true]);
  });
});

test("every benchmark has a name of its own that a command line can carry, and says what it does", () => {
  const names = BENCHMARKS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, description, flags = {} } of BENCHMARKS) {
    expect(name).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(description.length).toBeGreaterThan(20);
    expect(Object.keys(flags)).not.toContain("rounds");
  }
});
