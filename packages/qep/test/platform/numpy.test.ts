import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NpyArray } from "../../src/formats/npy.ts";
import { npyArray } from "../../src/formats/npy.ts";
import { readNpz, writeNpz } from "../../src/formats/npz.ts";

const PYTHON = process.env.QEP_PYTHON ?? "python3";
const hasNumpy = spawnSync(PYTHON, ["-c", "import numpy"]).status === 0;
const suffix = hasNumpy ? "" : ` (skipped: ${PYTHON} has no numpy; set QEP_PYTHON to one that has)`;

/** Runs a Python program with the arguments in sys.argv[1:]; what it prints is JSON. */
function python(program: string, ...args: string[]): unknown {
  const result = spawnSync(PYTHON, ["-W", "error", "-c", program, ...args], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout === "" ? undefined : JSON.parse(result.stdout);
}

/** Names, dtypes, shapes and C-ordered bytes as numpy sees them. */
const DESCRIBE = `
import json, sys, numpy as np
with np.load(sys.argv[1], allow_pickle=False) as file:
    print(json.dumps([[k, v.dtype.str, list(v.shape), v.tobytes().hex()] for k, v in file.items()]))
`;

const sample = new Map<string, NpyArray>([
  ["theta", npyArray(new Float64Array([0.1, -0, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, 3]), [2, 3])],
  ["f4", npyArray(new Float32Array([1 / 3]))],
  ["θ", npyArray(new Int32Array([-1, 2 ** 31 - 1]))],
  ["u1", npyArray(new Uint8Array([0, 255]), [1, 2, 1])],
  ["i8", { dtype: "<i8", shape: [2], data: new Float64Array([1 - 2 ** 53, 7]) }],
  ["b1", { dtype: "|b1", shape: [2], data: new Uint8Array([0, 1]) }],
  ["c16", { dtype: "<c16", shape: [1], data: new Float64Array([1, -2]) }],
  ["scalar", npyArray(new Float64Array([0.5]), [])],
  ["empty", npyArray(new Float64Array(0), [0, 4])],
]);

function describeHere(arrays: ReadonlyMap<string, NpyArray>): unknown[] {
  return [...arrays].map(([name, { dtype, shape, data }]) => {
    const raw = dtype === "<i8" ? BigInt64Array.from(data, (value) => BigInt(value)) : data;
    return [name, dtype, shape, Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString("hex")];
  });
}

describe.skipIf(!hasNumpy)(`a real numpy${suffix}`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "qep-numpy-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([false, true])("opens what we wrote, compress: %s", (compress) => {
    const path = join(folder, `ours-${compress}.npz`);
    writeFileSync(path, writeNpz(sample, { compress }));
    expect(python(DESCRIBE, path)).toEqual(describeHere(sample));
  });

  test.each(["savez", "savez_compressed"])("%s writes what we read", (save) => {
    const program = `
import sys, numpy as np
rng = np.random.default_rng(1)
arrays = {}
for dtype in ["f8", "f4", "i4", "i8", "u1", "c16"]:
    for order in "<>":
        for layout in "CF":
            values = 1000 * rng.standard_normal((2, 3, 4)) - 1j * rng.standard_normal((2, 3, 4))
            values = values if dtype == "c16" else np.clip(values.real, 0 if dtype == "u1" else None, 255)
            arrays[dtype + order + layout] = values.astype(order + dtype, order=layout)
arrays["flags"] = rng.random((5, 2)) < 0.5
np.${save}(sys.argv[1], **arrays)
np.${save}(sys.argv[2], **{k: v.astype(v.dtype.newbyteorder("<"), order="C") for k, v in arrays.items()})
`;
    const paths = [join(folder, `${save}-any.npz`), join(folder, `${save}-plain.npz`)] as const;
    python(program, ...paths);
    const back = readNpz(readFileSync(paths[0]), paths[0]);
    expect(back.size).toBe(25);
    expect(describeHere(back)).toEqual(python(DESCRIBE, paths[1]));
  });
});
