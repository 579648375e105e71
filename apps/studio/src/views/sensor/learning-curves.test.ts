import { expect, test } from "vitest";
import { testCurves } from "./learning-curves.ts";

test("scores that an experiment does not have are left out", () => {
  expect(testCurves([{ step: 0, cost: 1 }])).toEqual([]);
  const [curve] = testCurves([{ step: 0, cost: 1, maxChoice: 0.5, singleShot: 0.4 }]);
  expect(curve).toMatchObject({ key: "maxChoice", values: [0.5] });
});
