import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { denseMatrix, matrixElement } from "../../test/support/dense.ts";
import { randomState, readoutDistribution } from "../../test/support/dense-readout.ts";
import { pauliLetters, stringOf } from "../../test/support/random-operators.ts";
import { RandomStream } from "../base/random.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import type { PauliString } from "../operators/pauli-string.ts";
import { readBasis } from "./basis-reading.ts";
import { diagonalisingCircuit } from "./diagonalisation.ts";

const QUBITS = 4;

/** Random sets of strings that commute with each other, made by leaving out what does not fit. */
const commutingSets = fc.uniqueArray(pauliLetters(QUBITS), { minLength: 1, maxLength: 14 }).map((texts) => {
  const kept: PauliString[] = [];
  for (const string of texts.map(stringOf)) {
    if (!string.isIdentity && kept.every((other) => other.commutesWith(string))) kept.push(string);
  }
  return kept;
});

describe("diagonalisingCircuit", () => {
  it("turns every commuting string into ±Z…Z with the right sign: means of random states agree with dense matrices", () => {
    fc.assert(
      fc.property(commutingSets, fc.integer({ min: 0, max: 1e6 }), (strings, seed) => {
        const basis = { kind: "clifford", circuit: diagonalisingCircuit(strings, QUBITS) } as const;
        const reading = readBasis(basis, strings, QUBITS);
        expect([...reading.strings]).toEqual([...strings.keys()]);
        const state = randomState(QUBITS, new RandomStream(seed));
        const probabilities = readoutDistribution(state, basis);
        for (const [p, string] of strings.entries()) {
          const measured = probabilities.reduce(
            (sum, probability, outcome) =>
              sum + probability * reading.signs[p] * parity(outcome & reading.masks[p]),
            0,
          );
          const exact = matrixElement(state, denseMatrix(OperatorSum.of(string), QUBITS), state);
          expect(measured).toBeCloseTo(exact, 10);
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("has no gates on two qubits where the strings commute qubit by qubit", () => {
    const strings = ["XIYI", "XZII", "IZYI", "IIYX"].map(stringOf);
    const gates = diagonalisingCircuit(strings, QUBITS).map(({ gate }) => gate);
    expect(gates).toEqual(["H", "S†", "H", "H"]);
    // By rows alone X0 X1 and X0 X2 would take two CX.
    const overlapping = diagonalisingCircuit(["XXII", "XIXI"].map(stringOf), QUBITS);
    expect(overlapping.map(({ gate }) => gate)).toEqual(["H", "H", "H"]);
  });
});

function parity(bits: number): 1 | -1 {
  return [...bits.toString(2)].filter((digit) => digit === "1").length % 2 === 0 ? 1 : -1;
}
