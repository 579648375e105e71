import { QepError } from "../base/errors.ts";
import type { NpyDtype } from "./npy-header.ts";
import { formatNpyHeader, readNpyHeader } from "./npy-header.ts";

export type { NpyDtype } from "./npy-header.ts";

/** The typed array that carries each dtype. */
export interface NpyElements {
  readonly "<f8": Float64Array;
  readonly "<f4": Float32Array;
  readonly "<i4": Int32Array;
  /** 64-bit integers as numbers, at most 2^53 − 1 in magnitude. */
  readonly "<i8": Float64Array;
  readonly "|u1": Uint8Array;
  readonly "|b1": Uint8Array;
  /** Interleaved re, im: two numbers for each element of the shape. */
  readonly "<c16": Float64Array;
}

/** An n-dimensional array of one dtype. */
export interface NpyArrayOf<D extends NpyDtype> {
  /** Lengths of the axes, slowest first; `[]` is a scalar. */
  readonly shape: readonly number[];
  readonly dtype: D;
  /** The elements in C order (last axis fastest), whatever the order in the file. */
  readonly data: NpyElements[D];
}

/** An n-dimensional array as numpy would hold it; `dtype` decides the type of `data`. */
export type NpyArray = { [D in NpyDtype]: NpyArrayOf<D> }[NpyDtype];

/** Bytes of one number, and how many numbers make one element. */
const LAYOUT: Readonly<Record<NpyDtype, { readonly width: 1 | 4 | 8; readonly parts: 1 | 2 }>> = {
  "<f8": { width: 8, parts: 1 },
  "<f4": { width: 4, parts: 1 },
  "<i4": { width: 4, parts: 1 },
  "<i8": { width: 8, parts: 1 },
  "|u1": { width: 1, parts: 1 },
  "|b1": { width: 1, parts: 1 },
  "<c16": { width: 8, parts: 2 },
};

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Wraps numbers as an {@link NpyArray}; the dtype follows the typed array (f8, f4, i4 or u1).
 *
 * @param data the elements in C order
 * @param shape lengths of the axes; one axis by default
 * @returns the array, sharing `data`
 * @throws QepError `wrong-shape` where the shape does not hold exactly `data.length` elements
 */
export function npyArray(
  data: Float64Array | Float32Array | Int32Array | Uint8Array,
  shape: readonly number[] = [data.length],
): NpyArray {
  const array: NpyArray =
    data instanceof Float64Array
      ? { dtype: "<f8", shape, data }
      : data instanceof Float32Array
        ? { dtype: "<f4", shape, data }
        : data instanceof Int32Array
          ? { dtype: "<i4", shape, data }
          : { dtype: "|u1", shape, data };
  checkShape(array);
  return array;
}

/**
 * Writes one array as a .npy file, format version 1.0, little-endian, C order: byte for byte what `numpy.save` writes.
 *
 * @param array shape, dtype and elements
 * @returns the bytes of the file
 * @throws QepError `wrong-shape` where shape and data disagree, `invalid-argument` for an i8 element that is not a
 *   safe integer or a b1 element that is neither 0 nor 1
 */
export function writeNpy(array: NpyArray): Uint8Array {
  checkShape(array);
  checkElements(array, (what) => new QepError("invalid-argument", `npy array: ${what}`));
  const header = formatNpyHeader(array.dtype, array.shape);
  const body =
    array.dtype === "<i8"
      ? bytesOf(BigInt64Array.from(array.data, (value) => BigInt(value)))
      : bytesOf(array.data).slice();
  if (!HOST_IS_LITTLE_ENDIAN) reverseEach(body, LAYOUT[array.dtype].width);
  const file = new Uint8Array(header.length + body.length);
  file.set(header);
  file.set(body, header.length);
  return file;
}

/**
 * Reads a .npy file of format version 1.0, 2.0 or 3.0, either byte order, C or Fortran order. Nothing is ever unpickled.
 *
 * @param bytes the whole file
 * @param where name of the file, for messages
 * @returns the array in C order, dtype in its little-endian name
 * @throws QepError `invalid-file` for anything else: object and structured arrays, other dtypes, a wrong length,
 *   64-bit integers beyond 2^53 − 1
 */
