import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { scratch } from "../support/cli.ts";
import { hasModule, hasNumpy, moduleSuffix, numpySuffix, python } from "../support/python.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const NOTEBOOK = join(root, "python", "qep-tour.ipynb");
const QEP = `${process.execPath} ${join(root, "packages/qep/bin/qep.js")}`;

interface Cell {
  readonly cell_type: "markdown" | "code";
  readonly execution_count?: number;
  readonly source: string | readonly string[];
  readonly outputs?: readonly {
    readonly output_type: string;
    readonly text?: string | readonly string[];
    readonly data?: Readonly<Record<string, unknown>>;
  }[];
}

const text = readFileSync(NOTEBOOK, "utf8");
const code = (JSON.parse(text) as { cells: Cell[] }).cells.filter(({ cell_type }) => cell_type === "code");
const joined = (parts: string | readonly string[] = "") =>
  typeof parts === "string" ? parts : parts.join("");

/** What the cells of the file say that they printed. */
const stored = code.map(({ outputs = [] }) =>
  outputs
    .filter(({ output_type }) => output_type === "stream")
    .map((output) => joined(output.text))
    .join(""),
);

describe("the notebook", () => {
  test("is committed as it was executed, in order, without errors, and small", () => {
    expect(code.map(({ execution_count }) => execution_count)).toEqual(code.map((_, k) => k + 1));
    const kinds = code.flatMap(({ outputs = [] }) => outputs.map(({ output_type }) => output_type));
    expect(new Set(kinds)).toEqual(new Set(["stream", "display_data"]));
    const images = code.flatMap(({ outputs = [] }) => outputs.filter(({ data }) => data?.["image/png"]));
    expect(images).toHaveLength(3);
    expect(text.length).toBeLessThan(150_000);
  });

  const suffix = `${numpySuffix}${moduleSuffix("matplotlib")}`;
  test.skipIf(!hasNumpy || !hasModule("matplotlib"))(
    `prints what it says it printed${suffix}`,
    () => {
      const directory = scratch();
      copyFileSync(join(root, "python", "qep.py"), join(directory, "qep.py"));
      const program = `
import contextlib, io, json, os, sys
os.chdir(sys.argv[1])
sys.path.insert(0, ".")
os.environ.update(QEP=sys.argv[2], MPLBACKEND="Agg", MPLCONFIGDIR=sys.argv[1])
import warnings
warnings.simplefilter("ignore")  # Agg shows nothing, and says so
space, printed = {}, []
for source in json.loads(sys.argv[3]):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(compile(source, "cell", "exec"), space)
    printed.append(output.getvalue())
print(json.dumps(printed))
`;
      const sources = JSON.stringify(code.map(({ source }) => joined(source)));
      expect(python(program, directory, QEP, sources)).toEqual(stored);
      expect(stored.join("")).toContain("runs/tour finished 150 of 150");
    },
    300_000,
  );
});
