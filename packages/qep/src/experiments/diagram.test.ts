import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { QepError } from "../base/errors.ts";
import { Simulator } from "../devices/simulator.ts";
import { buildExperiment } from "./build-experiment.ts";
import {
  computeDiagram,
  diagramPoints,
  outputReader,
  POINTS_FILE,
  type PointReader,
  stateReader,
} from "./diagram.ts";
import { diagramBoundaries } from "./diagram-boundaries.ts";
import { experimentQuantities } from "./experiment-quantities.ts";
import { MemoryRunDirectory } from "./memory-run-store.ts";
import { parseExperiment } from "./parse-experiment.ts";

const experiment = buildExperiment(
  parseExperiment(
    `schemaVersion: 1
system:
  model: transverse-field-ising
  sites: 6
  outputs: { bond: Z0 Z1 }
at: { gZZ: 1, gX: 1 }
`,
    { file: "ring.yaml" },
  ),
);
const axis = (name: string, from: number, to: number, count: number) => ({
  name,
  values: Array.from({ length: count }, (_, k) => from + ((to - from) * k) / (count - 1)),
});
const axes = [axis("gX", 0.2, 2, 10), axis("gZZ", 0.6, 1.4, 3)];
const plan = { axes, inputs: [1, 1], parameters: [] };
const points = diagramPoints(experiment, plan);
const quantities = experimentQuantities(
  experiment,
  ["entropy(0..2), fidelity-susceptibility(gX)", "X0"],
  "--observables",
);

function reader(): PointReader & { readonly asked: number[] } {
  const simulator = new Simulator(experiment.system, testKernels(), { tolerance: 1e-11 });
  const inner = stateReader(simulator, experiment, quantities);
  const asked: number[] = [];
  return {
    columns: inner.columns,
    asked,
    read: (settings, signal) => {
      asked.push(settings.length);
      return inner.read(settings, signal);
    },
  };
}

test("points run along the first axis, and rows have their coordinates, outputs, quantities, energy and gap", async () => {
  const store = await new MemoryRunDirectory().open();
  const table = await computeDiagram(store, points, reader(), { chunk: 7 });
  expect([...(table?.coordinates ?? []), ...(table?.columns ?? [])]).toEqual([
    "gX",
    "gZZ",
    "bond",
    "entropy(0..2)",
    "fidelity-susceptibility(gX)",
    "X0",
    "energy",
    "gap",
  ]);
  expect(table?.rows.map((row) => row.slice(0, 2))).toEqual(
    [0, 1, 2].flatMap((row) => (axes[0]?.values ?? []).map((x) => [x, axes[1]?.values[row]])),
  );
  // The energy is gX ∂E/∂gX + gZZ ∂E/∂gZZ (Euler): −6 gX ⟨X⟩ − 6 gZZ ⟨ZZ⟩.
  for (const [gX, gZZ, bond, , , x, energy] of (table?.rows ?? []) as number[][]) {
    expect(energy).toBeCloseTo(
      -6 * (gX as number) * (x as number) - 6 * (gZZ as number) * (bond as number),
      8,
    );
  }
});

test("a diagram that was stopped and resumed has the bytes of one that ran through, and asks for no point twice", async () => {
  const [whole, broken] = [new MemoryRunDirectory(), new MemoryRunDirectory()];
  const [first, second] = [await whole.open(), await broken.open()];
  const table = await computeDiagram(first, points, reader(), { chunk: 30 });
  const controller = new AbortController();
  const options = {
    chunk: 4,
    signal: controller.signal,
    onProgress: (done: number) => done >= 12 && controller.abort(),
  };
  expect(await computeDiagram(second, points, reader(), options)).toBeUndefined();
  expect((await second.readLines(POINTS_FILE)).lines).toHaveLength(12);
  const rest = reader();
  expect(await computeDiagram(second, points, rest, { chunk: 5 })).toEqual(table);
  expect(rest.asked).toEqual([5, 5, 5, 3]);
  expect(await second.readText(POINTS_FILE)).toBe(await first.readText(POINTS_FILE));
});

