import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import type { Kernels, KernelVariant } from "../kernels/kernels.ts";
import { denseEigen } from "./dense-eigen.ts";
import type { DenseMatrix } from "./dense-matrix.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

interface Complex {
  readonly re: number;
  readonly im: number;
}
type Element = (i: number, j: number) => Complex;

/** Writes the upper triangle; whatever else is in the block must not matter. */
function store(kernels: Kernels, order: number, isComplex: boolean, element: Element): DenseMatrix {
  const pitch = order + 3;
  const imaginary = isComplex ? pitch : null;
  const block = kernels.allocateBlock(order, isComplex ? 2 * pitch : pitch);
  const values = block.values.fill(1e3);
  for (let i = 0; i < order; i++) {
    for (let j = i; j < order; j++) {
      const { re, im } = element(i, j);
      values[i * block.length + j] = re;
      if (imaginary !== null && i !== j) values[i * block.length + imaginary + j] = im;
    }
  }
  return { order, block, imaginary };
}

function randomElements(order: number, seed: string): Element {
  const stream = new RandomStream(seed, order);
  const numbers = Array.from({ length: order * order }, () => ({ re: stream.normal(), im: stream.normal() }));
  return (i, j) => numbers[i * order + j];
}

/** max |AX − XΛ| and max |XX^H − 1| over all rows of eigenvectors. */
function defects(order: number, isComplex: boolean, element: Element, values: Float64Array, x: DenseMatrix) {
  const rows = x.block.values;
  const shift = x.imaginary ?? 0;
  const re = (k: number, i: number) => rows[k * x.block.length + i];
  const im = (k: number, i: number) => (isComplex ? rows[k * x.block.length + shift + i] : 0);
  const full = Array.from({ length: order * order }, (_, index) => {
    const [i, j] = [Math.floor(index / order), index % order];
    const { re: a, im: b } = i <= j ? element(i, j) : element(j, i);
    if (!isComplex || i === j) return { re: a, im: 0 };
    return { re: a, im: i < j ? b : -b };
  });
  let [residual, overlap] = [0, 0];
  for (let k = 0; k < order; k++) {
    for (let i = 0; i < order; i++) {
      let [p, q, r, s] = [0, 0, 0, 0];
      for (let j = 0; j < order; j++) {
        const a = full[i * order + j];
        p += a.re * re(k, j) - a.im * im(k, j);
        q += a.re * im(k, j) + a.im * re(k, j);
        r += re(i, j) * re(k, j) + im(i, j) * im(k, j);
        s += re(i, j) * im(k, j) - im(i, j) * re(k, j);
      }
      residual = Math.max(residual, Math.hypot(p - values[k] * re(k, i), q - values[k] * im(k, i)));
      overlap = Math.max(overlap, Math.hypot(r - (i === k ? 1 : 0), s));
    }
  }
  return { residual, overlap };
}

function check(
  variant: KernelVariant,
  order: number,
  isComplex: boolean,
  element: Element,
  norm: number,
): Float64Array {
  const kernels = testKernels(variant);
  const matrix = store(kernels, order, isComplex, element);
  const { values, vectors } = denseEigen(kernels, matrix);
  const x = { order, block: vectors.first(order), imaginary: matrix.imaginary };
  const { residual, overlap } = defects(order, isComplex, element, values, x);
  expect(residual).toBeLessThan(4 * order * Number.EPSILON * norm);
  expect(overlap).toBeLessThan(4 * order * Number.EPSILON);
  expect([...values].every((value, k) => k === 0 || value >= values[k - 1])).toBe(true);
  vectors.release();
  expect(kernels.bytesInUse).toBe(0);
  return values;
}

describe.each(["relaxed-simd", "simd", "reference"] as const)("%s", (variant) => {
  // Around the leaf of the tree (32) and the panel of the reduction (32), across several levels.
  const orders =
    variant === "reference" ? [1, 2, 3, 33, 70] : [1, 2, 3, 4, 7, 16, 31, 32, 33, 64, 65, 97, 150];

  test.each(orders)("random matrices of order %d: AX = XΛ, X unitary", (order) => {
    for (const isComplex of [false, true]) {
      check(variant, order, isComplex, randomElements(order, "random"), 2 * Math.sqrt(order) + 2);
    }
  });

  test("eigenvalues agree with the QL iteration", () => {
    const order = 80;
    const element = randomElements(order, "agreement");
    const dense = Float64Array.from({ length: order * order }, (_, index) => {
      const [i, j] = [index % order, Math.floor(index / order)];
      return element(Math.min(i, j), Math.max(i, j)).re;
    });
    const values = check(variant, order, false, element, 20);
    const expected = symmetricEigen(dense, order).values;
    expect(Math.max(...values.map((value, k) => Math.abs(value - expected[k])))).toBeLessThan(1e-12);
  });
});

