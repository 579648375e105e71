import { describe, expect, test } from "vitest";
import { requireMemoryToOpen } from "../../src/devices/simulator-memory.ts";
import { describeSystem, restoreSystem } from "../../src/devices/system-data.ts";
import {
  type Counts,
  checkReciprocity,
  type GradientProblem,
  holomorphicGradient,
  measure,
  type NamedOperator,
  type Position,
  parseOperator,
  rydbergArray,
  Simulator,
  Subspace,
  System,
  solveGroundLevel,
  squareLoss,
} from "../../src/index.ts";
import { expectExactGradients } from "../support/exact-gradients.ts";
import { testKernels } from "../support/kernels.ts";

// Rydberg atoms in the basis that the blockade leaves: against the whole space, and as a system that is trained.

const line = (atoms: number): Position[] => Array.from({ length: atoms }, (_, j) => [j, 0]);
const named = (name: string, text: string): NamedOperator => ({ name, operator: parseOperator(text) });

function groundEnergy(system: System, inputs: readonly number[]): number {
  const { energies } = solveGroundLevel(
    system,
    Float64Array.from(inputs),
    new Float64Array(0),
    testKernels(),
  );
  return energies[0] as number;
}

describe("the limit of a strong interaction", () => {
  // Two triangles of side 1 far from each other: within a triangle all pairs are blocked.
  const positions: Position[] = [
    [0, 0],
    [1, 0],
    [0.5, Math.sqrt(3) / 2],
    [7, 0],
    [8, 0],
    [7.5, Math.sqrt(3) / 2],
  ];

  test.each(["down", "up"] as const)("the energy approaches that of all states as 1/C6, n %s", (n) => {
    const errors = [250, 500, 1000, 2000, 4000].map((interaction) => {
      const [truncated, whole] = [{ radius: 1.5 }, undefined].map((blockade) => {
        const { qubits, space, inputs } = rydbergArray({ positions, n, ...(blockade && { blockade }) });
        return groundEnergy(new System({ qubits, space, inputs }), [1, 0.8, interaction]);
      }) as [number, number];
      // What is left out can only lower the energy.
      expect(truncated).toBeGreaterThan(whole);
      return truncated - whole;
    });
    for (let k = 1; k < errors.length; k++) {
      const slope = Math.log2((errors[k - 1] as number) / (errors[k] as number));
      expect(Math.abs(slope - 1)).toBeLessThan(0.03);
    }
    expect(errors.at(-1)).toBeLessThan(1e-3);
  });
});

test("a chain far beyond the whole space: 24 atoms have 121,393 states, their PXP energy grows by the bulk's", () => {
  const energies = [12, 16, 20, 24].map((atoms) => {
    const { qubits, space, inputs } = rydbergArray({ positions: line(atoms), blockade: { radius: 1.5 } });
    return groundEnergy(new System({ qubits, space, inputs }), [2, 0, 0]);
  });
  const steps = energies.slice(1).map((energy, k) => (energy - (energies[k] as number)) / 4);
  // The gap of about Ω/2 lets the ends forget each other: each step is that of the infinite chain.
  expect(Math.abs((steps[1] as number) - (steps[2] as number))).toBeLessThan(1e-4);
  expect(steps[2]).toBeCloseTo(-0.6034, 3);
});

/** Nine atoms with a detuning of their own each, whose order is read out. */
function trainedChain(): System {
  const { qubits, space, inputs } = rydbergArray({
    positions: line(9),
    detuning: "local",
    blockade: { radius: 1.5 },
  });
  const [omega, ...rest] = inputs as [NamedOperator, ...NamedOperator[]];
  const detunings = rest.slice(0, 9);
  const outputs = [named("order", "sum(j=0..4, n[2*j]) - sum(j=0..3, n[2*j+1])"), named("flip", "X4 + X5")];
  return new System({
    qubits,
    space,
    inputs: rest.slice(9),
    parameters: [{ ...omega, name: "drive" }, ...detunings],
    outputs,
  });
}

const parameters = Float64Array.from([1.1, 0.9, 0.3, 1.2, 0.1, 0.8, 0.4, 0.5, -0.3, 1]);
const point = { inputs: Float64Array.of(6), parameters, stream: ["blockade"] };
const free = { ...point, nudge: Float64Array.of(0, 0) };

