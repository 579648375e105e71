import { describe, expect, test } from "vitest";
import { denseMatrix, multiplyVector } from "../../test/support/dense.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import { kitaevHoneycomb } from "../models/kitaev-honeycomb.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { pauliSymmetries } from "../operators/pauli-symmetries.ts";
import { Tapering } from "../operators/tapering.ts";
import { System } from "../propagation/system.ts";
import { lowestStates } from "../solvers/lowest-states.ts";
import { SettableHamiltonian } from "./hamiltonian.ts";
import { originalAmplitudes } from "./original-state.ts";

const kitaev = kitaevHoneycomb({ columns: 4, rows: 2 });

const SYSTEMS: readonly [string, System, number[]][] = [
  [
    "Kitaev's honeycomb, with many symmetries",
    new System({ qubits: 8, inputs: kitaev.inputs }),
    [1, 0.8, 0.5],
  ],
  // Y is a symmetry by itself: the removed qubit is in an eigenstate of Y.
  [
    "symmetries on single qubits",
    new System({ qubits: 4, fixed: parseOperator("Y0 X1 X2 + 0.7 Z1 + 0.3 Y0 Z2 + X3 + 0.2 X3 Z1") }),
    [],
  ],
  // No symmetries, and real only after quarter turns: on single sites, and on a site and a pair.
  [
    "a real basis",
    new System({
      qubits: 3,
      fixed: parseOperator("X0 X1 + 0.7 Y1 + 0.5 X1 + 0.4 Y0 Y1 + 0.3 Y0 X2 + 0.2 X2 + 0.25 X0 Y2"),
    }),
    [],
  ],
  [
    "a real basis with a pair",
    new System({
      qubits: 4,
      fixed: parseOperator(
        "X0 X1 + 0.7 Y1 Y2 + 0.4 Z2 Z0 + 0.3 X0 Y1 + 0.2 Z2 + 0.35 Y2 Z1 + 0.5 Y3 Z1 + 0.3 Z3 X1 + 0.15 X3 Y2",
      ),
    }),
    [],
  ],
  [
    "complex",
    new System({
      qubits: 3,
      fixed: parseOperator("X0 Y1 + Y0 Z2 + Z0 X1 + Y1 X2 + 0.3 Y2 + 0.2 X0 + 0.1 Z1"),
    }),
    [],
  ],
];

describe.each(SYSTEMS)("%s", (_, system, knobs) => {
  const { central, paired } = pauliSymmetries(system.operators, system.qubits);
  const generators = [...central, ...paired];
  const tapering = new Tapering(generators, system.qubits, system.operators);
  const inputs = Float64Array.from(knobs);
  const none = new Float64Array(0);
  const whole = OperatorSum.sum([
    system.fixed,
    ...system.inputs.map(({ operator }, k) => operator.scale(inputs[k] as number)),
  ]);
  const sectors = Array.from({ length: Math.min(8, 2 ** generators.length) }, (__, sector) => sector);

  test.each(sectors)(
    "the state of sector %i is an eigenstate of H and of the symmetries on all qubits",
    (sector) => {
      const kernels = testKernels();
      const hamiltonian = new SettableHamiltonian(
        system,
        kernels,
        generators.length > 0 ? tapering : undefined,
      );
      const problem = hamiltonian.at({ inputs, parameters: none, nudge: none }, sector);
      const { states, energies } = lowestStates(problem, 1, new RandomStream(1));
      const { layout, order, frame } = hamiltonian;
      const state = states[0] as NonNullable<(typeof states)[number]>;
      const found = originalAmplitudes(
        { qubits: system.qubits, layout, order, frame, generators },
        { state, sector },
      );
      const vector = { re: found.re, im: found.im ?? new Float64Array(found.re.length) };
      const overlap = (operator: OperatorSum) => {
        const image = multiplyVector(denseMatrix(operator, system.qubits), vector);
        const norm = Math.hypot(...image.re, ...image.im);
        const mean = image.re.reduce(
          (sum, a, b) =>
            sum + a * (vector.re[b] as number) + (image.im[b] as number) * (vector.im[b] as number),
          0,
        );
        return { mean, norm };
      };
      expect(overlap(OperatorSum.identity).norm).toBeCloseTo(1, 10);
      const energy = overlap(whole);
      expect(energy.mean).toBeCloseTo(energies[0] as number, 8);
      expect(energy.norm).toBeCloseTo(Math.abs(energies[0] as number), 8);
      for (const [g, generator] of generators.entries()) {
        expect(overlap(OperatorSum.of(generator)).mean).toBeCloseTo((sector >> g) & 1 ? -1 : 1, 8);
      }
    },
  );
});
