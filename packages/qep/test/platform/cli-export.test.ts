import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { writeParquet } from "../../src/formats/parquet.ts";
import { EXAMPLES, qep, qepJson, scratch } from "../support/cli.ts";
import { hasModule, moduleSuffix, python } from "../support/python.ts";

async function rowsOf(path: string): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: new Uint8Array(readFileSync(path)).buffer });
}

describe("qep export", () => {
  test("the history of a run, beside it", async () => {
    const cwd = scratch();
    const run = ["train", join(EXAMPLES, "paper", "phase-sensor-z.yaml"), "--out", "run", "--steps", "3"];
    expect(await qep([...run, "--set", "training.testEvery=2", "--no-figures"], { cwd })).toMatchObject({
      status: 0,
    });
    const files = [join(cwd, "run.steps.parquet"), join(cwd, "run.tests.parquet")];
    expect(await qepJson(["export", "run"], { cwd })).toEqual({ files });

    const lines = readFileSync(join(cwd, "run", "history.jsonl"), "utf8")
      .trim()
      .split("\n");
    const records = lines.map((line) => JSON.parse(line));
    const steps = records.filter(({ test }) => test === undefined);
    const rows = await rowsOf(files[0] as string);
    expect(rows.map(({ step, cost, "health.gap": gap }) => [Number(step), cost, gap])).toEqual(
      steps.map(({ step, cost, health }) => [step, cost, health.gap]),
    );
    const tests = records.filter(({ test }) => test !== undefined);
    expect(
      (await rowsOf(files[1] as string)).map(({ step, maxChoice }) => [Number(step), maxChoice]),
    ).toEqual(tests.map(({ step, test }) => [step, test.maxChoice]));

    if (!hasModule("pyarrow") || !hasModule("pandas")) return;
    const program = `
import json, sys, pandas
table = pandas.read_parquet(sys.argv[1])
print(json.dumps([list(table.dtypes[["step", "cost"]].astype(str)), table["cost"].tolist()]))
`;
    expect(python(program, files[0] as string)).toEqual([
      ["int64", "float64"],
      steps.map(({ cost }) => cost),
    ]);
  });

  test("a table, somewhere else", async () => {
    const cwd = scratch({ "t.csv": "x,y\n0.1,2\n0.3,-4\n" });
    const path = join(cwd, "out", "t.parquet");
    expect(await qepJson(["export", "t.csv", "--out", "out"], { cwd })).toEqual({ files: [path] });
    expect(await rowsOf(path)).toEqual([
      { x: 0.1, y: 2 },
      { x: 0.3, y: -4 },
    ]);
  });

  test("a table with words and with numbers that are not known", async () => {
    const cwd = scratch({ "t.csv": "point,gap,phase\n1,nan,I\n2,0.5,II\n3,,III\n" });
    await qepJson(["export", "t.csv"], { cwd });
    expect(await rowsOf(join(cwd, "t.parquet"))).toEqual([
      { point: 1, gap: null, phase: "I" },
      { point: 2, gap: 0.5, phase: "II" },
      { point: 3, gap: null, phase: "III" },
    ]);
  });

  test.each([
    ["nowhere", "expected a run directory, or a table that ends in .csv or .npz"],
    ["nowhere.csv", "nowhere.csv: there is no such file"],
    [".", "expected a run directory with a history, found none"],
  ])("%s is refused", async (given, message) => {
    const { status, stderr } = await qep(["export", given], { cwd: scratch() });
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

test.skipIf(!hasModule("pyarrow"))(`pyarrow opens names, flags and nulls${moduleSuffix("pyarrow")}`, () => {
  const path = join(scratch(), "t.parquet");
  const columns = [
    { name: "n", values: [1, null], isInteger: true },
    { name: "s", values: ["ä", null] },
    { name: "f", values: [true, null] },
    { name: "d", values: [0.1, null] },
    { name: "none", values: [null, null] },
  ];
  writeFileSync(path, writeParquet(columns));
  const program =
    "import json, sys, pyarrow.parquet as p; print(json.dumps(p.read_table(sys.argv[1]).to_pydict()))";
  expect(python(program, path)).toEqual(
    Object.fromEntries(columns.map(({ name, values }) => [name, values])),
  );
});
