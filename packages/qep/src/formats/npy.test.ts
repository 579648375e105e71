import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isQepError } from "../base/errors.ts";
import type { NpyArray, NpyDtype } from "./npy.ts";
import { npyArray, readNpy, writeNpy } from "./npy.ts";

const WHERE = "x.npy";

/** Any array of up to four axes, lengths 0 to 4, every bit pattern that the dtype allows. */
const anyArray: fc.Arbitrary<NpyArray> = fc
  .tuple(
    fc.constantFrom<NpyDtype>("<f8", "<f4", "<i4", "<i8", "|u1", "|b1", "<c16"),
    fc.array(fc.nat(4), { maxLength: 4 }),
  )
  .chain(([dtype, shape]): fc.Arbitrary<NpyArray> => {
    const count = shape.reduce((a, b) => a * b, 1);
    const many = <T>(element: fc.Arbitrary<T>, length = count) =>
      fc.array(element, { minLength: length, maxLength: length });
    switch (dtype) {
      case "<f8":
        return many(fc.double()).map((data) => ({ dtype, shape, data: new Float64Array(data) }));
      case "<c16":
        return many(fc.double(), 2 * count).map((data) => ({ dtype, shape, data: new Float64Array(data) }));
      case "<f4":
        return many(fc.float()).map((data) => ({ dtype, shape, data: new Float32Array(data) }));
      case "<i4":
        return many(fc.integer()).map((data) => ({ dtype, shape, data: new Int32Array(data) }));
      case "<i8":
        return many(fc.maxSafeInteger()).map((data) => ({ dtype, shape, data: new Float64Array(data) }));
      case "|u1":
        return many(fc.nat(255)).map((data) => ({ dtype, shape, data: new Uint8Array(data) }));
      case "|b1":
        return many(fc.nat(1)).map((data) => ({ dtype, shape, data: new Uint8Array(data) }));
    }
  });

/** A .npy file with any header text, to look like files of other programs. */
function npyFile(header: string, data: ArrayBufferView, version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const size =
    version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  const body = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Uint8Array.from([0x93, ...new TextEncoder().encode("NUMPY"), version, 0, ...size, ...text, ...body]);
}

