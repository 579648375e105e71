import type { RandomStream } from "../base/random.ts";
import type { Vector, VectorBlock } from "../kernels/kernels.ts";
import {
  type ComplexMatrix,
  complexMatrix,
  type HermitianEigen,
  hermitianEigen,
} from "../linalg/hermitian-eigen.ts";
import { fillRandom } from "../states/state-vector.ts";
import { attainableResidual, type HermitianProblem, residualNorm } from "./problem.ts";

/** The lowest states of H as found by {@link blockKrylov}. */
export interface LowestStates {
  readonly energies: Float64Array;
  /** Row k is the normalised state of energies[k]; the caller releases the block. */
  readonly states: VectorBlock;
  /** ‖Hx_k − E_k x_k‖ of each, measured. */
  readonly residualNorms: Float64Array;
  readonly iterations: number;
  readonly isConverged: boolean;
}

export interface BlockKrylovOptions {
  /** How many of the lowest states. */
  readonly count: number;
  readonly tolerance: number;
  /** Vectors that start the space; random ones fill up to the block size `count` + 1. */
  readonly starts?: readonly Vector[];
  readonly stream: RandomStream;
  /** Rows of the basis, more than twice the block size. */
  readonly krylovDimension: number;
  readonly maxIterations: number;
}

/**
 * The `count` lowest eigenpairs by block Lanczos with full orthogonalisation and thick restarts.
 *
 * V is complex-orthonormal; H has been applied to its first a vectors, T = VᴴHV is known on them, and the remaining
 * vectors span what H makes of them beyond V. A block wider than the multiplicity of a level finds all of its states,
 * and separates nearly degenerate ones at the rate of the gap to the next level, where a single vector would stall.
 *
 * @see Wu & Simon, SIAM J. Matrix Anal. Appl. 22, 602 (2000) (thick restart)
 */
export function blockKrylov(problem: HermitianProblem, options: BlockKrylovOptions): LowestStates {
  const space = new KrylovSpace(problem, options);
  const wanted = Math.min(options.count, problem.layout.dimension);
  const target = Math.max(options.tolerance, attainableResidual(problem));
  for (;;) {
    space.expand();
    const eigen = space.projectedEigen();
    const isConverged = space.estimatedResidual(eigen, wanted) <= 0.5 * target;
    if (isConverged || space.isExhausted || space.iterations >= options.maxIterations) {
      return space.finish(eigen, wanted, target);
    }
    space.restart(eigen, wanted);
  }
}

class KrylovSpace {
  iterations = 0;
  private readonly problem: HermitianProblem;
  private readonly stream: RandomStream;
  private readonly blockSize: number;
  private basis: VectorBlock;
  private spare: VectorBlock;
  /** Projected matrix on the basis; rows and columns of applied vectors are complete. */
  private projected: ComplexMatrix;
  private size = 0;
  private applied = 0;

  constructor(
    problem: HermitianProblem,
    { count, starts = [], stream, krylovDimension }: BlockKrylovOptions,
  ) {
    const { kernels, layout } = problem;
    this.problem = problem;
    this.stream = stream;
    this.blockSize = Math.min(layout.dimension, Math.max(count + 1, starts.length));
    const rows = Math.min(layout.dimension, Math.max(krylovDimension, 2 * this.blockSize + 2));
    this.basis = kernels.allocateBlock(rows, layout.length);
    this.spare = kernels.allocateBlock(rows, layout.length);
    this.projected = complexMatrix(rows);
    for (const start of starts.slice(0, this.blockSize)) {
      kernels.copy(start, this.basis.row(this.size));
      this.orthogonalize(this.basis.row(this.size));
      this.accept(1);
    }
    while (this.size < this.blockSize) this.appendRandom();
  }

  /** True where the basis spans the whole space. */
  get isExhausted(): boolean {
    return this.applied === this.problem.layout.dimension;
  }

  /** Applies H to basis vectors until the basis is full; each image's remainder becomes a new vector. */
  expand(): void {
    const { kernels, plan, layout } = this.problem;
    const capacity = this.basis.rows;
    const isWhole = capacity === layout.dimension;
    const scratch = kernels.allocate(layout.length);
    while (isWhole ? this.applied < capacity : this.size < capacity) {
      if (this.applied === this.size) this.appendRandom();
      const column = this.applied;
      const image = this.size < capacity ? this.basis.row(this.size) : scratch;
      kernels.apply(plan, this.basis.row(column), image);
      this.iterations++;
      const before = this.norm(image);
      this.setColumn(column, this.orthogonalize(image));
      this.applied++;
      if (this.size === capacity) continue;
      const remainder = this.accept(before);
      if (remainder > 0) this.setElement(this.size - 1, column, remainder, 0);
    }
    kernels.release(scratch);
  }

  projectedEigen(): HermitianEigen {
    const leading = complexMatrix(this.applied);
    for (let i = 0; i < this.applied; i++) {
      for (let j = 0; j < this.applied; j++) {
        leading.re[i * this.applied + j] = this.element("re", i, j);
        leading.im[i * this.applied + j] = this.element("im", i, j);
      }
    }
    return hermitianEigen(leading);
  }

