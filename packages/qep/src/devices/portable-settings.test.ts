import { expect, test } from "vitest";
import type { Setting } from "../propagation/device.ts";
import { ownNumbers, portableSettings } from "./portable-settings.ts";

test("a view leaves the buffer behind it at home", () => {
  const data = Float64Array.of(1, 2, 3, 4);
  expect(ownNumbers(data)).toBe(data);
  const own = ownNumbers(data.subarray(1, 3));
  expect([...own]).toEqual([2, 3]);
  expect(own.buffer.byteLength).toBe(16);
});

test("what settings share stays shared, and only one level of `near` and `opposite` travels", () => {
  const data = Float64Array.of(0, 0.5, 0.7);
  const parameters = data.subarray(1);
  const far: Setting = { inputs: Float64Array.of(9), parameters, nudge: Float64Array.of(0), stream: ["far"] };
  const free: Setting = { ...far, inputs: Float64Array.of(1), near: far, stream: ["free"] };
  const plus: Setting = { ...free, nudge: Float64Array.of(0.1), near: free, stream: ["plus"] };
  const minus: Setting = {
    ...free,
    nudge: Float64Array.of(-0.1),
    near: free,
    opposite: plus,
    stream: ["minus"],
  };
  const [a, b] = structuredClone(portableSettings([plus, minus]));
  expect(a?.near).toBe(b?.near);
  expect(a?.parameters).toBe(b?.parameters);
  expect(a?.parameters).toBe(a?.near?.parameters);
  expect(a).toEqual({
    ...plus,
    near: { inputs: free.inputs, parameters, nudge: free.nudge, stream: ["free"] },
  });
  expect(b?.nudge).toEqual(minus.nudge);
  expect(b?.opposite).toEqual({ inputs: plus.inputs, parameters, nudge: plus.nudge, stream: ["plus"] });
  expect(b?.opposite?.nudge).toBe(a?.nudge);
  expect(b?.stream).toEqual(["minus"]);
});
