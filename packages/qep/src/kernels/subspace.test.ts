import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import { type BasisStates, indexOfWord, wordOf } from "./basis-states.ts";
import type { Kernels, PauliTable, Vector } from "./kernels.ts";
import { type StateLayout, subspaceLayout } from "./layout.ts";

// On listed basis states the kernels are held against the reference, and the reference against the definition.

const VARIANTS = ["relaxed-simd", "simd"] as const;
const QUBITS = 40;

function listed(words: readonly bigint[], qubits: number): BasisStates {
  const ascending = [...new Set(words)].sort((a, b) => (a < b ? -1 : 1));
  return {
    qubits,
    count: ascending.length,
    words: Uint32Array.from(ascending.flatMap((word) => [Number(word & 0xffffffffn), Number(word >> 32n)])),
  };
}

/** Words that differ in ten bits, low and high ones, so that flips of those often stay inside. */
const PLACES = [0n, 1n, 2n, 5n, 17n, 30n, 31n, 32n, 33n, 39n];

function wordOn(places: readonly bigint[], bits: number): bigint {
  return places.reduce((word, place, k) => word | (BigInt((bits >> k) & 1) << place), 0n);
}

/** A part of the 2^10 words, about `share` of them. */
function randomStates(stream: RandomStream, share: number): BasisStates {
  const kept = Array.from({ length: 2 ** PLACES.length }, (_, bits) => bits).filter(
    (bits) => bits === 0 || stream.uniform() < share,
  );
  return listed(
    kept.map((bits) => wordOn(PLACES, bits)),
    QUBITS,
  );
}

/** Real strings over few flips; some flip nothing, some occur twice. */
function randomTable(stream: RandomStream, size: number): PauliTable {
  const flips = [0, ...Array.from({ length: 6 }, () => stream.integer(2 ** PLACES.length))];
  const masks = Array.from({ length: size }, () => {
    const x = flips[stream.integer(flips.length)] as number;
    const z = stream.integer(2 ** PLACES.length);
    const isReal = (x & z).toString(2).replaceAll("0", "").length % 2 === 0;
    return { x: wordOn(PLACES, x), z: wordOn(PLACES, isReal ? z : z ^ (x & z & -(x & z))) };
  });
  masks[1] = masks[0] as (typeof masks)[number];
  return tableOf(masks);
}

function tableOf(masks: readonly { readonly x: bigint; readonly z: bigint }[]): PauliTable {
  const low = (mask: bigint) => Number(mask & 0xffffffffn);
  const high = (mask: bigint) => Number(mask >> 32n);
  return {
    size: masks.length,
    x: Uint32Array.from(masks, ({ x }) => low(x)),
    z: Uint32Array.from(masks, ({ z }) => low(z)),
    high: { x: Uint32Array.from(masks, ({ x }) => high(x)), z: Uint32Array.from(masks, ({ z }) => high(z)) },
  };
}

function normals(stream: RandomStream, { dimension, length }: StateLayout): Float64Array {
  return Float64Array.from({ length }, (_, i) => (i < dimension ? stream.normal() : 0));
}

function load(kernels: Kernels, values: Float64Array): Vector {
  const vector = kernels.allocate(values.length);
  vector.values.set(values);
  return vector;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] as number))));
}

/** What the kernels make of one problem: Hx + γz, ⟨x|…⟩, expectation values. */
function results(kernels: Kernels, table: PauliTable, layout: StateLayout, gamma: number) {
  const stream = new RandomStream("vectors");
  const [x, z] = [load(kernels, normals(stream, layout)), load(kernels, normals(stream, layout))];
  const y = kernels.allocate(layout.length);
  const plan = kernels.planOperator(table, layout);
  const observables = kernels.planObservables(table, layout);
  kernels.setCoefficients(
    plan,
    Float64Array.from({ length: table.size }, () => stream.normal()),
  );
  const product = kernels.apply(plan, x, y, gamma, z);
  const image = y.values.slice();
  const expectations = kernels.expectations(observables, x, z);
  for (const memory of [x, z, y, plan, observables]) kernels.release(memory);
  return { product, image, expectations };
}

