import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../test/support/dense.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { OperatorSum } from "./operator-sum.ts";
import { parseOperator } from "./parse-operator.ts";
import { PauliFrame } from "./pauli-frame.ts";
import type { PauliString } from "./pauli-string.ts";
import { pauliSymmetries } from "./pauli-symmetries.ts";
import { sectorSign } from "./pauli-table.ts";
import { type TaperedString, Tapering } from "./tapering.ts";
import { stringsOf } from "./time-reversal.ts";

const energies = (operator: OperatorSum, qubits: number) => [
  ...hermitianEigen(denseMatrix(operator, qubits)).values,
];

describe("a frame with sectors and a real basis", () => {
  // Complex as it stands, with two parities.
  const operator = parseOperator(
    "X0 Y1 X2 + 0.7 Z0 Y1 Z2 - 0.4 Y2 Z3 + 0.3 Y0 Z1 + 0.9 X1 X3 + 0.2 Y0 Y2 X3",
  );
  const { central, paired } = pauliSymmetries([operator], 4);
  const tapering = new Tapering([...central, ...paired], 4, [operator]);
  const frame = new PauliFrame(stringsOf([operator]), 4, tapering);

  test("all sectors together have the spectrum of the operator, in real arithmetic", () => {
    const count = tapering.generators.length;
    expect(count).toBeGreaterThan(0);
    expect([operator.isReal, frame.isReal, frame.qubits]).toEqual([false, true, 4 - count]);
    expect(frame.turns.length).toBeGreaterThan(0);
    const found: number[] = [];
    for (let sector = 0; sector < 2 ** count; sector++) {
      const images = operator.terms.flatMap(({ string, coefficient }) => {
        const image = frame.image(string);
        if (!image) return [];
        const sign = image.sign * sectorSign(Number(image.generators), sector);
        return OperatorSum.of(image.string, sign * coefficient.re);
      });
      expect(OperatorSum.sum(images).isReal).toBe(true);
      found.push(...energies(OperatorSum.sum(images), frame.qubits));
    }
    const expected = energies(operator, 4);
    for (const [k, energy] of found.sort((a, b) => a - b).entries()) {
      expect(energy).toBeCloseTo(expected[k] as number, 11);
    }
  });

  test("products keep their signs: the image of ST is the image of S times that of T", () => {
    const strings = stringsOf([operator.times(operator), operator]);
    const imageOf = (string: PauliString) => frame.image(string) as TaperedString;
    const power = ({ sign }: TaperedString) => (sign < 0 ? 2 : 0);
    for (const s of strings) {
      for (const t of strings) {
        const [inside, a, b] = [s.times(t), imageOf(s), imageOf(t)];
        const [whole, outside] = [imageOf(inside.string), a.string.times(b.string)];
        expect(outside.string).toEqual(whole.string);
        expect(a.generators ^ b.generators).toBe(whole.generators);
        expect((power(a) + power(b) + outside.power) & 3).toBe((power(whole) + inside.power) & 3);
      }
    }
  });

  test("what leads out of the sectors has no image", () => {
    const strings = stringsOf([parseOperator("Z0 + Z1 + Z2 + Z3 + X0 + Y3")]);
    expect(strings.map((string) => frame.image(string))).toContain(null);
  });
});
