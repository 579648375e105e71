import { expect, test } from "vitest";
import { denseMatrix, multiplyVector } from "../../test/support/dense.ts";
import { RandomStream } from "../base/random.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { PauliString } from "../operators/pauli-string.ts";
import { applyStrings } from "./apply-strings.ts";
import { bitMove } from "./bit-moves.ts";

test.each([
  { x: 0b001n, z: 0b101n },
  { x: 0b111n, z: 0b110n },
  { x: 0b111n, z: 0b111n },
  { x: 0n, z: 0b011n },
])("a string $x, $z with a complex factor is its matrix", ({ x, z }) => {
  const stream = new RandomStream("strings");
  const state = {
    re: Float64Array.from({ length: 8 }, () => stream.normal()),
    im: Float64Array.from({ length: 8 }, () => stream.normal()),
  };
  const factor = { re: 0.6, im: -0.8 };
  const operator = OperatorSum.of(new PauliString(x, z)).scale(factor).plus(OperatorSum.identity.scale(0.5));
  const expected = multiplyVector(denseMatrix(operator, 3), state);
  const found = applyStrings(
    [
      { x: Number(x), z: Number(z), ...factor },
      { x: 0, z: 0, re: 0.5, im: 0 },
    ],
    state,
  );
  for (let b = 0; b < 8; b++) {
    expect(found.re[b]).toBeCloseTo(expected.re[b] as number, 14);
    expect(found.im[b]).toBeCloseTo(expected.im[b] as number, 14);
  }
});

test.each([3, 12, 13, 20])("bits of %i qubits go where they are sent", (qubits) => {
  const targets = Array.from({ length: qubits }, (_, bit) => (5 * bit + 2) % qubits);
  if (new Set(targets).size < qubits)
    targets
      .reverse()
      .sort((a, b) => b - a)
      .splice(0, qubits, ...targets.keys());
  const move = bitMove(targets);
  for (let bit = 0; bit < qubits; bit++) expect(move(2 ** bit)).toBe(2 ** (targets[bit] as number));
  expect(move(2 ** qubits - 1)).toBe(targets.reduce((sum, target) => sum + 2 ** target, 0));
});
