import { expect, test } from "vitest";
import { spread } from "./reference-lines.ts";

test("labels that do not touch stay, those that do move apart about their mean", () => {
  expect(spread([0, 20, 40], 14)).toEqual([0, 20, 40]);
  expect(spread([10, 12], 14)).toEqual([4, 18]);
});

test("a group that grows into its neighbour takes it in", () => {
  const places = spread([0, 15, 16, 17], 10);
  expect(places).toEqual([-3, 7, 17, 27]);
});
