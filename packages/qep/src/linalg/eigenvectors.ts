import type { Kernels, Vector, VectorBlock } from "../kernels/kernels.ts";
import type { DenseMatrix } from "./dense-matrix.ts";
import { ReflectorBlocks } from "./reflector-blocks.ts";
import type { Reduction } from "./tridiagonal-reduction.ts";

/** Rows that are worked out together; a multiple of the rows that the dense product keeps in registers. */
const BATCH = 96;

/**
 * Orthonormal eigenvectors of a dense Hermitian matrix as rows of a block, each worked out when it is first asked for.
 *
 * A row begins as an eigenvector z of the tridiagonal T = QᴴAQ and becomes Qz with all others of its batch, so that no
 * number depends on which rows are asked for, nor on their order.
 */
export class Eigenvectors {
  private readonly kernels: Kernels;
  private readonly vectors: DenseMatrix;
  /** Absent once all rows are worked out. */
  private reflectors: ReflectorBlocks | undefined;
  private readonly isDone: boolean[];

  /**
   * @param reflections the matrix as {@link reduceToTridiagonal} left it
   * @param vectors row k is the k-th eigenvector of T; both are released with this
   */
  constructor(kernels: Kernels, reflections: DenseMatrix, reduction: Reduction, vectors: DenseMatrix) {
    this.kernels = kernels;
    this.vectors = vectors;
    this.isDone = new Array<boolean>(Math.ceil(vectors.order / BATCH)).fill(false);
    this.reflectors = new ReflectorBlocks(kernels, reflections, reduction);
  }

  /** What is held at present. */
  get bytes(): number {
    const { rows, length } = this.vectors.block;
    return 8 * rows * length + (this.reflectors?.bytes ?? 0);
  }

  /** Eigenvector k: Σ_j A_ij x_j = values[k] x_i. */
  row(k: number): Vector {
    this.work(Math.floor(k / BATCH));
    return this.vectors.block.row(k);
  }

  /** All of them, of which the first so many rows are worked out. */
  first(count: number): VectorBlock {
    for (let batch = 0; batch * BATCH < count; batch++) this.work(batch);
    return this.vectors.block;
  }

  release(): void {
    this.reflectors?.release();
    this.reflectors = undefined;
    this.kernels.release(this.vectors.block);
  }

  private work(batch: number): void {
    if (!this.reflectors || this.isDone[batch]) return;
    const row = batch * BATCH;
    this.reflectors.apply(this.vectors, row, Math.min(BATCH, this.vectors.order - row));
    this.isDone[batch] = true;
    if (!this.isDone.every(Boolean)) return;
    this.reflectors.release();
    this.reflectors = undefined;
  }
}
