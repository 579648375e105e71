import { expect, test } from "vitest";
import { CorrelatedDevice } from "../../test/support/correlated-device.ts";
import type { Device } from "./device.ts";
import { PassingDevice } from "./passing-device.ts";

const setting = {
  inputs: Float64Array.of(0.7),
  parameters: Float64Array.of(0.5, 0.4, -0.6),
  nudge: new Float64Array(3),
  stream: ["passing"],
};
const request = { observables: { outputs: [0] }, budget: { total: 10 } };

test("everything is passed on, and answered by the device below", async () => {
  const calls: unknown[] = [];
  const below: Device = {
    clock: 12,
    capabilities: () => new CorrelatedDevice().capabilities(),
    submit: async (...given) => {
      calls.push(given);
      return { id: "7" };
    },
    poll: async (...given) => {
      calls.push(given);
      return { state: "running" };
    },
    cancel: async (job) => {
      calls.push(job);
    },
    respond: async (...given) => {
      calls.push(given);
      return [];
    },
    close: async () => {
      calls.push("close");
    },
  };
  const device = new PassingDevice(below);
  expect(device.clock).toBe(12);
  expect(device.capabilities().name).toBe("correlated");
  expect(await device.submit([setting], request)).toEqual({ id: "7" });
  expect(await device.poll({ id: "7" }, 3)).toEqual({ state: "running" });
  await device.cancel({ id: "7" });
  const direction = Float64Array.of(1, 0, 0);
  expect(await device.respond([setting], [direction], { parameters: [1] })).toEqual([]);
  await device.close();
  expect(calls).toEqual([
    [[setting], request],
    [{ id: "7" }, 3],
    { id: "7" },
    [[setting], [direction], { parameters: [1] }],
    "close",
  ]);
});

test("a device below without exact response is named where one is asked for", async () => {
  const device = new PassingDevice(new CorrelatedDevice());
  await expect(device.respond([setting], [Float64Array.of(1, 0, 0)], {})).rejects.toThrow(
    /"correlated" has no exact response/,
  );
});
