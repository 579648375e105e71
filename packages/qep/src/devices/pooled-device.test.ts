import { afterEach, describe, expect, test } from "vitest";
import { memoryLine } from "../../test/support/memory-channel.ts";
import { QepError } from "../base/errors.ts";
import { instantiateKernels } from "../kernels/wasm-kernels.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { loadKernelModule } from "../platform/node/load-kernels.ts";
import type { Device, ObservablesRequest, Setting } from "../propagation/device.ts";
import { System } from "../propagation/system.ts";
import { PooledDevice } from "./pooled-device.ts";
import { Simulator, type SimulatorOptions } from "./simulator.ts";
import { serveSimulator } from "./simulator-worker.ts";

const kernels = await loadKernelModule();
const system = new System({
  qubits: 7,
  inputs: [{ name: "x", operator: parseOperator("sum(j=0..6, X[j])") }],
  parameters: [{ name: "a", operator: parseOperator("sum(j=0..5, Z[j] Z[j+1]) + 0.3 Z0") }],
  outputs: [{ name: "z", operator: parseOperator("Z1") }],
});
const request: ObservablesRequest = {
  observables: { outputs: [0], parameters: [0], inputs: [0] },
  shots: { outputs: null, parameters: 10, inputs: 3 },
};

const opened: Device[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((device) => device.close()));
});

async function open(workers: number, simulator: SimulatorOptions = {}) {
  const lines = Array.from({ length: workers }, memoryLine);
  for (const { worker } of lines) serveSimulator(worker);
  const device = await PooledDevice.open(system, {
    channels: lines.map(({ owner }) => owner),
    kernels,
    simulator,
  });
  opened.push(device);
  return { device, lines };
}

/** Two lines whose workers open and then never answer. */
async function openSilent() {
  const lines = [memoryLine(), memoryLine()];
  const capabilities = new Simulator(system, instantiateKernels(kernels)).capabilities();
  for (const { worker } of lines) {
    worker.onMessage(({ kind }) => {
      if (kind === "open") worker.post({ kind: "opened", capabilities });
    });
  }
  const device = await PooledDevice.open(system, { channels: lines.map(({ owner }) => owner), kernels });
  opened.push(device);
  return { device, lines };
}

function settingsAt(...inputs: number[]): Setting[] {
  return inputs.map((x, k) => ({
    inputs: Float64Array.of(x),
    parameters: Float64Array.of(-0.7),
    nudge: Float64Array.of(0),
    stream: [7, k],
  }));
}

