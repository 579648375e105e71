import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { problemOf } from "../../test/support/problems.ts";
import { genericSum } from "../../test/support/random-operators.ts";
import { RandomStream } from "../base/random.ts";
import { clusterIsing } from "../models/chains.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { fillRandom } from "../states/state-vector.ts";
import { fullSpectrum } from "./full-spectrum.ts";
import { groundState, groundStateBelow } from "./ground-state.ts";
import { StateSearch } from "./state-search.ts";

const kernels = testKernels();
const QUBITS = 7;

/** A ring of six sites beside spins in weak fields: a cluster of levels, far below the rest. */
function weakSpins(fields: string): OperatorSum {
  const ring = clusterIsing({ sites: 6 }).inputs.map(({ operator }, k) => operator.scale([0.6, 0.3, 0.5][k]));
  return OperatorSum.sum([...ring, parseOperator(fields)]);
}

describe.each([true, false])("mixtures of states; real %s", (isReal) => {
  const operator = genericSum(new RandomStream("mixtures"), { qubits: QUBITS, maxTerms: 30, isReal });
  const problem = problemOf(operator, QUBITS, kernels);
  const { energies, states } = fullSpectrum(problem);

  /** (ψ0 ± ψ1)/√2 and a part of ψ5. */
  function settled(part: number, count: number) {
    const search = new StateSearch(problem, new RandomStream("search"), {});
    for (const sign of [1, -1]) {
      const vector = kernels.allocate(problem.layout.length);
      kernels.copy(states.row(0), vector);
      kernels.axpy(sign, states.row(1), vector);
      if (sign === 1) kernels.axpy(part, states.row(5), vector);
      kernels.scale(1 / Math.sqrt(kernels.dot(vector, vector)), vector, vector);
      const energy = (energies[0] + energies[1]) / 2;
      const run = { energy, residualNorm: 1, iterations: 0, isConverged: false } as const;
      search.adopt(vector, { ...run, ritzGap: null, isExcluded: false, isStalled: true, lowerBound: -100 });
    }
    const isSettled = search.settle(count);
    const found = search.found.map(({ energy, residualNorm }) => ({ energy, residualNorm }));
    const { iterations } = search;
    search.release([]);
    return { isSettled, found, iterations };
  }

  test("of the right space are separated without a run", () => {
    const { isSettled, found, iterations } = settled(0, 2);
    expect(isSettled).toBe(true);
    expect(iterations).toBe(4);
    for (const [k, { energy }] of found.entries()) expect(Math.abs(energy - energies[k])).toBeLessThan(1e-12);
  });

  test("with something of a third state are refined", () => {
    const before = kernels.bytesInUse;
    const { isSettled, found } = settled(1e-3, 2);
    expect(isSettled).toBe(true);
    for (const [k, { energy, residualNorm }] of found.entries()) {
      expect(Math.abs(energy - energies[k])).toBeLessThan(1e-12);
      expect(residualNorm).toBeLessThan(1e-10);
    }
    expect(kernels.bytesInUse).toBe(before);
  });
});

describe("a run that stalls in a short basis", () => {
  const problem = problemOf(weakSpins("1e-3 Z6 + 2.3e-3 Z7"), 9, kernels);
  const ground = -3.3e-3 + fullSpectrum(problemOf(weakSpins("0"), 6, kernels)).energies[0];
  const options = { krylovDimension: 8 };

  test("takes its partners along", () => {
    const search = new StateSearch(problem, new RandomStream(1), options);
    expect(search.find().isStalled).toBe(true);
    expect(search.settle(1)).toBe(true);
    expect(search.found.length).toBeGreaterThan(1);
    expect(Math.abs(search.found[0].energy - ground)).toBeLessThan(1e-12);
    search.release([]);
  });

  test("gives the ground state and the degeneracy as gap", () => {
    const state = kernels.allocate(problem.layout.length);
    fillRandom(state, problem.layout, new RandomStream(1, "s"));
    const before = kernels.bytesInUse;
    const record = groundState(problem, state, new RandomStream(2), options);
    expect(record).toMatchObject({ isConverged: true, gapSource: "converged", form: "thick-restart" });
    expect(Math.abs(record.energy - ground)).toBeLessThan(1e-12);
    // The ninth qubit is idle.
    expect(Math.abs(record.gap as number)).toBeLessThan(1e-12);
    expect(kernels.bytesInUse).toBe(before);
  });
});

test("a certain gap survives restarts: not below the true one, and near it", () => {
  for (const krylovDimension of [8, 11, 14, 20]) {
    for (let seed = 0; seed < 5; seed++) {
      const operator = genericSum(new RandomStream("gap", seed), { qubits: QUBITS, maxTerms: 30 });
      const problem = problemOf(operator, QUBITS, kernels);
      const { energies } = fullSpectrum(problem);
      const state = kernels.allocate(problem.layout.length);
      fillRandom(state, problem.layout, new RandomStream(seed));
      const options = { krylovDimension };
      const found = groundStateBelow(problem, state, new RandomStream(2), Number.POSITIVE_INFINITY, options);
      if ("isExcluded" in found) throw new Error("nothing is to be excluded");
      expect((found.gap as number) - (energies[1] - energies[0])).toBeGreaterThan(-1e-9);
      expect((found.gap as number) - (energies[1] - energies[0])).toBeLessThan(0.5);
    }
  }
});
