import { FOLD_BATCH } from "./generate-kernels.ts";
import type { GeneratedExports } from "./generated-kernels.ts";
import type { WasmExports } from "./wasm-module.ts";

/** What a member of a team computes with. */
export interface MemberKernels {
  readonly wasm: WasmExports;
  /** Code made for a plan, by its number and where its bytes are. */
  codeAt(id: number, pointer: number, bytes: number): GeneratedExports;
}

/** Does one chunk of a command; returns its part of the sum, where there is one. */
export type ChunkWork = (chunk: number) => number;

/** How a member of a team, 0 the caller, goes about a command with the given numbers. */
type Command = (kernels: MemberKernels, numbers: readonly number[], member: number) => ChunkWork;

/** Work on elements first to end of vectors, and that many of them at byte offset `at`. */
type BlockWork<Result> = (at: number, count: number, first: number, end: number) => Result;

/** Instead of the number of generated code: none, the loops of assembly/pauli.ts. */
export const LOOPS = 0;

/**
 * What teams can do. Chunks are blocks of elements, of a length that no thread can change, or batches of groups. The
 * commands for plans begin with the number, the address and the bytes of generated code.
 */
export const COMMANDS = {
  apply: ({ wasm, codeAt }, [id, code, bytes, plan, rows, rowBytes, length, x, y, gamma, z], member) => {
    const { apply } = id === LOOPS ? wasm : codeAt(id, code, bytes);
    const own = rows + member * rowBytes;
    return sumOfBlocks(wasm, length, (_at, _count, first, end) =>
      apply(plan, own, x, y, gamma, z, first, end),
    );
  },
  fold: ({ wasm, codeAt }, [id, code, bytes, plan, rows, rowBytes, length, bra, ket, groups], member) => {
    const generated = id === LOOPS ? undefined : codeAt(id, code, bytes);
    const own = rows + member * rowBytes;
    return (batch) => {
      const first = batch * FOLD_BATCH;
      if (generated) generated[`fold${batch}`](plan, own, bra, ket, length);
      else wasm.fold(plan, own, first, Math.min(groups, first + FOLD_BATCH), bra, ket, length);
      return 0;
    };
  },
  dot: ({ wasm }, [x, y, length]) =>
    sumOfBlocks(wasm, length, (at, count) => wasm.dot(x + at, y + at, count)),
  axpy: ({ wasm }, [a, x, y, length]) =>
    eachBlock(wasm, length, (at, count) => wasm.axpy(a, x + at, y + at, count)),
  axpyNorm: ({ wasm }, [a, x, y, length]) =>
    sumOfBlocks(wasm, length, (at, count) => wasm.axpyNorm(a, x + at, y + at, count)),
  scale: ({ wasm }, [a, x, y, length]) =>
    eachBlock(wasm, length, (at, count) => wasm.scale(a, x + at, y + at, count)),
  copy: ({ wasm }, [x, y, length]) =>
    eachBlock(wasm, length, (at, count) => wasm.copy(x + at, y + at, count)),
  combine: ({ wasm }, [basis, stride, rows, coefficients, y, length, accumulate]) =>
    eachBlock(wasm, length, (at, count) =>
      wasm.combine(basis + at, stride, rows, coefficients, y + at, count, accumulate),
    ),
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof COMMANDS;

/** Commands by the number under which they are sent. */
export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

function sumOfBlocks(wasm: WasmExports, length: number, work: BlockWork<number>): ChunkWork {
  const block = wasm.blockLength();
  return (chunk) => {
    const first = chunk * block;
    const end = Math.min(length, first + block);
    return work(8 * first, end - first, first, end);
  };
}

function eachBlock(wasm: WasmExports, length: number, work: BlockWork<void>): ChunkWork {
  return sumOfBlocks(wasm, length, (...block) => {
    work(...block);
    return 0;
  });
}
