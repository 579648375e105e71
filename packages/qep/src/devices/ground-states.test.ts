import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../test/support/dense.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import type { Setting } from "../propagation/device.ts";
import { System } from "../propagation/system.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { GroundStates } from "./ground-states.ts";
import { SettableHamiltonian } from "./hamiltonian.ts";
import { LevelOrder } from "./level-order.ts";
import { NudgeRange } from "./nudge-range.ts";
import { ObservableSet } from "./observables.ts";

const system = new System({
  qubits: 6,
  fixed: parseOperator("sum(j=0..5, -Z[j] Z[(j+1)%6] - 0.3 X[j])"),
  inputs: [{ name: "x", operator: parseOperator("Z0") }],
  parameters: [
    { name: "a", operator: parseOperator("X0 Y1 + Y2") },
    { name: "b", operator: parseOperator("Z3 + 0.2 X4") },
  ],
  outputs: [{ name: "up", operator: parseOperator("0.5 + 0.5 Z5") }],
});

const setting = (a: number, x = 0, nudge = 0, near?: Setting): Setting => ({
  inputs: Float64Array.of(x),
  parameters: Float64Array.of(a, 0.4),
  nudge: Float64Array.of(nudge),
  stream: [],
  ...(near && { near }),
});

function exactEnergy({ inputs, parameters, nudge }: Setting): number {
  const knobs = [1, ...inputs, ...parameters, ...nudge];
  const h = OperatorSum.sum(system.operators.map((operator, k) => operator.scale(knobs[k])));
  return hermitianEigen(denseMatrix(h, 6)).values[0];
}

function make(options: EigenOptions = {}, capacity = 10) {
  const kernels = testKernels();
  const hamiltonian = new SettableHamiltonian(system, kernels);
  const states = new GroundStates(hamiltonian, kernels, options, capacity);
  return { kernels, hamiltonian, states };
}

const bits = ({ state }: { state: { values: Float64Array } }) => [...state.values];

