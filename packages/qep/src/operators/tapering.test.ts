import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../test/support/dense.ts";
import { kitaevSensor } from "../../test/support/kitaev-sensor.ts";
import { hermitianSums, pauliLetters, stringOf } from "../../test/support/random-operators.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { OperatorSum } from "./operator-sum.ts";
import { parseOperator } from "./parse-operator.ts";
import type { PauliString } from "./pauli-string.ts";
import { pauliSymmetries } from "./pauli-symmetries.ts";
import { type Sector, Tapering } from "./tapering.ts";

const QUBITS = 5;

/** Every sector of k generators. */
function sectors(count: number): Sector[] {
  return Array.from({ length: 2 ** count }, (_, index) =>
    Array.from({ length: count }, (_, g) => ((index >> g) & 1 ? -1 : 1)),
  );
}

const spectrum = (operator: OperatorSum, qubits: number) => [
  ...(qubits === 0
    ? [operator.coefficientOf(OperatorSum.identity.terms[0].string).re]
    : hermitianEigen(denseMatrix(operator, qubits)).values),
];

/** The terms that commute with some random strings: an operator with planted symmetries. */
const planted = fc
  .tuple(
    fc.array(pauliLetters(QUBITS).map(stringOf), { minLength: 1, maxLength: 3 }),
    hermitianSums({ qubits: QUBITS, maxTerms: 40 }),
  )
  .map(([symmetries, sum]) => commutingPart(sum, symmetries));

function commutingPart({ terms }: OperatorSum, with_: readonly PauliString[]): OperatorSum {
  return new OperatorSum(
    terms.filter(({ string }) => with_.every((symmetry) => symmetry.commutesWith(string))),
  );
}

describe("tapering", () => {
  test("the spectra of all sectors are the whole spectrum, multiplicities included", () => {
    fc.assert(
      fc.property(planted, (operator) => {
        const { central, paired } = pauliSymmetries([operator], QUBITS);
        const generators = [...central, ...paired];
        const tapering = new Tapering(generators, QUBITS, [operator]);
        const left = QUBITS - generators.length;
        expect(tapering.remaining).toHaveLength(left);
        const levels = sectors(generators.length)
          .flatMap((sector) => spectrum(tapering.taper(operator, sector), left))
          .sort((a, b) => a - b);
        const whole = spectrum(operator, QUBITS);
        expect(levels).toHaveLength(whole.length);
        for (const [k, level] of levels.entries()) expect(Math.abs(level - whole[k])).toBeLessThan(1e-11);
      }),
      { numRuns: 40, seed: 6 },
    );
  });

  test("products stay products: taper(A) taper(B) = taper(AB), so expectation values stay too", () => {
    fc.assert(
      fc.property(planted, hermitianSums({ qubits: QUBITS, maxTerms: 8 }), fc.nat(7), (h, sum, index) => {
        const { central } = pauliSymmetries([h], QUBITS);
        const a = commutingPart(sum, central);
        const b = h;
        const tapering = new Tapering(central, QUBITS);
        const sector = sectors(central.length)[index % 2 ** central.length];
        const product = tapering.taper(a, sector).times(tapering.taper(b, sector));
        expect(product.equals(tapering.taper(a.times(b), sector), 1e-12)).toBe(true);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  test("each generator becomes its eigenvalue, with its sign", () => {
    fc.assert(
      fc.property(planted, (operator) => {
        const { central, paired } = pauliSymmetries([operator], QUBITS);
        const generators = [...central, ...paired];
        const tapering = new Tapering(generators, QUBITS, [operator]);
        for (const sector of sectors(generators.length)) {
          for (const [g, generator] of generators.entries()) {
            expect(String(tapering.taper(OperatorSum.of(generator), sector))).toBe(`${sector[g]}`);
          }
        }
      }),
      { numRuns: 40, seed: 8 },
    );
  });

  test("signs between generators: X0 X1 = −(Z0 Z1)(Y0 Y1)", () => {
    const generators = ["Z0 Z1", "Y0 Y1"].map((text) => parseOperator(text).terms[0].string);
    const tapering = new Tapering(generators, 2);
    for (const sector of sectors(2)) {
      const expected = -sector[0] * sector[1];
      expect(String(tapering.taper(parseOperator("X0 X1"), sector))).toBe(`${expected}`);
    }
  });

  test("the projected matrix: P_s O P_s has the spectrum of the tapered operator, and zeros", () => {
    fc.assert(
      fc.property(
        hermitianSums({ qubits: 3, maxTerms: 12 }),
        pauliLetters(3),
        fc.boolean(),
        (o, letters, odd) => {
          const generator = stringOf(letters);
          fc.pre(!generator.isIdentity);
          const sign = odd ? -1 : 1;
          const projector = OperatorSum.identity.plus(OperatorSum.of(generator, sign)).scale(0.5);
          const projected = spectrum(projector.times(o).times(projector), 3);
          const tapered = spectrum(new Tapering([generator], 3).taper(o, [sign]), 2);
          const expected = [...tapered, 0, 0, 0, 0].sort((a, b) => a - b);
          for (const [k, level] of expected.entries())
            expect(Math.abs(level - projected[k])).toBeLessThan(1e-11);
        },
      ),
      { numRuns: 60, seed: 9 },
    );
  });

  test("a term that leads out of the sector has expectation value 0 and disappears", () => {
    const parity = parseOperator("X0 X1").terms[0].string;
    const tapering = new Tapering([parity], 2);
    expect(tapering.taperString(parseOperator("Z0").terms[0].string)).toBeNull();
    expect(String(tapering.taper(parseOperator("Z0 + 3"), [1]))).toBe("3");
  });

  test("the Ising ring in its parity sectors: real stays real, the three terms at one site change sign", () => {
    const ring = parseOperator("sum(j=0..3, Z[j] Z[(j+1)%4] + 0.5 X[j])");
    const tapering = new Tapering(pauliSymmetries([ring], 4).central, 4, [ring]);
    const [even, odd] = [tapering.taper(ring, [1]), tapering.taper(ring, [-1])];
    expect([even.isReal, odd.isReal, even.minimalQubits]).toEqual([true, true, 3]);
    expect(even.minus(odd).terms).toHaveLength(3);
    expect(even.plus(odd).terms).toHaveLength(5);
  });

  test("the Kitaev sensor goes from 18 to 9 qubits", () => {
    const { operators, qubits } = kitaevSensor();
    const { central } = pauliSymmetries(operators, qubits);
    const tapering = new Tapering(central, qubits, operators);
    expect(tapering.remaining).toHaveLength(9);
    for (const operator of operators) {
      const tapered = tapering.taper(
        operator,
        central.map(() => 1),
      );
      expect(tapered.minimalQubits).toBeLessThanOrEqual(9);
    }
  });

  test.each([
    ["X0 + Z0", /generator 0 \(X0\) anticommutes with another one/],
    ["X0 + X1 + X0 X1", /generator 2 \(X0 X1\) is a product of those before it/],
    ["1", /generator 0 \(I\) is a product/],
  ])("generators %s are refused", (text, message) => {
    const generators = parseOperator(text).terms.map(({ string }) => string);
    expect(() => new Tapering(generators, 2)).toThrow(message);
  });

  test("a sector with too few signs is refused", () => {
    const tapering = new Tapering(
      parseOperator("Z0 + Z1").terms.map(({ string }) => string),
      2,
    );
    expect(() => tapering.taper(OperatorSum.identity, [1])).toThrow(
      /2 generators needs as many signs, 1 were given/,
    );
  });
});
