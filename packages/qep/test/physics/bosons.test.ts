import { describe, expect, test } from "vitest";
import {
  boseHubbard,
  checkReciprocity,
  type GradientProblem,
  type Model,
  measure,
  type NamedOperator,
  parseOperator,
  Simulator,
  System,
  solveGroundLevel,
  squareLoss,
} from "../../src/index.ts";
import { expectExactGradients } from "../support/exact-gradients.ts";
import { testKernels } from "../support/kernels.ts";

// Bose-Hubbard: what is known in closed form, and bosons as a system that is trained.

const chain = (sites: number, boundary: "open" | "periodic" = "open") =>
  ({ kind: "chain", sites, boundary }) as const;

function ground(
  { qubits, space, bosons, inputs }: Model,
  values: readonly number[],
  texts: readonly string[] = [],
) {
  const system = new System({ qubits, space, inputs });
  const observables = texts.map((text) => ({ name: text, operator: parseOperator(text, { bosons }) }));
  const level = solveGroundLevel(system, Float64Array.from(values), new Float64Array(0), testKernels(), {
    observables,
  });
  return { energy: level.energies[0] as number, means: level.expectations };
}

describe("two bosons on two sites", () => {
  test.each([
    [1, 0.5],
    [0.3, 4],
    [1, -2],
  ])("J = %d, U = %d: E = U/2 − √(U²/4 + 4J²)", (hopping, repulsion) => {
    const model = boseHubbard({ lattice: chain(2), particles: 2 });
    const { energy, means } = ground(model, [hopping, repulsion], ["n0", "n0 n0", "b+0 b1 + b+1 b0"]);
    const root = Math.sqrt(repulsion ** 2 / 4 + 4 * hopping ** 2);
    expect(energy).toBeCloseTo(repulsion / 2 - root, 10);
    expect(means[0]).toBeCloseTo(1, 9);
    // Hellmann–Feynman: ∂E/∂U = ⟨n(n−1)⟩ of one site, ∂E/∂J = −⟨b†b + h.c.⟩.
    expect((means[1] as number) - 1).toBeCloseTo(0.5 - repulsion / (4 * root), 8);
    expect(means[2]).toBeCloseTo((4 * hopping) / root, 8);
  });
});

describe("limits", () => {
  test.each([
    [5, 4],
    [4, 6],
  ])("without repulsion %i sites hold %i bosons in the lowest orbital", (sites, particles) => {
    const model = boseHubbard({ lattice: chain(sites), particles });
    const orbital = (k: number) => Math.sqrt(2 / (sites + 1)) * Math.sin((Math.PI * (k + 1)) / (sites + 1));
    const { energy, means } = ground(model, [0.7, 0], ["n0", "n1", "b+0 b1 + b+1 b0"]);
    expect(energy).toBeCloseTo(-2 * 0.7 * particles * Math.cos(Math.PI / (sites + 1)), 9);
    const expected = [orbital(0) ** 2, orbital(1) ** 2, 2 * orbital(0) * orbital(1)];
    for (const [k, value] of expected.entries()) expect(means[k]).toBeCloseTo(particles * value, 8);
  });

  test("weak hopping at one boson a site: E = −4J²/U for each bond, up to J⁴", () => {
    const model = boseHubbard({ lattice: chain(5), particles: 5, levels: 4 });
    const excess = [0.02, 0.01, 0.005].map(
      (hopping) => ground(model, [hopping, 1]).energy + 4 * 4 * hopping ** 2,
    );
    for (const k of [1, 2]) {
      const slope = Math.log2((excess[k - 1] as number) / (excess[k] as number));
      expect(Math.abs(slope - 4)).toBeLessThan(0.1);
    }
  });

  test("two levels are hard-core bosons: free fermions in a row", () => {
    const [sites, particles] = [7, 3];
    const model = boseHubbard({ lattice: chain(sites), particles, levels: 2 });
    const orbitals = Array.from(
      { length: particles },
      (_, k) => -2 * Math.cos((Math.PI * (k + 1)) / (sites + 1)),
    );
    // U acts on pairs, of which there are none.
    expect(ground(model, [1, 123]).energy).toBeCloseTo(
      orbitals.reduce((sum, energy) => sum + energy, 0),
      9,
    );
  });

  test("the space of all numbers holds that of each: mu chooses", () => {
    const all = boseHubbard({ lattice: chain(3), levels: 3 });
    expect(all.inputs.map(({ name }) => name)).toEqual(["J", "U", "mu"]);
    const mu = 0.6;
    const { energy, means } = ground(all, [0.5, 1.5, mu], ["n0 + n1 + n2"]);
    const best = [1, 2, 3, 4, 5, 6].map((particles) => {
      const fixed = boseHubbard({ lattice: chain(3), levels: 3, particles });
      return ground(fixed, [0.5, 1.5]).energy - mu * particles;
    });
    expect(energy).toBeCloseTo(Math.min(...best), 9);
    expect(means[0]).toBeCloseTo(1 + best.indexOf(Math.min(...best)), 9);
  });

  test("more levels lower the energy towards that of all", () => {
    const energies = [2, 3, 4, 5, 6, 7].map(
      (levels) => ground(boseHubbard({ lattice: chain(6), particles: 6, levels }), [1, 2]).energy,
    );
    for (let k = 1; k < energies.length; k++) {
      expect((energies[k] as number) - (energies[k - 1] as number)).toBeLessThan(0);
    }
    expect((energies[3] as number) - (energies[5] as number)).toBeLessThan(1e-3);
  });
});

