/** What is done to plain vectors in linear memory, by the WebAssembly module or by those who share its work. Pointers are bytes. */
export interface VectorFunctions {
  dot(x: number, y: number, length: number): number;
  axpy(a: number, x: number, y: number, length: number): void;
  axpyNorm(a: number, x: number, y: number, length: number): number;
  scale(a: number, x: number, y: number, length: number): void;
  copy(x: number, y: number, length: number): void;
  /** y ← Σ_j c_j v_j over `count` vectors `stride` elements apart, added to y where `accumulate` is not 0. */
  combine(
    basis: number,
    stride: number,
    count: number,
    coefficients: number,
    y: number,
    length: number,
    accumulate: number,
  ): void;
}
