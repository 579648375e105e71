import { describe, expect, test } from "vitest";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { clusterIsing } from "./chains.ts";
import { attachSensor, phaseProjectors } from "./sensor.ts";

const model = clusterIsing({ sites: 8 });
const couples = ["X0", "Y0", "Z0", "X1", "Y1", "Z1"].map((text) => parseOperator(text));
const sensor = attachSensor(model, { qubits: 2, couples });

describe("sensor of two qubits on a ring of eight", () => {
  test("36 couplings, system operator outer", () => {
    expect([sensor.qubits, sensor.sites]).toEqual([10, [8, 9]]);
    const names = sensor.couplings.map(({ name }) => name);
    expect(names).toHaveLength(36);
    expect(names.slice(0, 8)).toEqual(["X0X8", "X0Y8", "X0Z8", "X0X9", "X0Y9", "X0Z9", "Y0X8", "Y0Y8"]);
    expect(names[35]).toBe("Z1Z9");
  });

  test("6 fields, then 9 pairs with the first qubit outer", () => {
    expect(sensor.terms.map(({ name }) => name)).toEqual(
      "X8 Y8 Z8 X9 Y9 Z9 X8X9 X8Y9 X8Z9 Y8X9 Y8Y9 Y8Z9 Z8X9 Z8Y9 Z8Z9".split(" "),
    );
  });

  test("names are the operators", () => {
    for (const { name, operator } of [...sensor.couplings, ...sensor.terms]) {
      expect(operator.equals(parseOperator(name))).toBe(true);
    }
  });

  test("phase projectors are orthogonal projectors", () => {
    const projectors = phaseProjectors(sensor);
    expect(projectors.map(({ name }) => name)).toEqual(["I", "II", "III"]);
    const texts = ["(1 + Z8)(1 + Z9)", "(1 + Z8)(1 - Z9)", "(1 - Z8)(1 - Z9)"];
    for (const [k, { operator }] of projectors.entries()) {
      expect(operator.equals(parseOperator(`0.25 ${texts[k]}`))).toBe(true);
      expect(operator.times(operator).equals(operator)).toBe(true);
      for (const other of projectors.slice(k + 1)) expect(operator.times(other.operator).terms).toEqual([]);
    }
  });
});

test("three qubits have three pairs, one has none", () => {
  const three = attachSensor(model, { qubits: 3, couples: [] });
  expect([three.couplings.length, three.terms.length]).toEqual([0, 9 + 27]);
  expect(three.terms.slice(9).map(({ name }) => name.replaceAll(/[XYZ]/g, ".").slice(0))).toEqual([
    ...new Array(9).fill(".8.9"),
    ...new Array(9).fill(".8.10"),
    ...new Array(9).fill(".9.10"),
  ]);
  expect(attachSensor(model, { qubits: 1, couples: [] }).terms).toHaveLength(3);
});

test("what does not fit is refused", () => {
  expect(() => attachSensor(model, { qubits: 0, couples })).toThrow(
    /qubits must be a positive integer, it is 0/,
  );
  expect(() => attachSensor(model, { qubits: 1, couples: [OperatorSum.pauli("X", 8)] })).toThrow(
    expect.objectContaining({ code: "qubit-out-of-range", context: { operator: "X8", qubits: 8 } }),
  );
  expect(() => phaseProjectors(attachSensor(model, { qubits: 1, couples }))).toThrow(
    /"phase-projectors" need a sensor of 2 qubits, this one has 1/,
  );
});
