/** True where threads can share memory; a browser gives it to pages that are isolated from other origins. */
export function hasSharedMemory(): boolean {
  return typeof SharedArrayBuffer === "function";
}

const HEADER_BYTES = 8;
const IMPORT_SECTION = 2;
const MEMORY_IMPORT = 2;
/** Flags of a memory's limits: it has a maximum; it is shared too. */
const HAS_MAXIMUM = 1;
const IS_SHARED = 2;

/**
 * The same WebAssembly module with its imported memory declared shared: one bit, since only the type of the import tells
 * code for shared memory from other code.
 *
 * @param bytes a module whose one import is a memory with a maximum
 * @throws RangeError for any other module
 * @see WebAssembly Core Specification, 5.5.5 (import section) and 5.3.8 (limits)
 */
export function withSharedMemory(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const reader = new Reader(bytes);
  reader.position = HEADER_BYTES;
  while (reader.position < bytes.length && bytes[reader.position] !== IMPORT_SECTION) {
    reader.position++;
    reader.skipCounted();
  }
  reader.position++;
  reader.unsigned();
  const imports = reader.unsigned();
  reader.skipCounted();
  reader.skipCounted();
  const kind = bytes[reader.position];
  const flags = bytes[reader.position + 1];
  if (imports !== 1 || kind !== MEMORY_IMPORT || flags !== HAS_MAXIMUM) {
    throw new RangeError("expected a module whose one import is a memory with a maximum");
  }
  const copy = bytes.slice();
  copy[reader.position + 1] = HAS_MAXIMUM | IS_SHARED;
  return copy;
}

class Reader {
  position = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** An unsigned number, seven bits a byte, low ones first. */
  unsigned(): number {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = this.bytes[this.position++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
      shift += 7;
    }
  }

  /** Skips a number of bytes and as many bytes. */
  skipCounted(): void {
    const count = this.unsigned();
    this.position += count;
  }
}