const header = (descr: string, shape: string, fortran = "False") =>
  `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;

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
  test("gives the same array: shape, dtype, type of the data and every bit", () => {
    fc.assert(
      fc.property(anyArray, (array) => {
        const back = readNpy(writeNpy(array), WHERE);
        expect(back).toStrictEqual(array);
        expect(new Uint8Array(back.data.buffer)).toEqual(new Uint8Array(array.data.buffer));
      }),
    );
  });

  test("works from inside a larger buffer at any address, Node's Buffer included", () => {
    const array = npyArray(new Float64Array([1, -0, Number.NaN, 4]).subarray(1));
    const file = writeNpy(array);
    for (const offset of [1, 2, 3]) {
      const padded = Buffer.alloc(file.length + 8, 0xff);
      padded.set(file, offset);
      const view = padded.subarray(offset, offset + file.length);
      const back = readNpy(view, WHERE);
      expect(back.data).toStrictEqual(new Float64Array([-0, Number.NaN, 4]));
      view.fill(0);
      expect(back.data[2]).toBe(4);
    }
  });

  test("data starts at a multiple of 64, as numpy wants it", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { maxLength: 8 }), (lengths) => {
        const shape = [...lengths, 0];
        expect(writeNpy(npyArray(new Float64Array(0), shape)).length % 64).toBe(0);
      }),
    );
  });
});

describe("files of other programs", () => {
  test("big-endian numbers", () => {
    const data = new DataView(new ArrayBuffer(16));
    data.setFloat64(0, 1.5);
    data.setFloat64(8, -2e-300);
    expect(readNpy(npyFile(header("'>f8'", "(2,)"), data), WHERE)).toStrictEqual({
      dtype: "<f8",
      shape: [2],
      data: new Float64Array([1.5, -2e-300]),
    });
    data.setInt32(0, -7);
    data.setInt32(4, 1 << 20);
    const integers = npyFile(header("'>i4'", "(4,)"), data);
    expect(readNpy(integers, WHERE).data.slice(0, 2)).toEqual(new Int32Array([-7, 1 << 20]));
    const complex = npyFile(
      header("'>c16'", "()"),
      new Uint8Array([0x3f, 0xf0, ...Array(6).fill(0), 0x40, ...Array(7).fill(0)]),
    );
    expect(readNpy(complex, WHERE).data).toEqual(new Float64Array([1, 2]));
  });

  test("Fortran order becomes C order in any number of axes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }), (shape) => {
        const count = shape.reduce((a, b) => a * b, 1);
        // Element (i, j, …) of the file is its position in C order.
        const fortran = new Int32Array(count);
        for (let c = 0; c < count; c++) {
          let [rest, position] = [c, 0];
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            const length = shape[axis] as number;
            position += (rest % length) * shape.slice(0, axis).reduce((a, b) => a * b, 1);
            rest = Math.floor(rest / length);
          }
          fortran[position] = c;
        }
        const file = npyFile(header("'<i4'", `(${shape.join(", ")},)`, "True"), fortran);
        expect([...readNpy(file, WHERE).data]).toEqual(Array.from({ length: count }, (_, c) => c));
      }),
    );
  });

  test("versions 2 and 3, keys in another order, double quotes, no spaces, Python 2 long integers", () => {
    const data = new Float32Array([1, 2, 3, 4, 5, 6]);
    for (const [version, text] of [
      [1, `{"shape":(2L,3L),"fortran_order":False,"descr":"<f4"}`],
      [2, header("'<f4'", "(2, 3)")],
      [3, header("'<f4'", "(2, 3)")],
    ] as const) {
      expect(readNpy(npyFile(text, data, version), WHERE)).toStrictEqual({
        dtype: "<f4",
        shape: [2, 3],
        data,
      });
    }
  });
});

describe("what is refused", () => {
  const eight = new Float64Array([1]);

  test.each([
    [
      "objects",
      header("'|O'", "(1,)"),
      /^invalid-file: x\.npy: holds Python objects .*pickle.*numpy\.asarray/,
    ],
    [
      "structured arrays",
      header("[('a', '<f8'), ('b', '<i4')]", "(1,)"),
      /dtype \[\('a'.* is not read; expected one of f8, f4/,
    ],
    ["other dtypes", header("'<f2'", "(4,)"), /dtype '<f2' is not read/],
    ["strings", header("'<U2'", "(1,)"), /dtype '<U2' is not read/],
    ["too little data", header("'<f8'", "(2,)"), /shape \(2\) of <f8 needs 16 bytes of data, the file has 8/],
    ["too much data", header("'<f8'", "(0, 9)"), /needs 0 bytes of data, the file has 8/],
    [
      "a shape beyond all memory",
      header("'<f8'", "(99999999999, 99999999999)"),
      /needs \d.* bytes of data, the file has 8/,
    ],
    ["a negative length", header("'<f8'", "(-1,)"), /'shape' must be a tuple of whole numbers, got \(-1,\)/],
    [
      "an order that is none",
      header("'<f8'", "(1,)", "'C'"),
      /'fortran_order' must be True or False, got 'C'/,
    ],
    ["no shape", "{'descr': '<f8', 'fortran_order': False}", /npy header has no 'shape'/],
    ["code", "{'descr': __import__('os')}", /npy header cannot be read/],
    ["no dictionary", "hello", /npy header is not a dictionary: hello/],
  ])("%s", (_, text, message) => {
    expect(refusal(() => readNpy(npyFile(text, eight), WHERE))).toMatch(message);
  });

  test("files that are cut short anywhere, or are no .npy at all", () => {
    const file = writeNpy(npyArray(new Float64Array([1, 2])));
    for (let length = 0; length < file.length; length++) {
      expect(refusal(() => readNpy(file.slice(0, length), WHERE))).toMatch(/^invalid-file: x\.npy: /);
    }
    expect(refusal(() => readNpy(file.with(6, 4), WHERE))).toMatch(/version 4 is not known/);
    expect(refusal(() => readNpy(file.with(1, 0x6e), WHERE))).toMatch(/is not a \.npy file/);
  });

  test("64-bit integers that a double would round, in both directions", () => {
    const file = (value: bigint) => npyFile(header("'<i8'", "(2,)"), new BigInt64Array([0n, value]));
    const limit = 2n ** 53n;
    expect(readNpy(file(1n - limit), WHERE).data[1]).toBe(Number.MIN_SAFE_INTEGER);
    for (const value of [limit, limit + 1n, -limit]) {
      expect(refusal(() => readNpy(file(value), WHERE))).toContain(`element 1 is ${value}, beyond`);
    }
    for (const value of [0.5, 2 ** 53, Number.NaN]) {
      const array: NpyArray = { dtype: "<i8", shape: [1], data: new Float64Array([value]) };
      expect(refusal(() => writeNpy(array))).toMatch(
        /^invalid-argument: .*element 0 .* must be a safe integer/,
      );
    }
  });

  test("booleans other than 0 and 1, in both directions", () => {
    const array: NpyArray = { dtype: "|b1", shape: [2], data: new Uint8Array([1, 2]) };
    expect(refusal(() => writeNpy(array))).toMatch(/^invalid-argument: .*element 1 of a b1 array is 2/);
    const file = npyFile(header("'|b1'", "(2,)"), new Uint8Array([1, 2]));
    expect(refusal(() => readNpy(file, WHERE))).toMatch(/^invalid-file: x\.npy: element 1/);
  });

  test("shapes that do not hold the data", () => {
    expect(refusal(() => npyArray(new Float64Array(6), [2, 2]))).toMatch(
      /^wrong-shape: .*\(2, 2\) needs 4 elements.* has 6/,
    );
    expect(refusal(() => npyArray(new Float64Array(6), [-2, -3]))).toMatch(/must be whole, non-negative/);
    expect(refusal(() => npyArray(new Float64Array(3), [1.5, 2]))).toMatch(/must be whole, non-negative/);
    const half: NpyArray = { dtype: "<c16", shape: [2], data: new Float64Array(3) };
    expect(refusal(() => writeNpy(half))).toMatch(/needs 2 elements; the <c16 data has 1.5 elements/);
  });
});
