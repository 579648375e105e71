import { describe, expect, test } from "vitest";
import { parseBudget } from "./plan-budget.ts";

describe("a budget is a number with its unit", () => {
  test.each([
    ["1e6 shots", { shots: 1e6 }],
    ["1 shot", { shots: 1 }],
    ["2500shots", { shots: 2500 }],
    ["2 hours", { seconds: 7200 }],
    ["90 min", { seconds: 5400 }],
    ["1.5 h", { seconds: 5400 }],
    ["30 s", { seconds: 30 }],
    ["1 Week", { seconds: 604_800 }],
  ])("%s", (text, budget) => {
    expect(parseBudget(text)).toEqual(budget);
  });

  test.each(["", "1e6", "shots", "0 shots", "-2 hours", "2 fortnights", "1e999 shots", "two hours"])(
    "refused: %j",
    (text) => {
      expect(() => parseBudget(text)).toThrow(/expected a number above 0 with its unit, such as "1e6 shots"/);
    },
  );
});
