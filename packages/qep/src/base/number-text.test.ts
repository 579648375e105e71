import { expect, test } from "vitest";
import { brief, countText, percent, plural, timeText } from "./number-text.ts";

test.each([
  [0.0331, "0.033"],
  [-1.26e-9, "-1.3e-9"],
  [99_940, "100000"],
  [620_400, "6.2e5"],
])("%d to two digits is %s", (value, text) => {
  expect(brief(value)).toBe(text);
});

test.each([
  [0, "0"],
  [999, "999"],
  [45_000, "45 000"],
  [999_999, "999 999"],
  [1_234_567, "1.2e6"],
])("the count %d is read as %s", (count, text) => {
  expect(countText(count)).toBe(text);
});

test("one thing, several things", () => {
  expect([0, 1, 2].map((count) => plural(count, "sample"))).toEqual(["0 samples", "1 sample", "2 samples"]);
});

test("parts of one in percent", () => {
  expect(percent(0.9754)).toBe("97.5 %");
});

test.each([
  [0.25, "0.3 s"],
  [42.4, "42 s"],
  [300, "5 min"],
  [9000, "2.5 h"],
])("%d seconds are %s", (seconds, expected) => {
  expect(timeText(seconds)).toBe(expected);
});
