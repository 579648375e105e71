import fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { isQepError } from "../base/errors.ts";
import type { NpyArray } from "./npy.ts";
import { npyArray, writeNpy } from "./npy.ts";
import { readNpz, writeNpz } from "./npz.ts";

const WHERE = "run.npz";
const sample = new Map([
  ["theta", npyArray(new Float64Array([0.1, -0, 1e-300]))],
  ["counts", npyArray(new Int32Array([1, 2, 3, 4, 5, 6]), [2, 3])],
]);

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isQepError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("writing and reading back", () => {
  test("gives the same names in the same order with the same arrays, stored or compressed", () => {
    const anyName = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 6 }),
      fc.constantFrom("a", "a.npy", "7", "__proto__"),
    );
    const anyArrays = fc.uniqueArray(fc.tuple(anyName, fc.array(fc.double())), {
      selector: ([name]) => name,
    });
    fc.assert(
      fc.property(anyArrays, fc.boolean(), (entries, compress) => {
        const arrays = new Map(entries.map(([name, data]) => [name, npyArray(new Float64Array(data))]));
        const back = readNpz(writeNpz(arrays, { compress }), WHERE);
        expect([...back]).toStrictEqual([...arrays]);
      }),
    );
  });

  test("the same arrays give the same bytes at any time and in any time zone", () => {
    const before = process.env.TZ;
    const files = ["UTC", "America/St_Johns", "Pacific/Kiritimati"].map((zone) => {
      process.env.TZ = zone;
      return writeNpz(sample, { compress: true });
    });
    process.env.TZ = before;
    expect(files[1]).toEqual(files[0]);
    expect(files[2]).toEqual(files[0]);
    // The time stamp of the first entry: 1980-01-01 12:00.
    expect([...(files[0] as Uint8Array).subarray(10, 14)]).toEqual([0x00, 0x60, 0x21, 0x00]);
  });

  test("compression is used where asked for", () => {
    const zeros = new Map([["zeros", npyArray(new Float64Array(1000))]]);
    expect(writeNpz(zeros).length).toBeGreaterThan(8000);
    expect(writeNpz(zeros, { compress: true }).length).toBeLessThan(500);
  });
});

describe("files of other programs", () => {
  test("entries without .npy keep their name, folders are skipped", () => {
    const file = zipSync({ "folder/": new Uint8Array(0), bare: writeNpy(npyArray(new Uint8Array([7]))) });
    expect([...readNpz(file, WHERE)]).toEqual([["bare", npyArray(new Uint8Array([7]))]]);
  });

  test("an archive comment and bytes in front of the address of the data do not matter", () => {
    const file = writeNpz(sample);
    const comment = new TextEncoder().encode("made by hand");
    const commented = new Uint8Array([...file, ...comment]);
    commented[file.length - 2] = comment.length;
    const buffer = new Uint8Array([1, 2, 3, ...commented]);
    expect([...readNpz(buffer.subarray(3), WHERE)]).toStrictEqual([...sample]);
  });
});

describe("what is refused", () => {
  test("any single damaged byte of the contents, stored or compressed", () => {
    for (const compress of [false, true]) {
      const file = writeNpz(new Map([["a", npyArray(new Float64Array([1, 2, 3]))]]), { compress });
      const dataStart = 30 + "a.npy".length;
      const dataEnd = file.length - 22 - 46 - "a.npy".length;
      for (let position = dataStart; position < dataEnd; position++) {
        const damaged = file.with(position, (file[position] as number) ^ 0x10);
        expect(refusal(() => readNpz(damaged, WHERE))).toMatch(
          /^invalid-file: run\.npz, entry "a\.npy": is damaged/,
        );
      }
    }
  });

  test("an archive cut short anywhere", () => {
    const file = writeNpz(sample);
    for (let length = 0; length < file.length; length++) {
      expect(refusal(() => readNpz(file.slice(0, length), WHERE))).toMatch(/^invalid-file: run\.npz/);
    }
  });

  test("any byte changed anywhere gives the same numbers or an error that names the file, never other numbers", () => {
    const file = writeNpz(sample);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), (position, byte) => {
        let back: NpyArray[] = [];
        try {
          back = [...readNpz(file.with(position, byte), WHERE).values()];
        } catch (error) {
          expect(isQepError(error, "invalid-file") && error.message.startsWith(WHERE)).toBe(true);
        }
        for (const array of back) expect([...sample.values()]).toContainEqual(array);
      }),
      { numRuns: 1000 },
    );
  });

  test("two arrays of one name, entries that are no arrays, encryption, other methods, zip64", () => {
    const array = writeNpy(npyArray(new Uint8Array([7])));
    expect(refusal(() => readNpz(zipSync({ a: array, "a.npy": array }), WHERE))).toMatch(
      /two arrays are named "a"/,
    );
    const text = zipSync({ "readme.txt": new Uint8Array([104, 105]) });
    expect(refusal(() => readNpz(text, WHERE))).toMatch(
      /^invalid-file: run\.npz, array "readme\.txt": is not a \.npy file/,
    );

    const file = zipSync({ a: array }, { level: 0 });
    const directory = file.length - 22 - 46 - 1;
    expect(refusal(() => readNpz(file.with(directory + 8, 1), WHERE))).toMatch(/entry "a": is encrypted/);
    expect(refusal(() => readNpz(file.with(directory + 10, 12), WHERE))).toMatch(/compressed by method 12/);
    const end = file.length - 22;
    expect(refusal(() => readNpz(file.with(end + 10, 255).with(end + 11, 255), WHERE))).toMatch(/zip64/);
  });
});
