import fc from "fast-check";
import { expect, test } from "vitest";
import { pauliLetters, stringOf } from "../../test/support/random-operators.ts";
import { parseOperator } from "./parse-operator.ts";
import { pauliTable } from "./pauli-table.ts";
import { fastQubitOrder, permuteBits } from "./qubit-order.ts";

const stringsOf = (text: string) => parseOperator(text).terms.map(({ string }) => string);

test("the order is a permutation of the qubits", () => {
  const cases = fc
    .integer({ min: 1, max: 9 })
    .chain((qubits) => fc.tuple(fc.constant(qubits), fc.array(pauliLetters(qubits), { maxLength: 12 })));
  fc.assert(
    fc.property(cases, ([qubits, letters]) => {
      const order = fastQubitOrder(letters.map(stringOf), qubits);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: qubits }, (_, j) => j));
    }),
    { seed: 18 },
  );
});

test("qubits that no sign touches come first", () => {
  const order = fastQubitOrder(stringsOf("Z0 Z1 + X0 + X1 + X2 + X3 + X4 + X5 + Z0"), 6);
  expect(order).toEqual([4, 5, 0, 1, 2, 3]);
});

test("up to four qubits, and systems too large to count, keep the natural order", () => {
  expect(fastQubitOrder(stringsOf("Z0 + X1 + X2 + X3"), 4)).toEqual([0, 1, 2, 3]);
  const many = stringsOf("sum(j=0..27, sum(k=j+1..27, X[j] X[k])) + sum(j=0..27, Z[j])");
  expect(fastQubitOrder(many, 28)).toEqual(Array.from({ length: 28 }, (_, j) => j));
});

test("masks move with their qubits", () => {
  expect(permuteBits(0b0110, [3, 0, 2, 1])).toBe(0b0101);
  const order = [2, 0, 1];
  const { x, z } = pauliTable(stringsOf("X0 Y1 + Z2"), order);
  expect([...x]).toEqual([0b101, 0]);
  expect([...z]).toEqual([0b001, 0b010]);
});
