import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import type { Kernels, KernelVariant, PauliTable, Vector } from "./kernels.ts";
import { type StateLayout, stateLayout } from "./layout.ts";

// One suite for all variants: definitions spelled out where they are short, the reference kernels where they are not.

const VARIANTS: KernelVariant[] = ["relaxed-simd", "simd", "reference"];
const LAYOUTS = Array.from({ length: 12 }, (_, n) => n + 1).flatMap((qubits) => [
  { qubits, isComplex: false },
  { qubits, isComplex: true },
]);

/**
 * Many strings over few flip masks, so that groups reach high ranks and split; on half of the masks no sign depends on
 * the four lowest qubits, which has code paths of its own. Some strings occur twice.
 */
function randomTable(stream: RandomStream, qubits: number, size: number): PauliTable {
  const masks = Array.from({ length: 8 }, () => stream.integer(2 ** qubits));
  const x = Uint32Array.from({ length: size }, () => masks[stream.integer(masks.length)]);
  const z = x.map((mask) => stream.integer(2 ** qubits) & (masks.indexOf(mask) % 2 ? ~15 : ~0));
  x[1] = x[0];
  z[1] = z[0];
  return { size, x, z };
}

/** Strings that a real layout can represent: without those of odd Y count. */
function withRealForm({ x, z }: PauliTable): PauliTable {
  const isEven = (_: number, k: number) => (x[k] & z[k]).toString(2).replaceAll("0", "").length % 2 === 0;
  const evenZ = z.map((mask, k) => (isEven(mask, k) ? mask : mask ^ lowestBit(x[k] & mask)));
  return { size: x.length, x, z: evenZ };
}

function lowestBit(bits: number): number {
  return bits & -bits;
}

function normals(stream: RandomStream, layout: StateLayout): Float64Array {
  return Float64Array.from({ length: layout.length }, (_, i) =>
    i % layout.amplitudes < layout.dimension ? stream.normal() : 0,
  );
}

function load(kernels: Kernels, values: Float64Array): Vector {
  const vector = kernels.allocate(values.length);
  vector.values.set(values);
  return vector;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** max |a − b| relative to what was summed. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>, scale: number): number {
  return largest(Float64Array.from({ length: a.length }, (_, i) => (a[i] - b[i]) / scale));
}

const ROUNDING = 64 * Number.EPSILON;

describe.each(VARIANTS.filter((variant) => variant !== "reference"))(
  "%s against the reference",
  (variant) => {
    test.each(LAYOUTS)("operators, $qubits qubits, complex $isComplex", ({ qubits, isComplex }) => {
      const stream = new RandomStream("operators", qubits, isComplex ? 1 : 0);
      const layout = stateLayout(qubits, isComplex);
      const table = randomTable(stream, qubits, 120);
      const strings = isComplex ? table : withRealForm(table);
      const kernels = testKernels(variant);
      const reference = testKernels("reference");
      const plans = [kernels, reference].map((k) => k.planOperator(strings, layout));
      const [x, z] = [normals(stream, layout), normals(stream, layout)];
      // The coefficients of a plan change again and again.
      for (const gamma of [0, -0.75]) {
        const coefficients = Float64Array.from({ length: table.size }, () => stream.normal());
        const scale =
          coefficients.reduce((sum, c) => sum + Math.abs(c), 1) * Math.max(largest(x), largest(z));
        const [[y, overlap], [expected, expectedOverlap]] = [kernels, reference].map((k, index) => {
          k.setCoefficients(plans[index], coefficients);
          const y = k.allocate(layout.length);
          const overlap = k.apply(plans[index], load(k, x), y, gamma, load(k, z));
          return [y.values.slice(), overlap] as const;
        });
        expect(difference(y, expected, scale)).toBeLessThan(ROUNDING);
        const norm = Math.sqrt(
          expected.reduce((sum, v) => sum + v * v, 0) * x.reduce((sum, v) => sum + v * v, 0),
        );
        expect(Math.abs(overlap - expectedOverlap) / norm).toBeLessThan(ROUNDING);
        const padding = y.filter((_, i) => i % layout.amplitudes >= layout.dimension);
        expect(padding.every((value) => value === 0)).toBe(true);
      }
    });

    test.each(LAYOUTS)("expectations, $qubits qubits, complex $isComplex", ({ qubits, isComplex }) => {
      const stream = new RandomStream("expectations", qubits, isComplex ? 1 : 0);
      const layout = stateLayout(qubits, isComplex);
      const table = randomTable(stream, qubits, 120);
      const [bra, ket] = [normals(stream, layout), normals(stream, layout)];
      const kernels = testKernels(variant);
      const reference = testKernels("reference");
      const [plan, referencePlan] = [kernels, reference].map((k) => k.planObservables(table, layout));
      const scale = Math.sqrt(bra.reduce((s, v) => s + v * v, 0) * ket.reduce((s, v) => s + v * v, 0));
      for (const [left, right] of [
        [bra, ket],
        [ket, ket],
      ]) {
        const values = kernels.expectations(plan, load(kernels, left), load(kernels, right));
        const expected = reference.expectations(referencePlan, load(reference, left), load(reference, right));
        expect(difference(values, expected, scale)).toBeLessThan(ROUNDING);
      }
    });
  },
);

