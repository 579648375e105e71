import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { denseMatrix, largestDifference, multiplyVector } from "../../test/support/dense.ts";
import { cliffordCircuits, runCircuit } from "../../test/support/dense-circuit.ts";
import { pauliLetters, stringOf } from "../../test/support/random-operators.ts";
import { RandomStream } from "../base/random.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { conjugate, inverseOf } from "./clifford-circuit.ts";

const QUBITS = 3;
const stream = new RandomStream("a state without symmetry");
const deviates = () => Float64Array.from({ length: 2 ** QUBITS }, () => stream.normal());
const state = { re: deviates(), im: deviates() };

describe("conjugation by a Clifford circuit", () => {
  test("U P U† U ψ = U P ψ, signs included", () => {
    fc.assert(
      fc.property(cliffordCircuits(QUBITS), pauliLetters(QUBITS), (circuit, letters) => {
        const string = stringOf(letters);
        const image = conjugate(circuit, { string, sign: 1 });
        const left = multiplyVector(
          denseMatrix(OperatorSum.of(image.string, image.sign), QUBITS),
          runCircuit(circuit, state),
        );
        const right = runCircuit(circuit, multiplyVector(denseMatrix(OperatorSum.of(string), QUBITS), state));
        expect(largestDifference(left, right)).toBeLessThan(1e-13);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test("the inverse undoes it", () => {
    fc.assert(
      fc.property(cliffordCircuits(QUBITS), pauliLetters(QUBITS), (circuit, letters) => {
        const signed = { string: stringOf(letters), sign: -1 } as const;
        expect(conjugate(inverseOf(circuit), conjugate(circuit, signed))).toEqual(signed);
      }),
      { seed: 1 },
    );
  });
});
