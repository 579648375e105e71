import { expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import { stateLayout } from "./layout.ts";
import { popcount, realForm } from "./real-form.ts";

test("popcount over 32 bits", () => {
  const stream = new RandomStream("popcount");
  for (let trial = 0; trial < 1000; trial++) {
    const bits = stream.integer(2 ** 32);
    expect(popcount(bits)).toBe(bits.toString(2).replaceAll("0", "").length);
  }
  expect([popcount(0), popcount(0xffffffff)]).toEqual([0, 32]);
});

test("Y acts on the top bit of a complex layout and vanishes from a real one", () => {
  const table = { size: 4, x: Uint32Array.of(1, 1, 3, 7), z: Uint32Array.of(0, 1, 3, 7) };
  const [real, complex] = [false, true].map((isComplex) => realForm(table, stateLayout(5, isComplex)));
  expect([...real.flips]).toEqual([1, 1, 3, 7]);
  expect([...real.sign]).toEqual([1, 0, -1, 0]);
  expect([...complex.flips]).toEqual([1, 1 + 32, 3, 7 + 32]);
  expect([...complex.signs]).toEqual([0, 1 + 32, 3, 7 + 32]);
  expect([...complex.sign]).toEqual([1, 1, -1, -1]);
});

test("layouts are padded to sixteen amplitudes", () => {
  expect([1, 3, 4, 5].map((qubits) => stateLayout(qubits, false).length)).toEqual([16, 16, 16, 32]);
  expect(stateLayout(2, true)).toEqual({
    qubits: 2,
    isComplex: true,
    dimension: 4,
    amplitudes: 16,
    length: 32,
  });
});
