import type { CliffordGate } from "qep";
import { expect, test } from "vitest";
import { circuitColumns } from "./circuit-columns.ts";

test("gates stand as early as their order allows, and none on a wire that a bond crosses", () => {
  const h = (qubit: number): CliffordGate => ({ gate: "H", qubit });
  const bond: CliffordGate = { gate: "CX", qubits: [2, 0] };
  const s: CliffordGate = { gate: "S†", qubit: 1 };
  expect(circuitColumns([h(0), h(3), bond, s, h(3), h(2)], 4)).toEqual([
    [h(0), h(3)],
    [bond, h(3)],
    [s, h(2)],
  ]);
  expect(circuitColumns([s, bond], 4)).toEqual([[s], [bond]]);
  expect(circuitColumns([], 4)).toEqual([]);
});
