import { describe, expect, it } from "vitest";
import { denseMatrix, matrixElement } from "../../test/support/dense.ts";
import { drawCounts, randomState, readoutDistribution } from "../../test/support/dense-readout.ts";
import { RandomStream } from "../base/random.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { readBasis } from "./basis-reading.ts";
import { gatherCounts } from "./counts.ts";
import { estimateFromCounts } from "./estimate.ts";
import { observableStrings } from "./observable-strings.ts";
import { calibrateReadout, type ReadoutCalibration } from "./readout-calibration.ts";
import { operatorInflation, requireReadoutErrors, varianceInflation } from "./readout-errors.ts";
import { ShadowScheme } from "./shadow-scheme.ts";

const OPERATORS = ["Z0 + 0.4 Z1 Z2", "2 Z0 Z1 Z2 - 1", "Z2"].map((text) => parseOperator(text));
const ERRORS = { p01: [0.02, 0.1, 0.05], p10: [0.12, 0.03, 0.2] };

describe("calibrateReadout", () => {
  it("counts wrong bits of each qubit, with the standard error of a fraction", () => {
    // Prepared 01 (qubit 1 is 1): read 01 twice wrongly as 11, i.e. bits 3, and 6 times right, bits 2.
    const preparations = [
      { prepared: "01", counts: gatherCounts(2, Uint32Array.of(3, 3, 2, 2, 2, 2, 2, 2)) },
      { prepared: "10", counts: gatherCounts(2, Uint32Array.of(1, 1, 3, 0)) },
    ];
    const { p01, p10, p01Error, p10Error } = calibrateReadout(2, preparations);
    expect(p01).toEqual([2 / 8, 1 / 4]);
    expect(p10).toEqual([1 / 4, 0]);
    expect(p01Error[0]).toBeCloseTo(Math.sqrt(((2.5 / 9) * (6.5 / 9)) / 8), 14);
    expect(p10Error[1]).toBeCloseTo(Math.sqrt(((0.5 / 9) * (8.5 / 9)) / 8), 14);
  });

  it("refuses a qubit that was never in one of its states, and preparations of other lengths", () => {
    const counts = gatherCounts(2, Uint32Array.of(0));
    expect(() => calibrateReadout(2, [{ prepared: "01", counts }])).toThrow(
      /qubit 1 was never prepared in \|0⟩/,
    );
    expect(() => calibrateReadout(2, [{ prepared: "0", counts }])).toThrow(
      /calibration 0: "0" with counts of 2 qubits/,
    );
  });
});

