import { inflateSync } from "fflate";
import { QepError } from "../base/errors.ts";
import { crc32 } from "./crc32.ts";

// Signatures and fixed lengths of the zip records (PKWARE APPNOTE 6.3, section 4.3).
const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_LENGTH = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_LENGTH = 30;
const MAX_COMMENT = 0xffff;

const ENCRYPTED_FLAG = 1;
const UTF8_FLAG = 1 << 11;
const STORED = 0;
const DEFLATED = 8;

/** One line of the central directory. */
interface ZipEntry {
  readonly name: string;
  readonly encrypted: boolean;
  readonly method: number;
  readonly checksum: number;
  readonly storedSize: number;
  readonly size: number;
  readonly localOffset: number;
}

/**
 * Reads every file of a zip archive, stored or deflated, and verifies its length and checksum.
 *
 * @param bytes the whole archive
 * @param where name of the archive, for messages
 * @returns name and content of each file in the order of the central directory; folders are left out
 * @throws QepError `invalid-file` where the archive is cut short, damaged, encrypted, or over 4 GiB (zip64)
 */
export function readZip(bytes: Uint8Array, where: string): readonly (readonly [string, Uint8Array])[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files: (readonly [string, Uint8Array])[] = [];
  for (const entry of readDirectory(view, where)) {
    if (!entry.name.endsWith("/")) files.push([entry.name, readEntry(view, entry, where)]);
  }
  return files;
}

function readDirectory(view: DataView, where: string): ZipEntry[] {
  const end = findEnd(view, where);
  const count = view.getUint16(end + 10, true);
  let position = view.getUint32(end + 16, true);
  if (count === 0xffff || position === 0xffffffff) {
    throw damaged(where, "is a zip64 archive (over 4 GiB or 65,535 entries), which is not read; split it");
  }
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (position + ENTRY_LENGTH > end || view.getUint32(position, true) !== ENTRY_SIGNATURE) {
      throw damaged(where, `directory of the zip archive is damaged at entry ${index + 1} of ${count}`);
    }
    const nameLength = view.getUint16(position + 28, true);
    const flags = view.getUint16(position + 8, true);
    const nameBytes = slice(view, position + ENTRY_LENGTH, nameLength, where);
    entries.push({
      name: new TextDecoder((flags & UTF8_FLAG) !== 0 ? "utf-8" : "latin1").decode(nameBytes),
      encrypted: (flags & ENCRYPTED_FLAG) !== 0,
      method: view.getUint16(position + 10, true),
      checksum: view.getUint32(position + 16, true),
      storedSize: view.getUint32(position + 20, true),
      size: view.getUint32(position + 24, true),
      localOffset: view.getUint32(position + 42, true),
    });
    const extraLength = view.getUint16(position + 30, true) + view.getUint16(position + 32, true);
    position += ENTRY_LENGTH + nameLength + extraLength;
  }
  return entries;
}

/** The end record is the last thing in the archive, but for a comment of unknown length. */
function findEnd(view: DataView, where: string): number {
  const last = view.byteLength - END_LENGTH;
  for (let position = last; position >= 0 && position >= last - MAX_COMMENT; position--) {
    if (view.getUint32(position, true) === END_SIGNATURE) return position;
  }
  throw damaged(where, "is not a zip archive, or was cut short: its end record is missing");
}

function readEntry(view: DataView, entry: ZipEntry, where: string): Uint8Array {
  const here = `${where}, entry "${entry.name}"`;
  if (entry.encrypted) throw damaged(here, "is encrypted");
  const start = entry.localOffset;
  if (start + LOCAL_LENGTH > view.byteLength || view.getUint32(start, true) !== LOCAL_SIGNATURE) {
    throw damaged(here, "is missing from the archive");
  }
  // Names and extra fields differ in length between the directory and here (numpy's do).
  const headerLength = LOCAL_LENGTH + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  const stored = slice(view, start + headerLength, entry.storedSize, here);
  const content = decompress(stored, entry.method, here);
  if (content.length !== entry.size || crc32(content) !== entry.checksum) {
    throw damaged(here, "is damaged: its length or checksum is not the one recorded; restore it from a copy");
  }
  return content;
}

function decompress(stored: Uint8Array, method: number, where: string): Uint8Array {
  if (method === STORED) return stored;
  if (method !== DEFLATED)
    throw damaged(where, `is compressed by method ${method}; stored and deflated are read`);
  try {
    return inflateSync(stored);
  } catch (cause) {
    throw damaged(where, "is damaged: it cannot be decompressed; restore it from a copy", cause);
  }
}

function slice(view: DataView, start: number, length: number, where: string): Uint8Array {
  if (start + length > view.byteLength) throw damaged(where, "reaches beyond the end of the archive");
  return new Uint8Array(view.buffer, view.byteOffset + start, length);
}

function damaged(where: string, what: string, cause?: unknown): QepError {
  return new QepError("invalid-file", `${where}: ${what}`, { file: where }, { cause });
}
