import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { RandomStream } from "../../src/base/random.ts";
import { PooledDevice } from "../../src/devices/pooled-device.ts";
import { Simulator } from "../../src/devices/simulator.ts";
import type { Kernels, PauliTable, Vector } from "../../src/kernels/kernels.ts";
import { type StateLayout, stateLayout } from "../../src/kernels/layout.ts";
import { openTeamKernels } from "../../src/kernels/wasm-kernels.ts";
import { chainSum } from "../../src/models/chains.ts";
import { OperatorSum } from "../../src/operators/operator-sum.ts";
import { loadKernelModule, loadKernels } from "../../src/platform/node/load-kernels.ts";
import { openSimulator } from "../../src/platform/node/open-simulator.ts";
import { startTeamThread } from "../../src/platform/node/team-thread.ts";
import { measure } from "../../src/propagation/measure.ts";
import { System } from "../../src/propagation/system.ts";
import { groundState } from "../../src/solvers/ground-state.ts";
import { fillRandom } from "../../src/states/state-vector.ts";
import { qepJson } from "../support/cli.ts";
import { randomSystem } from "../support/random-system.ts";

const VARIANTS = ["relaxed-simd", "simd"] as const;
const THREADS = [1, 2, 3];

const beside = (name: string) => new URL(name, import.meta.url);

/** Strings of a dense enough operator: three flip masks a qubit, signs of all kinds. */
function stringsOn(qubits: number, isComplex: boolean): PauliTable {
  const stream = new RandomStream("team", qubits);
  const x: number[] = [];
  const z: number[] = [];
  for (let k = 0; k < 3 * qubits; k++) {
    const [flips, signs] = [stream.integer(2 ** qubits), stream.integer(2 ** qubits)];
    x.push(flips, 0);
    // Without imaginary strings: an even number of Y each.
    z.push(isComplex ? signs : signs & ~flips, signs);
  }
  return { size: x.length, x: Uint32Array.from(x), z: Uint32Array.from(z) };
}

function random(kernels: Kernels, layout: StateLayout, name: string): Vector {
  const vector = kernels.allocate(layout.length);
  fillRandom(vector, layout, new RandomStream(name));
  return vector;
}

/** Everything that kernels compute, as numbers. */
function computed(kernels: Kernels, layout: StateLayout): Record<string, number | Float64Array> {
  const table = stringsOn(layout.qubits, layout.isComplex);
  const plan = kernels.planOperator(table, layout);
  const stream = new RandomStream("coefficients");
  kernels.setCoefficients(
    plan,
    Float64Array.from({ length: table.size }, () => stream.normal()),
  );
  const [x, y, z] = ["x", "y", "z"].map((name) => random(kernels, layout, name)) as [Vector, Vector, Vector];
  const block = kernels.allocateBlock(3, layout.length);
  for (const [row, vector] of [x, y, z].entries()) kernels.copy(vector, block.row(row));
  const results: Record<string, number | Float64Array> = {};
  const sum = (name: string, value: number, vector: Vector) => {
    results[name] = value;
    results[`${name}, vector`] = vector.values.slice();
  };
  const change = (name: string, work: () => void, vector: Vector) => {
    work();
    results[name] = vector.values.slice();
  };
  sum("dot", kernels.dot(x, y), y);
  sum("apply", kernels.apply(plan, x, y), y);
  sum("apply on top", kernels.apply(plan, x, y, -0.3, y), y);
  sum("apply with z", kernels.apply(plan, x, y, 0.7, z), y);
  sum("axpyNorm", kernels.axpyNorm(-0.2, x, y), y);
  change("axpy", () => kernels.axpy(0.1, x, y), y);
  change("scale", () => kernels.scale(-1.5, x, z), z);
  change("copy", () => kernels.copy(y, z), z);
  change("combine", () => kernels.combine(block, Float64Array.of(0.4, -1, 2), z), z);
  if (layout.isComplex) {
    const imaginary = Float64Array.of(1, 0.5, -0.25);
    sum("dotImaginary", kernels.dotImaginary(x, y), y);
    change("axpyImaginary", () => kernels.axpyImaginary(0.3, x, y), y);
    change("complex combine", () => kernels.combine(block, Float64Array.of(0.4, -1, 2), z, imaginary), z);
  }
  results.expectations = kernels.expectations(kernels.planObservables(table, layout), x, y);
  return results;
}

