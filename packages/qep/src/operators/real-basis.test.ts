import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../test/support/dense.ts";
import { genericSum, pauliLetters, stringOf } from "../../test/support/random-operators.ts";
import { RandomStream } from "../base/random.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { OperatorSum } from "./operator-sum.ts";
import { parseOperator } from "./parse-operator.ts";
import { PauliString } from "./pauli-string.ts";
import { RealBasis } from "./real-basis.ts";
import { stringsOf } from "./time-reversal.ts";

const basisOf = (qubits: number, operator: OperatorSum) => RealBasis.of(stringsOf([operator]), qubits);

/** The operator in the new basis. */
function imageOf(operator: OperatorSum, basis: RealBasis): OperatorSum {
  return OperatorSum.sum(
    operator.terms.map(({ string, coefficient }) => {
      const { string: image, sign } = basis.image(string);
      return OperatorSum.of(image, sign * coefficient.re);
    }),
  );
}

const energies = (operator: OperatorSum, qubits: number) => [
  ...hermitianEigen(denseMatrix(operator, qubits)).values,
];

describe("the real basis", () => {
  test("a field along Y becomes one along Z with the sign of the quarter turn", () => {
    const basis = basisOf(2, parseOperator("X0 X1 + Y0 + Y1")) as RealBasis;
    expect(basis.turns.map(String)).toEqual(["X0", "X1"]);
    expect(basis.image(stringOf("YI"))).toEqual({ string: stringOf("ZI"), sign: -1 });
    expect(basis.image(stringOf("ZI"))).toEqual({ string: stringOf("YI"), sign: 1 });
    expect(basis.image(stringOf("XX"))).toEqual({ string: stringOf("XX"), sign: 1 });
  });

  test("real operators stay as they are", () => {
    expect(basisOf(3, parseOperator("X0 X1 + Y0 Y2 + Z1"))?.turns).toEqual([]);
  });

  test("two sites with Y in time reversal take one turn about both", () => {
    const operator = parseOperator("X0 X1 + Y0 X1 + Z0 X1 + X0 Y1 + Y0 Z1 + 0.5 Z0 Y1 + 0.7 X0 Z1");
    const basis = basisOf(2, operator) as RealBasis;
    expect(basis.turns.map(String)).toEqual(["Y0 Y1"]);
    expect(imageOf(operator, basis).isReal).toBe(true);
    const expected = energies(operator, 2);
    for (const [k, energy] of energies(imageOf(operator, basis), 2).entries()) {
      expect(energy).toBeCloseTo(expected[k] as number, 12);
    }
  });

  test("operators with a hidden time reversal become real with the same spectrum", () => {
    const stream = new RandomStream("hidden real");
    for (let trial = 0; trial < 12; trial++) {
      const real = genericSum(stream, { qubits: 4, maxTerms: 9, isReal: true });
      const turned = hide(real, stream);
      const basis = basisOf(4, turned) as RealBasis;
      const image = imageOf(turned, basis);
      expect(image.isReal).toBe(true);
      const expected = energies(real, 4);
      for (const [k, energy] of energies(image, 4).entries()) {
        expect(energy).toBeCloseTo(expected[k] as number, 10);
      }
    }
  });

  test("a basis change keeps products: U S U† U T U† = U ST U†", () => {
    const basis = basisOf(4, parseOperator("X0 X1 + Y0 + Y1 Z2 + Y3 X0 + Z3")) as RealBasis;
    const strings = pauliLetters(4).map(stringOf);
    fc.assert(
      fc.property(strings, strings, (s, t) => {
        const [a, b] = [basis.image(s), basis.image(t)];
        const inside = s.times(t);
        const whole = basis.image(inside.string);
        const outside = a.string.times(b.string);
        expect(outside.string).toEqual(whole.string);
        const turns = (sign: number) => (sign < 0 ? 2 : 0);
        expect((turns(a.sign) + turns(b.sign) + outside.power) & 3).toBe(
          (turns(whole.sign) + inside.power) & 3,
        );
      }),
      { numRuns: 100, seed: 4 },
    );
  });
});

/** Turns every site by random eighths of the Clifford group, e^{iπQ/4} with Q = X, Y, Z, and pairs about Y Y. */
function hide(operator: OperatorSum, stream: RandomStream): OperatorSum {
  let result = operator;
  for (let turn = 0; turn < 6; turn++) {
    const [site, letter] = [stream.integer(4), (["X", "Y", "Z"] as const)[stream.integer(3)]];
    const other = PauliString.single("Y", (site + 1 + stream.integer(3)) % 4);
    const single = PauliString.single(letter as "X", site);
    const q = turn % 3 === 2 ? PauliString.single("Y", site).times(other).string : single;
    const generator = OperatorSum.of(q, 1);
    result = OperatorSum.sum(
      result.terms.map(({ string, coefficient }) => {
        const own = OperatorSum.of(string, coefficient.re);
        return string.commutesWith(q) ? own : generator.times(own).scale({ re: 0, im: 1 });
      }),
    );
  }
  return result;
}
