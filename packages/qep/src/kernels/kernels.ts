import type { DenseKernels } from "./dense.ts";
import type { LatticeKernels } from "./lattice.ts";
import type { StateLayout } from "./layout.ts";

/** Which implementation computes; recorded in every run because the last bits depend on it. */
export type KernelVariant = "relaxed-simd" | "simd" | "reference";

/** A vector of f64 owned by a {@link Kernels}. */
export interface Vector {
  readonly length: number;
  /** A view of the numbers, valid until the next allocation; do not keep it. */
  readonly values: Float64Array;
}

/** Vectors stored one after the other, as Krylov bases are. */
export interface VectorBlock {
  readonly rows: number;
  /** Length of each vector. */
  readonly length: number;
  /** A view of the numbers of all rows, valid until the next allocation; do not keep it. */
  readonly values: Float64Array;
  /** Vector `index` of the block, from 0; it shares the memory of the block. */
  row(index: number): Vector;
}

/**
 * Pauli strings by bit masks: string k is i^{|x_k∧z_k|} X^{x_k} Z^{z_k}, |·| counting bits, up to 28 qubits; on listed basis
 * states up to 64.
 */
export interface PauliTable {
  readonly size: number;
  readonly x: Uint32Array;
  readonly z: Uint32Array;
  /** Bits 32 to 63 of the masks, where some are set. */
  readonly high?: { readonly x: Uint32Array; readonly z: Uint32Array };
}

/** A Hermitian operator prepared for y = Hx: a {@link PauliPlan}, or an operator in a basis of lattice orbits. */
export interface OperatorPlan {
  readonly layout: StateLayout;
}

/** Σ c_k P_k prepared for y = Hx; the strings are fixed, the coefficients may change. */
export interface PauliPlan extends OperatorPlan {
  readonly table: PauliTable;
}

/** Pauli strings prepared for expectation values, one sweep per distinct flip mask. */
export interface ObservablePlan {
  readonly table: PauliTable;
  readonly layout: StateLayout;
}

/**
 * The narrow contract between the numerics and what computes them: WebAssembly, or the TypeScript reference that the
 * tests hold it against. Vectors of different kernels do not mix. Nothing here checks its arguments; solvers do.
 */
export interface Kernels {
  readonly variant: KernelVariant;
  /** Threads that share the work on long vectors; no number depends on it. */
  readonly threads: number;
  /** Bytes in use by vectors and plans. */
  readonly bytesInUse: number;
  /** Products of dense matrices. */
  readonly dense: DenseKernels;
  /** Operators in symmetry-adapted bases; null where they are not available. */
  readonly lattice: LatticeKernels | null;

  /** A zero vector. @throws QepError out-of-memory, with the number of bytes */
  allocate(length: number): Vector;
  /** Vectors with arbitrary content. */
  allocateBlock(rows: number, length: number): VectorBlock;
  /** Gives memory back; what was released must not be used again. */
  release(memory: Vector | VectorBlock | OperatorPlan | ObservablePlan): void;

  /** Prepares y = Hx for a fixed list of Pauli strings; its coefficients are set afterwards, and as often as needed. */
  planOperator(table: PauliTable, layout: StateLayout): PauliPlan;
  /** Prepares expectation values of a fixed list of Pauli strings. */
  planObservables(table: PauliTable, layout: StateLayout): ObservablePlan;

  /** Sets the real coefficients of H, in the order of the table. */
  setCoefficients(plan: OperatorPlan, coefficients: Float64Array): void;
  /** y ← Hx + γz (z may be y); returns Re⟨x|y⟩. */
  apply(plan: OperatorPlan, x: Vector, y: Vector, gamma?: number, z?: Vector): number;
  /** Re⟨bra|P_k|ket⟩ for every string, in the order of the table. */
  expectations(plan: ObservablePlan, bra: Vector, ket: Vector): Float64Array;

  /** Re⟨x|y⟩ = Σ x_i y_i. */
  dot(x: Vector, y: Vector): number;
  /** Im⟨x|y⟩ of planar complex vectors. */
  dotImaginary(x: Vector, y: Vector): number;
  /** y ← y + a·x. */
  axpy(a: number, x: Vector, y: Vector): void;
  /** y ← y + i·a·x for planar complex vectors. */
  axpyImaginary(a: number, x: Vector, y: Vector): void;
  /** y ← y + a·x; returns ‖y‖². */
  axpyNorm(a: number, x: Vector, y: Vector): number;
  /** y ← a·x (y may be x). */
  scale(a: number, x: Vector, y: Vector): void;
  /** to ← from. */
  copy(from: Vector, to: Vector): void;
  /**
   * y ← Σ_j c_j v_j over the first rows of a block, as many as there are coefficients. With `imaginary` the
   * coefficients are c_j + i·imaginary_j (complex layouts only).
   */
  combine(block: VectorBlock, coefficients: Float64Array, y: Vector, imaginary?: Float64Array): void;

  /** Ends the threads that share the work, if any; nothing can be computed afterwards. */
  close(): Promise<void>;
}
