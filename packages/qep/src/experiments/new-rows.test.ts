import { describe, expect, test } from "vitest";
import { buildExperiment } from "./build-experiment.ts";
import { predictedClasses, readNewRows, scoreNewRows } from "./new-rows.ts";
import { parseExperiment } from "./parse-experiment.ts";

const COLUMNS = { x: [1, 2, 3, 4, 5, 80, 7, 8], y: [0, 1, 0, 1, 0, 1, 0, 1], s: [1, -1, 1, 1, -1, 1, -1, 1] };

const experiment = (data: string, outputs = "up: Z0, down: -Z0") =>
  buildExperiment(
    parseExperiment(
      `schemaVersion: 1
seed: 5
system: { qubits: 1, inputs: { hx: X0, hz: Z0 }, parameters: { pull: Z0 }, outputs: { ${outputs} } }
data: { sampler: file, file: t.csv, columns: ${JSON.stringify(COLUMNS)}, inputs: { hx: x, hz: { columns: { x: 2, y: 1 } } }, ${data} }
loss: { kind: square }
gradient: { beta: 0.1 }
training: { optimizer: { kind: lbfgs }, batches: 1, batchSize: 1 }`,
      { file: "x.yaml" },
    ),
  );

const labelled = experiment("scaling: standardize, labels: y");
const outputs = [Float64Array.of(0.2, 0.8), Float64Array.of(0.6, 0.4)];

describe("new rows", () => {
  test("are scaled as the training was, a row alone too", () => {
    const own = (labelled.data?.grid ?? []).map(({ points }) => points[0]);
    expect(readNewRows(labelled, COLUMNS, "n.csv").inputs).toEqual(own);
    const { inputs, features } = readNewRows(labelled, { y: [1], other: ["a"], x: [80] }, "n.csv");
    expect(inputs).toEqual([own[5]]);
    expect(features).toEqual({ names: ["x", "y"], rows: [[80, 1]] });
  });

  test("have targets only with the columns of targets", () => {
    const regression = experiment("targets: { up: s, down: { columns: { s: 2, x: 1 } } }");
    expect(readNewRows(regression, { x: [3], y: [0] }, "n.csv").targets).toBeUndefined();
    const { targets } = readNewRows(regression, { x: [3], y: [0], s: [4] }, "n.csv");
    expect(targets).toEqual([Float64Array.of(4, 11)]);
  });

  test.each([
    [{ x: [1] }, "n.csv: expected the columns that inputs are made of (x, y), given x; add y"],
    [{ x: [1], y: ["one"] }, 'n.csv: expected finite numbers in the column "y", row 1 has "one"'],
  ])("%o is refused with the name of its file", (columns, message) => {
    expect(() => readNewRows(labelled, columns, "n.csv")).toThrow(message);
  });

  test("are for tables", () => {
    const other = buildExperiment(
      parseExperiment("schemaVersion: 1\nsystem: { qubits: 1, inputs: { h: X0 }, outputs: { z: Z0 } }"),
    );
    expect(() => readNewRows(other, { x: [1] }, "n.csv")).toThrow(/no data; give its inputs with --inputs/);
  });
});

describe("what the outputs say of them", () => {
  test("the class with the largest output, and scores", () => {
    expect(predictedClasses(labelled, outputs)).toEqual(["down", "up"]);
    const rows = readNewRows(labelled, { x: [1, 2], y: [1, 1] }, "n.csv");
    // Squares (0.2² + 0.2² + 0.6² + 0.6²)/2.
    expect(scoreNewRows(labelled, rows, outputs)).toMatchObject({
      maxChoice: 0.5,
      cost: expect.closeTo(0.4, 12),
    });
  });

  test("signs of an experiment of signs, where all new ones are alike too", () => {
    const signs = experiment("targets: { up: s }", "up: Z0");
    const given = [Float64Array.of(-0.1), Float64Array.of(0.7)];
    expect(predictedClasses(signs, given)).toEqual([-1, 1]);
    const rows = readNewRows(signs, { x: [1, 2], y: [1, 1], s: [1, 1] }, "n.csv");
    expect(scoreNewRows(signs, rows, given)?.accuracy).toBe(0.5);
  });

  test("no class of other targets, no scores without targets", () => {
    expect(predictedClasses(experiment("targets: { up: x, down: s }"), outputs)).toBeUndefined();
    expect(
      scoreNewRows(labelled, readNewRows(labelled, { x: [1, 2], y: [1, 1] }, "n.csv"), outputs),
    ).toBeDefined();
    expect(
      scoreNewRows(labelled, { features: { names: [], rows: [] }, inputs: [] }, outputs),
    ).toBeUndefined();
  });
});
