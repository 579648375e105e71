import type { Kernels, VectorBlock } from "../kernels/kernels.ts";
import { complexView, type DenseMatrix, multiplyComplex } from "./dense-matrix.ts";
import type { Reduction } from "./tridiagonal-reduction.ts";

/** Reflections applied by one pair of matrix products. */
const BLOCK = 64;

/**
 * X ← X Qᵀ for vectors that are rows of X: turns eigenvectors z of T = QᴴAQ into eigenvectors Qz of A.
 *
 * H_a H_{a+1} … = 1 − V S Vᴴ with a small upper triangular S; its transpose, with the rows u of U = Vᴴ as they are stored,
 * is 1 − Uᵀ Sᵀ U*.
 *
 * @param reflections the matrix as {@link reduceToTridiagonal} left it
 * @param vectors n rows
 * @see Schreiber & Van Loan (1989), the compact WY form; LAPACK zlarft. About 2n³ operations, 8n³ where complex.
 */
export function applyReflections(
  kernels: Kernels,
  reflections: DenseMatrix,
  reduction: Reduction,
  vectors: DenseMatrix,
): void {
  const { order: n, block, imaginary } = reflections;
  const small = (rows: number) => ({
    block: kernels.allocateBlock(rows, 2 * BLOCK),
    imaginary: imaginary === null ? null : BLOCK,
  });
  const [gram, factor, overlaps] = [small(BLOCK), small(BLOCK), small(n)];
  const images = { block: kernels.allocateBlock(BLOCK, block.length), imaginary };
  for (let first = BLOCK * Math.floor((n - 2) / BLOCK); first >= 0; first -= BLOCK) {
    const count = Math.min(BLOCK, n - 1 - first);
    const rest = n - first - 1;
    const u = complexView(reflections, first, first + 1, count, rest);
    multiplyComplex(kernels, 1, u, u, 0, complexView(gram, 0, 0, count, count), {
      transpose: "b",
      conjugate: "b",
    });
    writeTransposedFactor(gram.block, factor.block, imaginary !== null, reduction, first, count);
    const image = complexView(images, 0, 0, count, rest);
    multiplyComplex(kernels, 1, complexView(factor, 0, 0, count, count), u, 0, image, { conjugate: "b" });
    const target = complexView(vectors, 0, first + 1, n, rest);
    const overlap = complexView(overlaps, 0, 0, n, count);
    multiplyComplex(kernels, 1, target, u, 0, overlap, { transpose: "b" });
    multiplyComplex(kernels, -1, overlap, image, 1, target);
  }
  for (const memory of [gram.block, factor.block, overlaps.block, images.block]) kernels.release(memory);
}

/**
 * Sᵀ from the overlaps G_pq = v_pᴴ v_q: S_qq = τ_q, and above the diagonal S_pq = −τ_q Σ_r S_pr G_rq over r from p to q − 1.
 */
function writeTransposedFactor(
  gram: VectorBlock,
  factor: VectorBlock,
  isComplex: boolean,
  { tauRe, tauIm }: Reduction,
  first: number,
  count: number,
): void {
  const g = gram.values;
  const s = factor.values.fill(0);
  for (let q = 0; q < count; q++) {
    const [t, w] = [tauRe[first + q] as number, tauIm[first + q] as number];
    const row = q * factor.length;
    for (let p = 0; p < q; p++) {
      let [re, im] = [0, 0];
      for (let r = p; r < q; r++) {
        const [known, overlap] = [r * factor.length + p, r * gram.length + q];
        re += (s[known] as number) * (g[overlap] as number);
        if (!isComplex) continue;
        const [a, b] = [s[known] as number, s[known + BLOCK] as number];
        const [c, d] = [g[overlap] as number, g[overlap + BLOCK] as number];
        re -= b * d;
        im += a * d + b * c;
      }
      s[row + p] = -(t * re - w * im);
      if (isComplex) s[row + BLOCK + p] = -(t * im + w * re);
    }
    s[row + q] = t;
    if (isComplex) s[row + BLOCK + q] = w;
  }
}
