import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import { splitRows } from "../tasks/feature-table.ts";
import { batchOf, buildExperiment, type Experiment } from "./build-experiment.ts";
import { parseExperiment } from "./parse-experiment.ts";

const COLUMNS = { x: [1, 2, 3, 4, 5, 80, 7, 8], y: [0, 1, 0, 1, 0, 1, 0, 1] };

const experiment = (data: string, more = "", columns: object | null = COLUMNS) =>
  buildExperiment(
    parseExperiment(
      `schemaVersion: 1
seed: 5
system: { qubits: 1, inputs: { hx: X0, hz: Z0 }, parameters: { pull: Z0 }, outputs: { up: Z0, down: -Z0 } }
data: { sampler: file, file: t.csv, ${columns ? `columns: ${JSON.stringify(columns)}, ` : ""}${data} }
${more}`,
      { file: "x.yaml" },
    ),
  );

const split = splitRows(8, 0.25, 5);
const rowsOf = ({ data }: Experiment) =>
  (data?.grid ?? []).map(({ points, target }) => [...(points[0] ?? []), ...(target ?? [])]);

describe("rows of a table as samples", () => {
  test("sums of columns become inputs, class numbers one-hot targets", () => {
    const of = experiment("inputs: { hx: x, hz: { columns: { x: 0.5, y: -1 }, offset: 10 } }, labels: y");
    expect(rowsOf(of).slice(0, 3)).toEqual([
      [1, 10.5, 1, 0],
      [2, 10, 0, 1],
      [3, 11.5, 1, 0],
    ]);
  });

  test("classes may have the names of the outputs, and other columns may hold anything", () => {
    const y = COLUMNS.y.map((label) => (label === 0 ? "up" : "down"));
    const columns = { ...COLUMNS, y, name: COLUMNS.x.map((x) => `row of ${x}`) };
    const data = "inputs: { hx: x, hz: x }, labels: y";
    expect(rowsOf(experiment(data, "", columns))).toEqual(rowsOf(experiment(data)));
  });

  test("columns become targets, without being scaled", () => {
    const of = experiment(
      "inputs: { hx: x, hz: x }, scaling: range, targets: { up: y, down: { columns: { y: -2 } } }",
    );
    expect(rowsOf(of).map((row) => row.slice(2))).toEqual(COLUMNS.y.map((y) => [y, -2 * y + 0]));
  });

  test("a scale is that of the training rows alone", () => {
    // Row 5, with the outlier 80, is held back at this seed.
    expect(split.test).toContain(5);
    const of = experiment(
      "inputs: { hx: { columns: { x: 3 } }, hz: { offset: 1 } }, scaling: range, labels: y",
    );
    const seen = split.training.map((row) => COLUMNS.x[row] as number);
    const [low, high] = [Math.min(...seen), Math.max(...seen)];
    for (const [row, [hx, hz]] of rowsOf(of).entries()) {
      expect(hx).toBeCloseTo((3 * (2 * (COLUMNS.x[row] as number) - low - high)) / (high - low), 12);
      expect(hz).toBe(1);
    }
  });

  test("tests and batches come from their own sides of the split; all means every training row once", () => {
    const inputs = "inputs: { hx: x, hz: x }, labels: y";
    const { data } = experiment(inputs);
    const xs = (samples: readonly { points: readonly Float64Array[] }[] = []) =>
      samples.map(({ points }) => points[0]?.[0]);
    const valuesOf = (rows: readonly number[]) => rows.map((row) => COLUMNS.x[row]);
    expect(xs(data?.test)).toEqual(valuesOf(split.test));
    expect(xs(data?.batch(3, "all"))).toEqual(valuesOf(split.training));
    const stream = new RandomStream(5, "batch", 3);
    const drawn = Array.from({ length: 4 }, () => split.training[stream.integer(6)] as number);
    expect(xs(data?.batch(3, 4))).toEqual(valuesOf(drawn));
    const training = "training: { optimizer: { kind: lbfgs }, batches: 1, batchSize: all }";
    const whole = experiment(inputs, `loss: { kind: square }\ngradient: { beta: 1 }\n${training}`);
    expect(batchOf(whole, 0)).toHaveLength(6);
  });
});

describe("what does not fit is refused with its place", () => {
  const inputs = "inputs: { hx: x, hz: x }";
  test.each<[string, string, object | null, RegExp]>([
    [
      "a column that is not there",
      "inputs: { hx: x, hz: z }, labels: y",
      COLUMNS,
      /data\.inputs\.hz: .*\(x, y\), given "z"/,
    ],
    [
      "an input without a column",
      "inputs: { hx: x }, labels: y",
      COLUMNS,
      /data\.inputs: .*given none for hz; add hz: COLUMN/,
    ],
    [
      "an input that is not there",
      `${inputs.replace(" }", ", hy: x }")}, labels: y`,
      COLUMNS,
      /given "hy"; remove it/,
    ],
    [
      "an output without target",
      `${inputs}, targets: { up: x }`,
      COLUMNS,
      /data\.targets: .*given none for down/,
    ],
    [
      "labels that are no classes",
      `${inputs}, labels: x`,
      COLUMNS,
      /data\.labels: .*\(up, down\), or class numbers from 0 to 1 in that order; row 2 has 2/,
    ],
    [
      "labels that are no outputs",
      `${inputs}, labels: y`,
      { x: [1, 2], y: ["up", "Down"] },
      /data\.labels: .* row 2 has "Down"; did you mean "down"\?/,
    ],
    [
      "text where numbers are needed",
      `${inputs}, labels: y`,
      { x: ["1", "2 MHz"], y: [0, 1] },
      /data\.inputs\.hx: expected finite numbers in the column "x", row 2 has "2 MHz"/,
    ],
    [
      "a target that is not known",
      "inputs: { hx: y, hz: y }, targets: { up: x, down: y }",
      { x: ["1", "nan"], y: [0, 1] },
      /data\.targets\.up: expected finite numbers in the column "x", row 2 has "nan"/,
    ],
    ["a single row", `${inputs}, labels: y`, { x: [1], y: [0] }, /data\.file: expected at least 2 rows/],
    ["no content", `${inputs}, labels: y`, null, /data\.file: expected the content of t\.csv as columns/],
  ])("%s", (_, data, columns, message) => {
    expect(() => experiment(data, "", columns)).toThrow(message);
  });
});