/** A ground state of a frustrated chain. */
function solved(kernels: Kernels, qubits: number) {
  const layout = stateLayout(qubits, false);
  const bits = Array.from({ length: qubits }, (_, j) => [1 << j, 1 << ((j + 1) % qubits)] as const);
  const table: PauliTable = {
    size: 2 * qubits,
    x: Uint32Array.from(bits.flatMap(([own]) => [0, own])),
    z: Uint32Array.from(bits.flatMap(([own, next]) => [own | next, 0])),
  };
  const plan = kernels.planOperator(table, layout);
  kernels.setCoefficients(
    plan,
    Float64Array.from({ length: table.size }, (_, k) => (k % 2 === 0 ? 1 : -1.3)),
  );
  const state = random(kernels, layout, "start");
  const problem = { kernels, plan, layout, normBound: 2.3 * qubits };
  const record = groundState(problem, state, new RandomStream("block"), { tolerance: 1e-9 });
  return { record, state: state.values.slice() };
}

describe.each(VARIANTS)("%s: the same bits, whatever the number of threads", (variant) => {
  test.each([
    { qubits: 16, isComplex: false },
    { qubits: 15, isComplex: true },
  ])("every kernel, $qubits qubits, complex $isComplex", async ({ qubits, isComplex }) => {
    const layout = stateLayout(qubits, isComplex);
    const [expected, ...others] = await Promise.all(
      THREADS.map(async (threads) => {
        const kernels = await loadKernels({ variant, threads });
        expect(kernels.threads).toBe(threads);
        const results = computed(kernels, layout);
        await kernels.close();
        return results;
      }),
    );
    for (const results of others) expect(results).toEqual(expected);
  });

  test("a whole solve", async () => {
    const results = [];
    for (const threads of THREADS) {
      const kernels = await loadKernels({ variant, threads });
      results.push(solved(kernels, 15));
      await kernels.close();
    }
    const [expected, ...others] = results;
    expect(expected?.record.isConverged).toBe(true);
    for (const result of others) expect(result).toEqual(expected);
  });
});

describe("a busy machine", () => {
  const busy: Worker[] = [];
  beforeAll(async () => {
    for (let k = 0; k < 4; k++) busy.push(new Worker("for (;;);", { eval: true }));
    await Promise.all(busy.map((worker) => once(worker, "online")));
  });
  afterAll(() => Promise.all(busy.map((worker) => worker.terminate())));

  test("neither stops a team nor changes what it computes", async () => {
    const [one, three] = await Promise.all([loadKernels(), loadKernels({ threads: 3 })]);
    const results = [one, three].map((kernels) => {
      const layout = stateLayout(16, false);
      const [x, y] = [random(kernels, layout, "x"), random(kernels, layout, "y")];
      return Array.from({ length: 500 }, () => kernels.axpyNorm(1e-3, x, y));
    });
    expect(results[1]).toEqual(results[0]);
    await three.close();
  });
});

