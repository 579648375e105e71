// C ← βC + αAB for dense matrices with any row and column strides: blocks of A and B are packed into panels of a few rows
// (columns) that stream through the first-level cache, and a micro-kernel keeps a 6×4 block of C in registers.
import { multiplyAdd } from "./simd";

/** Rows and columns of C in registers: 12 accumulators, 2 registers of B and 1 of A fill the 15 that a host has free. */
const TILE_ROWS: usize = 6;
const TILE_COLUMNS: usize = 4;
/** A block of A (96×256) stays in the second-level cache, one of B (256×512) beside it. */
const BLOCK_ROWS: usize = 96;
const BLOCK_COLUMNS: usize = 512;
const BLOCK_DEPTH: usize = 256;

/** Bytes of scratch that `multiply` needs: packed A, packed B, one tile of C. */
export function multiplyScratch(): usize {
  return (BLOCK_ROWS * BLOCK_DEPTH + BLOCK_DEPTH * BLOCK_COLUMNS + TILE_ROWS * TILE_COLUMNS) << 3;
}

/** Panels of `width` lines (rows of A, columns of B), each stored depth by depth, missing lines as zeros. */
function pack(
  source: usize, line: usize, step: usize, lines: usize, depth: usize, target: usize, width: usize,
): void {
  for (let first: usize = 0; first < lines; first += width) {
    const present = min(width, lines - first);
    const start = source + first * line;
    for (let j: usize = 0; j < present; j++) {
      let from = start + j * line;
      let to = target + (j << 3);
      for (let p: usize = 0; p < depth; p++) {
        store<f64>(to, load<f64>(from));
        from += step;
        to += width << 3;
      }
    }
    for (let j = present; j < width; j++) {
      let to = target + (j << 3);
      for (let p: usize = 0; p < depth; p++) {
        store<f64>(to, 0);
        to += width << 3;
      }
    }
    target += (depth * width) << 3;
  }
}

@inline
function writeRow(c: usize, alpha: v128, beta: f64, left: v128, right: v128): void {
  if (beta == 0) {
    v128.store(c, f64x2.mul(alpha, left));
    v128.store(c, f64x2.mul(alpha, right), 16);
  } else {
    const factor = f64x2.splat(beta);
    v128.store(c, multiplyAdd(alpha, left, f64x2.mul(factor, v128.load(c))));
    v128.store(c, multiplyAdd(alpha, right, f64x2.mul(factor, v128.load(c, 16))), 16);
  }
}

/** One tile: C ← βC + α Σ_p a_p b_pᵀ over packed panels. */
function multiplyTile(depth: usize, a: usize, b: usize, alpha: f64, beta: f64, c: usize, row: usize): void {
  let c00 = f64x2.splat(0), c01 = f64x2.splat(0), c10 = f64x2.splat(0), c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0), c21 = f64x2.splat(0), c30 = f64x2.splat(0), c31 = f64x2.splat(0);
  let c40 = f64x2.splat(0), c41 = f64x2.splat(0), c50 = f64x2.splat(0), c51 = f64x2.splat(0);
  const end = a + depth * (TILE_ROWS << 3);
  while (a < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let s = v128.load_splat<f64>(a);
    c00 = multiplyAdd(s, b0, c00);
    c01 = multiplyAdd(s, b1, c01);
    s = v128.load_splat<f64>(a, 8);
    c10 = multiplyAdd(s, b0, c10);
    c11 = multiplyAdd(s, b1, c11);
    s = v128.load_splat<f64>(a, 16);
    c20 = multiplyAdd(s, b0, c20);
    c21 = multiplyAdd(s, b1, c21);
    s = v128.load_splat<f64>(a, 24);
    c30 = multiplyAdd(s, b0, c30);
    c31 = multiplyAdd(s, b1, c31);
    s = v128.load_splat<f64>(a, 32);
    c40 = multiplyAdd(s, b0, c40);
    c41 = multiplyAdd(s, b1, c41);
    s = v128.load_splat<f64>(a, 40);
    c50 = multiplyAdd(s, b0, c50);
    c51 = multiplyAdd(s, b1, c51);
    a += TILE_ROWS << 3;
    b += TILE_COLUMNS << 3;
  }
  const factor = f64x2.splat(alpha);
  writeRow(c, factor, beta, c00, c01);
  writeRow(c + row, factor, beta, c10, c11);
  writeRow(c + 2 * row, factor, beta, c20, c21);
  writeRow(c + 3 * row, factor, beta, c30, c31);
  writeRow(c + 4 * row, factor, beta, c40, c41);
  writeRow(c + 5 * row, factor, beta, c50, c51);
}

