import type { ComplexView, DenseKernels, MatrixView, NumberRows } from "./dense.ts";
import type { WasmMemory } from "./wasm-memory.ts";
import type { WasmExports } from "./wasm-module.ts";

/** Rows of numbers that say where they lie in linear memory. */
export interface LocatedRows extends NumberRows {
  readonly pointer: number;
}

/** Dense products in WebAssembly. */
export class WasmDense implements DenseKernels {
  private readonly memory: WasmMemory;
  private readonly wasm: WasmExports;

  constructor(memory: WasmMemory, wasm: WasmExports) {
    this.memory = memory;
    this.wasm = wasm;
  }

  multiply(
    alpha: number,
    a: MatrixView,
    b: MatrixView,
    beta: number,
    c: MatrixView,
    transpose?: "a" | "b",
  ): void {
    if (a.rows === 1 && transpose === "b") {
      this.wasm.dotRows(b.rows, b.columns, alpha, at(a), at(b), strideOf(b), beta, at(c));
    } else if (a.rows === 1 && transpose === undefined) {
      this.wasm.combineRows(b.rows, b.columns, alpha, at(a), at(b), strideOf(b), beta, at(c));
    } else {
      this.multiplyPacked(alpha, a, b, beta, c, transpose);
    }
  }

  hermitianRow({ re, im }: ComplexView, x: ComplexView, y: ComplexView): void {
    if (im && x.im && y.im) {
      this.wasm.hermitianRow(re.rows, at(re), at(im), strideOf(re), at(x.re), at(x.im), at(y.re), at(y.im));
    } else {
      this.wasm.symmetricRow(re.rows, at(re), strideOf(re), at(x.re), at(y.re));
    }
  }

  private multiplyPacked(
    alpha: number,
    a: MatrixView,
    b: MatrixView,
    beta: number,
    c: MatrixView,
    transpose?: "a" | "b",
  ): void {
    const scratchBytes = this.wasm.multiplyScratch();
    const scratch = this.memory.allocate(scratchBytes, false);
    const [aRow, aColumn] = transpose === "a" ? [8, strideOf(a)] : [strideOf(a), 8];
    const [bRow, bColumn] = transpose === "b" ? [8, strideOf(b)] : [strideOf(b), 8];
    const depth = transpose === "a" ? a.rows : a.columns;
    this.wasm.multiply(
      c.rows,
      c.columns,
      depth,
      alpha,
      at(a),
      aRow,
      aColumn,
      at(b),
      bRow,
      bColumn,
      beta,
      at(c),
      strideOf(c),
      scratch,
    );
    this.memory.release(scratch, scratchBytes);
  }
}

function strideOf({ block }: MatrixView): number {
  return 8 * block.length;
}

function at({ block, row, column }: MatrixView): number {
  return (block as LocatedRows).pointer + 8 * (row * block.length + column);
}
