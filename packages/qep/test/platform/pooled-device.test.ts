import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { QepError } from "../../src/base/errors.ts";
import { RandomStream } from "../../src/base/random.ts";
import { bytesOf } from "../../src/devices/memory-need.ts";
import { PooledDevice } from "../../src/devices/pooled-device.ts";
import { Simulator, type SimulatorOptions } from "../../src/devices/simulator.ts";
import { requireMemoryToOpen } from "../../src/devices/simulator-memory.ts";
import type { SimulatorChannel } from "../../src/devices/worker-client.ts";
import type { WorkerReply } from "../../src/devices/worker-protocol.ts";
import { instantiateKernels } from "../../src/kernels/wasm-kernels.ts";
import { loadKernelModule, loadKernels, readKernels } from "../../src/platform/node/load-kernels.ts";
import { startSimulatorThread } from "../../src/platform/node/node-channel.ts";
import { openSimulator } from "../../src/platform/node/open-simulator.ts";
import type { Device, Setting } from "../../src/propagation/device.ts";
import { estimateGradients } from "../../src/propagation/gradient.ts";
import type { GradientSettings } from "../../src/propagation/gradient-settings.ts";
import { squareLoss } from "../../src/propagation/losses.ts";
import { measure } from "../../src/propagation/measure.ts";
import type { GradientProblem } from "../../src/propagation/problem.ts";
import { observeAll, randomSettings, randomSystem } from "../support/random-system.ts";

const system = randomSystem("pool");
const request = observeAll(system);

const METHODS: readonly GradientSettings[] = [
  { method: "symmetric", beta: 0.3, shots: 10, trainedInputs: [1] },
  { method: "symmetric", beta: 0.3, nudge: "each-output", health: "full" },
  { method: "one-sided", beta: 0.2, shots: 25, trainedInputs: [0, 1] },
  { method: "linear-response", trainedInputs: [0] },
  { method: "finite-difference", shots: 1000, trainedInputs: [1] },
];

/** A batch of 1 to 7 samples of two operating points, drawn from its number. */
function randomProblem(batch: number): GradientProblem {
  const random = new RandomStream("batch", batch);
  const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal());
  return {
    loss: squareLoss(),
    samples: Array.from({ length: 1 + random.integer(7) }, () => ({
      points: [normals(2)],
      target: normals(2),
    })),
    parameters: normals(6),
    stream: ["batch", batch],
  };
}

describe("the same numbers, whatever the number of workers", () => {
  const batches = METHODS.flatMap((settings, method) =>
    [0, 1, 2].map((repeat) => ({ settings, problem: randomProblem(3 * method + repeat) })),
  );
  const expected: unknown[] = [];
  let plain: Device;

  beforeAll(async () => {
    plain = new Simulator(system, await loadKernels());
    for (const { problem, settings } of batches)
      expected.push(await estimateGradients(plain, problem, settings));
  });
  afterAll(() => plain.close());

  test.each([1, 2, 3])("%i workers, batches in another order", async (workers) => {
    const kernels = await loadKernelModule();
    const channels = Array.from({ length: workers }, () => startSimulatorThread());
    const device = await PooledDevice.open(system, { channels, kernels });
    expect(device.capabilities()).toEqual(plain.capabilities());
    for (const [index, { problem, settings }] of [...batches.entries()].reverse()) {
      expect(await estimateGradients(device, problem, settings)).toEqual(expected[index]);
    }
    await device.close();
  });

  test("openSimulator gives one simulator for 0 and 1 workers and a pool for more", async () => {
    for (const workers of [0, 1, 2]) {
      const device = await openSimulator(system, { workers, variant: "simd" });
      expect(device instanceof Simulator).toBe(workers < 2);
      expect(device.capabilities().record).toMatchObject({ kernels: "simd" });
      const settings = randomSettings(system, 4, "open");
      const kernels = instantiateKernels(await loadKernelModule("simd"));
      expect(await measure(device, settings, request)).toEqual(
        await measure(new Simulator(system, kernels), settings, request),
      );
      await device.close();
    }
  });
});