describe("training under a blockade", () => {
  const problem: GradientProblem = {
    loss: squareLoss(),
    samples: [{ points: [point.inputs], target: Float64Array.of(2.5, 0.4) }],
    parameters,
    stream: ["blockade gradient"],
  };

  test("gradients: linear response is finite differences, and what QEP tends to as β²", async () => {
    await expectExactGradients(() => new Simulator(trainedChain(), testKernels()), problem);
  });

  test("reciprocity of all pairs of knobs", async () => {
    const device = new Simulator(trainedChain(), testKernels());
    const check = await checkReciprocity(device, point, { step: 0.02, shots: null, pairs: "all" });
    expect(check.verdict).toBe("holds");
    for (const { response, reverse } of check.pairs) expect(Math.abs(response - reverse)).toBeLessThan(2e-4);
  });

  test("shots: the variance is that of the projected operator", async () => {
    const system = trainedChain();
    const device = new Simulator(system, testKernels());
    const shots = { outputs: 100, parameters: 100, inputs: null };
    const selection = { outputs: [1], parameters: [0, 3] };
    const [noisy] = await measure(device, [free], { observables: selection, shots });
    const [exact] = await measure(device, [free], {
      observables: selection,
      shots: { outputs: null, parameters: null, inputs: null },
    });
    // (P(X4 + X5)P)² and (P ΣX P)² counted by hand: P X_i P X_j P is not P X_i X_j P.
    const expected = projectedVariances(system, exact.mean);
    for (const [k, variance] of expected.entries()) {
      expect((noisy.standardError as Float64Array)[k]).toBeCloseTo(Math.sqrt(variance / 100), 9);
    }
    const health = noisy.health;
    expect(health.gapSource).not.toBe("unknown");
    expect(health.nudgeRangeSource).toBe("unknown");
  });

  test("of one Pauli matrix too: (P X P)² is not 1, and the range of a projected output is a bound", async () => {
    const { qubits, space, inputs } = rydbergArray({ positions: line(2), blockade: { radius: 1.5 } });
    const outputs = [named("flip", "X0"), named("up", "n1")];
    const device = new Simulator(new System({ qubits, space, inputs, outputs }), testKernels());
    // With Ω = 2 the ground state is (|10⟩ + |01⟩ − √2 |00⟩)/2: P X0 P leads from its first and last part.
    const setting = { inputs: Float64Array.of(2, 0, 0), parameters: new Float64Array(0), stream: [] };
    const [noisy] = await measure(device, [{ ...setting, nudge: new Float64Array(2) }], {
      observables: { outputs: [0] },
      shots: { outputs: 1, parameters: null, inputs: null },
    });
    expect((noisy.standardError as Float64Array)[0]).toBeCloseTo(Math.sqrt(0.75 - 0.5), 8);
    const onlyUp = new Simulator(
      new System({ qubits, space, inputs, outputs: outputs.slice(1) }),
      testKernels(),
    );
    const [nudged] = await measure(onlyUp, [{ ...setting, nudge: Float64Array.of(0.1) }], {
      observables: { outputs: [0] },
      shots: { outputs: null, parameters: null, inputs: null },
    });
    expect([nudged.health.nudgeRange, nudged.health.nudgeRangeSource]).toEqual([0.1, "bound"]);
  });

  test("a nudge's range is a bound, since projecting can only narrow it", async () => {
    const device = new Simulator(trainedChain(), testKernels());
    const nudge = Float64Array.of(0.5, 0);
    const [{ health }] = await measure(device, [{ ...point, nudge, near: free }], {
      observables: { outputs: [0] },
      shots: { outputs: null, parameters: null, inputs: null },
    });
    expect([health.nudgeRange, health.nudgeRangeSource]).toEqual([4.5, "bound"]);
  });
});

/** Var(P A P) for X4 + X5, half of ΣX, and −n2, from dense matrices on the allowed strings. */
function projectedVariances(system: System, means: Float64Array): number[] {
  const { words, count } = system.space as Subspace;
  const states = Array.from({ length: count }, (_, k) => words[2 * k] as number);
  const index = new Map(states.map((word, k) => [word, k]));
  const flipped = (vector: Float64Array, atoms: readonly number[], factor: number) => {
    const image = new Float64Array(vector.length);
    for (const [k, word] of states.entries()) {
      for (const atom of atoms) {
        const other = index.get(word ^ (1 << atom));
        if (other !== undefined) image[k] = (image[k] as number) + factor * (vector[other] as number);
      }
    }
    return image;
  };
  const energyOf = (word: number) => {
    const excited = Array.from({ length: 9 }, (_, j) => j).filter((j) => (word >> j) & 1);
    const pairs = excited.flatMap((i) => excited.filter((j) => j > i).map((j) => 6 / (j - i) ** 6));
    return (
      pairs.reduce((sum, value) => sum + value, 0) -
      excited.reduce((sum, j) => sum + (parameters[1 + j] as number), 0)
    );
  };
  // Power iteration on 20 − H, to rounding: the gap is about 1.
  const all = Array.from({ length: 9 }, (_, j) => j);
  let ground = new Float64Array(states.length).fill(1 / Math.sqrt(states.length));
  for (let step = 0; step < 3000; step++) {
    const image = flipped(ground, all, (parameters[0] as number) / 2);
    const next = ground.map(
      (value, k) => (20 - energyOf(states[k] as number)) * value - (image[k] as number),
    );
    const norm = Math.hypot(...next);
    ground = next.map((value) => value / norm);
  }
  const square = (vector: Float64Array) => vector.reduce((sum, value) => sum + value * value, 0);
  const third = ground.map((value, k) => (((states[k] as number) >> 2) & 1 ? -value : 0));
  return [flipped(ground, [4, 5], 1), flipped(ground, all, 0.5), third].map(
    (image, k) => square(image) - (means[k] as number) ** 2,
  );
}

