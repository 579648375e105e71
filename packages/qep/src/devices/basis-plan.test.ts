import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DenseVector, denseMatrix, rowOf } from "../../test/support/dense.ts";
import { cliffordCircuits, denseDistribution } from "../../test/support/dense-circuit.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { randomSystem } from "../../test/support/random-system.ts";
import { RandomStream } from "../base/random.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import type { Basis } from "../measurement/basis.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { System } from "../propagation/system.ts";
import { lowestStates } from "../solvers/lowest-states.ts";
import { squareAmplitudes, turnToDiagonal } from "../states/turn-to-diagonal.ts";
import { BasisPlan } from "./basis-plan.ts";
import { SettableHamiltonian } from "./hamiltonian.ts";
import { chooseSymmetries } from "./symmetry-choice.ts";

const fixed = (qubits: number, text: string) => new System({ qubits, fixed: parseOperator(text) });

/** The ground state of H0 in the frame the simulator would use, and by dense diagonalisation. */
function groundOf(system: System, sector = 0) {
  const kernels = testKernels();
  const { tapering } = chooseSymmetries(system);
  const hamiltonian = new SettableHamiltonian(system, kernels, tapering);
  const knobs = {
    inputs: new Float64Array(system.inputs.length),
    parameters: new Float64Array(system.parameters.length),
    nudge: new Float64Array(system.outputs.length),
  };
  const { states, energies } = lowestStates(hamiltonian.at(knobs, sector), 1, new RandomStream(1));
  const spectrum = hermitianEigen(denseMatrix(system.fixed, system.qubits));
  // The sector given is that of the ground state, and there is one ground state alone.
  expect(energies[0]).toBeCloseTo(spectrum.values[0], 9);
  expect(spectrum.values[1] - spectrum.values[0]).toBeGreaterThan(1e-3);
  const { layout, order, frame } = hamiltonian;
  const generators = tapering?.generators ?? [];
  const stateFrame = { qubits: system.qubits, layout, order, frame, generators };
  return { state: states[0], sector, stateFrame, dense: rowOf(spectrum.vectors, 0) };
}

/** The probability of each outcome through the plan, coins with probability ½ each. */
function plannedDistribution(
  { state, sector, stateFrame }: ReturnType<typeof groundOf>,
  basis: Basis,
): Float64Array {
  const plan = new BasisPlan(basis, stateFrame);
  const { amplitudes } = stateFrame.layout;
  const values = new Float64Array(2 * amplitudes);
  values.set(state.values);
  const turned = {
    re: values.subarray(0, amplitudes),
    im: plan.isComplex ? values.subarray(amplitudes) : undefined,
  };
  for (const turn of plan.turns) turnToDiagonal(turned, turn);
  squareAmplitudes(turned);
  const indices = Uint32Array.from({ length: stateFrame.layout.dimension }, (_, index) => index);
  const outcomes = plan.outcomesOf(indices, sector);
  const distribution = new Float64Array(2 ** stateFrame.qubits);
  for (let faces = 0; faces < 2 ** plan.coins.length; faces++) {
    const flips = plan.coins.reduce((mask, coin, k) => ((faces >> k) & 1 ? mask ^ coin[0] : mask), 0);
    for (const index of indices)
      distribution[outcomes[index] ^ flips] += turned.re[index] / 2 ** plan.coins.length;
  }
  return distribution;
}

function largestError(ground: ReturnType<typeof groundOf>, dense: DenseVector, basis: Basis): number {
  const expected = denseDistribution(dense, basis);
  const planned = plannedDistribution(ground, basis);
  return Math.max(...planned.map((value, k) => Math.abs(value - expected[k])));
}

const SYSTEMS: readonly [
  string,
  System,
  { sector?: number; qubits: number; isComplex: boolean; generators: number },
][] = [
  ["complex, without symmetries", randomComplex(), { qubits: 5, isComplex: true, generators: 0 }],
  [
    "real in a turned basis",
    fixed(5, "sum(j=0..3, X[j] X[j+1]) + 0.7 Y0 + 0.6 Y1 + 0.9 Y2 + 0.4 Y3 + 0.8 Y4 + 0.3 X2 + 0.2 Y1 Y3"),
    { qubits: 5, isComplex: false, generators: 0 },
  ],
  [
    "tapered by one symmetry",
    fixed(7, "-sum(j=0..5, Z[j] Z[j+1]) - 1.3 sum(j=0..6, X[j]) + 0.2 Z0 Z3"),
    { qubits: 6, isComplex: false, generators: 1 },
  ],
  [
    "tapered, in an odd sector",
    fixed(7, "-sum(j=0..5, Z[j] Z[j+1]) + 1.3 sum(j=0..6, X[j]) + 0.2 Z0 Z3"),
    { qubits: 6, isComplex: false, generators: 1, sector: 1 },
  ],
  [
    "tapered by two symmetries",
    fixed(
      8,
      "sum(j=0..6, X[j] X[j+1] + 0.7 Z[j] Z[j+1] + 0.4 Y[j] Y[j+1]) + 0.3 X0 X5 + 0.2 Z1 Z4 + 0.5 X2 X7 - 0.3 Y0 Y7",
    ),
    { qubits: 6, isComplex: false, generators: 2 },
  ],
];

function randomComplex(): System {
  return new System({ qubits: 5, fixed: OperatorSum.sum(randomSystem("plan", 5).operators) });
}

describe.each(SYSTEMS)("outcomes of a state %s", (_, system, { sector, qubits, isComplex, generators }) => {
  const ground = groundOf(system, sector);
  const { dense, stateFrame } = ground;

  test("the case is the one meant", () => {
    const { layout, generators: found } = stateFrame;
    expect([layout.qubits, layout.isComplex, found.length]).toEqual([qubits, isComplex, generators]);
  });

  test("have the distribution of a dense calculation in products of Pauli bases", () => {
    const letters = fc.string({
      unit: fc.constantFrom("X", "Y", "Z"),
      minLength: system.qubits,
      maxLength: system.qubits,
    });
    fc.assert(
      fc.property(letters, (text) => {
        expect(largestError(ground, dense, { kind: "pauli", letters: text })).toBeLessThan(1e-9);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  test("and after Clifford circuits", () => {
    fc.assert(
      fc.property(cliffordCircuits(system.qubits), (circuit) => {
        expect(largestError(ground, dense, { kind: "clifford", circuit })).toBeLessThan(1e-9);
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});