describe("threads that fail, stop or end", () => {
  const opened: Device[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((device) => device.close()));
  });

  async function open(channels: readonly SimulatorChannel[], simulator: SimulatorOptions = {}) {
    const device = await PooledDevice.open(system, {
      channels,
      kernels: await loadKernelModule(),
      simulator,
    });
    opened.push(device);
    return device;
  }

  const mortal = new URL("pooled-device-worker.ts", import.meta.url);

  test.each([
    ["exit", "worker 2 of 2 stopped: the thread ended with exit code 3."],
    ["throw", "worker 2 of 2 stopped: a bug in the worker."],
  ])("a thread that dies (%s) fails the job and names what happened", async (way, message) => {
    const device = await open([startSimulatorThread(mortal), startSimulatorThread(mortal)]);
    const [first, second] = randomSettings(system, 2, "crash") as [Setting, Setting];
    const job = await device.submit([first, { ...second, stream: [way] }], request);
    const status = await device.poll(job, 60);
    if (status.state !== "failed") throw new Error(`the job is ${status.state}`);
    expect(status.error).toMatchObject({ code: "device-failed", context: { worker: "worker 2 of 2" } });
    expect(status.error.message).toContain(message);
    await expect(measure(device, [first], request)).rejects.toMatchObject({ code: "device-failed" });
  });

  test("an entry that does not exist is refused while opening", async () => {
    const missing = new URL("no-such-worker.ts", import.meta.url);
    await expect(open([startSimulatorThread(), startSimulatorThread(missing)])).rejects.toMatchObject({
      code: "device-failed",
      message: expect.stringContaining("no-such-worker"),
    });
  });

  test("a QepError of a worker arrives with its code, message and context", async () => {
    const hasty = { maxIterations: 1, krylovDimension: 4 };
    const settings = randomSettings(system, 3, "hasty");
    const thrownBy = async (device: Device): Promise<QepError> =>
      measure(device, settings, request).then(
        () => expect.unreachable(),
        (error) => error,
      );
    const there = await thrownBy(await open([startSimulatorThread(), startSimulatorThread()], hasty));
    const here = await thrownBy(new Simulator(system, await loadKernels(), hasty));
    expect(there).toBeInstanceOf(QepError);
    expect(here.code).toBe("not-converged");
    expect([there.code, there.message, there.context]).toEqual([here.code, here.message, here.context]);
    expect(there.stack).toContain("ground-state.ts");
  });

  test("a cancelled job makes room for the next one before it is through", async () => {
    const replies: WorkerReply[] = [];
    const thread = startSimulatorThread();
    const device = await open([
      {
        ...thread,
        onMessage: (handler) =>
          thread.onMessage((reply) => {
            replies.push(reply);
            handler(reply);
          }),
      },
    ]);
    const long = await device.submit(randomSettings(system, 20_000, "long"), {
      ...request,
      observables: {},
    });
    expect(await device.poll(long, 0.3)).toEqual({ state: "running" });
    const waiting = device.poll(long, 60);
    await device.cancel(long);
    expect(await waiting).toEqual({ state: "cancelled" });
    expect(await measure(device, randomSettings(system, 1, "next"), request)).toHaveLength(1);
    expect(replies.map((reply) => ("id" in reply ? reply.id : reply.kind))).toEqual(["opened", 2]);
  });

  test.each(["forget", "close"])("a process ends by itself when it is done: %s", async (way) => {
    const script = fileURLToPath(new URL("pooled-device-process.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, way], { timeout: 100_000 });
    expect(stdout).toBe("done");
  });
});

describe("what is refused", () => {
  test("a number of workers that is none", async () => {
    for (const workers of [-1, 1.5, Number.NaN]) {
      await expect(openSimulator(system, { workers })).rejects.toMatchObject({ code: "invalid-argument" });
    }
  });

  test("a system that does not fit into a worker's share of the memory", async () => {
    const memoryLimit = 2 * bytesOf(requireMemoryToOpen(system, {})) - 2;
    await expect(openSimulator(system, { workers: 2, memoryLimit })).rejects.toMatchObject({
      code: "out-of-memory",
      message: expect.stringContaining("the share of each of 2 workers"),
      context: { workers: 2, available: memoryLimit / 2 },
    });
    for (const options of [
      { workers: 1, memoryLimit },
      { workers: 2, memoryLimit: memoryLimit + 2 },
    ]) {
      await (await openSimulator(system, options)).close();
    }
  });

  test("kernels that were never built", async () => {
    const missing = new URL("../../wasm/kernels-none.wasm", import.meta.url);
    await expect(readKernels(missing)).rejects.toMatchObject({
      code: "kernel-unavailable",
      message: expect.stringContaining('run "npm run build"'),
    });
  });
});
