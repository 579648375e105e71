import { describe, expect, it } from "vitest";
import { denseMatrix, matrixElement } from "../../test/support/dense.ts";
import { drawCounts, randomState, readoutDistribution } from "../../test/support/dense-readout.ts";
import { RandomStream } from "../base/random.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { gatherCounts } from "./counts.ts";
import { observableStrings } from "./observable-strings.ts";
import { ShadowScheme } from "./shadow-scheme.ts";

const TEXTS = ["2 + Z0", "X0 Y2", "Z0 + 0.5 X2 Z0"];
const OPERATORS = TEXTS.map((text) => parseOperator(text));
const OBSERVABLES = observableStrings(
  OPERATORS.map((operator, index) => ({ name: `o${index}`, operator })),
  3,
);

describe("ShadowScheme", () => {
  it("reads each qubit that matters in X, Y and Z equally often, and the others in Z", () => {
    const stream = new RandomStream("shadows", "bases");
    const readouts = new ShadowScheme(OBSERVABLES, "pauli").readouts(9000, [], stream);
    expect(readouts).toHaveLength(9);
    for (const { basis, shots } of readouts) {
      expect(basis).toMatchObject({ letters: expect.stringMatching(/^[XYZ]Z[XYZ]$/) });
      // 1000 ± 30: five standard deviations for 9 numbers, false-alarm rate 5e-6.
      expect(Math.abs(shots - 1000)).toBeLessThan(150);
    }
  });

  it.each([undefined, { p01: [0.05, 0, 0.1], p10: [0.1, 0, 0.02] }])(
    "is unbiased, and its scatter is what it claims (readout errors %o)",
    (errors) => {
      // 500 repetitions of 60 shots: 3 means and 3 variances within 4.5 standard deviations, 4e-5 in all.
      const scheme = new ShadowScheme(OBSERVABLES, "pauli", errors);
      const stream = new RandomStream("shadows", "estimate");
      const state = randomState(3, new RandomStream("shadows", "state"));
      const runs = Array.from({ length: 500 }, () => {
        const readouts = scheme.readouts(60, [], stream);
        const counts = readouts.map(({ basis, shots }) =>
          drawCounts(readoutDistribution(state, basis, errors), shots, stream),
        );
        return scheme.estimate(readouts.map((readout, r) => ({ ...readout, counts: counts[r] })));
      });
      for (const [i, operator] of OPERATORS.entries()) {
        const exact = matrixElement(state, denseMatrix(operator, 3), state);
        const means = averages(runs.map(({ mean }) => mean[i] - exact));
        expect(Math.abs(means.mean)).toBeLessThan(4.5 * means.error);
        const excess = averages(
          runs.map(({ mean, covariance }) => (mean[i] - exact) ** 2 - covariance[4 * i]),
        );
        expect(Math.abs(excess.mean)).toBeLessThan(4.5 * excess.error);
      }
    },
  );

  it("counts what a shot says of w qubits 3^w times, and as 0 where it says nothing of them: by hand", () => {
    const one = observableStrings([{ name: "a", operator: parseOperator("1 + 0.5 X0 Y2") }], 3);
    const taken = (letters: string, outcomes: readonly number[]) => ({
      basis: { kind: "pauli", letters } as const,
      shots: outcomes.length,
      counts: gatherCounts(3, Uint32Array.from(outcomes)),
    });
    // X0 Y2 is 1, 1 and −1 in three of eight shots.
    const scheme = new ShadowScheme(one, "pauli");
    const found = scheme.estimate([taken("XZY", [0, 5, 1]), taken("XZZ", [0, 0]), taken("ZZY", [1, 4, 2])]);
    expect(found.mean[0]).toBeCloseTo(1 + (0.5 * 9) / 8, 14);
    // Values 4.5, 4.5, −4.5 and five times 0: their sample variance over eight shots.
    expect(found.covariance[0]).toBeCloseTo((3 * 4.5 ** 2 - 4.5 ** 2 / 8) / 7 / 8, 14);
  });

  it("refuses a device that reads in listed bases, and a single shot", () => {
    expect(() => new ShadowScheme(OBSERVABLES, ["ZZZ"])).toThrow(
      /random bases, but this device reads in ZZZ only/,
    );
    const scheme = new ShadowScheme(OBSERVABLES, "pauli");
    expect(() => scheme.estimate([])).toThrow(/0 of the shots gave an outcome/);
  });
});

function averages(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(square / values.length) };
}