describe.each(VARIANTS)("%s kernels on listed states", (variant) => {
  // 40 cases: parts of the space from a few words to all of them, with and without γ.
  test.each([0.01, 0.3, 0.7, 1])("agree with the reference where %d of the words are listed", (share) => {
    for (let seed = 0; seed < 5; seed++) {
      const stream = new RandomStream("listed", seed, String(share));
      const layout = subspaceLayout(randomStates(stream, share));
      const table = randomTable(stream, 30);
      for (const gamma of [0, -0.7]) {
        const kernels = testKernels(variant);
        const own = results(kernels, table, layout, gamma);
        const expected = results(testKernels("reference"), table, layout, gamma);
        expect(largestDifference(own.image, expected.image)).toBeLessThan(1e-13);
        expect(largestDifference(own.expectations, expected.expectations)).toBeLessThan(1e-11);
        expect(Math.abs(own.product - expected.product)).toBeLessThan(1e-10);
        expect(kernels.bytesInUse).toBe(0);
      }
    }
  });

  test("agree with the reference over several blocks of rows", () => {
    const words = Array.from({ length: 5000 }, (_, k) => BigInt(k * 3) << 20n);
    const layout = subspaceLayout(listed(words, QUBITS));
    const bit = (j: number) => 1n << BigInt(j);
    const table = tableOf([
      { x: bit(20), z: 0n },
      { x: bit(30) | bit(31), z: bit(30) | bit(31) },
      { x: bit(32) | bit(21), z: bit(25) },
      { x: 0n, z: bit(33) | bit(22) },
    ]);
    const own = results(testKernels(variant), table, layout, 0.5);
    const expected = results(testKernels("reference"), table, layout, 0.5);
    expect(largestDifference(own.image, expected.image)).toBeLessThan(1e-14);
    expect(largestDifference(own.expectations, expected.expectations)).toBeLessThan(1e-11);
    expect(Math.abs(own.product - expected.product)).toBeLessThan(1e-10);
  });

  test("new coefficients replace the old ones, on and off the diagonal", () => {
    const stream = new RandomStream("again");
    const layout = subspaceLayout(randomStates(stream, 0.5));
    const table = randomTable(stream, 30);
    const kernels = testKernels(variant);
    const plan = kernels.planOperator(table, layout);
    const x = load(kernels, normals(stream, layout));
    const y = kernels.allocate(layout.length);
    const first = Float64Array.from({ length: table.size }, () => stream.normal());
    const images = [first, first.map((c) => 2 * c), first].map((coefficients) => {
      kernels.setCoefficients(plan, coefficients);
      kernels.apply(plan, x, y);
      return y.values.slice();
    });
    expect(images[2]).toEqual(images[0]);
    expect(
      largestDifference(
        images[1] as Float64Array,
        (images[0] as Float64Array).map((v) => 2 * v),
      ),
    ).toBe(0);
  });
});

test("the reference projects: ⟨i|P|j⟩ between listed states is that of the whole space", () => {
  // Three of the four states of two qubits, without |11⟩; X0 joins 00 and 01 (words 0 and 1), X1 joins 00 and 10.
  const states = listed([0n, 1n, 2n], 2);
  const layout = subspaceLayout(states);
  const kernels = testKernels("reference");
  const strings = [
    { x: 1n, z: 0n }, // X0
    { x: 2n, z: 1n }, // Z0 X1
    { x: 3n, z: 3n }, // Y0 Y1 = −X0 X1 Z0 Z1
    { x: 0n, z: 2n }, // Z1
  ];
  const matrix = strings.map((string) => {
    const plan = kernels.planOperator(tableOf([string]), layout);
    kernels.setCoefficients(plan, Float64Array.of(1));
    return Array.from({ length: 3 }, (_, column) => {
      const [x, y] = [kernels.allocate(layout.length), kernels.allocate(layout.length)];
      x.values[column] = 1;
      kernels.apply(plan, x, y);
      return [...y.values.slice(0, 3)].map((value) => value + 0);
    });
  });
  expect(matrix).toEqual([
    [
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 0],
    ],
    [
      [0, 0, 1],
      [0, 0, 0],
      [1, 0, 0],
    ],
    [
      [0, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
    ],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, -1],
    ],
  ]);
});

test("words are found, others are not", () => {
  const states = listed([3n, 2n ** 33n, 2n ** 33n + 1n, 2n ** 40n - 1n], QUBITS);
  expect(Array.from({ length: 4 }, (_, k) => indexOfWord(states, wordOf(states, k)))).toEqual([0, 1, 2, 3]);
  expect([0n, 4n, 2n ** 33n + 2n, 1n].map((word) => indexOfWord(states, word))).toEqual([-1, -1, -1, -1]);
});

test("a flip whose signs depend on too much is refused", () => {
  const states = listed([0n, 1n], QUBITS);
  const many = Array.from({ length: 17 }, (_, k) => ({ x: 1n, z: 1n << BigInt(k + 1) }));
  expect(() => testKernels().planOperator(tableOf(many), subspaceLayout(states))).toThrow(
    expect.objectContaining({
      code: "unsupported",
      message: expect.stringContaining("the terms that flip qubits 0 may depend on at most 16"),
    }),
  );
});
