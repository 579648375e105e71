import { expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { System } from "../propagation/system.ts";
import { GroundStates } from "./ground-states.ts";
import { SettableHamiltonian } from "./hamiltonian.ts";
import { LevelOrder } from "./level-order.ts";
import { NudgeRange } from "./nudge-range.ts";
import { ObservableSet } from "./observables.ts";

// One spin in a field: energies ∓1, gap 2. The nudge ν Z shifts them by ±ν, and they cross at ν = 1.
const system = new System({
  qubits: 1,
  fixed: parseOperator("-Z0"),
  outputs: [{ name: "z", operator: parseOperator("Z0") }],
});

function levels() {
  const kernels = testKernels();
  const hamiltonian = new SettableHamiltonian(system, kernels);
  const outputs = new ObservableSet(system.outputs, kernels, hamiltonian.layout, hamiltonian.order);
  const range = new NudgeRange(system.outputs.map(({ operator }) => operator));
  const none = new Float64Array(0);
  const free = { inputs: none, parameters: none, nudge: Float64Array.of(0), stream: [] };
  const { state } = new GroundStates(hamiltonian, kernels, {}, 2).at(free);
  return { order: new LevelOrder(outputs, range), state };
}

test.each([
  [0.79, true],
  [0.81, false],
  [1.1, false],
  [-50, true],
])("nudged by %d: kept is %s", (nudge, expected) => {
  const { order, state } = levels();
  expect(order.isKept(state, 0, 2, Float64Array.of(nudge))).toBe(expected);
});