describe.each(VARIANTS)("%s", (variant) => {
  const kernels = testKernels(variant);
  const stream = new RandomStream("vectors");
  const layout = stateLayout(5, true);
  const random = () => normals(stream, layout);

  test("apply accumulates onto y where z is y", () => {
    const table = { size: 1, x: Uint32Array.of(0), z: Uint32Array.of(1) };
    const plan = kernels.planOperator(table, layout);
    kernels.setCoefficients(plan, Float64Array.of(2));
    const [x, y] = [random(), random()];
    const target = load(kernels, y);
    kernels.apply(plan, load(kernels, x), target, 3);
    const expected = y.map((value, i) => 3 * value + (i % 2 ? -2 : 2) * x[i]);
    expect(difference(target.values, expected, 1)).toBeLessThan(1e-14);
  });

  test("where γ = 0 the old content of y and z does not matter, not even NaN", () => {
    const plan = kernels.planOperator({ size: 1, x: Uint32Array.of(1), z: Uint32Array.of(0) }, layout);
    kernels.setCoefficients(plan, Float64Array.of(1));
    const [x, y] = [random(), load(kernels, random().fill(Number.NaN))];
    kernels.apply(plan, load(kernels, x), y, 0, load(kernels, random().fill(Number.NaN)));
    expect([...y.values]).toEqual([...x.map((_, i) => x[i ^ 1])]);
  });

  test("an operator without terms gives zero", () => {
    const plan = kernels.planOperator({ size: 0, x: new Uint32Array(0), z: new Uint32Array(0) }, layout);
    kernels.setCoefficients(plan, new Float64Array(0));
    const y = load(kernels, random());
    expect(kernels.apply(plan, load(kernels, random()), y)).toBe(0);
    expect(largest(y.values)).toBe(0);
  });

  test("strings of odd Y count have expectation value zero in a real layout", () => {
    const real = stateLayout(5, false);
    const table = { size: 3, x: Uint32Array.of(1, 3, 7), z: Uint32Array.of(1, 3, 7) };
    const state = normals(stream, real);
    const values = kernels.expectations(
      kernels.planObservables(table, real),
      load(kernels, state),
      load(kernels, state),
    );
    expect([values[0] + 0, values[2] + 0]).toEqual([0, 0]);
    // Y0 Y1 = −X0 X1 Z0 Z1 as real matrices: −Σ ψ_i ψ_{i^3} (−1)^{i0+i1}
    const byHand = state.reduce((sum, v, i) => sum - ([0, 3].includes(i & 3) ? 1 : -1) * v * state[i ^ 3], 0);
    expect(values[1]).toBeCloseTo(byHand, 12);
  });

  test("dot, dotImaginary, axpyNorm", () => {
    const [x, y] = [random(), random()];
    const half = layout.amplitudes;
    const sum = (term: (i: number) => number, length: number) =>
      Array.from({ length }, (_, i) => term(i)).reduce((a, b) => a + b, 0);
    expect(kernels.dot(load(kernels, x), load(kernels, y))).toBeCloseTo(
      sum((i) => x[i] * y[i], 64),
      12,
    );
    const imaginary = sum((i) => x[i] * y[half + i] - x[half + i] * y[i], half);
    expect(kernels.dotImaginary(load(kernels, x), load(kernels, y))).toBeCloseTo(imaginary, 12);
    const target = load(kernels, y);
    const norm = kernels.axpyNorm(-0.3, load(kernels, x), target);
    const expected = y.map((value, i) => value - 0.3 * x[i]);
    expect(difference(target.values, expected, 1)).toBeLessThan(1e-15);
    expect(norm).toBeCloseTo(
      sum((i) => expected[i] ** 2, 64),
      12,
    );
  });

  test("axpy, axpyImaginary, scale (in place too), copy", () => {
    const [x, y] = [random(), random()];
    const half = layout.amplitudes;
    const check = (change: (x: Vector, y: Vector) => void, expected: (i: number) => number) => {
      const target = load(kernels, y);
      change(load(kernels, x), target);
      expect(
        difference(
          target.values,
          Float64Array.from(y, (_, i) => expected(i)),
          1,
        ),
      ).toBeLessThan(1e-15);
    };
    check(
      (a, b) => kernels.axpy(0.7, a, b),
      (i) => y[i] + 0.7 * x[i],
    );
    // i·(re + i im) = −im + i re
    check(
      (a, b) => kernels.axpyImaginary(0.7, a, b),
      (i) => y[i] + 0.7 * (i < half ? -x[half + i] : x[i - half]),
    );
    check(
      (a, b) => kernels.scale(-2, a, b),
      (i) => -2 * x[i],
    );
    check(
      (_, b) => kernels.scale(-2, b, b),
      (i) => -2 * y[i],
    );
    check(
      (a, b) => kernels.copy(a, b),
      (i) => x[i],
    );
  });

  test("combine takes the first rows of a block, with real or complex coefficients", () => {
    const rows = Array.from({ length: 5 }, random);
    const block = kernels.allocateBlock(6, layout.length);
    rows.forEach((row, j) => {
      block.row(j).values.set(row);
    });
    block.row(5).values.fill(Number.NaN);
    const [re, im] = [0, 1].map(() => Float64Array.from({ length: 5 }, () => stream.normal()));
    const half = layout.amplitudes;
    const sum = (i: number, isComplex: boolean) =>
      rows.reduce((total, row, j) => {
        const rotated = i < half ? -row[half + i] : row[i - half];
        return total + re[j] * row[i] + (isComplex ? im[j] * rotated : 0);
      }, 0);
    for (const isComplex of [false, true]) {
      const y = load(kernels, random());
      kernels.combine(block, re, y, isComplex ? im : undefined);
      const expected = y.values.map((_, i) => sum(i, isComplex));
      expect(difference(y.values, expected, 5)).toBeLessThan(1e-14);
    }
    const none = load(kernels, random());
    kernels.combine(block, new Float64Array(0), none);
    expect(largest(none.values)).toBe(0);
  });

  test("a new vector is zero, also in memory that was used before", () => {
    const first = load(kernels, random());
    kernels.release(first);
    const second = kernels.allocate(layout.length);
    expect([second.length, largest(second.values)]).toEqual([layout.length, 0]);
  });

  test("the same calls give the same bits", () => {
    const run = () => {
      const own = testKernels(variant);
      const numbers = new RandomStream("bits");
      const big = stateLayout(9, true);
      const table = randomTable(numbers, 9, 200);
      const plan = own.planOperator(table, big);
      own.setCoefficients(
        plan,
        Float64Array.from({ length: 200 }, () => numbers.normal()),
      );
      const y = own.allocate(big.length);
      const overlap = own.apply(plan, load(own, normals(numbers, big)), y);
      return [overlap, ...y.values];
    };
    expect(run()).toEqual(run());
  });
});