  /** Largest of the norms of (V_rest)ᴴ H V s over the wanted Ritz vectors: their residuals but for rounding. */
  estimatedResidual({ vectors }: HermitianEigen, wanted: number): number {
    let worst = 0;
    for (let k = 0; k < wanted; k++) {
      let square = 0;
      for (let i = this.applied; i < this.size; i++) {
        let [re, im] = [0, 0];
        for (let j = 0; j < this.applied; j++) {
          const [a, b] = [this.element("re", i, j), this.element("im", i, j)];
          const [c, d] = [
            vectors.re[k * this.applied + j] as number,
            vectors.im[k * this.applied + j] as number,
          ];
          re += a * c - b * d;
          im += a * d + b * c;
        }
        square += re * re + im * im;
      }
      worst = Math.max(worst, Math.sqrt(square));
    }
    return worst;
  }

  /** New basis: the lowest Ritz vectors, and the vectors H has not been applied to. */
  restart(eigen: HermitianEigen, wanted: number): void {
    const { kernels } = this.problem;
    const room = this.basis.rows - (this.size - this.applied);
    const kept = Math.min(this.applied, Math.max(wanted + 2, Math.floor(room / 2)));
    this.ritzVectors(eigen, kept, this.spare);
    const pending = this.size - this.applied;
    for (let i = 0; i < pending; i++)
      kernels.copy(this.basis.row(this.applied + i), this.spare.row(kept + i));
    [this.basis, this.spare] = [this.spare, this.basis];
    this.projected = complexMatrix(this.basis.rows);
    for (let k = 0; k < kept; k++) this.setElement(k, k, eigen.values[k] as number, 0);
    this.applied = kept;
    this.size = kept;
    // Rounding slowly tilts the pending vectors; orthogonalising them anew keeps VᴴV = 1.
    for (let i = 0; i < pending; i++) {
      if (i > 0) kernels.copy(this.basis.row(kept + i), this.basis.row(this.size));
      this.orthogonalize(this.basis.row(this.size));
      this.accept(1);
    }
  }

  finish(eigen: HermitianEigen, wanted: number, target: number): LowestStates {
    const { kernels, layout } = this.problem;
    const states = kernels.allocateBlock(wanted, layout.length);
    this.ritzVectors(eigen, wanted, states);
    const scratch = kernels.allocate(layout.length);
    const residualNorms = Float64Array.from({ length: wanted }, (_, k) => {
      const state = states.row(k);
      kernels.scale(1 / Math.sqrt(kernels.dot(state, state)), state, state);
      return residualNorm(this.problem, state, eigen.values[k] as number, scratch);
    });
    for (const memory of [scratch, this.basis, this.spare]) kernels.release(memory);
    return {
      energies: eigen.values.slice(0, wanted),
      states,
      residualNorms,
      iterations: this.iterations + wanted,
      isConverged: residualNorms.every((residual) => residual <= target),
    };
  }

  private ritzVectors({ vectors }: HermitianEigen, count: number, target: VectorBlock): void {
    const { kernels, layout } = this.problem;
    for (let k = 0; k < count; k++) {
      const from = k * this.applied;
      const re = vectors.re.slice(from, from + this.applied);
      const im = vectors.im.slice(from, from + this.applied);
      kernels.combine(this.basis, re, target.row(k), layout.isComplex ? im : undefined);
    }
  }

  private appendRandom(): void {
    do {
      fillRandom(this.basis.row(this.size), this.problem.layout, this.stream);
      this.orthogonalize(this.basis.row(this.size));
    } while (this.accept(1) === 0);
  }

  /**
   * Appends the vector in row `size`, orthogonalised already, and returns its norm; 0 where nothing but rounding is
   * left of the norm it had `before`, and then it is not appended.
   */
  private accept(before: number): number {
    const { kernels } = this.problem;
    const vector = this.basis.row(this.size);
    const norm = this.norm(vector);
    if (!(norm > 1e-13 * before)) return 0;
    kernels.scale(1 / norm, vector, vector);
    // A small remainder carries relatively large rounding: once more, at unit norm.
    if (norm < 1e-3 * before) {
      this.orthogonalize(vector);
      kernels.scale(1 / this.norm(vector), vector, vector);
    }
    this.size++;
    return norm;
  }

  /** Removes the complex components along the basis, in two passes; returns their sums. */
  private orthogonalize(vector: Vector): { re: Float64Array; im: Float64Array } {
    const { kernels, layout } = this.problem;
    const re = new Float64Array(this.size);
    const im = new Float64Array(this.size);
    for (let pass = 0; pass < 2; pass++) {
      for (let row = 0; row < this.size; row++) {
        const v = this.basis.row(row);
        const real = kernels.dot(v, vector);
        kernels.axpy(-real, v, vector);
        re[row] = (re[row] as number) + real;
        if (!layout.isComplex) continue;
        const imaginary = kernels.dotImaginary(v, vector);
        kernels.axpyImaginary(-imaginary, v, vector);
        im[row] = (im[row] as number) + imaginary;
      }
    }
    return { re, im };
  }

  private norm(vector: Vector): number {
    return Math.sqrt(this.problem.kernels.dot(vector, vector));
  }

  /** T_{i,column} = ⟨v_i|H v_column⟩ for every vector there is, and its conjugate across. */
  private setColumn(column: number, { re, im }: { re: Float64Array; im: Float64Array }): void {
    for (const [row, value] of re.entries()) this.setElement(row, column, value, im[row] as number);
  }

  private setElement(row: number, column: number, re: number, im: number): void {
    const { order } = this.projected;
    this.projected.re[row * order + column] = re;
    this.projected.re[column * order + row] = re;
    this.projected.im[row * order + column] = row === column ? 0 : im;
    this.projected.im[column * order + row] = row === column ? 0 : -im;
  }

  private element(part: "re" | "im", i: number, j: number): number {
    return this.projected[part][i * this.projected.order + j] as number;
  }
}
