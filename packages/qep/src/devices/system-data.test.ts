import { expect, test } from "vitest";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { System } from "../propagation/system.ts";
import { describeSystem, restoreSystem } from "./system-data.ts";

test("a system survives the way to another thread to the last bit, term order and names included", () => {
  const system = new System({
    qubits: 40,
    fixed: parseOperator("0.1 - 1e-21 Z0 + X39").scale(1 / 3),
    inputs: [
      { name: "odd name, with: signs", operator: parseOperator("Z1 + Y0 Y1 - 0.7 X2").scale(Math.PI) },
    ],
    parameters: [{ name: "zero", operator: OperatorSum.zero }],
    outputs: [{ name: "n", operator: parseOperator("n3") }],
  });
  const there = restoreSystem(structuredClone(describeSystem(system)));
  expect(there).toEqual(system);
  expect(there.inputs[0]?.operator.terms.map(({ string }) => String(string))).toEqual(["Z1", "Y0 Y1", "X2"]);
});