export function readNpy(bytes: Uint8Array, where: string): NpyArray {
  const header = readNpyHeader(bytes, where);
  const { width, parts } = LAYOUT[header.dtype];
  const count = header.shape.reduce((product, length) => product * length, 1);
  const expected = count * width * parts;
  const given = bytes.length - header.dataOffset;
  if (given !== expected) {
    throw new QepError(
      "invalid-file",
      `${where}: shape (${header.shape.join(", ")}) of ${header.dtype} needs ${expected} bytes of data, ` +
        `the file has ${given}; it was cut short or holds something else behind the array`,
      { file: where, expected, given },
    );
  }
  // A copy, because data may start at any address; not bytes.slice, which for Node's Buffer shares memory.
  const body = new Uint8Array(bytes.subarray(header.dataOffset));
  if (header.bigEndian === HOST_IS_LITTLE_ENDIAN) reverseEach(body, width);
  const ordered = header.fortranOrder ? toCOrder(body, header.shape, width * parts) : body;
  const array = decode(header.dtype, header.shape, ordered.buffer, where);
  checkElements(array, (what) => new QepError("invalid-file", `${where}: ${what}`, { file: where }));
  return array;
}

function decode(dtype: NpyDtype, shape: readonly number[], buffer: ArrayBuffer, where: string): NpyArray {
  switch (dtype) {
    case "<f8":
    case "<c16":
      return { dtype, shape, data: new Float64Array(buffer) };
    case "<f4":
      return { dtype, shape, data: new Float32Array(buffer) };
    case "<i4":
      return { dtype, shape, data: new Int32Array(buffer) };
    case "<i8":
      return { dtype, shape, data: safeIntegers(new BigInt64Array(buffer), where) };
    case "|u1":
    case "|b1":
      return { dtype, shape, data: new Uint8Array(buffer) };
  }
}

/** Checked before the conversion: 2^53 + 1 would round to a neighbour that looks like any other integer. */
function safeIntegers(values: BigInt64Array, where: string): Float64Array {
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  return Float64Array.from(values, (value, index) => {
    if (value <= limit && value >= -limit) return Number(value);
    throw new QepError(
      "invalid-file",
      `${where}: element ${index} is ${value}, beyond the integers a double holds exactly (±(2^53 − 1)); ` +
        "store it as <f8 if rounding is acceptable",
      { file: where, index },
    );
  });
}

function checkShape({ shape, dtype, data }: NpyArray): void {
  const elements = data.length / LAYOUT[dtype].parts;
  const expected = shape.reduce((product, length) => product * length, 1);
  const whole = shape.every((length) => Number.isSafeInteger(length) && length >= 0);
  if (whole && expected === elements) return;
  const must = whole ? `needs ${expected} elements` : "must be whole, non-negative numbers";
  throw new QepError(
    "wrong-shape",
    `npy array: shape (${shape.join(", ")}) ${must}; the ${dtype} data has ${elements} elements`,
    { shape, elements },
  );
}

function checkElements(array: NpyArray, refuse: (what: string) => QepError): void {
  if (array.dtype === "|b1") {
    const index = array.data.findIndex((value) => value > 1);
    if (index >= 0) throw refuse(`element ${index} of a b1 array is ${array.data[index]}, must be 0 or 1`);
  } else if (array.dtype === "<i8") {
    const index = array.data.findIndex((value) => !Number.isSafeInteger(value));
    if (index >= 0)
      throw refuse(`element ${index} of an i8 array is ${array.data[index]}, must be a safe integer`);
  }
}

function bytesOf(data: NpyArray["data"] | BigInt64Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}

/** Reverses each group of `width` bytes in place: the other byte order. */
function reverseEach(bytes: Uint8Array, width: number): void {
  if (width === 1) return;
  for (let start = 0; start < bytes.length; start += width) bytes.subarray(start, start + width).reverse();
}

/** Copies elements stored first axis fastest into last axis fastest. */
function toCOrder(
  source: Uint8Array<ArrayBuffer>,
  shape: readonly number[],
  itemSize: number,
): Uint8Array<ArrayBuffer> {
  const target = new Uint8Array(source.length);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, itemSize));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < target.length; to += itemSize) {
    for (let byte = 0; byte < itemSize; byte++) target[to + byte] = source[from + byte] as number;
    // Count up like an odometer, last axis first, and move `from` along.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] as number;
      const next = (index[axis] as number) + 1;
      from += stride;
      index[axis] = next;
      if (next < (shape[axis] as number)) break;
      from -= next * stride;
      index[axis] = 0;
    }
  }
  return target;
}
