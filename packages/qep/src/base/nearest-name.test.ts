import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

test.each([
  ["betta", "beta"],
  ["baet", undefined],
  ["beat", "beta"],
  ["Beta", "beta"],
  ["learnigRate", "learningRate"],
  ["learning_rate", "learningRate"],
  ["momentun", "momentum"],
  ["x", undefined],
  ["wholly-else", undefined],
])("%s means %s", (given, meant) => {
  expect(nearestName(given, ["beta", "learningRate", "momentum", "method"])).toBe(meant);
});

test("the nearest one, and of equally near ones the first", () => {
  expect(nearestName("gXY", ["gZ", "gX", "gY"])).toBe("gX");
  expect(nearestName("gA", ["gZ", "gX"])).toBe("gZ");
});