describe("ground states by setting", () => {
  test("energies are those of the dense Hamiltonian at every knob", () => {
    const { states } = make();
    for (const s of [
      setting(0.5),
      setting(-0.5, 0.7),
      setting(0.2, -0.1, 0.4),
      setting(0.2, 0.1, 0, setting(0.3)),
    ]) {
      expect(Math.abs(states.at(s).record.energy - exactEnergy(s))).toBeLessThan(1e-11);
    }
  });

  test("a remembered state is the same object; arrays changed in place are noticed", () => {
    const { states } = make();
    const first = setting(0.5);
    const energy = states.at(first).record.energy;
    expect(states.at(setting(0.5)).record).toBe(states.at(first).record);
    for (const knob of ["parameters", "inputs", "nudge"] as const) {
      first[knob][0] += 0.5;
      const moved = states.at(first).record.energy;
      expect(Math.abs(moved - exactEnergy(first))).toBeLessThan(1e-11);
      expect(moved).not.toBe(energy);
    }
    expect(states.at(setting(0.5)).record.energy).toBe(energy);
  });

  test("what was computed before changes no bit, whether remembered or forgotten", () => {
    const fresh = (s: Setting) => bits(make().states.at(s));
    const targets = [setting(0.5), setting(0.6, 0, 0.2, setting(0.6)), setting(0.5, 0, -0.1, setting(0.5))];
    const { states } = make({}, 2);
    for (const other of [0.1, 0.2, 0.3, 0.4]) states.at(setting(other));
    for (const target of [...targets, ...targets]) expect(bits(states.at(target))).toEqual(fresh(target));
  });

  test("where the gap is open, a nudged state is searched for anew: a near partner may come below", () => {
    const pair = new System({
      qubits: 2,
      fixed: parseOperator("-Z1 + 0.05 X1"),
      inputs: [],
      parameters: [{ name: "a", operator: parseOperator("Z0") }],
      outputs: [{ name: "z", operator: parseOperator("Z0") }],
    });
    const kernels = testKernels();
    const states = new GroundStates(new SettableHamiltonian(pair, kernels), kernels, {}, 2);
    const at = (nudge: number) => ({
      inputs: new Float64Array(0),
      parameters: Float64Array.of(-5e-8),
      nudge: Float64Array.of(nudge),
      stream: [],
    });
    const free = at(0);
    // Four states only: by the first look at the run, copies of the pair may be there.
    expect(states.at(free).record).toMatchObject({ gap: null, gapSource: "unknown" });
    const warm = bits(states.at({ ...at(1e-7), near: free }));
    expect(warm).toEqual(bits(states.at(at(1e-7))));
  });

  test("a warm start agrees with a cold one", () => {
    const { states } = make();
    for (const distance of [1e-6, 0.1, 2]) {
      const cold = states.at(setting(0.5 + distance)).record;
      const warm = states.at(setting(0.5 + distance, 0, 0, setting(0.5))).record;
      expect(Math.abs(warm.energy - cold.energy)).toBeLessThan(1e-11);
    }
    const near = states.at(setting(0.5 + 1e-6, 0, 0, setting(0.5))).record.iterations;
    expect(near).toBeLessThan(states.at(setting(0.5)).record.iterations);
  });

  describe("opposite a nudge", () => {
    const free = setting(0.5, 0.1);
    const plus = setting(0.5, 0.1, 0.2, free);
    const minus = { ...setting(0.5, 0.1, -0.2, free), opposite: plus };

    test("the reflected state is a better start, and leads to the same energy", () => {
      const { states } = make({ tolerance: 1e-9 });
      const near = states.at(setting(0.5, 0.1, -0.2, free)).record;
      states.at(plus);
      const reflected = states.at(minus).record;
      expect(Math.abs(reflected.energy - exactEnergy(minus))).toBeLessThan(1e-11);
      expect(reflected.iterations).toBeLessThan(near.iterations);
    });

    test("the state is the same whether the opposite one was just computed, long ago, or never", () => {
      const fresh = bits(make().states.at(minus));
      const { states } = make();
      states.at(plus);
      expect(bits(states.at(minus))).toEqual(fresh);
      states.at(setting(0.2, 0, 0.1, setting(0.2)));
      expect(bits(states.at(minus))).toEqual(fresh);
      expect(bits(states.at(setting(0.5, 0.1, -0.2, free)))).not.toEqual(fresh);
    });

    test("states that have little in common are no guess", () => {
      const { states } = make();
      // The whole ring turns over between them.
      const far = setting(0.5, -5.8, 0, free);
      const there = { ...setting(0.5, 6, 0, free), opposite: far };
      expect(Math.abs(states.at(there).record.energy - exactEnergy(there))).toBeLessThan(1e-11);
      expect(bits(states.at(there))).toEqual(bits(states.at(setting(0.5, 6, 0, free))));
    });
  });

  describe("across a level crossing", () => {
    const crossing = new System({
      qubits: 4,
      fixed: parseOperator("-Z0 Z1 - Z1 Z2 - Z2 Z3"),
      inputs: [{ name: "x", operator: parseOperator("Z0 + Z1 + Z2 + Z3") }],
    });
    const at = (x: number, near?: Setting): Setting => ({
      inputs: Float64Array.of(x),
      parameters: new Float64Array(0),
      nudge: new Float64Array(0),
      stream: [],
      ...(near && { near }),
    });

    // All spins turn over at x = 0; the old ground state is an eigenstate on the other side too.
    test.each([0.5, 1e-3, 1e-7, 1e-9])("from x = %d to −x", (x) => {
      const kernels = testKernels();
      const states = new GroundStates(new SettableHamiltonian(crossing, kernels), kernels, {}, 4);
      const { energy } = states.at(at(-x, at(x))).record;
      expect(Math.abs(energy - (-3 - 4 * x))).toBeLessThan(0.1 * x + 1e-14);
    });

    // Total Z is conserved, which is no Pauli string.
    test.each([1.5, 2.5])("a nudge that brings a state of another symmetry below: %d", (nudge) => {
      const turned = new System({
        qubits: 4,
        fixed: parseOperator("sum(j=0..3, -X[j] X[(j+1)%4] - Y[j] Y[(j+1)%4] - Z[j] Z[(j+1)%4])"),
        inputs: [{ name: "x", operator: parseOperator("Z0 + Z1 + Z2 + Z3") }],
        outputs: [{ name: "m", operator: parseOperator("0.25 (Z0 + Z1 + Z2 + Z3)") }],
      });
      const kernels = testKernels();
      const hamiltonian = new SettableHamiltonian(turned, kernels);
      const { layout, order, frame } = hamiltonian;
      const outputs = new ObservableSet(turned.outputs, kernels, layout, order, frame);
      const range = new NudgeRange(turned.outputs.map(({ operator }) => operator));
      const levels = new LevelOrder(outputs, range);
      const states = new GroundStates(hamiltonian, kernels, {}, 4, undefined, levels);
      const free = { ...at(-0.5), nudge: Float64Array.of(0) };
      const energy = states.at({ ...free, nudge: Float64Array.of(nudge), near: free }).record.energy;
      // All up at x = −0.5; the field of the spins is then −0.5 + nudge/4.
      expect(energy).toBeCloseTo(-4 - 4 * Math.abs(-0.5 + nudge / 4), 9);
    });
  });

  test("after a failure nothing is lost", () => {
    const { kernels, hamiltonian, states } = make({ krylovDimension: 4, maxIterations: 3 });
    const before = kernels.bytesInUse;
    for (let trial = 0; trial < 3; trial++) {
      expect(() => states.at(setting(trial))).toThrow(expect.objectContaining({ code: "not-converged" }));
    }
    expect(kernels.bytesInUse).toBe(before);
    states.release();
    hamiltonian.release();
    expect(kernels.bytesInUse).toBe(0);
  });

  test("no more states are kept than there is room for", () => {
    const { kernels, states, hamiltonian } = make({}, 3);
    const before = kernels.bytesInUse;
    for (let k = 0; k < 8; k++) states.at(setting(k));
    expect(kernels.bytesInUse - before).toBe(3 * 8 * hamiltonian.layout.length);
  });
});
