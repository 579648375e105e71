import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type NpyArray, readNpy, writeNpy } from "../../src/formats/npy.ts";
import { readNpz } from "../../src/formats/npz.ts";
import { readZip } from "../../src/formats/zip.ts";

// Files written by numpy (make_npz_fixtures.py) against the same numbers written out here.
const read = (name: string): Uint8Array => readFileSync(new URL(`npz/${name}`, import.meta.url));

const thirds = [0, -1 / 3, 2 / 3, -0, Number.NaN, Number.NEGATIVE_INFINITY];
const f8 = (shape: number[], values: number[]): NpyArray => ({
  dtype: "<f8",
  shape,
  data: new Float64Array(values),
});
const f4: NpyArray = { dtype: "<f4", shape: [2, 3], data: new Float32Array(thirds) };
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

const arrays: [string, NpyArray][] = [
  ["f8", f8([2, 3], thirds)],
  ["f4", f4],
  ["i4", { dtype: "<i4", shape: [3], data: new Int32Array([-(2 ** 31), 0, 2 ** 31 - 1]) }],
  ["i8", { dtype: "<i8", shape: [2, 1], data: new Float64Array([1 - 2 ** 53, 2 ** 53 - 1]) }],
  ["u1", { dtype: "|u1", shape: [3], data: new Uint8Array([0, 127, 255]) }],
  ["b1", { dtype: "|b1", shape: [1, 1, 2], data: new Uint8Array([1, 0]) }],
  ["c16", { dtype: "<c16", shape: [2], data: new Float64Array([1, 2, -0, -0.5]) }],
  ["scalar", f8([], [0.1])],
  ["empty", f8([3, 0, 2], [])],
  ["long", f8([12], upTo(12))],
  ["deep", f8(new Array<number>(16).fill(1), [1])],
];

const foreign: [string, NpyArray][] = [
  ["fortran", f8([2, 3, 4], upTo(24))],
  ["big_f8", f8([2, 3], thirds)],
  ["big_f4", f4],
  ["big_i4", { dtype: "<i4", shape: [2], data: new Int32Array([-2, 2 ** 20]) }],
  ["big_i8", { dtype: "<i8", shape: [2], data: new Float64Array([-2, 2 ** 40]) }],
  ["big_c16_fortran", { dtype: "<c16", shape: [2, 2], data: new Float64Array([1, 2, 3, 4, 5, 6, 7, 8]) }],
];

describe("files that numpy wrote", () => {
  test.each([
    ["arrays.npz", arrays],
    ["arrays-compressed.npz", arrays],
    ["foreign.npz", foreign],
    ["bare-names.npz", [["θ", f8([2, 3], thirds)]]],
  ])("%s", (name, expected) => {
    expect([...readNpz(read(name), name)]).toStrictEqual(expected);
  });

  test.each(["version-2.npy", "version-3.npy"])("%s", (name) => {
    expect(readNpy(read(name), name)).toStrictEqual(f8([2, 3], thirds));
  });

  test("objects and structures are refused", () => {
    expect(() => readNpy(read("objects.npy"), "objects.npy")).toThrow(/objects\.npy: holds Python objects/);
    expect(() => readNpy(read("structured.npy"), "structured.npy")).toThrow(
      /structured\.npy: dtype .* is not read/,
    );
  });
});

test("what writeNpy writes is numpy's file, byte for byte", () => {
  const files = new Map(readZip(read("arrays.npz"), "arrays.npz"));
  for (const [name, array] of arrays) {
    // NaN as well: numpy's and JavaScript's are the same quiet NaN on every common processor.
    expect([name, Buffer.from(writeNpy(array)).toString("hex")]).toEqual([
      name,
      Buffer.from(files.get(`${name}.npy`) as Uint8Array).toString("hex"),
    ]);
  }
});
