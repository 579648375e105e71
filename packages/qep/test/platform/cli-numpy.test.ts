import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXAMPLES, qep, qepJson, scratch } from "../support/cli.ts";
import { hasNumpy, numpySuffix, python } from "../support/python.ts";

const SENSOR = join(EXAMPLES, "paper", "phase-sensor-z.yaml");

/** Names, dtypes and numbers as numpy sees them. */
const LOAD = `
import json, sys, numpy as np
with np.load(sys.argv[1], allow_pickle=False) as file:
    print(json.dumps({name: [array.dtype.str, array.tolist()] for name, array in file.items()}))
`;

describe.skipIf(!hasNumpy)(`numpy${numpySuffix}`, () => {
  test("opens the parameters and the grid of a run, and the table of a diagram", async () => {
    const cwd = scratch();
    const args = ["train", SENSOR, "--steps", "2", "--no-figures", "--out", "run"];
    expect(await qep(args, { cwd })).toMatchObject({ status: 0 });
    const byName = JSON.parse(readFileSync(join(cwd, "run", "parameters.json"), "utf8"));
    const values = Object.values(byName);
    expect(python(LOAD, join(cwd, "run", "parameters.npz"))).toEqual({
      sys_sens_couplings: ["<f8", values.slice(0, 12)],
      sens_couplings: ["<f8", values.slice(12)],
    });

    const { inputs, outputs } = (await qepJson(["evaluate", "run"], { cwd })) as Record<string, number[][]>;
    const grid = python(LOAD, join(cwd, "run", "grid.npz")) as Record<string, [string, number[][]]>;
    expect(grid).toMatchObject({ inputs: ["<f8", inputs], parameters: ["<f8", values] });
    const deviation = (grid.y_pred_grid?.[1] ?? []).flatMap((row, r) =>
      row.map((y, l) => Math.abs(y - (outputs?.[r]?.[l] as number))),
    );
    expect(deviation.length).toBe(630);
    expect(Math.max(...deviation)).toBeLessThan(1e-9);

    expect(await qep(["phase-diagram", "run", "--out", "diagram"], { cwd })).toMatchObject({ status: 0 });
    const table = python(LOAD, join(cwd, "diagram", "diagram.npz")) as Record<string, [string, number[]]>;
    expect(Object.keys(table)).toEqual(["gZXZ", "gZZ", "gX", "I", "II", "III"]);
    expect(table.gX).toEqual(["<f8", inputs?.map((x) => x[2])]);
  });

  test("writes float32 parameters that evaluate accepts", async () => {
    const cwd = scratch();
    const program = `
import sys, numpy as np
rng = np.random.default_rng(5)
couplings, terms = rng.uniform(-0.1, 0.1, 12), rng.standard_normal(15)
np.savez(sys.argv[1], sys_sens_couplings=couplings.astype("f4"), sens_couplings=terms.astype("f4"), note=np.arange(3))
np.savez_compressed(sys.argv[2], sys_sens_couplings=couplings.astype("f4").astype(">f8").reshape(2, 6), sens_couplings=terms.astype("f4"))
`;
    const [single, double] = [join(cwd, "f4.npz"), join(cwd, "f8.npz")];
    python(program, single, double);
    const at = ["evaluate", SENSOR, "--inputs", "gX=1,gZZ=1,gZXZ=2"];
    const result = (await qepJson([...at, "--parameters", single], { cwd })) as { outputs: number[][] };
    expect(result.outputs[0]).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
    expect(await qepJson([...at, "--parameters", double], { cwd })).toEqual(result);
    expect(await qepJson(at, { cwd })).not.toEqual(result);
  });
});
