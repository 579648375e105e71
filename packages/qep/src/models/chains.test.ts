import { describe, expect, test } from "vitest";
import { parseOperator } from "../operators/parse-operator.ts";
import { chainSum, clusterIsing, transverseFieldIsing } from "./chains.ts";

const terms = (model: ReturnType<typeof clusterIsing>) =>
  Object.fromEntries(model.inputs.map(({ name, operator }) => [name, operator]));

describe("cluster Ising", () => {
  test("periodic, with its signs and the order of the inputs", () => {
    const model = clusterIsing({ sites: 8 });
    expect([model.name, model.qubits, model.inputs.map(({ name }) => name)]).toEqual([
      "cluster-ising",
      8,
      ["gZXZ", "gZZ", "gX"],
    ]);
    const { gZXZ, gZZ, gX } = terms(model);
    expect(gZXZ.equals(parseOperator("sum(j=0..7, Z[j] X[(j+1)%8] Z[(j+2)%8])"))).toBe(true);
    expect(gZZ.equals(parseOperator("-sum(j=0..7, Z[j] Z[(j+1)%8])"))).toBe(true);
    expect(gX.equals(parseOperator("-sum(j=0..7, X[j])"))).toBe(true);
  });

  test("open: the terms that fit", () => {
    const { gZXZ, gZZ, gX } = terms(clusterIsing({ sites: 5, boundary: "open" }));
    expect(gZXZ.equals(parseOperator("sum(j=0..2, Z[j] X[j+1] Z[j+2])"))).toBe(true);
    expect(gZZ.equals(parseOperator("-sum(j=0..3, Z[j] Z[j+1])"))).toBe(true);
    expect(gX.terms).toHaveLength(5);
  });
});

test("transverse-field Ising", () => {
  const model = transverseFieldIsing({ sites: 4, boundary: "open" });
  expect(model.inputs.map(({ name, operator }) => [name, String(operator)])).toEqual([
    ["gZZ", "-Z0 Z1 - Z1 Z2 - Z2 Z3"],
    ["gX", "-X0 - X1 - X2 - X3"],
  ]);
  // On a ring of two both bonds join the same pair.
  expect(String(transverseFieldIsing({ sites: 2 }).inputs[0].operator)).toBe("-2 Z0 Z1");
});

test("observables are means over the chain", () => {
  const { observables } = clusterIsing({ sites: 4 });
  expect(observables.map(({ name, operator }) => [name, String(operator)])).toEqual([
    ["mean X", "0.25 X0 + 0.25 X1 + 0.25 X2 + 0.25 X3"],
    ["mean Z", "0.25 Z0 + 0.25 Z1 + 0.25 Z2 + 0.25 Z3"],
    ["Z0 Z1", "Z0 Z1"],
  ]);
});

test("a pattern longer than an open chain gives no terms", () => {
  expect(chainSum("ZXZ", 2, "open").terms).toEqual([]);
  expect(String(chainSum("XYZ", 4, "open"))).toBe("X0 Y1 Z2 + X1 Y2 Z3");
});

test.each([2, 3.5, Number.NaN, -4])("%d sites are refused", (sites) => {
  expect(() => clusterIsing({ sites })).toThrow(
    expect.objectContaining({
      code: "invalid-argument",
      message: expect.stringMatching(/^cluster-ising: sites must be an integer of at least 3/),
    }),
  );
});
