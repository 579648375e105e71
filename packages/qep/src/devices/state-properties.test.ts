import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import { clusterIsing, transverseFieldIsing } from "../models/chains.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { PauliString } from "../operators/pauli-string.ts";
import { Subspace } from "../operators/subspace.ts";
import { System } from "../propagation/system.ts";
import { parseQuantities } from "../quantities/parse-quantities.ts";
import { joinQuantities } from "../quantities/quantity.ts";
import type { StateProperty } from "../quantities/state-request.ts";
import { solveGroundLevel } from "./ground-level.ts";
import { estimateThermalLevel } from "./thermal-estimate.ts";
import { solveThermalLevel } from "./thermal-level.ts";

/** The numbers of some quantities of the ground level of H. */
function ask(qubits: number, hamiltonian: OperatorSum | string, texts: string): number[][] {
  const fixed = typeof hamiltonian === "string" ? parseOperator(hamiltonian) : hamiltonian;
  const system = new System({ qubits, fixed });
  const list = joinQuantities(parseQuantities(texts, { qubits }));
  const { operators, properties } = list.request;
  const observables = operators.map((operator) => ({ name: "asked", operator }));
  const kernels = testKernels();
  const none = new Float64Array(0);
  const level = solveGroundLevel(system, none, none, kernels, { observables, properties, tolerance: 1e-12 });
  expect(kernels.bytesInUse).toBe(0);
  const answer = { means: Float64Array.from(level.expectations), properties: level.properties };
  return list.evaluate(answer).map((numbers) => [...numbers]);
}

function expectNumbers(found: readonly number[][], expected: readonly number[]): void {
  expect(found.flat()).toHaveLength(expected.length);
  for (const [k, value] of expected.entries()) expect(found.flat()[k], `number ${k}`).toBeCloseTo(value, 9);
}

describe("states known by hand", () => {
  test("a Bell pair", () => {
    const quantities =
      "entropy(0), entropy(1, base=2), density-matrix(0), fisher-information(0.5 Z0 + 0.5 Z1), energy-variance";
    expectNumbers(ask(2, "-X0 X1 - Z0 Z1", quantities), [Math.LN2, 1, 0.5, 0, 0, 0.5, 0, 0, 0, 0, 4, 0]);
  });

  test.each([3, 5])("a GHZ state of %i qubits has the Fisher information N²", (qubits) => {
    const zz = OperatorSum.sum(
      Array.from({ length: qubits - 1 }, (_, j) => OperatorSum.of(new PauliString(0n, 3n << BigInt(j)), -1)),
    );
    const flip = OperatorSum.of(new PauliString(2n ** BigInt(qubits) - 1n, 0n), -0.3);
    const spin = `fisher-information(sum(j=0..${qubits - 1}, 0.5 Z[j]))`;
    const found = ask(qubits, zz.plus(flip), `${spin}, entropy(0), entropy(0, 1), density-matrix(1, 0)`);
    const classical = new Array<number>(32).fill(0);
    [classical[0], classical[15]] = [0.5, 0.5];
    expectNumbers(found, [qubits ** 2, Math.LN2, Math.LN2, ...classical]);
  });

  test("a W state of four qubits", () => {
    const number = "(Z0 + Z1 + Z2 + Z3 - 2)";
    const hops = "sum(j=0..3, X[j] X[(j+1)%4] + Y[j] Y[(j+1)%4]) + X0 X2 + Y0 Y2 + X1 X3 + Y1 Y3";
    const [quarter, half] = [Math.log(4) - 0.75 * Math.log(3), Math.LN2];
    const found = ask(
      4,
      `2 ${number} ${number} - 0.5*(${hops})`,
      "entropy(2), entropy(0, 3), density-matrix(1), correlator(X0, X2)",
    );
    expectNumbers(found, [quarter, half, 0.75, 0, 0, 0.25, 0, 0, 0, 0, 0.5]);
  });

  test("a cluster state: string order 1, and ln 2 for each end of a cut", () => {
    const ring = clusterIsing({ sites: 8 }).inputs[0]?.operator as OperatorSum;
    // The sign of the coupling: Z X Z is −1, so that a string of three of them is −1 and one of two 1.
    expectNumbers(
      ask(
        8,
        ring,
        "string-order(Z, X, 0..6, every=2), string-order(Z, X, 0..4, every=2), entropy(2..4), entropy(0, 4), entropy(0..1, renyi=2)",
      ),
      [-1, 1, 2 * Math.LN2, 2 * Math.LN2, 2 * Math.LN2],
    );
    const open = "-sum(j=0..3, Z[j] X[j+1] Z[j+2]) - X0 Z1 - Z4 X5";
    expectNumbers(ask(6, open, "string-order(Z, X, 1..5, every=2), entropy(0..2), entropy(2, 3)"), [
      1,
      Math.LN2,
      2 * Math.LN2,
    ]);
  });

  test("the string order of den Nijs and Rommelse is 4/9 in the AKLT state", () => {
    // Three spins 1 of two qubits each between two spins ½, qubits 6 and 7: one valence bond to each side, nothing else.
    const dot = (a: number, b: number) =>
      OperatorSum.sum(
        (["X", "Y", "Z"] as const).map((letter) =>
          OperatorSum.pauli(letter, a).times(OperatorSum.pauli(letter, b)),
        ),
      ).scale(0.25);
    const over = (as: readonly number[], bs: readonly number[]) =>
      OperatorSum.sum(as.flatMap((a) => bs.map((b) => dot(a, b))));
    const [first, second, third] = [
      [0, 1],
      [2, 3],
      [4, 5],
    ] as const;
    const bond = (product: OperatorSum) => product.plus(product.times(product).scale(1 / 3));
    const hamiltonian = OperatorSum.sum([
      bond(over(first, second)),
      bond(over(second, third)),
      over([6], first),
      over(third, [7]),
      // A price for the singlet of a pair, which is no spin 1.
      ...[first, second, third].map(([a, b]) => dot(a, b).scale(-10)),
    ]);
    const quantities = "string-order(Z, 0..2, spin=1), string-order(X, 1..2, spin=1), entropy(6)";
    expectNumbers(ask(8, hamiltonian, quantities), [4 / 9, 4 / 9, Math.LN2]);
  });
});

