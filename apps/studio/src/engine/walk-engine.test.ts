import { readFileSync } from "node:fs";
import { compileKernels, instantiateKernels, type Kernels, simulatedDevice, trainExperiment } from "qep";
import { beforeAll, describe, expect, test } from "vitest";
import { openSimulator, readExperiment } from "./open-experiment.ts";
import { WalkEngine } from "./walk-engine.ts";
import type { WalkEvent } from "./walk-protocol.ts";

const EXPERIMENT = `
schemaVersion: 1
system:
  qubits: 3
  fixed: 0.3 Z0 + 0.2 Z1
  parameters:
    g: { operator: "-sum(j=0..2, X[j])", initial: 0.3 }
    J: { operator: "-sum(j=0..1, Z[j] Z[j+1])", initial: 0.5 }
  outputs: { c: X0 X2 }
loss: { kind: absolute, output: c, goal: maximize }
gradient: { method: one-sided, beta: 0.1, nudge: each-output }
training: { optimizer: { kind: sgd, learningRate: 0.1, normalize: true }, batches: 6 }
`;

let kernels: Kernels;

beforeAll(async () => {
  const bytes = readFileSync(new URL("../../../../packages/qep/wasm/kernels-simd.wasm", import.meta.url));
  kernels = instantiateKernels(await compileKernels(new Uint8Array(bytes), "simd"));
});

/** The library's own training from a start: values after each step, and losses. */
async function expectedWalk(start: readonly number[]) {
  const experiment = readExperiment(EXPERIMENT);
  const begun = {
    ...experiment,
    variables: { ...experiment.variables, initial: Float64Array.from(start) },
  };
  const values: number[][] = [];
  const losses: number[] = [];
  const device = simulatedDevice(openSimulator(experiment, kernels), experiment);
  const { metrics } = await trainExperiment(begun, device, {
    onProgress: (progress) => {
      values.push([...progress.values]);
      losses.push(progress.record.cost);
    },
  });
  return { values, losses, last: metrics?.cost };
}

/** An engine and what it has told; `until` waits for an event. */
function listen() {
  const events: WalkEvent[] = [];
  let notice: () => void = () => {};
  const engine = new WalkEngine(kernels, (event) => {
    events.push(event);
    notice();
  });
  const until = async (isSeen: () => boolean) => {
    while (!isSeen()) {
      await new Promise<void>((resolve) => {
        notice = resolve;
      });
    }
  };
  const place = (walker: number, start: readonly number[]) =>
    engine.handle({ kind: "place", walker, experiment: EXPERIMENT, start: Float64Array.from(start) });
  const stepsOf = (walker: number) =>
    events.filter((event) => event.kind === "stepped").filter((event) => event.walker === walker);
  return { engine, events, until, place, stepsOf };
}

describe("walkers", () => {
  test("walk as the library trains from their starts, bit for bit, though they take steps in turn", async () => {
    const starts = [
      [0.3, 0.5],
      [-0.2, 0.4],
    ] as const;
    const { engine, events, until, place, stepsOf } = listen();
    for (const [walker, start] of starts.entries()) place(walker, start);
    for (const walker of [0, 1]) engine.handle({ kind: "run", walker });
    await until(() => events.filter(({ kind }) => kind === "arrived").length === 2);
    for (const [walker, start] of starts.entries()) {
      const expected = await expectedWalk(start);
      expect(stepsOf(walker).map(({ values }) => [...values])).toEqual(expected.values);
      expect(stepsOf(walker).map(({ loss }) => loss)).toEqual(expected.losses);
      expect(events).toContainEqual({ kind: "arrived", walker, loss: expected.last });
    }
    const order = events.map(({ walker }) => walker);
    expect(order.indexOf(1)).toBeLessThan(order.lastIndexOf(0));
  });

  test("a step is one step", async () => {
    const { engine, until, place, stepsOf } = listen();
    place(0, [0.3, 0.5]);
    engine.handle({ kind: "step", walker: 0 });
    await until(() => stepsOf(0).length === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stepsOf(0)).toHaveLength(1);
  });

  test("a pause is answered, a place is not: the page would take that for the answer to its next pause", async () => {
    const { engine, events, until, place, stepsOf } = listen();
    place(0, [0.3, 0.5]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events).toEqual([]);
    engine.handle({ kind: "run", walker: 0 });
    await until(() => stepsOf(0).length === 1);
    engine.handle({ kind: "pause", walker: 0 });
    await until(() => events.at(-1)?.kind === "held");
  });

  test.each(["remove", "place"] as const)("who walks can be stopped by a message: %s", async (kind) => {
    const { engine, events, until, place, stepsOf } = listen();
    place(0, [0.3, 0.5]);
    engine.handle({ kind: "run", walker: 0 });
    await until(() => stepsOf(0).length === 1);
    // As the page's messages come: not before the engine lets them in.
    const { port1, port2 } = new MessageChannel();
    const received = new Promise<void>((resolve) => {
      port1.onmessage = () => {
        if (kind === "remove") engine.handle({ kind, walker: 0 });
        else place(0, [-0.2, 0.4]);
        resolve();
      };
    });
    port2.postMessage(null);
    await received;
    const { length } = events;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(events.length).toBe(length);
    expect(length).toBeLessThan(6);
    port1.close();
  });

  test("what cannot be opened is an event", () => {
    const { engine, events } = listen();
    engine.handle({ kind: "place", walker: 4, experiment: "system: 1", start: Float64Array.of(0) });
    expect(events).toMatchObject([{ kind: "failed", walker: 4, error: { code: "invalid-experiment" } }]);
  });
});
