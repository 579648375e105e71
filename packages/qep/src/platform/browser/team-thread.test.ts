import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { TeamTask } from "../../kernels/team-member.ts";
import { type KernelSources, loadKernels } from "./load-kernels.ts";
import { teamWorkers } from "./team-thread.ts";

const read = (variant: string) =>
  new Uint8Array(readFileSync(new URL(`../../../wasm/kernels-${variant}.wasm`, import.meta.url)));
const sources: KernelSources = { simd: read("simd"), "relaxed-simd": read("relaxed-simd") };

/** A worker that answers the task with what it is told to, and never comes to a command. */
class FakeWorker extends EventTarget {
  readonly posted: TeamTask[] = [];
  isTerminated = false;
  private readonly answer: () => Event;

  constructor(answer: () => Event) {
    super();
    this.answer = answer;
  }

  postMessage(task: TeamTask): void {
    this.posted.push(task);
    queueMicrotask(() => this.dispatchEvent(this.answer()));
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

const ready = () => new MessageEvent("message", { data: "ready" });
const broken = () => Object.assign(new Event("error"), { message: "404 Not Found" });

describe("a team of web workers", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("gets its task, and ends with the kernels", async () => {
    const workers: FakeWorker[] = [];
    const start = teamWorkers(() => {
      const worker = new FakeWorker(ready);
      workers.push(worker);
      return worker;
    });
    const kernels = await loadKernels(sources, { variant: "simd", threads: 3, start });
    expect(workers.flatMap(({ posted }) => posted.map(({ members, member }) => [members, member]))).toEqual([
      [3, 1],
      [3, 2],
    ]);
    // The workers never come: the caller does everything.
    const x = kernels.allocate(2 ** 17);
    x.values.fill(0.5);
    expect(kernels.dot(x, x)).toBe(2 ** 15);
    await kernels.close();
    expect(workers.every(({ isTerminated }) => isTerminated)).toBe(true);
  });

  test("that cannot be loaded is reported", async () => {
    const start = teamWorkers(() => new FakeWorker(broken));
    await expect(loadKernels(sources, { threads: 2, start })).rejects.toMatchObject({
      code: "kernel-unavailable",
      message: expect.stringContaining("404 Not Found"),
    });
  });

  test("of which one dies later is of no more use", async () => {
    const worker = new FakeWorker(ready);
    const kernels = await loadKernels(sources, { threads: 2, start: teamWorkers(() => worker) });
    worker.dispatchEvent(broken());
    const x = kernels.allocate(2 ** 17);
    expect(() => kernels.dot(x, x)).toThrow(expect.objectContaining({ code: "device-failed" }));
  });

  test.each([
    ["without shared memory", "SharedArrayBuffer", undefined],
    ["on the page's own thread", "document", {}],
  ])("is not started %s", async (_, name, value) => {
    vi.stubGlobal(name, value);
    const start = vi.fn();
    const kernels = await loadKernels(sources, { threads: 2, start });
    expect(kernels.threads).toBe(1);
    expect(start).not.toHaveBeenCalled();
  });
});