describe("levels of several states", () => {
  test("the uniform mixture of the level is read", () => {
    // Two states, |00⟩ and |11⟩: entropies are those of the mixture.
    const quantities =
      "entropy(0), entropy(0, 1), fisher-information(0.5 Z0 + 0.5 Z1), fisher-information(0.5 X0), density-matrix(0, 1)";
    const mixed = [0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5, ...new Array<number>(16).fill(0)];
    expectNumbers(ask(2, "-Z0 Z1", quantities), [Math.LN2, Math.LN2, 0, 1, ...mixed]);
  });

  test("the fidelity susceptibility leaves the partners of the level out", () => {
    const system = new System({
      qubits: 3,
      fixed: parseOperator("-Z0 Z1 - Z1 Z2"),
      inputs: [{ name: "h", operator: parseOperator("X0 + 0.5 Z2") }],
    });
    const properties = [
      { kind: "fidelity-susceptibility", derivative: parseOperator("X0 + 0.5 Z2") },
    ] as const;
    const level = solveGroundLevel(system, Float64Array.of(0), new Float64Array(0), testKernels(), {
      properties,
    });
    expect(level.degeneracy).toBe(2);
    // X0 excites by 2 from both states; Z2 stays within the level.
    expect(level.properties[0]?.[0]).toBeCloseTo(1 / 4, 9);
  });
});

