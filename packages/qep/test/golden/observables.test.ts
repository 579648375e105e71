import { describe, expect, test } from "vitest";
import {
  joinQuantities,
  makeLattice,
  OperatorSum,
  parseOperator,
  parseQuantities,
  Simulator,
  type SimulatorOptions,
  System,
  solveGroundLevel,
  transverseFieldIsing,
} from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";
import golden from "./observables.json" with { type: "json" };

// make_observables.py: free fermions and LAPACK.

const { sites: SITES } = golden;
const model = transverseFieldIsing({ sites: SITES });
const ring = new System({ qubits: SITES, inputs: model.inputs });
const knobs = new Map(model.inputs.map(({ name, operator }) => [name, operator]));
const lengths = Array.from({ length: SITES / 2 }, (_, k) => k + 1);

const RING_QUANTITIES = [
  ...lengths.map((r) => `correlator(Z0, Z${r})`),
  "structure-factor(Z)",
  // Blocks anywhere on the ring.
  ...lengths.map((length) => `entropy(${length === 1 ? 3 : `3..${length + 2}`})`),
  ...lengths.map((length) => `entropy(${length === 1 ? 0 : `0..${length - 1}`}, renyi=2)`),
  "fidelity-susceptibility(gX)",
];

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-8): void {
  expect(actual).toHaveLength(expected.length);
  for (let k = 0; k < expected.length; k++) {
    expect(Math.abs((actual[k] as number) - (expected[k] as number)), `number ${k}`).toBeLessThan(
      tolerance * Math.max(1, Math.abs(expected[k] as number)),
    );
  }
}

describe.each(golden.rings)("a transverse-field Ising ring at gZZ $gZZ, gX $gX", (expected) => {
  const list = joinQuantities(
    parseQuantities(RING_QUANTITIES.join(", "), { qubits: SITES, lattice: model.lattice, knobs }),
  );
  const numbers = [
    ...expected.correlators,
    ...expected.structure,
    ...expected.entropies,
    ...expected.renyi2,
    expected.susceptibility,
  ];
  const inputs = Float64Array.of(expected.gZZ, expected.gX);

  test("the ground level agrees with free fermions", () => {
    const { operators, properties } = list.request;
    const observables = operators.map((operator) => ({ name: "asked", operator }));
    const options = { observables, properties, tolerance: 1e-11 };
    const level = solveGroundLevel(ring, inputs, new Float64Array(0), testKernels(), options);
    expect(level.degeneracy).toBe(1);
    const means = Float64Array.from(level.expectations);
    const found = list.evaluate({ means, properties: level.properties });
    expectClose(
      found.flatMap((each) => [...each]),
      numbers,
    );
  });

  test("so does the simulator in a sector, on fewer qubits", async () => {
    const simulator = new Simulator(ring, testKernels(), { tolerance: 1e-11 });
    expect(simulator.capabilities().record.symmetries).toBe(1);
    const setting = { inputs, parameters: new Float64Array(0), nudge: new Float64Array(0), stream: ["x"] };
    const [observation] = await simulator.observe([setting], list.request);
    await simulator.close();
    const found = list.evaluate(observation as NonNullable<typeof observation>);
    expectClose(
      found.flatMap((each) => [...each]),
      numbers,
    );
  });
});

describe.each(golden.random)("a random Pauli sum of $qubits qubits", (expected) => {
  const sum = (terms: (string | number)[][]) =>
    OperatorSum.sum(
      terms.map(([coefficient, text]) => parseOperator(String(text)).scale(Number(coefficient))),
    );
  const { qubits, subsets, thermal } = expected;
  const system = new System({ qubits, fixed: sum(expected.terms) });
  const generator = sum(expected.generator).toString();
  const nothing = new Float64Array(0);
  const setting = { inputs: nothing, parameters: nothing, nudge: nothing, stream: ["x"] };

  async function ask(texts: readonly string[], options: SimulatorOptions): Promise<Float64Array[]> {
    const list = joinQuantities(parseQuantities(texts.join(", "), { qubits }));
    const simulator = new Simulator(system, testKernels(), { tolerance: 1e-11, ...options });
    const [observation] = await simulator.observe([setting], list.request);
    await simulator.close();
    return list.evaluate(observation as NonNullable<typeof observation>);
  }

  test("reduced density matrices and entropies of the ground state, scattered qubits in any order", async () => {
    const matrices = await ask(
      subsets.map((sites) => `density-matrix(${sites})`),
      {},
    );
    for (const [k, numbers] of matrices.entries()) {
      expectClose(numbers, [...(expected.re[k] as number[]), ...(expected.im[k] as number[])]);
    }
    const entropies = await ask(
      subsets.map((sites) => `entropy(${sites})`),
      {},
    );
    expectClose(
      entropies.map(([entropy]) => entropy as number),
      expected.entropies,
    );
    expectClose((await ask([`fisher-information(${generator})`], {}))[0] as Float64Array, [expected.fisher]);
  });

  test("entropy, Fisher information and energy variance at a temperature", async () => {
    const equilibrium = { kind: "thermal", temperature: expected.temperature } as const;
    const texts = ["entropy(4, 1)", `fisher-information(${generator})`, "energy-variance"];
    const numbers = (await ask(texts, { equilibrium })).map(([number]) => number as number);
    expectClose(numbers, [thermal.entropy, thermal.fisher, thermal.variance]);
    await expect(
      ask(["energy-variance"], { equilibrium: { ...equilibrium, method: "typicality" } }),
    ).rejects.toThrow(/sampled with random vectors .* answers no other quantities/);
  });
});

test("the lattices of models know their cells", () => {
  expect(makeLattice({ kind: "honeycomb", columns: 2, rows: 3 }).cells?.counts).toEqual([2, 3]);
});
