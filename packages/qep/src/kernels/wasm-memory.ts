import { QepError } from "../base/errors.ts";

const PAGE = 65_536;
/** What 32-bit WebAssembly can address: 4 GiB, less one page. */
const MAX_PAGES = 65_535;
/** Tiles must not straddle: every block starts on a multiple of 128 bytes. */
const ALIGNMENT = 128;

/**
 * Linear memory handed out in blocks. Freed blocks are kept by size and used again: a solver asks for the same few
 * sizes over and over. The last block of all goes back whole, and with it the free blocks before it, so that what one
 * problem has used makes room for another with other sizes.
 */
export class WasmMemory {
  readonly memory: WebAssembly.Memory;
  private top = ALIGNMENT;
  /** Memory from here on was never handed out: it is zero. */
  private untouched = ALIGNMENT;
  private readonly free = new Map<number, number[]>();
  /** Size of each free block by the address after it. */
  private readonly freeBefore = new Map<number, number>();
  private used = 0;

  /** @param isShared whether other threads are to work on it too */
  constructor(isShared = false) {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: isShared });
  }

  get bytesInUse(): number {
    return this.used;
  }

  /** Address of a block of at least `bytes` bytes, filled with zeros unless `zero` is false. */
  allocate(bytes: number, zero = true): number {
    const size = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    const pointer = this.takeFree(size) ?? this.extend(size);
    const used = Math.min(size, this.untouched - pointer);
    if (zero && used > 0) new Uint8Array(this.memory.buffer, pointer, used).fill(0);
    this.untouched = Math.max(this.untouched, pointer + size);
    this.used += size;
    return pointer;
  }

  release(pointer: number, bytes: number): void {
    const size = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    this.used -= size;
    if (pointer + size === this.top) {
      this.lowerTop(pointer);
      return;
    }
    this.freeBefore.set(pointer + size, size);
    const blocks = this.free.get(size);
    if (blocks) blocks.push(pointer);
    else this.free.set(size, [pointer]);
  }

  private takeFree(size: number): number | undefined {
    const pointer = this.free.get(size)?.pop();
    if (pointer !== undefined) this.freeBefore.delete(pointer + size);
    return pointer;
  }

  /** To an address that no block in use lies beyond, over all free blocks that end there. */
  private lowerTop(address: number): void {
    this.top = address;
    for (let size = this.freeBefore.get(this.top); size; size = this.freeBefore.get(this.top)) {
      this.freeBefore.delete(this.top);
      this.top -= size;
      const blocks = this.free.get(size) as number[];
      blocks.splice(blocks.indexOf(this.top), 1);
    }
  }

  private extend(size: number): number {
    const pointer = this.top;
    const needed = Math.ceil((pointer + size) / PAGE) - this.memory.buffer.byteLength / PAGE;
    if (needed > 0 && !this.grow(needed)) {
      throw new QepError(
        "out-of-memory",
        `the computation needs ${size} bytes more than the ${this.used} bytes in use, which the WebAssembly memory ` +
          "(4 GiB) or this machine cannot give. Use fewer qubits or a smaller Krylov dimension.",
        { bytes: size, bytesInUse: this.used },
      );
    }
    this.top += size;
    return pointer;
  }

  private grow(pages: number): boolean {
    const held = this.memory.buffer.byteLength / PAGE;
    // Growing in larger steps keeps the number of new buffers small; the exact need is the second try.
    const generous = Math.min(MAX_PAGES - held, Math.max(pages, held >> 2));
    for (const step of [generous, pages]) {
      if (step < pages) continue;
      try {
        this.memory.grow(step);
        return true;
      } catch {
        // A refused growth is answered by the smaller step, then by the caller's error.
      }
    }
    return false;
  }
}