/** A tile at the edge of C, through a full tile in scratch. */
function multiplyPartialTile(
  depth: usize, a: usize, b: usize, alpha: f64, beta: f64, c: usize, row: usize,
  rows: usize, columns: usize, scratch: usize,
): void {
  multiplyTile(depth, a, b, alpha, 0, scratch, TILE_COLUMNS << 3);
  for (let i: usize = 0; i < rows; i++) {
    for (let j: usize = 0; j < columns; j++) {
      const to = c + i * row + (j << 3);
      const sum = load<f64>(scratch + ((i * TILE_COLUMNS + j) << 3));
      store<f64>(to, beta == 0 ? sum : sum + beta * load<f64>(to));
    }
  }
}

/**
 * C ← βC + αAB with A m×k, B k×n, C m×n and k ≥ 1; C is not read where β = 0. Strides are in bytes; the columns of C are
 * adjacent. `scratch` holds `multiplyScratch()` bytes.
 */
export function multiply(
  m: usize, n: usize, k: usize, alpha: f64, a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize,
  bColumn: usize, beta: f64, c: usize, cRow: usize, scratch: usize,
): void {
  const packedA = scratch;
  const packedB = packedA + ((BLOCK_ROWS * BLOCK_DEPTH) << 3);
  const tile = packedB + ((BLOCK_DEPTH * BLOCK_COLUMNS) << 3);
  for (let j: usize = 0; j < n; j += BLOCK_COLUMNS) {
    const columns = min(BLOCK_COLUMNS, n - j);
    for (let p: usize = 0; p < k; p += BLOCK_DEPTH) {
      const depth = min(BLOCK_DEPTH, k - p);
      const factor = p == 0 ? beta : 1.0;
      pack(b + p * bRow + j * bColumn, bColumn, bRow, columns, depth, packedB, TILE_COLUMNS);
      for (let i: usize = 0; i < m; i += BLOCK_ROWS) {
        const rows = min(BLOCK_ROWS, m - i);
        pack(a + i * aRow + p * aColumn, aRow, aColumn, rows, depth, packedA, TILE_ROWS);
        multiplyBlock(rows, columns, depth, packedA, packedB, alpha, factor, c + i * cRow + (j << 3), cRow, tile);
      }
    }
  }
}

function multiplyBlock(
  rows: usize, columns: usize, depth: usize, packedA: usize, packedB: usize, alpha: f64, beta: f64, c: usize,
  cRow: usize, tile: usize,
): void {
  for (let j: usize = 0; j < columns; j += TILE_COLUMNS) {
    const b = packedB + ((j * depth) << 3);
    for (let i: usize = 0; i < rows; i += TILE_ROWS) {
      const a = packedA + ((i * depth) << 3);
      const to = c + i * cRow + (j << 3);
      const present = rows - i;
      if (present >= TILE_ROWS && columns - j >= TILE_COLUMNS) {
        multiplyTile(depth, a, b, alpha, beta, to, cRow);
      } else {
        multiplyPartialTile(
          depth, a, b, alpha, beta, to, cRow, min(TILE_ROWS, present), min(TILE_COLUMNS, columns - j), tile,
        );
      }
    }
  }
}