const settings = (count: number) => settingsAt(...Array.from({ length: count }, (_, k) => 0.2 + 0.3 * k));

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("PooledDevice", () => {
  test.each<SimulatorOptions>([
    {},
    { equilibrium: { kind: "thermal", temperature: 1, method: "typicality", samples: 3 } },
  ])(
    "gives the results of one simulator in the order of the settings, whoever computed them: %o",
    async (options) => {
      const plain = new Simulator(system, instantiateKernels(kernels), options);
      const free = settings(7);
      const batch = [
        ...free,
        ...free.map((near, k): Setting => ({ ...near, nudge: Float64Array.of(0.1 * k), near })),
      ];
      const expected = await plain.poll(await plain.submit(batch, request));
      for (const workers of [1, 2, 3]) {
        const { device, lines } = await open(workers, options);
        expect(device.capabilities()).toEqual(plain.capabilities());
        expect(await device.poll(await device.submit(batch, request), 10)).toEqual(expected);
        const directions = free.map((_, k) => Float64Array.of(1 + k));
        expect(await device.respond(free, directions, { parameters: [0] })).toEqual(
          await plain.respond(free, directions, { parameters: [0] }),
        );
        expect(lines.map(({ replies }) => replies.length)).toEqual(lines.map(() => 3));
      }
    },
  );

  test("poll waits as long as it may, then says running", async () => {
    const { device } = await openSilent();
    const job = await device.submit(settings(3), request);
    const start = performance.now();
    expect(await device.poll(job, 0.05)).toEqual({ state: "running" });
    expect(performance.now() - start).toBeGreaterThan(45);
  });

  test("a finished job is handed out once, however long the caller would have waited", async () => {
    const { device } = await open(2);
    const job = await device.submit(settings(3), request);
    expect(await device.poll(job, Number.POSITIVE_INFINITY)).toMatchObject({ state: "done" });
    await expect(device.poll(job, 1)).rejects.toMatchObject({ code: "invalid-argument" });
    expect(await device.poll(await device.submit([], request), 1)).toEqual({
      state: "done",
      measurements: [],
    });
  });

  test("the first setting that fails gives the error, code and context kept, and the device goes on", async () => {
    const hasty = { maxIterations: 16 };
    const { device } = await open(2, hasty);
    const plain = new Simulator(system, instantiateKernels(kernels), hasty);
    // Worker 1 gets the first and the third, worker 2 the second; the second and the third fail.
    const batch = settingsAt(0, 0.5, 0.2);
    const failed = await device.poll(await device.submit(batch, request), 10);
    const expected = await plain.poll(await plain.submit(batch, request));
    if (failed.state !== "failed" || expected.state !== "failed") throw new Error("both must fail");
    expect(failed.error).toBeInstanceOf(QepError);
    expect(failed.error).toMatchObject({ code: "not-converged", message: expected.error.message });
    expect((failed.error as QepError).context).toEqual((expected.error as QepError).context);
    const directions = batch.map(() => Float64Array.of(1));
    await expect(device.respond(batch, directions, {})).rejects.toMatchObject({ code: "not-converged" });
    expect(await device.poll(await device.submit(settingsAt(0), request), 10)).toMatchObject({
      state: "done",
    });
  });

  test("a cancelled job answers its waiting poll, and its worker drops it", async () => {
    const { device, lines } = await open(1);
    const first = await device.submit(settings(1), request);
    const second = await device.submit(settings(5), request);
    const waiting = device.poll(second, 10);
    await device.cancel(second);
    expect(await waiting).toEqual({ state: "cancelled" });
    await expect(device.poll(second, 0)).rejects.toMatchObject({ code: "invalid-argument" });
    expect(await device.poll(first, 10)).toMatchObject({ state: "done" });
    expect(lines[0]?.requests.map(({ kind }) => kind)).toContain("cancel");
    await device.cancel(second);
  });

  test("a dead worker fails its jobs at once, cancels their other parts and every later job", async () => {
    const { device, lines } = await openSilent();
    const job = await device.submit(settings(2), request);
    const response = device.respond(settings(2), [Float64Array.of(1), Float64Array.of(1)], {});
    const cause = new Error("out of memory");
    lines[0]?.die(cause);
    await expect(response).rejects.toMatchObject({ code: "device-failed" });
    expect(await device.poll(job, 10)).toMatchObject({
      state: "failed",
      error: {
        code: "device-failed",
        message:
          "worker 1 of 2 stopped: out of memory. What it was computing is lost; open the device again.",
        cause,
      },
    });
    await turn();
    expect(lines[1]?.requests.filter(({ kind }) => kind === "cancel")).toHaveLength(2);
    await expect(device.submit(settings(1), request)).rejects.toMatchObject({ code: "device-failed" });
  });

  test("close ends the lines, cancels what is under way and refuses more", async () => {
    const { device, lines } = await open(2);
    const waiting = device.poll(await device.submit(settings(4), request), 10);
    await device.close();
    expect(await waiting).toEqual({ state: "cancelled" });
    expect(lines.map(({ isClosed }) => isClosed)).toEqual([true, true]);
    await expect(device.submit(settings(1), request)).rejects.toMatchObject({ code: "aborted" });
  });

  test("a worker that refuses to open closes all lines and says why", async () => {
    const lines = [memoryLine(), memoryLine()];
    for (const { worker } of lines) serveSimulator(worker);
    const channels = lines.map(({ owner }) => owner);
    await expect(
      PooledDevice.open(system, { channels, kernels, simulator: { memoryLimit: 8 } }),
    ).rejects.toMatchObject({ code: "out-of-memory", context: { qubits: 7, available: 8 } });
    expect(lines.map(({ isClosed }) => isClosed)).toEqual([true, true]);
    await expect(PooledDevice.open(system, { channels: [], kernels })).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });

  test("only while an answer is awaited must the host stay alive", async () => {
    const line = memoryLine();
    serveSimulator(line.worker);
    const calls: boolean[] = [];
    const channel = { ...line.owner, keepAlive: (isAwaited: boolean) => calls.push(isAwaited) };
    const device = await PooledDevice.open(system, { channels: [channel], kernels });
    expect(calls).toEqual([false]);
    const [first, second] = [
      await device.submit(settings(1), request),
      await device.submit(settings(1), request),
    ];
    await device.poll(first, 10);
    expect(calls.at(-1)).toBe(true);
    await device.poll(second, 10);
    expect(calls.at(-1)).toBe(false);
  });
});
