import { expect, test } from "vitest";
import { chiSquareTail } from "../base/chi-square.ts";
import { gatherHealth } from "./health.ts";
import { worstHealth } from "./worst-health.ts";

const health = gatherHealth([], []);
const drift = (chiSquare: number, degreesOfFreedom: number) => ({
  ...health,
  drift: { chiSquare, degreesOfFreedom, pValue: 0.5 },
});

test("drift checks of different free phases are one, of all their degrees of freedom", () => {
  expect(worstHealth([drift(7, 2), health, drift(4, 3)]).drift).toEqual({
    chiSquare: 11,
    degreesOfFreedom: 5,
    pValue: chiSquareTail(11, 5),
  });
  expect(worstHealth([drift(0, 0)]).drift?.pValue).toBe(1);
  expect(worstHealth([health, health])).not.toHaveProperty("drift");
});
