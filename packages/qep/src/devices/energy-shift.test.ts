import { expect, test } from "vitest";
import { denseMatrix } from "../../test/support/dense.ts";
import { randomSettings, randomSystem } from "../../test/support/random-system.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { System } from "../propagation/system.ts";
import { EnergyShift } from "./energy-shift.ts";
import type { Knobs } from "./hamiltonian.ts";

function spectrum(system: System, { inputs, parameters, nudge }: Knobs): Float64Array {
  const knobs = [1, ...inputs, ...parameters, ...nudge];
  const h = OperatorSum.sum(system.operators.map((operator, m) => operator.scale(knobs[m])));
  return hermitianEigen(denseMatrix(h, system.qubits)).values;
}

test("no level of a random system sinks further", () => {
  const system = randomSystem("shift", 4);
  const shift = new EnergyShift(system);
  const settings = randomSettings(system, 6, "shift");
  for (const from of settings) {
    for (const to of settings) {
      const [before, after] = [spectrum(system, from), spectrum(system, to)];
      const least = Math.min(...after.map((level, k) => level - before[k]));
      expect(shift.atLeast(from, to)).toBeLessThanOrEqual(least + 1e-12);
    }
  }
});

test("exact for commuting terms; constants move all levels, and opposite changes cancel", () => {
  const system = new System({
    qubits: 2,
    parameters: [{ name: "a", operator: parseOperator("Z0") }],
    outputs: [
      { name: "up", operator: parseOperator("0.5 + 0.5 Z0") },
      { name: "down", operator: parseOperator("0.5 - 0.5 Z0") },
      { name: "other", operator: parseOperator("Z1") },
    ],
  });
  const knobs = (a: number, ...nudge: number[]): Knobs => ({
    inputs: new Float64Array(0),
    parameters: Float64Array.of(a),
    nudge: Float64Array.from(nudge),
  });
  const shift = new EnergyShift(system);
  expect(shift.atLeast(knobs(1, 0, 0, 0), knobs(1, 0.3, 0.3, 0))).toBeCloseTo(0.3, 15);
  expect(shift.atLeast(knobs(1, 0, 0, 0), knobs(1, 0.3, -0.3, 0.2))).toBeCloseTo(-0.5, 15);
  expect(shift.atLeast(knobs(1, 0, 0, 0), knobs(0.5, 0.5, -0.5, 0))).toBeCloseTo(0, 15);
});