test("an observation that is aborted under way leaves the points before it", async () => {
  const store = await new MemoryRunDirectory().open();
  const controller = new AbortController();
  const inner = reader();
  let calls = 0;
  const failing: PointReader = {
    columns: inner.columns,
    read: async (settings, signal) => {
      if (++calls === 2) {
        controller.abort();
        throw new QepError("aborted", "the observation was cancelled");
      }
      return inner.read(settings, signal);
    },
  };
  expect(
    await computeDiagram(store, points, failing, { chunk: 8, signal: controller.signal }),
  ).toBeUndefined();
  expect((await store.readLines(POINTS_FILE)).lines).toHaveLength(8);
});

test("points of another diagram are refused", async () => {
  const store = await new MemoryRunDirectory().open();
  await store.appendLines(POINTS_FILE, ["[1,2]"]);
  await expect(computeDiagram(store, points, reader(), { chunk: 30 })).rejects.toThrow(
    /not have 30 points of 6 numbers/,
  );
});

test("outputs of a device, and quantities that are further outputs, give the same", async () => {
  const { system } = experiment;
  const operators = quantities.flatMap(({ request }) => request.operators);
  const more = new (system.constructor as typeof import("../propagation/system.ts").System)({
    ...system,
    outputs: [...system.outputs, ...operators.map((operator, k) => ({ name: `q${k}`, operator }))],
  });
  const x0 = quantities.filter(({ isOperator }) => isOperator);
  const device = outputReader(new Simulator(more, testKernels(), { tolerance: 1e-11 }), ["bond"], x0, {
    hasGap: true,
    hasErrors: false,
  });
  const own = stateReader(new Simulator(system, testKernels(), { tolerance: 1e-11 }), experiment, x0);
  const setting = points.settings[4] as (typeof points.settings)[number];
  const [[bond, x, gap] = []] = await device.read([{ ...setting, nudge: new Float64Array(2) }]);
  const [[bond2, x2, , gap2] = []] = await own.read([setting]);
  expect(bond).toBeCloseTo(bond2 as number, 9);
  expect(x).toBeCloseTo(x2 as number, 9);
  expect(gap).toBeCloseTo(gap2 as number, 6);
});

describe("phase boundaries", () => {
  test.each(["fidelity", "energy"] as const)(
    "peaks of the %s lie near gX = gZZ, along each knob",
    async (indicator) => {
      const ring = [axis("gX", 0.2, 2, 19), axis("gZZ", 0.2, 2, 19)];
      const both = experimentQuantities(
        experiment,
        ["fidelity-susceptibility(gX), fidelity-susceptibility(gZZ)"],
        "x",
      );
      const simulator = new Simulator(experiment.system, testKernels());
      const store = await new MemoryRunDirectory().open();
      const table = await computeDiagram(
        store,
        diagramPoints(experiment, { axes: ring, inputs: [1, 1], parameters: [] }),
        stateReader(simulator, experiment, both),
        { chunk: 361 },
      );
      const found = diagramBoundaries(table as NonNullable<typeof table>, ring, indicator);
      const middle = found.filter(({ place }) => place.every((value) => value > 0.6 && value < 1.5));
      expect(new Set(middle.map(({ along }) => along))).toEqual(new Set(["gX", "gZZ"]));
      // Of six sites the peaks are off by a fifth and a bit; those of the energy are broader.
      for (const { place, along } of middle) {
        const [gX, gZZ] = place as [number, number];
        const ratio = along === "gX" ? gX / gZZ : gZZ / gX;
        expect(Math.abs(ratio - 1)).toBeLessThan(indicator === "fidelity" ? 0.25 : 0.35);
      }
      // H is the same with gX and gZZ exchanged, and so is the diagram.
      const along = (name: string) => found.filter((each) => each.along === name).length;
      expect(along("gX")).toBeGreaterThan(5);
      expect(along("gZZ")).toBeGreaterThan(5);
    },
  );
});
