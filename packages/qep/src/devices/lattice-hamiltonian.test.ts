import { describe, expect, test } from "vitest";
import { denseMatrix, matrixElement, rowOf } from "../../test/support/dense.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { clusterIsing } from "../models/chains.ts";
import type { NamedOperator } from "../models/model.ts";
import { latticeSymmetries, permuteMask } from "../operators/lattice-symmetries.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { System } from "../propagation/system.ts";
import { lowestStates } from "../solvers/lowest-states.ts";
import { LatticeHamiltonian, switchedOn } from "./lattice-hamiltonian.ts";
import { type LatticeSector, latticeSectors, sectorDimension } from "./lattice-sectors.ts";

const cluster = (sites: number) => clusterIsing({ sites }).inputs.map(({ operator }) => operator);

/** Operators with the coefficients of one setting. */
const CASES: readonly [string, number, readonly OperatorSum[], readonly number[]][] = [
  ["cluster Ising ring", 8, cluster(8), [0.9, 0.7, 1.3]],
  ["odd ring", 7, cluster(7), [1.1, -0.6, 0.8]],
  ["Heisenberg ring, no sign of flips", 6, ring(6, ["X X", "Y Y", "Z Z"]), [1, 1, 0.8]],
  ["unit cell of two sites", 8, [...cells(8), ...ring(8, ["X"])], [0.9, 1.4, 0.7]],
  ["no flip: a field along Z", 6, [...ring(6, ["X X", "Z"]), ...ring(6, ["Z"])], [0.7, 0.5, 0.3]],
  ["real, no reflection", 6, chiral("ZX I Z", "X Z Z"), [0.8, 0.6]],
  ["complex, with reflection", 6, ring(6, ["Y", "Z Z", "X"]), [0.5, 0.9, 0.4]],
  ["complex, no reflection", 6, chiral("X Y", "Z X Z"), [0.8, 0.7]],
  ["several sign masks a flip", 6, ring(6, ["X", "Z X Z", "Z I X I Z", "Z Z X Z Z"]), [0.3, 0.5, 0.7, 0.2]],
];

function ring(sites: number, patterns: readonly string[]): OperatorSum[] {
  return patterns.map((pattern) => {
    const letters = pattern.split(" ");
    const term = (first: number) =>
      letters.flatMap((letter, k) => (letter === "I" ? [] : [`${letter}${(first + k) % sites}`])).join(" ");
    return OperatorSum.sum(Array.from({ length: sites }, (_, j) => parseOperator(term(j))));
  });
}

function chiral(...patterns: string[]): OperatorSum[] {
  return ring(
    6,
    patterns.map((pattern) => pattern.replace("ZX", "Z X")),
  );
}

function cells(sites: number): OperatorSum[] {
  const bonds = (first: number) =>
    OperatorSum.sum(
      Array.from({ length: sites / 2 }, (_, c) =>
        parseOperator(`Z${2 * c + first} Z${(2 * c + first + 1) % sites}`),
      ),
    );
  return [bonds(0), bonds(1)];
}

function open(qubits: number, operators: readonly OperatorSum[], observables: readonly NamedOperator[] = []) {
  const inputs = operators.map((operator, k) => ({ name: `x${k}`, operator }));
  const system = new System({ qubits, inputs });
  const symmetries = latticeSymmetries(switchedOn(system), qubits);
  if (!symmetries) throw new Error("no symmetries");
  const kernels = testKernels();
  return {
    kernels,
    symmetries,
    hamiltonian: new LatticeHamiltonian(system, symmetries, kernels, observables),
  };
}

const knobs = (x: readonly number[]) => ({ inputs: Float64Array.from(x), parameters: new Float64Array(0) });

/** All states of a sector, by block Krylov over its whole space. */
function spectrum(device: ReturnType<typeof open>, x: readonly number[], sector: LatticeSector) {
  const dimension = sectorDimension(sector, device.symmetries);
  if (dimension === 0) return undefined;
  const problem = device.hamiltonian.at(knobs(x), sector);
  return lowestStates(problem, dimension, new RandomStream("sector"));
}

