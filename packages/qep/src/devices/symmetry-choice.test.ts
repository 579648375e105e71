import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { kitaevSensor } from "../../test/support/kitaev-sensor.ts";
import { randomSystem } from "../../test/support/random-system.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { System } from "../propagation/system.ts";
import { SettableHamiltonian } from "./hamiltonian.ts";
import { chooseSymmetries, type SymmetryOption, sectorText } from "./symmetry-choice.ts";

const fixed = (qubits: number, text: string) => new System({ qubits, fixed: parseOperator(text) });
const ring = (qubits: number) => fixed(qubits, `sum(j=0..${qubits - 1}, Z[j] Z[(j+1)%${qubits}] + 0.7 X[j])`);
const size = (system: System, option?: SymmetryOption) => {
  const { tapering, searched } = chooseSymmetries(system, option);
  return [tapering?.remaining.length ?? system.qubits, searched];
};

describe("the symmetries in use", () => {
  test.each([
    ["the Kitaev sensor: nine of eighteen qubits go", kitaevSensor(), [9, 9]],
    ["no symmetry, nothing to do", randomSystem("none", 8), [8, 0]],
    ["a parity", ring(8), [7, 1]],
    ["six qubits stay as they are", ring(6), [6, 0]],
    ["idle qubits go without a search", fixed(9, "X0 + Y1 + Z0 + Z1"), [6, 0]],
    ["not more than 1024 sectors", fixed(18, "sum(j=0..16, Z[j] Z[j+1]) + Z0"), [8, 10]],
  ])("%s", (_, system, expected) => {
    expect(size(system)).toEqual(expected);
    expect(size(system, "off")).toEqual([system.qubits, 0]);
  });

  test("a real problem stays real: of imaginary symmetries only products are used", () => {
    const system = fixed(8, "sum(j=0..6, X[j] X[j+1] + Z[j] Z[j+1] + 0.3 Y[j] Y[j+1])");
    const { tapering } = chooseSymmetries(system);
    expect(system.isReal).toBe(true);
    expect(tapering?.generators.map(({ yCount }) => yCount % 2)).toEqual(tapering?.generators.map(() => 0));
    expect(tapering?.generators.length).toBeGreaterThan(0);
  });

  test("the same in a turned basis: a hidden real problem stays real", () => {
    // The chain above with X and Y exchanged on each site but the first, where Y and Z are.
    const system = fixed(
      8,
      "X0 Y1 - Y0 Z1 + 0.3 Z0 X1 + sum(j=1..6, Y[j] Y[j+1] + Z[j] Z[j+1] + 0.3 X[j] X[j+1]) + 0.1 Y3 Y4 Z5 Z6",
    );
    expect(system.isReal).toBe(false);
    const { tapering } = chooseSymmetries(system);
    expect(tapering?.generators.length).toBeGreaterThan(0);
    expect(new SettableHamiltonian(system, testKernels(), tapering).layout.isComplex).toBe(false);
  });

  test("a sector that is asked for takes all symmetries and no search", () => {
    const { tapering, searched, sector } = chooseSymmetries(ring(5), { sector: [-1] });
    expect([tapering?.remaining.length, searched, sector]).toEqual([4, 0, 1]);
    expect(sectorText({ ...(tapering && { tapering }), searched, sector }, sector)).toBe("-");
  });

  test.each([[[]], [[1, 1]], [[0]], [[2]]])("a sector %j that is none is refused", (sector) => {
    expect(() => chooseSymmetries(ring(5), { sector })).toThrow(
      /\+1 or -1 for each of the 1 Pauli symmetries of this system \(they are X0 X1 X2 X3 X4\); given was \[/,
    );
    expect(() => chooseSymmetries(randomSystem("none", 4), { sector: [1] })).toThrow(/\(it has none\)/);
  });
});
