import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { scratch } from "../support/cli.ts";
import { hasModule, hasNumpy, moduleSuffix, numpySuffix, python } from "../support/python.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const QEP = `${process.execPath} ${join(root, "packages/qep/bin/qep.js")}`;

/** A directory with the client in it. */
function withClient(): string {
  const directory = scratch();
  copyFileSync(join(root, "python", "qep.py"), join(directory, "qep.py"));
  return directory;
}

/** Runs a program in such a directory; the last expression is printed as JSON. */
function inPython(program: string, directory = withClient()): unknown {
  const begin = `import json, os, sys\nos.chdir(sys.argv[1])\nsys.path.insert(0, ".")\nos.environ["QEP"] = sys.argv[2]\nimport qep\n`;
  return python(begin + program, directory, QEP);
}

const SMALL = `
experiment = {
    "schemaVersion": 1,
    "system": {"qubits": 2, "fixed": "Z0 Z1", "parameters": {"a": {"operator": "X0", "initial": 0.3}}, "outputs": {"z": "Z0 Z1"}},
    "loss": {"kind": "square", "target": {"z": -0.5}},
    "gradient": {"method": "symmetric", "beta": 0.1},
    "training": {"optimizer": {"kind": "sgd", "learningRate": 0.1}, "batches": 3},
}
`;

describe.skipIf(!hasNumpy)(`python/qep.py${numpySuffix}`, () => {
  test.each(["python.md", "from-quspin-and-pennylane.md"])(
    "docs/guide/%s is a session that runs as it stands",
    (page) => {
      const program = `
import doctest
kinds = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
failed, tried = doctest.testfile(sys.argv[3], module_relative=False, optionflags=kinds)
print(json.dumps([failed, tried])) if failed == 0 else sys.exit("see above")
`;
      const directory = withClient();
      const copy = join(directory, page);
      writeFileSync(copy, readFileSync(join(root, "docs", "guide", page)));
      const begin = `import json, os, sys\nos.chdir(sys.argv[1])\nsys.path.insert(0, ".")\nos.environ["QEP"] = sys.argv[2]\n`;
      const [failed, tried] = python(begin + program, directory, QEP, copy) as [number, number];
      expect(failed).toBe(0);
      expect(tried).toBeGreaterThan(10);
    },
  );

  test("operating points and targets are dicts, several are a list, and numbers may be numpy's", () => {
    const program = `${SMALL}
import numpy
experiment["system"]["inputs"] = {"h": "Z0", "g": "Z1"}
experiment["system"]["parameters"]["a"]["initial"] = numpy.float32(0)
experiment["seed"] = numpy.int64(2)
experiment["at"] = {"h": 1, "g": 1}
points = [{"h": 2, "g": numpy.float64(1.5)}, {"h": -2, "g": -1.5}]
several = qep.evaluate(experiment, inputs=points, observables=["Z0"])
one = qep.gradient(experiment, inputs=points[0], target={"z": 0.5})
print(json.dumps([several["inputs"], [each["Z0"] for each in several["quantities"]], one["loss"]]))
`;
    const [points, quantities, loss] = inPython(program) as [number[][], number[], number];
    expect(points).toEqual([
      [2, 1.5],
      [-2, -1.5],
    ]);
    // E = ±2 ± 1.5 − 1 with opposite spins, ±3.5 + 1 with equal ones: both follow their fields.
    expect(quantities).toEqual([expect.closeTo(-1, 9), expect.closeTo(1, 9)]);
    expect(loss).toBeCloseTo((1 - 0.5) ** 2, 9);
  });

  test("two experiments given as dicts do not get in each other's way", () => {
    const program = `${SMALL}
print(json.dumps([qep.evaluate(experiment, parameters={"a": 0})["outputs"][0][0], qep.evaluate(experiment)["outputs"][0][0]]))
`;
    const [at0, at03] = inPython(program) as [number, number];
    expect(at0).toBeCloseTo(-1, 10);
    // −1/√(1 + 0.3²): the field tilts the first spin.
    expect(at03).toBeCloseTo(-1 / Math.sqrt(1.09), 10);
  });

  test("an interrupted training can be resumed, with the numbers of one that ran through", () => {
    const program = `${SMALL}
import signal
experiment["training"]["batches"] = 100000
def stop(line):
    if "started" in line:
        os.kill(os.getpid(), signal.SIGINT)
try:
    qep.train(experiment, out="run", no_figures=True, progress=stop)
    reached = None
except KeyboardInterrupt:
    reached = len(qep.Run("run").steps())
experiment["training"]["batches"] = reached + 20
resumed = qep.train(experiment, resume=qep.Run("run"), no_figures=True, progress=False)
whole = qep.train(experiment, out="whole", no_figures=True, progress=False)
print(json.dumps([reached, len(resumed.steps()), resumed.history() == whole.history(), str(resumed)]))
`;
    const [reached, length, isSame, shown] = inPython(program) as [number, number, boolean, string];
    expect(reached).toBeLessThan(100_000);
    expect([length, isSame]).toEqual([reached + 20, true]);
    expect(shown).toMatch(/^Run\('.*run'\)$/);
  });

  test("errors have text, code and status; a command that is not there says so", () => {
    const program = `${SMALL}
found = []
def refusal(work):
    try:
        work()
    except qep.QepError as error:
        found.append([str(error), error.code, error.status])
refusal(lambda: qep.gradient(experiment, set={"system.fixed": "X0 Y0"}, progress=False))
refusal(lambda: qep.evaluate("nowhere.yaml", progress=False))
refusal(lambda: qep.call("evaluate", "x", frobnicate=2, progress=False))
refusal(lambda: qep.evaluate("x", progress=False, command_line=[sys.executable, "-c", "raise SystemExit('no qep here')"]))
print(json.dumps(found))
`;
    expect(inPython(program)).toEqual([
      [expect.stringContaining("system.fixed: X0 Y0: the operator is not Hermitian"), "not-hermitian", 2],
      [expect.stringContaining("there is no file or run directory nowhere.yaml"), "invalid-argument", 2],
      [expect.stringContaining("unknown option '--frobnicate'"), "invalid-argument", 2],
      ["no qep here", null, 1],
    ]);
  });
});

const hasPeers = hasModule("quspin") && hasModule("pennylane");
const peersSuffix = moduleSuffix("quspin") || moduleSuffix("pennylane");

test.skipIf(!hasPeers)(`what the page says of QuSpin and PennyLane holds${peersSuffix}`, () => {
  const page = readFileSync(join(root, "docs/guide/from-quspin-and-pennylane.md"), "utf8");
  const blocks = [...page.matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, code]) => code);
  expect(blocks.length).toBeGreaterThan(4);
  expect(blocks.join("\n").match(/^assert /gm)?.length).toBe(5);
  // QuSpin prints what it has checked; only the last line is for us.
  const quiet = "import contextlib, io, warnings\nwarnings.simplefilter('ignore')\n";
  const run = `with contextlib.redirect_stdout(io.StringIO()):\n    exec(${JSON.stringify(blocks.join("\n"))}, {})\nprint(1)\n`;
  expect(python(quiet + run)).toBe(1);
});
