import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ComputeReply, ComputeRequest } from "../engine/compute-protocol.ts";
import { ComputeClient } from "./compute-client.ts";

/** A worker that answers when it is told to. */
class FakeWorker extends EventTarget {
  static readonly started: FakeWorker[] = [];
  readonly asked: ComputeRequest[] = [];
  isTerminated = false;

  constructor() {
    super();
    FakeWorker.started.push(this);
  }

  postMessage(request: ComputeRequest): void {
    this.asked.push(request);
  }

  answer(reply: ComputeReply): void {
    this.dispatchEvent(new MessageEvent("message", { data: reply }));
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

const args = { experiment: "", parameters: new Float64Array(1), inputs: [] };

describe("a compute client", () => {
  beforeEach(() => vi.stubGlobal("Worker", FakeWorker));
  afterEach(() => {
    vi.unstubAllGlobals();
    FakeWorker.started.length = 0;
  });

  test("gives each answer to whoever asked, and tells how far it is", async () => {
    const client = new ComputeClient();
    const fractions: number[] = [];
    const first = client.compute("outputs", args, { onProgress: (fraction) => fractions.push(fraction) });
    const second = client.compute("outputs", args);
    const [worker] = FakeWorker.started as [FakeWorker];
    expect(FakeWorker.started).toHaveLength(1);
    worker.answer({ id: 1, kind: "done", result: [Float64Array.of(2)] });
    worker.answer({ id: 0, kind: "progress", fraction: 0.5 });
    worker.answer({ id: 0, kind: "done", result: [Float64Array.of(1)] });
    expect(await first).toEqual([Float64Array.of(1)]);
    expect(await second).toEqual([Float64Array.of(2)]);
    expect(fractions).toEqual([0.5]);
  });

  test("an error keeps its code", async () => {
    const answer = new ComputeClient().compute("outputs", args);
    FakeWorker.started[0]?.answer({
      id: 0,
      kind: "failed",
      error: { code: "out-of-memory", message: "needs 8 GiB" },
    });
    await expect(answer).rejects.toMatchObject({ code: "out-of-memory", message: "needs 8 GiB" });
  });

  test("that is told to stop ends its worker, whatever it computes; the next task has another one", async () => {
    const client = new ComputeClient();
    const stop = new AbortController();
    const stuck = client.compute("outputs", args, { signal: stop.signal });
    stop.abort();
    await expect(stuck).rejects.toMatchObject({ code: "aborted" });
    expect(FakeWorker.started[0]?.isTerminated).toBe(true);
    await expect(client.compute("outputs", args, { signal: stop.signal })).rejects.toMatchObject({
      code: "aborted",
    });
    const next = client.compute("outputs", args);
    expect(FakeWorker.started).toHaveLength(2);
    FakeWorker.started[1]?.answer({ id: 1, kind: "done", result: [] });
    expect(await next).toEqual([]);
  });

  test("a worker that breaks down fails what was asked of it", async () => {
    const answer = new ComputeClient().compute("outputs", args);
    FakeWorker.started[0]?.dispatchEvent(Object.assign(new Event("error"), { message: "404 Not Found" }));
    await expect(answer).rejects.toMatchObject({ code: "device-failed", message: "404 Not Found" });
  });
});