test("entropies of a part and of the rest agree, and density matrices are positive of trace 1", () => {
  let pure = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.subarray([0, 1, 2, 3, 4], { minLength: 1, maxLength: 4 }),
      (seed, sites) => {
        const stream = new RandomStream(seed);
        const terms = Array.from({ length: 12 }, () => ({
          string: new PauliString(BigInt(stream.integer(32)), BigInt(stream.integer(32))),
          coefficient: { re: stream.normal(), im: 0 },
        }));
        const rest = [0, 1, 2, 3, 4].filter((site) => !sites.includes(site));
        const own = `entropy(${sites}), entropy(${sites}, renyi=2), entanglement-spectrum(${sites}, count=32)`;
        const texts = `${own}, density-matrix(${sites}), entropy(${rest}), entropy(0..4)`;
        const found = ask(5, new OperatorSum(terms), texts) as [
          [number],
          [number],
          number[],
          number[],
          [number],
          [number],
        ];
        const [[entropy], [renyi], weights, matrix, [other], [whole]] = found;
        const order = 2 ** sites.length;
        const diagonal = Array.from({ length: order }, (_, k) => matrix[k * (order + 1)] as number);
        expect(diagonal.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        // The matrix is that of these qubits, the weights of a pure state those of the smaller part.
        expect(-Math.log(matrix.reduce((sum, value) => sum + value * value, 0))).toBeCloseTo(renyi, 8);
        expect(Math.min(...weights)).toBeGreaterThan(-1e-12);
        if (whole > 1e-9) return;
        pure++;
        expect(entropy).toBeCloseTo(other, 8);
      },
    ),
    { numRuns: 25, seed: 11 },
  );
  expect(pure).toBeGreaterThan(10);
});

test("the fidelity susceptibility is the second order of the overlap of two ground states", () => {
  const sites = 6;
  const model = transverseFieldIsing({ sites });
  const [ising, field] = model.inputs.map(({ operator }) => operator) as [OperatorSum, OperatorSum];
  const whole = Array.from({ length: sites }, (_, qubit) => qubit);
  const at = (gX: number) => {
    const hamiltonian = ising.plus(field.scale(gX));
    const system = new System({ qubits: sites, fixed: hamiltonian });
    const none = new Float64Array(0);
    const level = solveGroundLevel(system, none, none, testKernels(), {
      properties: [
        { kind: "density-matrix", sites: whole },
        { kind: "fidelity-susceptibility", derivative: field },
      ],
      tolerance: 1e-12,
    });
    return level.properties as readonly [Float64Array, Float64Array];
  };
  // tr ρρ' = |⟨0(λ)|0(λ + ε)⟩|² = 1 − χ_F ε² + O(ε³); the mean of both sides leaves O(ε⁴).
  const [middle, susceptibility] = at(1.2);
  const drop = (step: number) => {
    const [other] = at(1.2 + step);
    return (1 - middle.reduce((sum, element, k) => sum + element * (other[k] as number), 0)) / step ** 2;
  };
  const slope = (step: number) => (drop(step) + drop(-step)) / 2 - (susceptibility[0] as number);
  expect(Math.abs(slope(0.02))).toBeLessThan(1e-3 * (susceptibility[0] as number));
  expect(slope(0.04) / slope(0.02)).toBeCloseTo(4, 1);
});

test("the fidelity susceptibility has its peak at the transition, and it grows with the ring", () => {
  const peak = (sites: number) => {
    const model = transverseFieldIsing({ sites });
    const system = new System({ qubits: sites, inputs: model.inputs });
    const properties = [
      { kind: "fidelity-susceptibility", derivative: model.inputs[1]?.operator as OperatorSum },
    ] as const;
    const at = (gX: number) => {
      const level = solveGroundLevel(system, Float64Array.of(1, gX), new Float64Array(0), testKernels(), {
        properties,
      });
      return (level.properties[0]?.[0] as number) / sites;
    };
    const fields = Array.from({ length: 21 }, (_, k) => 0.5 + 0.05 * k);
    const values = fields.map(at);
    const highest = Math.max(...values);
    return { field: fields[values.indexOf(highest)] as number, highest };
  };
  const [small, large] = [peak(6), peak(10)];
  expect(Math.abs(large.field - 1)).toBeLessThan(0.11);
  expect(Math.abs(large.field - 1)).toBeLessThanOrEqual(Math.abs(small.field - 1));
  // χ_F/N at gX = 1 is (N − 1)/32: extensive twice over.
  expect(large.highest / small.highest).toBeGreaterThan(1.5);
});