describe("threads", () => {
  const layout = stateLayout(16, false);
  const opened: Kernels[] = [];
  const keep = (kernels: Kernels) => {
    opened.push(kernels);
    return kernels;
  };
  const withEntry = async (entry: URL, chunkLimit = 200) =>
    keep(
      await openTeamKernels(await loadKernelModule("simd", true), {
        threads: 2,
        chunkLimit,
        start: (task) => startTeamThread(task, entry),
      }),
    );
  /** Computes until something is thrown, which takes a helper that comes in time. */
  const thrownWhileComputing = async (kernels: Kernels): Promise<unknown> => {
    const [x, y] = [random(kernels, layout, "x"), random(kernels, layout, "y")];
    const end = performance.now() + 60_000;
    while (performance.now() < end) {
      try {
        for (let k = 0; k < 100; k++) kernels.axpy(1e-3, x, y);
      } catch (error) {
        return error;
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
    return undefined;
  };

  afterEach(async () => {
    vi.unstubAllGlobals();
    await Promise.all(opened.splice(0).map((kernels) => kernels.close()));
  });

  test("end when the kernels are closed, and nothing can be computed any more", async () => {
    let [running, unexpected] = [0, 0];
    const kernels = await openTeamKernels(await loadKernelModule("simd", true), {
      threads: 3,
      start: async (task) => {
        const thread = await startTeamThread(task);
        running++;
        thread.onFailure(() => unexpected++);
        return {
          ...thread,
          close: async () => {
            await thread.close();
            running--;
          },
        };
      },
    });
    const x = random(kernels, layout, "x");
    expect(running).toBe(2);
    await kernels.close();
    expect([running, unexpected]).toEqual([0, 0]);
    expect(() => kernels.dot(x, x)).toThrow(expect.objectContaining({ code: "aborted" }));
  });

  test("a thread that dies at work is reported", async () => {
    const kernels = await withEntry(beside("team-thread-that-dies.ts"));
    const error = await thrownWhileComputing(kernels);
    expect(error).toMatchObject({
      code: "device-failed",
      message: expect.stringMatching(
        /^a thread of the kernels stopped: (no answer for 0\.2 s|it ended with)/,
      ),
    });
    const x = kernels.allocate(layout.length);
    expect(() => kernels.dot(x, x)).toThrow(expect.objectContaining({ code: "device-failed" }));
  });

  test("an error in a thread is reported with its message", async () => {
    const kernels = await withEntry(beside("team-thread-that-fails.ts"), 60_000);
    expect(await thrownWhileComputing(kernels)).toMatchObject({
      code: "device-failed",
      message: expect.stringContaining("TypeError: wasm.axpy is not a function"),
    });
  });

  test("a thread that does not start is reported, and no other is left", async () => {
    const opening = withEntry(beside("no-such-file.ts"));
    await expect(opening).rejects.toMatchObject({
      code: "kernel-unavailable",
      message: expect.stringMatching(/no-such-file\.ts.* Ask for one thread\.$/s),
    });
  });

  test.each([0, 1.5, -1, Number.NaN])("%d threads are refused", async (threads) => {
    await expect(loadKernels({ threads })).rejects.toMatchObject({ code: "invalid-argument" });
  });

  test("without shared memory one thread does all the work", async () => {
    const expected = computed(keep(await loadKernels({ threads: 2 })), layout);
    vi.stubGlobal("SharedArrayBuffer", undefined);
    const alone = keep(await loadKernels({ threads: 2 }));
    expect(alone.threads).toBe(1);
    expect(computed(alone, layout)).toEqual(expected);
  });

  test("memory grows under a team at work", async () => {
    const kernels = keep(await loadKernels({ threads: 2 }));
    const sums: number[] = [];
    const x = random(kernels, layout, "x");
    for (let size = 1; size <= 64; size *= 2) {
      const block = kernels.allocateBlock(size, layout.length);
      const last = block.row(size - 1);
      kernels.copy(x, last);
      sums.push(kernels.dot(last, x));
    }
    expect(new Set(sums)).toEqual(new Set([kernels.dot(x, x)]));
  });
});

describe("large states", () => {
  test("a simulator shares them among its threads, with the numbers of one", async () => {
    const system = new System({
      qubits: 18,
      fixed: chainSum("ZZ", 18, "periodic"),
      inputs: [],
      parameters: [{ name: "a", operator: chainSum("X", 18, "open") }],
      outputs: [{ name: "end", operator: OperatorSum.pauli("Z", 17) }],
    });
    const parameters = Float64Array.of(3);
    const setting = { inputs: new Float64Array(0), parameters, nudge: Float64Array.of(0.1), stream: ["s"] };
    const request = {
      observables: { outputs: [0], parameters: [0] },
      shots: { outputs: null, parameters: null, inputs: null },
    };
    const measured = [];
    for (const threads of [1, 2]) {
      const device = await openSimulator(system, { workers: 2, threads, symmetries: "off", tolerance: 1e-6 });
      expect(device instanceof Simulator).toBe(threads > 1);
      measured.push(await measure(device, [setting], request));
      await device.close();
    }
    expect(measured[1]).toEqual(measured[0]);
  });

  test("small ones are spread over workers instead", async () => {
    const device = await openSimulator(randomSystem("small"), { workers: 2, threads: 2 });
    expect(device).toBeInstanceOf(PooledDevice);
    await device.close();
  });

  test("qep ground-state gives the same result with any number of threads", async () => {
    const given = "ground-state transverse-field-ising --sites 15 --inputs gZZ=1,gX=2 --json --threads".split(
      " ",
    );
    const run = (threads: number) => qepJson([...given, `${threads}`]);
    const [one, two] = await Promise.all([run(1), run(2)]);
    expect(one).toMatchObject({ degeneracy: 1 });
    expect(two).toEqual(one);
  });
});

describe("a process with a team", () => {
  const script = fileURLToPath(beside("thread-team-process.ts"));

  test("ends by itself where nobody closes the kernels", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [script, "leave"], { timeout: 100_000 });
    expect(stdout).toBe("2 threads\n");
  });

  test("ends by Ctrl-C in the middle of a computation", async () => {
    const child = spawn(process.execPath, [script, "compute"], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([null, "SIGINT"]);
  });
});
