import { describe, expect, it } from "vitest";
import { parseOperator } from "../operators/parse-operator.ts";
import {
  type AllocationProblem,
  allocateEvenly,
  allocateShots,
  leastShots,
  predictedVariance,
  stringPairs,
} from "./allocation.ts";
import { readBasis } from "./basis-reading.ts";
import { observableStrings } from "./observable-strings.ts";
import { basisCosts, unknownCovariances } from "./string-covariances.ts";

describe("allocateShots", () => {
  it("gives shots in the ratio of standard deviations where bases share nothing, and reaches (Σ σ)²/M", () => {
    const problem = problemOf(["3 X0", "Z0", "2 Y0"], ["X", "Z", "Y"]);
    expect([...allocateShots(problem, 600)]).toEqual([300, 100, 200]);
    expect(predictedVariance(problem, [300, 100, 200])).toBeCloseTo(36 / 600, 12);
    expect([...allocateEvenly(problem, 600)]).toEqual([200, 200, 200]);
  });

  it("counts correlations: two strings that always agree are one, two that are opposite cost nothing", () => {
    // Var(Z0 ± Z1) = 4 or 0 beside Var(X0) = 1.
    const agreeing = problemOf(["Z0 + Z1", "X0"], ["ZZ", "XY"], 1);
    expect([...allocateShots(agreeing, 99)]).toEqual([66, 33]);
    const opposite = problemOf(["Z0 + Z1", "X0"], ["ZZ", "XY"], -1);
    expect([...allocateShots(opposite, 100)]).toEqual([1, 99]);
  });

  it("finds the best division of overlapping bases, up to rounding, as an exhaustive search does", () => {
    const problem = problemOf(
      ["X0 X1", "0.5 Z1 Z2", "2 X0", "Z2 + 0.7 Y0", "1.5 X1"],
      ["XXZ", "ZZZ", "YXZ", "YZZ"],
    );
    expectBest(problem, 40);
  });

  it("reads every string at least once, however little it weighs, and refuses fewer shots than that takes", () => {
    const problem = problemOf(["100 Z0", "0.01 X0", "0 Y0 + 1e-9 Y0"], ["Z", "X", "Y"]);
    expect([...allocateShots(problem, 10)]).toEqual([8, 1, 1]);
    expect([...allocateShots(problem, 3)]).toEqual([1, 1, 1]);
    expect(leastShots(problem.readings, problem.strings)).toBe(3);
    expect(() => allocateShots(problem, 2)).toThrow(/2 shots are too few.* 3 bases/);
  });

  it("leaves out a basis that only repeats others, and counts what was read already", () => {
    const redundant = problemOf(["X0", "Z1"], ["XZ", "XX", "ZZ"]);
    expect([...allocateShots(redundant, 50)]).toEqual([50, 0, 0]);
    const problem = problemOf(["X0", "Z0"], ["X", "Z"]);
    expect([...allocateShots({ ...problem, taken: Uint32Array.of(40, 10) }, 50)]).toEqual([10, 40]);
    expect([...allocateShots({ ...problem, taken: Uint32Array.of(90, 0) }, 50)]).toEqual([0, 50]);
  });

  it("divides evenly where no string varies", () => {
    const problem = problemOf(["X0", "Z0"], ["X", "Z"]);
    const certain = { ...problem, costs: basisCosts(problem.readings, [], new Float64Array(0)) };
    expect([...allocateShots(certain, 7)]).toEqual([4, 3]);
  });
});

/** Bases and costs of observables with weight 1; strings of variance 1, those that share an observable correlated. */
function problemOf(texts: readonly string[], letters: readonly string[], correlation = 0): AllocationProblem {
  const qubits = (letters[0] as string).length;
  const observables = observableStrings(
    texts.map((text) => ({ name: text, operator: parseOperator(text) })),
    qubits,
  );
  const readings = letters.map((own) =>
    readBasis({ kind: "pauli", letters: own }, observables.strings, qubits),
  );
  const pairs = stringPairs(observables, new Float64Array(texts.length).fill(1));
  const covariances = unknownCovariances(pairs).map((value) => value || correlation);
  return {
    readings,
    costs: basisCosts(readings, pairs, covariances),
    strings: observables.strings.length,
    taken: new Uint32Array(letters.length),
  };
}

/** No division of the shots is better by more than rounding can be. */
function expectBest(problem: AllocationProblem, shots: number): void {
  const found = predictedVariance(problem, allocateShots(problem, shots));
  let best = Number.POSITIVE_INFINITY;
  const tryAll = (given: number[], left: number) => {
    if (given.length === problem.readings.length - 1) {
      best = Math.min(best, predictedVariance(problem, [...given, left]));
      return;
    }
    for (let own = 0; own <= left; own++) tryAll([...given, own], left - own);
  };
  tryAll([], shots);
  expect(found).toBeGreaterThanOrEqual(best - 1e-12);
  expect(found).toBeLessThan(1.005 * best);
}