describe.each(CASES)("%s", (_, qubits, operators, x) => {
  const whole = OperatorSum.sum(operators.map((operator, k) => operator.scale(x[k])));
  const dense = hermitianEigen(denseMatrix(whole, qubits));

  test("the spectra of all sectors are that of the whole space", () => {
    const device = open(qubits, operators);
    const energies = latticeSectors(device.symmetries, device.hamiltonian.isReal).flatMap((sector) => {
      const found = spectrum(device, x, sector);
      return found ? [...found.energies].flatMap((e) => new Array<number>(sector.multiplicity).fill(e)) : [];
    });
    expect(energies).toHaveLength(2 ** qubits);
    energies.sort((a, b) => a - b);
    for (const [k, energy] of energies.entries())
      expect(Math.abs(energy - dense.values[k])).toBeLessThan(1e-8);
  });

  test("means over the levels of the lowest sectors are those of the whole space", () => {
    const texts = ["X0", "Z0 Z1", "Z2", "X0 X2", "Y0 Y1 + 0.5 X1 X2", "Z0 X1 Z2 + 0.3", "Y1", "X0 Y1"];
    const observables = texts.map((name) => ({ name, operator: parseOperator(name) }));
    const device = open(qubits, operators, observables);
    const levels = new Map<string, { weight: number; means: Float64Array }>();
    for (const sector of latticeSectors(device.symmetries, device.hamiltonian.isReal)) {
      const found = spectrum(device, x, sector);
      for (const [k, energy] of (found?.energies ?? []).entries()) {
        const key = energy.toFixed(6).replace("-0.000000", "0.000000");
        const level = levels.get(key) ?? { weight: 0, means: new Float64Array(texts.length) };
        const means = device.hamiltonian.means((found as NonNullable<typeof found>).states[k], sector);
        levels.set(key, {
          weight: level.weight + sector.multiplicity,
          means: level.means.map((mean, j) => mean + sector.multiplicity * means[j]),
        });
      }
    }
    const expected = new Map<string, { weight: number; means: Float64Array }>();
    const matrices = observables.map(({ operator }) => denseMatrix(operator, qubits));
    for (const [k, energy] of dense.values.entries()) {
      const key = energy.toFixed(6).replace("-0.000000", "0.000000");
      const level = expected.get(key) ?? { weight: 0, means: new Float64Array(texts.length) };
      const state = rowOf(dense.vectors, k);
      const means = level.means.map((mean, j) => mean + matrixElement(state, matrices[j], state));
      expected.set(key, { weight: level.weight + 1, means });
      if (expected.size > 6) break;
    }
    for (const [key, { weight, means }] of [...expected].slice(0, 6)) {
      const found = levels.get(key);
      expect([key, found?.weight]).toEqual([key, weight]);
      for (const [j, mean] of means.entries()) {
        expect([key, texts[j], found?.means[j]]).toEqual([key, texts[j], expect.closeTo(mean, 6)]);
      }
    }
  });
});

test("momentum k is the eigenvalue e^{2πik/n} of T, reflection and flip those of P and F", () => {
  // Currents along the ring tell k from −k; the other ring has P and F.
  const currents = OperatorSum.sum([...ring(6, ["X Y"]), ...ring(6, ["Y X"]).map((o) => o.scale(-1))]);
  const cases = [[currents, ...ring(6, ["Z", "Z Z"])], cluster(6)];
  for (const operators of cases) {
    const x = [0.7, 0.9, 0.4];
    const device = open(6, operators);
    const { symmetries, hamiltonian } = device;
    const whole = OperatorSum.sum(operators.map((operator, k) => operator.scale(x[k])));
    const { values, vectors } = hermitianEigen(denseMatrix(whole, 6));
    const images = {
      momentum: (b: number) => permuteMask(b, symmetries.translation),
      reflection: (b: number) => permuteMask(b, symmetries.reflection ?? []),
      flip: (b: number) => b ^ symmetries.flip,
    };
    let compared = 0;
    for (const sector of latticeSectors(symmetries, hamiltonian.isReal)) {
      for (const energy of spectrum(device, x, sector)?.energies ?? []) {
        const level = [...values.keys()].filter((k) => Math.abs(values[k] - energy) < 1e-7);
        if (level.length !== 1) continue;
        const { re, im } = rowOf(vectors, level[0]);
        const overlap = (image: (b: number) => number) => {
          // ⟨ψ|gψ⟩ with (gψ)(g b) = ψ(b).
          let [real, imaginary] = [0, 0];
          for (let b = 0; b < 64; b++) {
            const g = image(b);
            real += re[g] * re[b] + im[g] * im[b];
            imaginary += re[g] * im[b] - im[g] * re[b];
          }
          return [real, imaginary];
        };
        const angle = (2 * Math.PI * sector.momentum) / symmetries.order;
        expect(overlap(images.momentum)).toEqual([
          expect.closeTo(Math.cos(angle), 6),
          expect.closeTo(Math.sin(angle), 6),
        ]);
        if (sector.reflection !== null)
          expect(overlap(images.reflection)[0]).toBeCloseTo(sector.reflection, 6);
        if (sector.flip !== null) expect(overlap(images.flip)[0]).toBeCloseTo(sector.flip, 6);
        compared++;
      }
    }
    expect(compared).toBeGreaterThanOrEqual(8);
  }
});

test("what the cases are for", () => {
  const features = CASES.map(([, qubits, operators]) => {
    const { symmetries, hamiltonian } = open(qubits, operators);
    const { order, reflection, flip } = symmetries;
    return `${order} ${reflection ? "P" : "-"} ${flip ? "F" : "-"} ${hamiltonian.isReal ? "real" : "complex"}`;
  });
  expect(features).toEqual([
    "8 P F real",
    "7 P F real",
    "6 P F real",
    "4 P F real",
    "6 P - real",
    "6 - F real",
    "6 P - complex",
    "6 - - complex",
    "6 P F real",
  ]);
});
