import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { npyArray, writeNpz } from "../../src/index.ts";
import { EXAMPLES, qep, scratch, startQep } from "../support/cli.ts";
import { GOOD_EXPERIMENT, refused } from "../support/cli-refusals.ts";

// Command lines that qep must refuse: flags, parameter files, run directories.

const SENSOR = join(EXAMPLES, "phase-sensor.yaml");
const QUBIT = join(EXAMPLES, "single-qubit.yaml");
const COUPLINGS = "sys_sens_couplings";
const OWN_TERMS = "sens_couplings";

describe("flags", () => {
  test.concurrent.each<[args: string, words: (string | RegExp)[]]>([
    ["gradient QUBIT --beta 0", ["--beta must be above 0, given: 0", "--method linear-response"]],
    ["gradient QUBIT --beta nan", ["--beta must be a finite number, given: nan"]],
    [
      "gradient QUBIT --set gradient.beta=0",
      ["--set gradient.beta=0: gradient.beta: expected a number above 0"],
    ],
    ["gradient QUBIT --set gradient.bta=1", ['unknown key "bta" in gradient; did you mean "beta"?']],
    ["gradient QUBIT --set gradient.beta", ["expected path=value, for example"]],
    [
      "gradient QUBIT --method linear-response --shots 9",
      ["shots with linear response", "Use the symmetric"],
    ],
    ["gradient QUBIT --method newton", ["--method must be one of symmetric, one-sided", "given: newton"]],
    ["gradient QUBIT --shots 0", ["--shots must be a whole number of at least 1, given: 0"]],
    ["gradient QUBIT --shots 5 --exact", ["expected --exact or --shots, given both"]],
    ["gradient QUBIT --inputs q=1", ['there is no input "q"']],
    ["evaluate QUBIT --workers 0", ["--workers must be a whole number of at least 1"]],
    ["evaluate QUBIT --frobnicate", ["unknown option '--frobnicate'", "--help shows all options"]],
    ["evaluate QUBIT extra", ["too many arguments"]],
    ["evaluate", ["missing required argument 'experiment'"]],
    ["frobnicate", ["qep: unknown command 'frobnicate'", "--help shows all commands"]],
    ["evaluate SENSOR --inputs gX=1", ['the inputs "gZXZ", "gZZ" have no value; add gZXZ=VALUE,gZZ=VALUE']],
    ["evaluate SENSOR --inputs gX=1,gX=2,gZZ=1,gZXZ=1", ['"gX" is given twice; keep one of them']],
    // The labels of the data are those of its triangle; a pure paramagnet outside of it has none.
    [
      "gradient SENSOR --inputs gX=1,gZZ=0,gZXZ=0",
      ["does not say what the outputs should be there", "--target"],
    ],
    ["evaluate SENSOR --inputs gX=nan,gZZ=1,gZXZ=1", ["--inputs gX must be a finite number, given: nan"]],
    ["evaluate SENSOR --inputs gX", ["--inputs gX: there is no such file"]],
    ["ground-state cluster-ising", ["--sites is missing", "for example --sites 8"]],
    ["ground-state cluster-isng --sites 4", ["did you mean cluster-ising?"]],
    ["ground-state xxz --columns 6", ["--lattice is missing", "for example --sites 8 for a chain"]],
    ["ground-state xxz --lattice sqare", ["did you mean square?"]],
    ["ground-state cluster-ising --sites 4 --observables X9", ["qubit 9", "4 qubits (0 to 3)"]],
    ["ground-state QUBIT --sites 4", ["--sites goes with the name of a model", "--set system.sites=4"]],
    ["phase-diagram QUBIT", ["--x is missing", "with one of a, b"]],
    ["phase-diagram QUBIT --x q=0:1:5", ['there is no knob "q"; expected one of a, b']],
    ["phase-diagram QUBIT --x a=0:1:100000000", ["100000000 values are more than the 10000"]],
    [
      "phase-diagram QUBIT --x a=0:1:3 --out QUBIT",
      ["no directory can be made there", "choose another --out"],
    ],
    ["phase-diagram QUBIT --x a=1:0:5", ["--x: expected name=from:to:count with from below to"]],
    ["phase-diagram QUBIT --x a=0:1:5 --y a=0:1:5", ["--y: expected another knob than --x"]],
    ["phase-diagram QUBIT --x a=0:1:5 --output q", ['there is no output "q"; expected one of z']],
    ["plot QUBIT", ["operator texts, which have no lattice to draw", "or the directory of a run"]],
    ["ground-state QUBIT --lattice chain", ["--lattice goes with", "--set system.lattice.kind=chain"]],
    ["train", ["expected an experiment to train, or --resume DIR"]],
    ["train QUBIT --out a --resume b", ["expected --out or --resume, given both"]],
    ["train --resume nowhere", ["there is no file or run directory nowhere"]],
    ["train QUBIT --steps 0", ["--steps must be a whole number of at least 1"]],
  ])("%s", async (line, words) => {
    const paths: Record<string, string> = { QUBIT, SENSOR };
    const args = line.split(" ").map((word) => paths[word] ?? word);
    await refused(args, words);
  });

  test.concurrent("a CSV file that does not fit names row and column", async () => {
    await refused(["evaluate", SENSOR, "--inputs", "x.csv"], ["x.csv, line 2, column 5: expected a number"], {
      "x.csv": "gX,gZZ,gZXZ\n1,2,much\n",
    });
    await refused(["evaluate", SENSOR, "--inputs", "x.csv"], ["x.csv, row 1: gZZ is NaN"], {
      "x.csv": "gX,gZZ,gZXZ\n1,nan,1\n",
    });
  });
});