describe("estimates with a calibration", () => {
  const state = randomState(3, new RandomStream("calibration", "state"));
  const observables = observableStrings(
    OPERATORS.map((operator) => ({ name: String(operator), operator })),
    3,
  );
  const basis = { kind: "pauli", letters: "ZZZ" } as const;
  const reading = readBasis(basis, observables.strings, 3);

  it("knows how the estimates move with each constant, as differences show", () => {
    const counts = drawCounts(
      readoutDistribution(state, basis, ERRORS),
      500,
      new RandomStream("calibration", 1),
    );
    const calibration = { ...ERRORS, p01Error: [0.01, 0.02, 0.03], p10Error: [0.04, 0.05, 0.06] };
    const schemes = {
      grouped: (errors: ReadoutCalibration) =>
        estimateFromCounts(observables, [{ reading, counts: [counts] }], errors),
      shadows: (errors: ReadoutCalibration) =>
        new ShadowScheme(observables, "pauli", errors).estimate([{ basis, shots: 500, counts }]),
    };
    const step = 1e-5;
    for (const estimate of Object.values(schemes)) {
      const { calibrationShifts = [] } = estimate(calibration);
      expect(calibrationShifts).toHaveLength(6);
      for (const [constant, shift] of calibrationShifts.entries()) {
        const [name, qubit] = [constant < 3 ? "p01" : "p10", constant % 3] as const;
        const at = (change: number) => {
          const moved = ERRORS[name].map((value, j) => (j === qubit ? value + change : value));
          return estimate({ ...calibration, [name]: moved }).mean;
        };
        const [above, below] = [at(step), at(-step)];
        const error = calibration[`${name}Error`][qubit];
        for (const [i, value] of shift.entries()) {
          expect(value).toBeCloseTo((error * (above[i] - below[i])) / (2 * step), 8);
        }
      }
    }
  });

  it("scatters with shots and calibration together as both claim", () => {
    // 400 repetitions, each with a calibration of its own: three variances within 4.5 deviations of (2/400)^½ = 0.07,
    // false-alarm rate 2e-5.
    const stream = new RandomStream("calibration", "scatter");
    const zeros = { re: Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0), im: new Float64Array(8) };
    const ones = { re: zeros.re.toReversed(), im: zeros.im };
    const sums = { square: new Float64Array(3), shots: new Float64Array(3), shared: new Float64Array(3) };
    const exact = OPERATORS.map((operator) => matrixElement(state, denseMatrix(operator, 3), state));
    for (let run = 0; run < 400; run++) {
      const calibration = calibrateReadout(3, [
        { prepared: "000", counts: drawCounts(readoutDistribution(zeros, basis, ERRORS), 300, stream) },
        { prepared: "111", counts: drawCounts(readoutDistribution(ones, basis, ERRORS), 300, stream) },
      ]);
      const counts = drawCounts(readoutDistribution(state, basis, ERRORS), 600, stream);
      const {
        mean,
        covariance,
        calibrationShifts = [],
      } = estimateFromCounts(observables, [{ reading, counts: [counts] }], calibration);
      for (let i = 0; i < 3; i++) {
        sums.square[i] += (mean[i] - exact[i]) ** 2;
        sums.shots[i] += covariance[4 * i];
        for (const shift of calibrationShifts) sums.shared[i] += shift[i] ** 2;
      }
    }
    for (let i = 0; i < 3; i++) {
      expect(Math.abs(sums.square[i] / (sums.shots[i] + sums.shared[i]) - 1)).toBeLessThan(0.32);
    }
    // The calibration is no small part of it.
    expect(Math.max(...sums.shared.map((value, i) => value / sums.shots[i]))).toBeGreaterThan(0.4);
  });
});

describe("readout errors", () => {
  it("inflate the variance of a string without a mean by Π 1/(1 − p01 − p10)²", () => {
    // GHZ-like: the mean of Z0 Z1 vanishes in |00⟩ + |01⟩; symmetric flips leave the squares of all values equal.
    const errors = { p01: [0.1, 0.2], p10: [0.1, 0.2] };
    const superposition = { re: Float64Array.of(Math.SQRT1_2, Math.SQRT1_2, 0, 0), im: new Float64Array(4) };
    const one = observableStrings([{ name: "zz", operator: parseOperator("Z0 Z1") }], 2);
    const basis = { kind: "pauli", letters: "ZZ" } as const;
    const distribution = readoutDistribution(superposition, basis, errors);
    const counts = drawCounts(distribution, 2000, new RandomStream("inflation"));
    const reading = readBasis(basis, one.strings, 2);
    const { covariance } = estimateFromCounts(one, [{ reading, counts: [counts] }], errors);
    const factor = varianceInflation(errors, [0, 1]);
    expect(factor).toBeCloseTo(1 / (0.8 * 0.6) ** 2, 12);
    // Σ c² f / Σ c² with c² = 1 and 4; the identity has no variance.
    const sum = operatorInflation(parseOperator("3 + Y1 + 2 X0"), errors);
    expect(sum).toBeCloseTo((1 / 0.6 ** 2 + 4 / 0.8 ** 2) / 5, 12);
    expect(operatorInflation(parseOperator("3"), errors)).toBe(1);
    // 1 − mean² of the raw ±1 is above 0.99 with certainty 1 − 1e-5.
    expect((2000 * covariance[0]) / factor).toBeCloseTo(1, 1.7);
  });

  it("are refused where they are no probabilities, of the wrong number, or say nothing", () => {
    const check = (p01: number[], p10: number[]) => () => requireReadoutErrors({ p01, p10 }, 2, "readout");
    expect(check([0, 0], [0.1, 0.2])).not.toThrow();
    expect(check([0], [0, 0])).toThrow(
      /readout: p01 needs one probability for each of the 2 qubits, it has 1/,
    );
    expect(check([0, 0], [0, -0.1])).toThrow(/p10 of qubit 1 is -0.1/);
    expect(check([0, 0.6], [0, 0.4])).toThrow(/p01 \+ p10 of qubit 1 is 1; it must be below 1/);
  });
});
