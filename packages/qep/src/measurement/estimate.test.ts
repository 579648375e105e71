import { describe, expect, it } from "vitest";
import { denseMatrix, matrixElement, multiplyMatrices } from "../../test/support/dense.ts";
import { drawCounts, randomState, readoutDistribution } from "../../test/support/dense-readout.ts";
import { RandomStream } from "../base/random.ts";
import type { ComplexMatrix } from "../linalg/hermitian-eigen.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import type { BasisSupport } from "./basis.ts";
import { type CountedReading, readBasis } from "./basis-reading.ts";
import { chooseBases } from "./choose-bases.ts";
import { gatherCounts } from "./counts.ts";
import { estimateFromCounts } from "./estimate.ts";
import { observableStrings } from "./observable-strings.ts";
import type { GroupingRule } from "./string-groups.ts";

const QUBITS = 3;
const TEXTS = ["0.5 + 0.5 Z0 Z1 - 0.3 X2", "X0 X1 + 0.7 Z0", "Y0 Y1 + Z2", "Z0 Z1 Z2 - 2", "X2"];
const OPERATORS = TEXTS.map((text) => parseOperator(text));
const OBSERVABLES = observableStrings(
  OPERATORS.map((operator, index) => ({ name: `o${index}`, operator })),
  QUBITS,
);
const STATE = randomState(QUBITS, new RandomStream("estimate", "state"));
const EXACT = OPERATORS.map((operator) => matrixElement(STATE, denseMatrix(operator, QUBITS), STATE));