describe("parameters", () => {
  const numbers = (count: number, value = 0.1) => npyArray(new Float64Array(count).fill(value));
  const npz = (...arrays: [string, ReturnType<typeof numbers>][]) => writeNpz(new Map(arrays));

  test.concurrent.each<[what: string, file: string, content: Uint8Array | undefined, words: string[]]>([
    ["a missing npz", "p.npz", undefined, ["--parameters p.npz: there is no such file"]],
    [
      "a text file",
      "p.npz",
      strToU8("not an archive"),
      ["p.npz: is not a zip archive", "as numpy.savez writes it"],
    ],
    [
      "random bytes",
      "p.npz",
      Uint8Array.from({ length: 900 }, (_, k) => (k * k * 7 + k) % 256),
      ["not a zip archive"],
    ],
    ["any zip", "p.npz", zipSync({ "a.txt": strToU8("text") }), ["p.npz"]],
    ["a damaged npz", "p.npz", npz([COUPLINGS, numbers(36)]).subarray(0, 200), ["p.npz", "cut short"]],
    [
      "a foreign npz",
      "p.npz",
      npz(["weights", numbers(51)]),
      [`expected the array "${COUPLINGS}"`, "36 parameters", "the file has weights", "Give an npz file"],
    ],
    [
      "couplings of another variant",
      "p.npz",
      npz([COUPLINGS, numbers(24)], [OWN_TERMS, numbers(15)]),
      [`expected 36 real numbers in "${COUPLINGS}"`, "given 24", "another variant"],
    ],
    [
      "an array too few",
      "p.npz",
      npz([COUPLINGS, numbers(36)]),
      [`expected the array "${OWN_TERMS}"`, "15 parameters"],
    ],
    [
      "NaN",
      "p.npz",
      npz([COUPLINGS, numbers(36)], [OWN_TERMS, numbers(15, Number.NaN)]),
      ['expected finite numbers, but "X8" is NaN'],
    ],
    ["broken JSON", "p.json", strToU8('{"X0X8": 1,'), ["p.json is not valid JSON"]],
    ["a list", "p.json", strToU8("[1, 2]"), ['p.json: expected {"name": number, ...}']],
    ["a foreign name", "p.json", strToU8('{"omega": 1}'), ["it has omega, unknown here", "it lacks X0X8,"]],
    [
      "a name too few",
      "p.json",
      strToU8('{"X0X8": 1}'),
      ["it lacks X0Y8, X0Z8, X0X9, X0Y9, X0Z9, Y0X8 and 44 more"],
    ],
    ["a column of another name", "p.csv", strToU8("omega\n1\n"), ["p.csv: ", "it has omega, unknown here"]],
    ["a table of two rows", "p.csv", strToU8("X0X8\n1\n2\n"), ["given a header and 2 rows"]],
  ])("%s", async (_, file, content, words) => {
    const files = content === undefined ? {} : { [file]: content };
    await refused(["evaluate", SENSOR, "--parameters", file], words, files);
  });
});

describe("run directories", () => {
  test.concurrent("of another experiment, or longer already, stay as they are", async () => {
    const cwd = scratch({
      "x.yaml": GOOD_EXPERIMENT,
      "y.yaml": GOOD_EXPERIMENT.replace("beta: 0.1", "beta: 0.2"),
    });
    expect(await qep(["train", "x.yaml", "--out", "run", "--no-figures"], { cwd })).toMatchObject({
      status: 0,
    });
    const files = () =>
      readdirSync(join(cwd, "run")).map((name) => [name, readFileSync(join(cwd, "run", name))]);
    const before = files();
    const attempt = async (args: readonly string[], ...words: string[]) => {
      const { status, stdout, stderr } = await qep(["train", ...args], { cwd });
      for (const word of words) expect(stderr).toContain(word);
      expect([status, stdout]).toEqual([2, ""]);
      expect(files()).toEqual(before);
    };
    await attempt(
      ["y.yaml", "--resume", "run"],
      "belongs to another experiment: gradient.beta is 0.1 there and 0.2 here",
    );
    await attempt(["--resume", "run", "--seed", "7"], "seed is 1 there and 7 here");
    await attempt(
      ["--resume", "run", "--steps", "3"],
      "has done 4 batches already, more than the 3 asked for",
    );
    await attempt(["x.yaml", "--out", "run"], "holds a run already. Go on with it by --resume");
  });

  test.concurrent("in use by a living process are left to it; reading is no harm", async () => {
    const cwd = scratch({ "x.yaml": GOOD_EXPERIMENT });
    const args = ["train", "x.yaml", "--out", "run", "--steps", "10000000", "--workers", "1"];
    const { child, done, saw } = startQep([...args, "--set", "training.checkpointEvery=20"], { cwd });
    await saw("started");
    for (const command of [
      ["train", "--resume", "run"],
      ["plot", "run"],
    ]) {
      const { status, stderr } = await qep(command, { cwd });
      expect(stderr).toContain(`is in use by process ${child.pid};`);
      expect(status).toBe(2);
    }
    expect(await qep(["evaluate", "run"], { cwd })).toMatchObject({ status: 0 });
    expect(await qep(["plot", "run", "--out", "figures"], { cwd })).toMatchObject({ status: 0 });
    expect(readdirSync(join(cwd, "figures"))).toContain("training-curves.svg");
    child.kill("SIGINT");
    expect(await done).toMatchObject({ status: 130 });
  });
});
