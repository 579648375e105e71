import { QepError } from "../base/errors.ts";

/** How numpy stores one element: f8, f4, i4, i8, u1 (bytes), b1 (0 or 1), c16 (real part, imaginary part). */
export type NpyDtype = "<f8" | "<f4" | "<i4" | "<i8" | "|u1" | "|b1" | "<c16";

/** What the header of a .npy file says. */
export interface NpyHeader {
  /** The dtype under its little-endian name. */
  readonly dtype: NpyDtype;
  /** True where the bytes of each number are stored most significant first. */
  readonly bigEndian: boolean;
  /** True where the first axis runs fastest. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Position of the first data byte in the file. */
  readonly dataOffset: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const; // \x93NUMPY
const ALIGNMENT = 64;

/** numpy leaves room for the first axis to grow to this many digits without moving the data. */
const GROWTH_DIGITS = 21;

/** File dtype without its byte order -> our name. */
const DTYPES: ReadonlyMap<string, NpyDtype> = new Map([
  ["f8", "<f8"],
  ["f4", "<f4"],
  ["i4", "<i4"],
  ["i8", "<i8"],
  ["u1", "|u1"],
  ["b1", "|b1"],
  ["c16", "<c16"],
]);

/** True where the bytes begin like a .npy file. */
export function looksLikeNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, position) => bytes[position] === byte);
}

/** The version 1.0 header of a C-ordered array, padded like numpy's so that data starts at a multiple of 64. */
export function formatNpyHeader(dtype: NpyDtype, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const growth = shape.length === 0 ? "" : " ".repeat(GROWTH_DIGITS - String(shape[0]).length);
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${tuple}, }${growth}`;
  const prefix = MAGIC.length + 4;
  const padding = ALIGNMENT - ((prefix + text.length + 1) % ALIGNMENT);
  const length = text.length + padding + 1;
  const body = new TextEncoder().encode(`${text}${" ".repeat(padding)}\n`);
  return Uint8Array.from([...MAGIC, 1, 0, length & 0xff, length >> 8, ...body]);
}

/**
 * Reads the header of a .npy file.
 *
 * @param bytes the file from its first byte
 * @param where name of the file, for messages
 * @throws QepError `invalid-file` where it is no .npy file, or one of a version or dtype that is not read
 */
export function readNpyHeader(bytes: Uint8Array, where: string): NpyHeader {
  if (!looksLikeNpy(bytes)) throw invalid(where, "is not a .npy file: it does not begin with \\x93NUMPY");
  const major = bytes[6];
  if (major !== 1 && major !== 2 && major !== 3) {
    throw invalid(where, `npy format version ${major} is not known; versions 1, 2 and 3 are read`);
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) throw invalid(where, "ends within the npy header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, start);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (bytes.length < start + length) throw invalid(where, "ends within the npy header");
  const text = new TextDecoder(major === 3 ? "utf-8" : "latin1").decode(
    bytes.subarray(start, start + length),
  );
  return { ...readDictionary(text, where), dataOffset: start + length };
}

/** Reads the Python dictionary literal {'descr': ..., 'fortran_order': ..., 'shape': ...}, keys in any order. */
function readDictionary(text: string, where: string): Omit<NpyHeader, "dataOffset"> {
  const entries = new Map<string, string>();
  const inner = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  if (inner === undefined) throw invalid(where, `npy header is not a dictionary: ${text.trim()}`);
  const entry = /\s*(['"])(\w+)\1\s*:\s*('[^']*'|"[^"]*"|True|False|\([^()]*\)|\[.*\])\s*(?:,\s*|$)/sy;
  while (entry.lastIndex < inner.length) {
    const match = entry.exec(inner);
    if (match === null) throw invalid(where, `npy header cannot be read: ${text.trim()}`);
    entries.set(match[2] as string, match[3] as string);
  }
  const [descr, order, shape] = ["descr", "fortran_order", "shape"].map((key) => {
    const value = entries.get(key);
    if (value === undefined) throw invalid(where, `npy header has no '${key}': ${text.trim()}`);
    return value;
  }) as [string, string, string];
  if (order !== "True" && order !== "False") {
    throw invalid(where, `npy header: 'fortran_order' must be True or False, got ${order}`);
  }
  return { ...readDtype(descr, where), fortranOrder: order === "True", shape: readShape(shape, where) };
}

function readDtype(literal: string, where: string): Pick<NpyHeader, "dtype" | "bigEndian"> {
  const match = /^['"]([<>|])(\w+)['"]$/.exec(literal);
  if (match?.[2]?.startsWith("O")) {
    throw invalid(
      where,
      "holds Python objects (dtype object), which only Python's pickle can read, and pickle runs code; " +
        "save numbers instead: numpy.asarray(x, dtype=float)",
    );
  }
  const dtype = DTYPES.get(match?.[2] ?? "");
  if (match === null || dtype === undefined) {
    throw invalid(
      where,
      `dtype ${literal} is not read; expected one of ${[...DTYPES.keys()].join(", ")}, convert with x.astype('<f8')`,
    );
  }
  return { dtype, bigEndian: match[1] === ">" };
}

function readShape(literal: string, where: string): readonly number[] {
  const inner = /^\((.*)\)$/s.exec(literal)?.[1]?.trim();
  // Python 2 wrote long integers as 10L.
  if (inner === undefined || !/^(?:\d+L?\s*,\s*)*(?:\d+L?)?$/.test(inner)) {
    throw invalid(where, `npy header: 'shape' must be a tuple of whole numbers, got ${literal}`);
  }
  return inner.split(",").flatMap((part) => (part.trim() === "" ? [] : [Number.parseInt(part, 10)]));
}

function invalid(where: string, what: string): QepError {
  return new QepError("invalid-file", `${where}: ${what}`, { file: where });
}