describe("counts", () => {
  test("strings without neighbours both excited, with the frequencies of the state", async () => {
    const device = new Simulator(trainedChain(), testKernels());
    const shots = 20_000;
    const { counts } = device.capabilities();
    expect(counts?.bases).toEqual(["ZZZZZZZZZ"]);
    const readouts = [[{ basis: { kind: "pauli", letters: "ZZZZZZZZZ" }, shots } as const]];
    const [counted] = await measure(device, [free], { readouts });
    const [{ outcomes, occurrences }] = counted.counts as readonly Counts[];
    expect(outcomes.every((word) => (word & (word >> 1)) === 0)).toBe(true);
    const excited = outcomes.reduce(
      (sum, word, k) => sum + ((word >> 2) & 1) * (occurrences[k] as number),
      0,
    );
    const [exact] = await measure(device, [free], {
      observables: { parameters: [3] },
      shots: { outputs: null, parameters: null, inputs: null },
    });
    const p = -(exact.mean[0] as number);
    // Five standard errors: a false alarm once in 10⁶ seeds.
    expect(Math.abs(excited / shots - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / shots));
    expect(p).toBeGreaterThan(0.1);
  });

  test("readout errors flip bits of strings, into blocked ones too", async () => {
    const flips = Array.from({ length: 9 }, () => 0.1);
    const device = new Simulator(trainedChain(), testKernels(), {
      imperfections: { readout: { p01: flips, p10: flips } },
    });
    const readouts = [[{ basis: { kind: "pauli", letters: "Z".repeat(9) }, shots: 1000 } as const]];
    const [counted] = await measure(device, [free], { readouts });
    const [{ outcomes }] = counted.counts as readonly Counts[];
    expect(outcomes.some((word) => (word & (word >> 1)) !== 0)).toBe(true);
  });

  test("another basis is refused", async () => {
    const device = new Simulator(trainedChain(), testKernels());
    const readouts = [[{ basis: { kind: "pauli", letters: "XZZZZZZZZ" }, shots: 10 } as const]];
    await expect(measure(device, [free], { readouts })).rejects.toMatchObject({
      code: "unsupported",
    });
  });
});

describe("what the truncation cannot have", () => {
  test("thermal states, sectors, complex operators, other sizes, the holomorphic gradient", () => {
    const system = trainedChain();
    const open = (options: ConstructorParameters<typeof Simulator>[2]) =>
      new Simulator(system, testKernels(), options);
    const unsupported = expect.objectContaining({ code: "unsupported" });
    expect(() => open({ equilibrium: { kind: "thermal", temperature: 1 } })).toThrow(unsupported);
    expect(() => open({ symmetries: { sector: [] } })).toThrow(unsupported);
    const space = new Subspace({ qubits: 2 });
    expect(() => new System({ qubits: 2, space, fixed: parseOperator("Y0") })).toThrow(unsupported);
    expect(() => new System({ qubits: 3, space })).toThrow(
      /a truncated basis is one of 2 qubits|extendedTo\(3\)/,
    );
    const circle = { radius: 0.1 };
    const at = { inputs: Float64Array.of(6), parameters, errorSignal: Float64Array.of(1, 0) };
    expect(() => holomorphicGradient(system, at, circle)).toThrow(unsupported);
  });

  test("memory: foretold from the number of states, and refused early", () => {
    const { qubits, space, inputs } = rydbergArray({ positions: line(26), blockade: { radius: 1.5 } });
    const system = new System({ qubits, space, inputs });
    const need = requireMemoryToOpen(system, {});
    expect(need.layout.dimension).toBe(317_811);
    // Pairs of rows: 26 flips, each of (F(28) − states without room) pairs, 8 bytes each; words, diagonal, search: 20 bytes.
    const flips = 8 * 26 * 0.2764 * 317_811;
    expect(Math.abs(need.tables / (flips + 20 * 317_811 + 8 * 317_811) - 1)).toBeLessThan(0.1);
    expect(() => requireMemoryToOpen(system, { memoryLimit: 2 ** 24 })).toThrow(
      expect.objectContaining({
        code: "out-of-memory",
        message: expect.stringContaining("26 qubits (real, 317811 basis states) need"),
      }),
    );
  });

  test("the basis goes along to another thread", () => {
    const system = trainedChain();
    const there = restoreSystem(structuredClone(describeSystem(system)));
    expect(there.space?.definition).toEqual(system.space?.definition);
    expect(there.space?.count).toBe(89);
  });
});
