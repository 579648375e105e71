import type { Kernels } from "../kernels/kernels.ts";
import { complexView, type DenseMatrix, multiplyComplex } from "./dense-matrix.ts";
import type { Reduction } from "./tridiagonal-reduction.ts";

/** Reflections applied by one pair of matrix products. */
const BLOCK = 64;

type Rows = Pick<DenseMatrix, "block" | "imaginary">;

/**
 * The unitary Q of T = QᴴAQ, in blocks of reflections: H_a H_{a+1} … = 1 − V S Vᴴ with a small upper triangular S. Its
 * transpose, with the rows u of U = Vᴴ as they are stored, is 1 − Uᵀ Sᵀ U*.
 *
 * @see Schreiber & Van Loan (1989), the compact WY form; LAPACK zlarft
 */
export class ReflectorBlocks {
  private readonly kernels: Kernels;
  private readonly reflections: DenseMatrix;
  /** Row k is row k mod 64 of Sᵀ of its block. */
  private readonly factors: Rows;

  /** @param reflections the matrix as {@link reduceToTridiagonal} left it; it is kept, and released with this */
  constructor(kernels: Kernels, reflections: DenseMatrix, reduction: Reduction) {
    const { order, imaginary } = reflections;
    this.kernels = kernels;
    this.reflections = reflections;
    this.factors = narrowRows(kernels, order, imaginary !== null);
    const gram = narrowRows(kernels, BLOCK, imaginary !== null);
    for (const { first, count } of this.blocks()) {
      const u = complexView(reflections, first, first + 1, count, order - first - 1);
      const overlaps = complexView(gram, 0, 0, count, count);
      multiplyComplex(kernels, 1, u, u, 0, overlaps, { transpose: "b", conjugate: "b" });
      writeTransposedFactor(kernels, gram, this.factors, reduction, first, count);
    }
    kernels.release(gram.block);
  }

  /**
   * X ← X Qᵀ on some rows of X: turns eigenvectors z of T into eigenvectors Qz of A.
   *
   * @param vectors of the shape of the reflections
   * @param row the first of them
   */
  apply(vectors: DenseMatrix, row: number, rows: number): void {
    const { kernels, reflections } = this;
    const { order, imaginary } = reflections;
    const [overlaps, turned] = [0, 1].map(() => narrowRows(kernels, rows, imaginary !== null)) as [
      Rows,
      Rows,
    ];
    for (const { first, count } of this.blocks()) {
      const rest = order - first - 1;
      const u = complexView(reflections, first, first + 1, count, rest);
      const target = complexView(vectors, row, first + 1, rows, rest);
      const overlap = complexView(overlaps, 0, 0, rows, count);
      const image = complexView(turned, 0, 0, rows, count);
      multiplyComplex(kernels, 1, target, u, 0, overlap, { transpose: "b" });
      multiplyComplex(kernels, 1, overlap, complexView(this.factors, first, 0, count, count), 0, image);
      multiplyComplex(kernels, -1, image, u, 1, target, { conjugate: "b" });
    }
    for (const { block } of [overlaps, turned]) kernels.release(block);
  }

  get bytes(): number {
    const blocks = [this.factors.block, this.reflections.block];
    return blocks.reduce((sum, { rows, length }) => sum + 8 * rows * length, 0);
  }

  release(): void {
    this.kernels.release(this.factors.block);
    this.kernels.release(this.reflections.block);
  }

  /** In the order in which they act on a vector, the last one first. */
  private *blocks(): Generator<{ readonly first: number; readonly count: number }> {
    const { order } = this.reflections;
    for (let first = BLOCK * Math.floor((order - 2) / BLOCK); first >= 0; first -= BLOCK) {
      yield { first, count: Math.min(BLOCK, order - 1 - first) };
    }
  }
}

/** Rows as long as a block has reflections. */
function narrowRows(kernels: Kernels, rows: number, isComplex: boolean): Rows {
  return { block: kernels.allocateBlock(rows, 2 * BLOCK), imaginary: isComplex ? BLOCK : null };
}

/**
 * Sᵀ from the overlaps G_pq = v_pᴴ v_q: S_qq = τ_q, and above the diagonal S_pq = −τ_q Σ_r S_pr G_rq over r from p to q − 1.
 */
function writeTransposedFactor(
  kernels: Kernels,
  gram: Rows,
  factors: Rows,
  { tauRe, tauIm }: Reduction,
  first: number,
  count: number,
): void {
  const { length } = factors.block;
  factors.block.values.fill(0, first * length, (first + count) * length);
  for (let q = 0; q < count; q++) {
    const row = (first + q) * length;
    const [t, s] = [tauRe[first + q] as number, tauIm[first + q] as number];
    if (q > 0) {
      // Column q of G is the conjugate of its row q.
      const overlaps = complexView(gram, q, 0, 1, q);
      const known = complexView(factors, first, 0, q, q);
      multiplyComplex(kernels, 1, overlaps, known, 0, complexView(factors, first + q, 0, 1, q), {
        conjugate: "a",
      });
      scaleRow(factors.block.values.subarray(row, row + length), q, -t, -s);
    }
    factors.block.values[row + q] = t;
    if (factors.imaginary !== null) factors.block.values[row + BLOCK + q] = s;
  }
}

/** The first `count` numbers of a narrow row, times t + is. */
function scaleRow(row: Float64Array, count: number, t: number, s: number): void {
  for (let p = 0; p < count; p++) {
    const [re, im] = [row[p] as number, row[BLOCK + p] as number];
    row[p] = t * re - s * im;
    row[BLOCK + p] = t * im + s * re;
  }
}
