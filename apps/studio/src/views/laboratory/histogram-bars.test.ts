import { readFileSync } from "node:fs";
import { gatherCounts, referenceKernels } from "qep";
import { describe, expect, test } from "vitest";
import { COMMUTING_STRINGS } from "../../../test/support/commuting-strings.ts";
import type { BasisCounts } from "../../engine/basis-counts.ts";
import { LaboratoryBench } from "../../engine/laboratory.ts";
import type { LaboratoryRequest } from "../../engine/laboratory-settings.ts";
import { alikeBases, type Bars, marginalBars, wholeBars } from "./histogram-bars.ts";

/** Outcomes 000, 100, 011, 111 (qubit 0 first) came 4, 1, 2, 3 times. */
const counts = gatherCounts(3, Uint32Array.of(0, 1, 6, 7), Uint32Array.of(4, 1, 2, 3));
const basis: BasisCounts = {
  basis: "ZZZ",
  kind: "pauli",
  qubits: 3,
  circuit: [],
  phases: [{ phase: "free", shots: 10, counts, occurrences: [4, 3] }],
  frequent: ["000", "111"],
  distinct: 4,
  strings: [],
};
const found = ({ groups }: Bars) =>
  groups.map(({ value, bars }) => [
    value,
    ...bars.map(({ label, fractions }) => [label, fractions[0]?.mean]),
  ]);

describe("bars of outcomes", () => {
  test("of some qubits, those with product +1 first", () => {
    expect(found(marginalBars([basis], [0, 1], 1))).toEqual([
      [1, ["00", 0.4], ["11", 0.3]],
      [-1, ["01", 0.2], ["10", 0.1]],
    ]);
    expect(found(marginalBars([basis], [0, 1], -1))[0]).toEqual([1, ["01", 0.2], ["10", 0.1]]);
  });

  test("the mean of the product and its error follow from them", () => {
    const [free] = marginalBars([basis], [0, 1], 1).means;
    expect(free?.mean).toBeCloseTo(0.7 - 0.3, 12);
    expect(free?.error).toBeCloseTo(Math.sqrt((1 - 0.4 ** 2) / 10), 12);
  });

  test("equal outcomes have the error that one different one would bring", () => {
    const equal = gatherCounts(3, Uint32Array.of(0), Uint32Array.of(100));
    const certain = {
      ...basis,
      phases: [{ phase: "free" as const, shots: 100, counts: equal, occurrences: [] }],
    };
    const { means, groups } = marginalBars([certain], [0], 1);
    expect(means[0]).toEqual({ mean: 1, error: expect.closeTo(2 / 100, 12) });
    expect(groups.map(({ bars }) => bars[0]?.fractions[0])).toEqual([
      { mean: 1, error: expect.closeTo(1 / 100, 12) },
      { mean: 0, error: expect.closeTo(1 / 100, 12) },
    ]);
  });

  test("counts of several bases are added, phase by phase", () => {
    const ones = gatherCounts(3, Uint32Array.of(7), Uint32Array.of(30));
    const other: BasisCounts = {
      ...basis,
      basis: "ZZX",
      phases: (["free", "plus"] as const).map((phase) => ({
        phase,
        shots: 30,
        counts: ones,
        occurrences: [],
      })),
    };
    const { phases, groups } = marginalBars([basis, other], [0], 1);
    expect(phases).toEqual(["free", "plus"]);
    expect(groups[1]?.bars[0]?.fractions.map(({ mean }) => mean)).toEqual([34 / 40, 1]);
  });

  test("of many qubits only the product is left", () => {
    const long = gatherCounts(5, Uint32Array.of(0, 1, 3, 31), Uint32Array.of(1, 2, 3, 4));
    const many: BasisCounts = {
      ...basis,
      qubits: 5,
      phases: [{ phase: "free", shots: 10, counts: long, occurrences: [] }],
    };
    expect(found(marginalBars([many], [0, 1, 2, 3, 4], 1))).toEqual([
      [1, ["+1", 0.4]],
      [-1, ["−1", 0.6]],
    ]);
  });

  test("of whole bitstrings", () => {
    expect(found(wholeBars(basis))).toEqual([[undefined, ["000", 0.4], ["111", 0.3]]]);
  });
});

const asked: Omit<LaboratoryRequest, "experiment"> = {
  sample: 0,
  method: "symmetric",
  beta: 0.2,
  shots: 300,
  draw: 0,
  grouping: "commuting",
  order: "sequential",
  imperfections: { p01: 0, p10: 0, preparation: 0, depolarisation: 0, shotLoss: 0, drift: 0, driftTime: 1 },
  treatment: "raw",
  temperature: 0,
};

const THREE_SPINS = readFileSync(new URL("../../experiments/three-spins.yaml", import.meta.url), "utf8");

test.each([
  ["a circuit", COMMUTING_STRINGS, true],
  ["letters", THREE_SPINS, false],
])("bars and estimates agree on every string, read by %s", async (_, experiment, isCircuit) => {
  const { bases, observables, strings } = await new LaboratoryBench(referenceKernels()).read(
    { ...asked, experiment },
    () => {},
  );
  const signs = bases.flatMap((own) => own.strings.map(({ sign }) => sign));
  expect(signs.includes(-1)).toBe(isCircuit);
  for (const { strings: own, bases: readIn } of observables) {
    const [string = -1] = own;
    const [first] = readIn;
    const given = bases[first ?? -1] ?? basis;
    const place = given.strings.find((candidate) => candidate.string === string);
    expect(place).toBeDefined();
    const { qubits = [], sign = 1 } = place ?? {};
    const { phases, means } = marginalBars(alikeBases(bases, given, qubits), qubits, sign);
    expect(phases).toContain("plus");
    for (const [p, phase] of phases.entries()) {
      const { mean, error } = strings[string]?.means[phase] ?? { mean: 2, error: 2 };
      expect(means[p]?.mean).toBeCloseTo(mean, 12);
      expect(means[p]?.error).toBeCloseTo(error, 3);
    }
  }
});
