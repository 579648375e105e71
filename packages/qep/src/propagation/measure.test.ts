import { expect, test, vi } from "vitest";
import { QepError } from "../base/errors.ts";
import type { Device, JobStatus, Setting } from "./device.ts";
import { measure } from "./measure.ts";

const setting: Setting = {
  inputs: new Float64Array(0),
  parameters: new Float64Array(0),
  nudge: new Float64Array(0),
  stream: [],
};
const request = { observables: {}, shots: { outputs: null, parameters: null, inputs: null } };

function deviceThatAnswers(...answers: JobStatus[]) {
  const poll = vi.fn(async () => answers.shift() as JobStatus);
  const cancel = vi.fn(async () => {});
  const submit = vi.fn(async () => ({ id: "17" }));
  return { poll, cancel, submit, capabilities: vi.fn(), close: vi.fn() } satisfies Device;
}

test("waits while the job is running", async () => {
  const device = deviceThatAnswers(
    { state: "running" },
    { state: "running" },
    { state: "done", measurements: [] },
  );
  expect(await measure(device, [setting], request)).toEqual([]);
  expect(device.submit).toHaveBeenCalledExactlyOnceWith([setting], request);
  expect(device.poll).toHaveBeenCalledTimes(3);
  expect(device.poll).toHaveBeenCalledWith({ id: "17" }, expect.any(Number));
});

test("no settings, no job", async () => {
  const device = deviceThatAnswers();
  expect(await measure(device, [], request)).toEqual([]);
  expect(device.submit).not.toHaveBeenCalled();
});

test("a failure is passed on: our errors as they are, others as device-failed with their cause", async () => {
  const own = new QepError("not-converged", "slow");
  await expect(measure(deviceThatAnswers({ state: "failed", error: own }), [setting], request)).rejects.toBe(
    own,
  );
  const foreign = new Error("laser off");
  await expect(
    measure(deviceThatAnswers({ state: "failed", error: foreign }), [setting], request),
  ).rejects.toMatchObject({
    code: "device-failed",
    message: "the device failed: laser off",
    cause: foreign,
  });
});

test("a job that the device cancelled is an abort", async () => {
  await expect(measure(deviceThatAnswers({ state: "cancelled" }), [setting], request)).rejects.toMatchObject({
    code: "aborted",
  });
});

test("an abort cancels the job", async () => {
  const controller = new AbortController();
  const device = deviceThatAnswers({ state: "running" });
  device.poll.mockImplementationOnce(async () => {
    controller.abort();
    return { state: "running" };
  });
  await expect(measure(device, [setting], request, controller.signal)).rejects.toMatchObject({
    code: "aborted",
  });
  expect(device.cancel).toHaveBeenCalledExactlyOnceWith({ id: "17" });
});
