import { expect, test } from "vitest";
import { StepRate } from "./step-rate.ts";

test("the rate is that of the last two seconds, and forgets what was before a pause", () => {
  const rate = new StepRate();
  expect(rate.at(0, 0)).toBe(0);
  expect(rate.at(10, 1000)).toBe(10);
  expect(rate.at(40, 2500)).toBe(20);
  rate.restart();
  expect(rate.at(41, 9000)).toBe(0);
});