test("a truncated basis: entropy and density matrix of the whole space", () => {
  // Two neighbours that are not both excited: (|00⟩ + |01⟩ + |10⟩)-like states of H = −ΣX.
  const operators = { qubits: 2, fixed: parseOperator("-X0 - X1") };
  const space = new Subspace({ qubits: 2, forbidden: [{ qubits: [0, 1], values: [1, 1] }] });
  const { properties } = joinQuantities(
    parseQuantities("density-matrix(1), entropy(0)", { qubits: 2 }),
  ).request;
  const none = new Float64Array(0);
  const level = solveGroundLevel(new System({ ...operators, space }), none, none, testKernels(), {
    properties,
  });
  expect(level.energies[0]).toBeCloseTo(-Math.SQRT2, 12);
  // ψ = |00⟩/√2 + (|01⟩ + |10⟩)/2
  const element = 1 / (2 * Math.SQRT2);
  const matrix = [0.75, element, element, 0.25, 0, 0, 0, 0];
  for (const [k, value] of matrix.entries()) expect(level.properties[0]?.[k]).toBeCloseTo(value, 9);
  const weights = [0.5 + Math.sqrt(3 / 16), 0.5 - Math.sqrt(3 / 16)];
  for (const [k, weight] of weights.entries()) expect(level.properties[1]?.[k]).toBeCloseTo(weight, 9);
});

describe("a generator that leads out of a truncated basis", () => {
  // As above: E = −√2, 0, √2, ψ = |00⟩/√2 + (|01⟩ + |10⟩)/2, and P X0 P ψ = |00⟩/2 + |1⟩/√2 with |1⟩ the state of qubit 0 excited.
  const space = new Subspace({ qubits: 2, forbidden: [{ qubits: [0, 1], values: [1, 1] }] });
  const system = new System({ qubits: 2, fixed: parseOperator("-X0 - X1"), space });
  const none = new Float64Array(0);
  const read = (...properties: StateProperty[]) =>
    solveGroundLevel(system, none, none, testKernels(), { properties }).properties.map(([value]) => value);

  test("has the Fisher information of what is left of it in the basis, as the susceptibility has", () => {
    const [one, all, susceptibility] = read(
      { kind: "fisher-information", generator: parseOperator("0.5 X0") },
      { kind: "fisher-information", generator: parseOperator("0.5 X0 + 0.5 X1") },
      { kind: "fidelity-susceptibility", derivative: parseOperator("0.5 X0") },
    );
    // 4 Var = 4 (3/16 − 1/8); of the generator in the whole space, whose square is 1/4, it would be 1/2.
    expect(one).toBeCloseTo(1 / 4, 9);
    // −H/2 in this basis: the ground state does not move.
    expect(all).toBeCloseTo(0, 9);
    // |⟨n|PGP|0⟩|² is 1/16 to the state at 0 and none to that at √2.
    expect(susceptibility).toBeCloseTo(1 / 16 / 2, 9);
    expect((one as number) / 4).toBeCloseTo((susceptibility as number) * 2, 9);
  });

  test("is no matter of thermal states, which are refused", () => {
    const knobs = { inputs: none, parameters: none, nudge: none };
    const refused = expect.objectContaining({
      code: "unsupported",
      message: expect.stringContaining("truncated basis"),
    });
    const options = { temperature: 1 };
    expect(() => solveThermalLevel(system, knobs, testKernels(), options)).toThrow(refused);
    expect(() => estimateThermalLevel(system, knobs, testKernels(), options)).toThrow(refused);
  });
});

describe("what is out of reach is refused before any work", () => {
  const request = (qubits: number, text: string, options = {}) => {
    const model = clusterIsing({ sites: qubits });
    const system = new System({ qubits, inputs: model.inputs });
    const { properties } = joinQuantities(parseQuantities(text, { qubits })).request;
    return () =>
      solveGroundLevel(system, Float64Array.of(1, 0, 0), new Float64Array(0), testKernels(), {
        properties,
        ...options,
      });
  };

  test.each([
    [24, `entropy(0..11)`, "out-of-memory", /2\^12; at most 11 qubits can be cut off/],
    [25, `entropy(0)`, "out-of-memory", /at most 24 qubits, this one has 25/],
  ])("%i qubits, %s", (qubits, text, code, message) => {
    expect(request(qubits, text)).toThrow(expect.objectContaining({ code }));
    expect(request(qubits, text)).toThrow(message);
  });

  test("lattice orbits", () => {
    expect(request(16, "entropy(0)", { symmetries: "ground-sector" })).toThrow(
      /entanglement-spectrum: .* on lattice orbits alone/,
    );
  });
});
