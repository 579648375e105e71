import { describe, expect, it } from "vitest";
import { parseOperator } from "../operators/parse-operator.ts";
import type { BasisSupport } from "./basis.ts";
import { chooseBases } from "./choose-bases.ts";
import { observableStrings } from "./observable-strings.ts";
import type { GroupingRule } from "./string-groups.ts";

describe("chooseBases", () => {
  it("reads one string in every basis that determines it", () => {
    const readings = choose(["Z0 Z1", "X0", "X1", "Z0"], "qubit-wise", "pauli");
    expect(readings.map(({ basis, strings }) => [basis, [...strings]])).toEqual([
      [{ kind: "pauli", letters: "ZZ" }, [0, 3]],
      [{ kind: "pauli", letters: "XX" }, [1, 2]],
    ]);
    const overlapping = choose(["X0 X1", "Z0 X1", "X1"], "qubit-wise", "pauli");
    expect(overlapping.map(({ strings }) => [...strings])).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  it("reads XX, YY and ZZ of two qubits after one circuit, with the sign of their product", () => {
    const [reading, ...others] = choose(["X0 X1", "Y0 Y1", "Z0 Z1"], "commuting", "clifford");
    expect(others).toEqual([]);
    expect(reading.basis.kind).toBe("clifford");
    // XX · YY = −ZZ
    const [xx, yy, zz] = reading.masks;
    expect(xx ^ yy).toBe(zz);
    expect(reading.signs.reduce((product, sign) => product * sign, 1)).toBe(-1);
  });

  it("reads qubit by qubit where circuits promise nothing: two qubits that each couple to two others", () => {
    const sites = [0, 1].flatMap((a) => [2, 3].map((b) => [a, b]));
    const letters = ["X", "Y", "Z"];
    const couplings = sites.flatMap(([a, b]) =>
      letters.flatMap((p) => letters.map((q) => `${p}${a} ${q}${b}`)),
    );
    const fields = [2, 3].flatMap((site) => letters.map((p) => `${p}${site}`));
    const pairs = letters.flatMap((p) => letters.map((q) => `${p}2 ${q}3`));
    const all = [...couplings, ...fields, ...pairs];
    const readings = choose(all, "commuting", "clifford", 4);
    expect(readings.every(({ basis }) => basis.kind === "pauli")).toBe(true);
    expect(readings.map(({ basis }) => basis)).toEqual(
      choose(all, "qubit-wise", "pauli", 4).map(({ basis }) => basis),
    );
    // The couplings alone are better read in pairs of Bell bases: 6 of them instead of 9 bases.
    expect(choose(couplings, "commuting", "clifford", 4).some(({ basis }) => basis.kind === "clifford")).toBe(
      true,
    );
  });

  it("takes as few of the listed bases as it can find", () => {
    const readings = choose(["Z0 Z1", "X0", "X1"], "commuting", ["ZX", "XZ", "XX", "ZZ"]);
    expect(readings.map(({ basis }) => basis)).toEqual([
      { kind: "pauli", letters: "XX" },
      { kind: "pauli", letters: "ZZ" },
    ]);
  });

  it("refuses what the device cannot read, naming observable and string", () => {
    expect(() => choose(["Z0", "Z1 + X0 X1"], "qubit-wise", ["ZZ"])).toThrow(
      /observable Z1 \+ X0 X1: .*\(ZZ\).* X0 X1/,
    );
    expect(() => choose(["Z0"], "commuting", "pauli")).toThrow(
      /Clifford circuit, which this device does not have/,
    );
    expect(() => choose(["Z0 Z1"], "qubit-wise", ["Z"])).toThrow(/device lists: .* given was "Z"/);
    expect(() => choose(["Z0 Z1"], "qubit-wise", ["ZI"])).toThrow(
      /letters of a basis are X, Y and Z, given was "ZI"/,
    );
  });

  it("has a basis to count in where all observables are constant", () => {
    expect(choose(["2", "0 X1"], "qubit-wise", "pauli")).toMatchObject([{ basis: { letters: "ZZ" } }]);
    expect(choose(["2", "0 X1"], "qubit-wise", ["XX", "ZZ"])).toMatchObject([{ basis: { letters: "XX" } }]);
  });
});

function choose(texts: readonly string[], rule: GroupingRule, support: BasisSupport, qubits = 2) {
  const observables = observableStrings(
    texts.map((text) => ({ name: text, operator: parseOperator(text) })),
    qubits,
  );
  return chooseBases(observables, { rule, support, weights: new Float64Array(texts.length).fill(1) });
}