describe("estimateFromCounts", () => {
  it("gives mean and covariance by hand: three outcomes of two qubits in Z, one observable with a constant", () => {
    const two = observableStrings(
      [
        { name: "a", operator: parseOperator("3 + Z0") },
        { name: "b", operator: parseOperator("2 Z0 Z1") },
      ],
      2,
    );
    const reading = readBasis({ kind: "pauli", letters: "ZZ" }, two.strings, 2);
    // 00 twice, 01 (qubit 0 flipped) once, 11 once: Z0 = 1, 1, −1, −1; Z0 Z1 = 1, 1, −1, 1.
    const counts = gatherCounts(2, Uint32Array.of(0, 1, 0, 3));
    const { mean, covariance } = estimateFromCounts(two, [{ reading, counts: [counts] }]);
    expect([...mean]).toEqual([3, 1]);
    // Var Z0 = 4/3, Var Z0Z1 = 1, Cov = 2/3; over 4 shots, and the factor 2 of b.
    for (const [i, value] of [1 / 3, 1 / 3, 1 / 3, 1].entries()) expect(covariance[i]).toBeCloseTo(value, 14);
  });

  it("pools a string over the bases that determine it", () => {
    const one = observableStrings([{ name: "x", operator: parseOperator("X0") }], 2);
    const inBasis = (letters: string, outcomes: number[]): CountedReading => ({
      reading: readBasis({ kind: "pauli", letters }, one.strings, 2),
      counts: [gatherCounts(2, Uint32Array.from(outcomes))],
    });
    const counted = [inBasis("XZ", [0, 0, 1]), inBasis("XY", [1, 0, 1, 1, 1]), inBasis("ZZ", [1, 1])];
    expect(estimateFromCounts(one, counted).mean[0]).toBeCloseTo((3 - 5) / 8, 14);
  });

  it("takes the largest variance where a basis was read once", () => {
    const one = observableStrings([{ name: "a", operator: parseOperator("Z0 + 3 Z1") }], 2);
    const reading = readBasis({ kind: "pauli", letters: "ZZ" }, one.strings, 2);
    const { covariance } = estimateFromCounts(one, [
      { reading, counts: [gatherCounts(2, Uint32Array.of(0))] },
    ]);
    expect(covariance[0]).toBe(10);
  });

  it("takes the variance of the sample from two readings on, where they differ", () => {
    // Z0 + 3 Z1 of 00, 01, 10 and 11, qubit 0 last: 4, 2, −2, −4.
    expect(varianceOf("Z0 + 3 Z1", ["ZZ", 0, 1, 2, 3])).toBeCloseTo(40 / 3 / 4, 14);
  });

  it("counts a string of equal readings as if one of them had been different: min(N, 4) c²/N²", () => {
    // Z0 gave 1 and −1, a scatter of 2 over two readings, Z1 gave 1 twice.
    expect(varianceOf("Z0 + 3 Z1", ["ZZ", 0, 1])).toBeCloseTo(1 + (9 * 2) / 4, 14);
    expect(varianceOf("Z0 + 3 Z1", ["ZZ", 0, 0])).toBeCloseTo((10 * 2) / 4, 14);
    const twelve = ["ZZ", ...new Array<number>(12).fill(3)] as const;
    expect(varianceOf("Z0 + 3 Z1", twelve)).toBeCloseTo((10 * 4) / 144, 14);
  });

  it("sees whether readings are equal within each basis, since only there a sample tells a variance", () => {
    // X0 is 1 in five readings of two bases; and 1 in two, −1 in three of them.
    expect(varianceOf("X0", ["XZ", 0, 0], ["XY", 0, 0, 0])).toBeCloseTo(4 / 25, 14);
    expect(varianceOf("X0", ["XZ", 0, 0], ["XY", 1, 1, 1])).toBeCloseTo(4 / 25, 14);
    // 1 in two; 1 and −1 in two, a scatter of 2: nothing is left open.
    expect(varianceOf("X0", ["XZ", 0, 0], ["XY", 0, 1])).toBeCloseTo((2 * 2) / 16, 14);
    // Twice 1; once 1, with the variance of a single reading.
    expect(varianceOf("X0", ["XZ", 0, 0], ["XY", 0])).toBeCloseTo((2 + 1) / 9, 14);
  });

  it("has 95 % intervals that hold a string's mean however near it is to 1: never below 79 %, 93 % on average", () => {
    for (const shots of [10, 40, 100]) {
      const found = Array.from({ length: shots + 1 }, (_, ones) => {
        const outcomes = Array.from({ length: shots }, (__, shot) => (shot < ones ? 1 : 0));
        return { mean: 1 - (2 * ones) / shots, error: Math.sqrt(varianceOf("Z0", ["ZZ", ...outcomes])) };
      });
      const coverages = Array.from({ length: 500 }, (_, index) => {
        const p = (index + 1) / 1000;
        return found.reduce((sum, { mean, error }, ones) => {
          const isHeld = Math.abs(mean - (1 - 2 * p)) <= 1.959964 * error;
          return isHeld ? sum + binomial(shots, ones, p) : sum;
        }, 0);
      });
      expect(Math.min(...coverages)).toBeGreaterThan(0.79);
      expect(coverages.reduce((sum, value) => sum + value, 0) / coverages.length).toBeGreaterThan(0.93);
    }
  });

  it("has observables share what is left open of their strings", () => {
    const two = observableStrings(
      ["Z0 + 3 Z1", "2 Z1"].map((text) => ({ name: text, operator: parseOperator(text) })),
      2,
    );
    const reading = readBasis({ kind: "pauli", letters: "ZZ" }, two.strings, 2);
    const counts = gatherCounts(2, new Uint32Array(10));
    const { covariance } = estimateFromCounts(two, [{ reading, counts: [counts] }]);
    const expected = [10, 6, 6, 4].map((product) => expect.closeTo((product * 4) / 100, 14));
    expect([...covariance]).toEqual(expected);
  });

  it("takes the square of an inverted reading for the variance of a single one", () => {
    const one = observableStrings([{ name: "a", operator: parseOperator("Z0 + 3 Z1") }], 2);
    const reading = readBasis({ kind: "pauli", letters: "ZZ" }, one.strings, 2);
    const errors = { p01: [0.1, 0], p10: [0.2, 0] };
    const counted = [{ reading, counts: [gatherCounts(2, Uint32Array.of(0))] }];
    expect(estimateFromCounts(one, counted, errors).covariance[0]).toBeCloseTo((0.9 / 0.7) ** 2 + 9, 14);
  });

  it("scales what is left open with the readings where errors are inverted", () => {
    const errors = { p01: [0.1, 0], p10: [0.2, 0] };
    // A read 0 stands for (1 − 0.1)/0.7.
    const one = observableStrings([{ name: "a", operator: parseOperator("Z0") }], 2);
    const reading = readBasis({ kind: "pauli", letters: "ZZ" }, one.strings, 2);
    const counts = gatherCounts(2, new Uint32Array(10));
    const { covariance } = estimateFromCounts(one, [{ reading, counts: [counts] }], errors);
    expect(covariance[0]).toBeCloseTo(((0.9 / 0.7) ** 2 * 4) / 100, 14);
  });

  it("reads outcomes of more than 32 qubits", () => {
    const wide = observableStrings([{ name: "a", operator: parseOperator("Z3 Z20 Z40") }], 41);
    const reading = readBasis({ kind: "pauli", letters: "Z".repeat(41) }, wide.strings, 41);
    const counts = gatherCounts(41, Uint32Array.of(8, 0, 8, 1 << 8, 0, 1 << 8, 0, 0));
    expect(estimateFromCounts(wide, [{ reading, counts: [counts] }]).mean[0]).toBe(0);
    const flipped = gatherCounts(41, Uint32Array.of(8, 0, 0, 1 << 8));
    expect(estimateFromCounts(wide, [{ reading, counts: [flipped] }]).mean[0]).toBe(-1);
    const twice = gatherCounts(41, Uint32Array.of((1 << 20) + 8, 0, (1 << 20) + 8, 1 << 8, 1 << 20, 0));
    expect(estimateFromCounts(wide, [{ reading, counts: [twice] }]).mean[0]).toBeCloseTo(-1 / 3, 14);
  });

  it("names the observable of which no shot came back", () => {
    const reading = readBasis({ kind: "pauli", letters: "ZZZ" }, OBSERVABLES.strings, QUBITS);
    const counts = gatherCounts(QUBITS, Uint32Array.of(0));
    expect(() => estimateFromCounts(OBSERVABLES, [{ reading, counts: [counts] }])).toThrow(
      /observable o0.* X2 /,
    );
  });

  it.each([
    ["qubit-wise", "pauli", undefined],
    ["commuting", "clifford", undefined],
    ["qubit-wise", "pauli", { p01: [0.02, 0.1, 0.05], p10: [0.12, 0.03, 0.2] }],
    ["commuting", "clifford", { p01: [0.02, 0.1, 0.05], p10: [0.12, 0.03, 0.2] }],
  ] as const)("is unbiased with the exact covariance (%s, readout errors %o)", (rule, support, errors) => {
    // 600 repetitions of 90 shots; each of 5 means and 15 covariances within 4.5 of its own standard deviations:
    // false-alarm rate 20 · 7e-6 for each case.
    const repetitions = 600;
    const plan = bases(rule, support);
    const stream = new RandomStream("estimate", rule, errors ? 1 : 0);
    const distributions = plan.map(({ basis }) => readoutDistribution(STATE, basis, errors));
    const runs = Array.from({ length: repetitions }, () =>
      estimateFromCounts(
        OBSERVABLES,
        plan.map((reading, b) => ({ reading, counts: [drawCounts(distributions[b], 30, stream)] })),
        errors,
      ),
    );
    for (const [i, exact] of EXACT.entries()) {
      const means = runs.map(({ mean }) => mean[i]);
      const { mean, deviation } = moments(means);
      expect(Math.abs(mean - exact)).toBeLessThan(4.5 * (deviation / Math.sqrt(repetitions)));
      for (let j = 0; j <= i; j++) {
        const products = runs.map((run) => (run.mean[i] - exact) * (run.mean[j] - EXACT[j]));
        const scatter = moments(products);
        const claimed = moments(runs.map(({ covariance }) => covariance[i * EXACT.length + j]));
        const spread = Math.hypot(scatter.deviation, claimed.deviation) / Math.sqrt(repetitions);
        expect(Math.abs(scatter.mean - claimed.mean)).toBeLessThan(4.5 * spread);
      }
    }
  });

  it("has a covariance near the exact one of the state where everything is read in one basis", () => {
    const operators = ["Z0 + 0.5 Z1", "Z0 Z2", "Z1 Z2"].map((text) => parseOperator(text));
    const own = observableStrings(
      operators.map((operator, i) => ({ name: `${i}`, operator })),
      QUBITS,
    );
    const basis = { kind: "pauli", letters: "ZZZ" } as const;
    const shots = 40_000;
    const counts = drawCounts(
      readoutDistribution(STATE, basis),
      shots,
      new RandomStream("estimate", "exact"),
    );
    const reading = readBasis(basis, own.strings, QUBITS);
    const { covariance } = estimateFromCounts(own, [{ reading, counts: [counts] }]);
    const matrices = operators.map((operator) => denseMatrix(operator, QUBITS));
    const mean = (matrix: ComplexMatrix) => matrixElement(STATE, matrix, STATE);
    for (const [i, a] of matrices.entries()) {
      for (const [j, b] of matrices.entries()) {
        const exact = mean(multiplyMatrices(a, b)) - mean(a) * mean(b);
        // The fourth moments are below 6, so 0.06 is five standard deviations at least: 9 numbers, 5e-6 in all.
        expect(Math.abs(shots * covariance[i * 3 + j] - exact)).toBeLessThan(0.06);
      }
    }
  });
});

/** The variance of one observable's mean, from the outcomes of two qubits in some bases. */
function varianceOf(text: string, ...counted: readonly (readonly [string, ...number[]])[]): number {
  const one = observableStrings([{ name: text, operator: parseOperator(text) }], 2);
  const parts = counted.map(([letters, ...outcomes]) => ({
    reading: readBasis({ kind: "pauli", letters }, one.strings, 2),
    counts: [gatherCounts(2, Uint32Array.from(outcomes))],
  }));
  return estimateFromCounts(one, parts).covariance[0];
}

/** The probability of k ones in n readings that each are 1 with probability p. */
function binomial(n: number, k: number, p: number): number {
  let probability = (1 - p) ** (n - k);
  for (let j = 1; j <= k; j++) probability *= (p * (n - k + j)) / j;
  return probability;
}

function bases(rule: GroupingRule, support: BasisSupport) {
  return chooseBases(OBSERVABLES, { rule, support, weights: new Float64Array(TEXTS.length).fill(1) });
}

function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, deviation: Math.sqrt(square) };
}