/** Six bosons on a ladder of three rungs; repulsion and energies are trained, one output does not conserve each site. */
function trainedLadder(): System {
  const model = boseHubbard({
    lattice: { kind: "ladder", rungs: 3, boundary: "open" },
    levels: 4,
    particles: 5,
    energies: "local",
  });
  const { qubits, space, bosons, inputs } = model;
  expect(inputs.map(({ name }) => name)).toEqual("JLeg JRung U e0 e1 e2 e3 e4 e5".split(" "));
  const named = (name: string, text: string): NamedOperator => ({
    name,
    operator: parseOperator(text, { bosons }),
  });
  return new System({
    qubits,
    space,
    inputs: inputs.slice(0, 1),
    parameters: inputs.slice(1),
    outputs: [named("left", "n0 + n1"), named("square", "n4 n4"), named("hop", "b+0 b5 + b+5 b0")],
  });
}

const parameters = Float64Array.of(0.8, 1.7, 0.3, -0.4, 0.2, 0.1, -0.3, 0.25);
const point = { inputs: Float64Array.of(1), parameters, stream: ["bosons"] };

describe("training bosons", () => {
  const problem: GradientProblem = {
    loss: squareLoss(),
    samples: [{ points: [point.inputs], target: Float64Array.of(1, 2, 0.3) }],
    parameters,
    stream: ["boson gradient"],
  };

  test("gradients: linear response is finite differences, and what QEP tends to as β²", async () => {
    await expectExactGradients(() => new Simulator(trainedLadder(), testKernels()), problem);
  });

  test("reciprocity of all pairs of knobs", async () => {
    const device = new Simulator(trainedLadder(), testKernels());
    const check = await checkReciprocity(device, point, { step: 0.02, shots: null, pairs: "all" });
    expect(check.verdict).toBe("holds");
    expect(check.pairs.length).toBeGreaterThan(50);
    for (const { response, reverse } of check.pairs) expect(Math.abs(response - reverse)).toBeLessThan(1e-3);
  });

  test("counts beyond 32 qubits", async () => {
    const { qubits, space, inputs } = boseHubbard({ lattice: chain(9), particles: 2, levels: 16 });
    const device = new Simulator(new System({ qubits, space, inputs }), testKernels());
    const setting = {
      inputs: Float64Array.of(1, 0.5),
      parameters: new Float64Array(0),
      nudge: new Float64Array(0),
    };
    const readouts = [[{ basis: { kind: "pauli", letters: "Z".repeat(36) }, shots: 500 } as const]];
    const [{ counts }] = await measure(device, [{ ...setting, stream: ["wide"] }], { readouts });
    const { outcomes } = (counts as NonNullable<typeof counts>)[0];
    const totals = Array.from({ length: outcomes.length / 2 }, (_, k) => {
      const word = (BigInt(outcomes[2 * k + 1]) << 32n) | BigInt(outcomes[2 * k]);
      return Array.from({ length: 9 }, (_, site) => Number((word >> BigInt(4 * site)) & 15n));
    });
    expect(totals.every((numbers) => numbers.reduce((sum, n) => sum + n, 0) === 2)).toBe(true);
    expect(totals.some((numbers) => numbers[8] > 0)).toBe(true);
  });

  test("counts keep the number of bosons, and their squares are those of the state", async () => {
    const system = trainedLadder();
    const device = new Simulator(system, testKernels());
    const setting = { ...point, nudge: new Float64Array(3) };
    const shots = 20_000;
    const readouts = [[{ basis: { kind: "pauli", letters: "Z".repeat(12) }, shots } as const]];
    const [{ counts }] = await measure(device, [setting], { readouts });
    const { outcomes, occurrences } = (counts as NonNullable<typeof counts>)[0];
    const numberOf = (word: number, site: number) => (word >> (2 * site)) & 3;
    const total = (word: number) => [0, 1, 2, 3, 4, 5].reduce((sum, site) => sum + numberOf(word, site), 0);
    expect(outcomes.every((word) => total(word) === 5)).toBe(true);
    const square =
      outcomes.reduce((sum, word, k) => sum + numberOf(word, 4) ** 2 * occurrences[k], 0) / shots;
    const exactly = { outputs: null, parameters: null, inputs: null };
    const [exact] = await measure(device, [setting], { observables: { outputs: [1] }, shots: exactly });
    const once = { outputs: 1, parameters: null, inputs: null };
    const [noisy] = await measure(device, [setting], { observables: { outputs: [1] }, shots: once });
    const deviation = (noisy.standardError as Float64Array)[0];
    // Five standard errors: a false alarm once in 10⁶ seeds.
    expect(Math.abs(square - exact.mean[0])).toBeLessThan((5 * deviation) / Math.sqrt(shots));
  });
});