/** U diag(λ) U^H with a random unitary U, the Q of a random complex matrix. */
function withSpectrum(spectrum: readonly number[], isComplex: boolean): Element {
  const order = spectrum.length;
  const stream = new RandomStream("unitary", order);
  const rows = Array.from({ length: order }, () => ({
    re: Float64Array.from({ length: order }, () => stream.normal()),
    im: Float64Array.from({ length: order }, () => (isComplex ? stream.normal() : 0)),
  }));
  for (const [k, u] of rows.entries()) {
    for (let pass = 0; pass < 2; pass++) {
      for (const v of rows.slice(0, k)) {
        let [a, b] = [0, 0];
        for (let i = 0; i < order; i++) {
          a += v.re[i] * u.re[i] + v.im[i] * u.im[i];
          b += v.re[i] * u.im[i] - v.im[i] * u.re[i];
        }
        for (let i = 0; i < order; i++) {
          u.re[i] -= a * v.re[i] - b * v.im[i];
          u.im[i] -= a * v.im[i] + b * v.re[i];
        }
      }
    }
    const norm = Math.hypot(...u.re, ...u.im);
    for (let i = 0; i < order; i++) {
      u.re[i] /= norm;
      u.im[i] /= norm;
    }
  }
  return (i, j) => {
    let [re, im] = [0, 0];
    for (const [k, u] of rows.entries()) {
      re += spectrum[k] * (u.re[i] * u.re[j] + u.im[i] * u.im[j]);
      im += spectrum[k] * (u.im[i] * u.re[j] - u.re[i] * u.im[j]);
    }
    return { re, im };
  };
}

describe.each([
  { isComplex: false, field: "real" },
  { isComplex: true, field: "complex" },
])("$field spectra", ({ isComplex }) => {
  const order = 90;
  const range = Array.from({ length: order }, (_, k) => k);
  test.each([
    { name: "one eigenvalue", spectrum: range.map(() => 1) },
    { name: "two levels, highly degenerate", spectrum: range.map((k) => (k < 60 ? -1 : 2)) },
    { name: "clusters of width 1e-13", spectrum: range.map((k) => (k % 3) + 1e-13 * k) },
    { name: "clusters of width 1e-6", spectrum: range.map((k) => (k % 5) + 1e-6 * k) },
    { name: "graded over thirty decades", spectrum: range.map((k) => 10 ** (-k / 3)) },
    { name: "symmetric about zero", spectrum: range.map((k) => (k % 2 ? k : -k - 1)) },
  ])("$name", ({ spectrum }) => {
    const norm = Math.max(...spectrum.map(Math.abs));
    const values = check("relaxed-simd", order, isComplex, withSpectrum(spectrum, isComplex), norm);
    const sorted = spectrum.toSorted((a, b) => a - b);
    for (const [k, value] of sorted.entries()) expect(Math.abs(values[k] - value)).toBeLessThan(1e-13 * norm);
  });

  test("matrices that are diagonal, zero, or fall apart; extreme sizes", () => {
    const diagonal: Element = (i, j) => ({ re: i === j ? (7 * i) % 11 : 0, im: 0 });
    expect([...check("simd", 40, isComplex, diagonal, 10)]).toEqual(
      Array.from({ length: 40 }, (_, i) => (7 * i) % 11).sort((a, b) => a - b),
    );
    expect([...check("simd", 40, isComplex, () => ({ re: 0, im: 0 }), 1)]).toEqual(new Array(40).fill(0));
    const random = randomElements(80, "blocks");
    const blocks: Element = (i, j) => (i < 37 === j < 37 ? random(i, j) : { re: 0, im: 0 });
    check("simd", 80, isComplex, blocks, 20);
    for (const size of [1e-150, 1e150]) {
      const scaled: Element = (i, j) => ({ re: size * random(i, j).re, im: size * random(i, j).im });
      check("simd", 80, isComplex, scaled, 20 * size);
    }
  });
});

test("the tridiagonal second difference has eigenvalues 2 − 2 cos(πk/(n + 1))", () => {
  const order = 200;
  const element: Element = (i, j) => ({ re: i === j ? 2 : j === i + 1 ? -1 : 0, im: 0 });
  const values = check("relaxed-simd", order, false, element, 4);
  for (const [k, value] of values.entries()) {
    expect(Math.abs(value - (2 - 2 * Math.cos((Math.PI * (k + 1)) / (order + 1))))).toBeLessThan(1e-14 * 4);
  }
});

test("what is not finite is refused", () => {
  const kernels = testKernels();
  const matrix = store(kernels, 4, true, (i, j) => ({ re: 1, im: i + j === 3 ? Number.NaN : 0 }));
  expect(() => denseEigen(kernels, matrix)).toThrow(expect.objectContaining({ code: "not-finite" }));
});
