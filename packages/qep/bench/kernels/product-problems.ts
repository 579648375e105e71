import { readFileSync } from "node:fs";
import { RandomStream } from "../../src/base/random.ts";
import { SettableHamiltonian } from "../../src/devices/hamiltonian.ts";
import { buildExperiment } from "../../src/experiments/build-experiment.ts";
import { parseExperiment } from "../../src/experiments/parse-experiment.ts";
import type { Kernels, PauliTable } from "../../src/kernels/kernels.ts";
import { type StateLayout, stateLayout } from "../../src/kernels/layout.ts";
import { realForm } from "../../src/kernels/real-form.ts";
import { tabulate } from "../../src/operators/pauli-table.ts";

/** An operator whose product with a vector is timed. */
export interface ProductProblem {
  readonly name: string;
  readonly table: PauliTable;
  readonly layout: StateLayout;
  readonly coefficients: Float64Array;
  /** At most this many times the limit. */
  readonly target?: number;
}

/** H = .6 Σ ZXZ − .3 Σ ZZ − .5 Σ X + 10⁻³ Σ h_j Z_j on a ring, in the natural order of the qubits. */
export function clusterRing(sites: number): ProductProblem {
  const field = new RandomStream("matvec", sites);
  const bit = (site: number) => 2 ** (site % sites);
  const terms = Array.from({ length: sites }, (_, j) => [
    [bit(j + 1), bit(j) + bit(j + 2), 0.6],
    [0, bit(j) + bit(j + 1), -0.3],
    [bit(j), 0, -0.5],
    [0, bit(j), 1e-3 * field.normal()],
  ]).flat() as [number, number, number][];
  return {
    name: `${sites} qubits`,
    table: {
      size: terms.length,
      x: Uint32Array.from(terms, ([x]) => x),
      z: Uint32Array.from(terms, ([, z]) => z),
    },
    layout: stateLayout(sites, false),
    coefficients: Float64Array.from(terms, ([, , c]) => c),
    target: sites <= 18 ? 2 : 1.7,
  };
}

/** The Hamiltonian of the paper's phase sensor and its 51 observables, as the simulator gives them to the kernels. */
export function phaseSensor(kernels: Kernels): ProductProblem & { readonly observables: PauliTable } {
  const file = new URL("../../../../examples/paper/phase-sensor-xyz.yaml", import.meta.url);
  const { system } = buildExperiment(parseExperiment(readFileSync(file, "utf8")));
  const hamiltonian = new SettableHamiltonian(system, kernels);
  const stream = new RandomStream("matvec", "sensor");
  const { layout, order, frame } = hamiltonian;
  const { table } = tabulate(system.operators, order, frame);
  const coefficients = Float64Array.from({ length: table.size }, () => stream.normal());
  const operators = system.parameters.map(({ operator }) => operator);
  const observables = tabulate(operators, order, frame).table;
  hamiltonian.release();
  return { name: "phase sensor, 8 + 2 qubits", table, layout, coefficients, observables };
}

/** The operator as the peer reads it: on a real vector, one more bit where the state is complex. */
export function peerInput({ table, layout, coefficients }: ProductProblem): string {
  const { flips, signs, sign, size } = realForm(table, layout);
  const lines = Array.from({ length: size }, (_, k) => {
    const value = (sign[k] as number) * (coefficients[k] as number);
    return `${flips[k]} ${signs[k]} ${value}`;
  });
  return [`plan ${Math.log2(layout.length)} ${size}`, ...lines, ""].join("\n");
}
