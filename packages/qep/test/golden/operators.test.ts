import { describe, expect, test } from "vitest";
import { RandomStream } from "../../src/base/random.ts";
import { measure, OperatorSum, parseOperator, Simulator, System } from "../../src/index.ts";
import { groundState } from "../../src/solvers/ground-state.ts";
import { lowestStates } from "../../src/solvers/lowest-states.ts";
import { amplitudesOf, fillRandom } from "../../src/states/state-vector.ts";
import { denseMatrix } from "../support/dense.ts";
import { testKernels } from "../support/kernels.ts";
import { problemOf } from "../support/problems.ts";
import golden from "./operators.json" with { type: "json" };

// Numbers of make_operators.py (numpy, scipy): they fix the order of the bits and the phases of Y.

const TOLERANCE = golden.header.tolerance;

test.each(golden.matrices)("the matrix of $text on $qubits qubits", ({ text, qubits, real, imaginary }) => {
  const { re, im } = denseMatrix(parseOperator(text), qubits);
  expect([...re]).toEqual(real.flat());
  expect(Array.from(im, (value) => value + 0)).toEqual(imaginary.flat().map((value) => value + 0));
});

describe.each(golden.cases)("random sum $seed on $qubits qubits", ({ qubits, terms, ...expected }) => {
  const hamiltonian = OperatorSum.sum(
    terms.map(([coefficient, text]) => parseOperator(String(text)).scale(Number(coefficient))),
  );
  const named = (texts: readonly string[], prefix: string) =>
    texts.map((text, k) => ({ name: `${prefix}${k}`, operator: parseOperator(text) }));
  const free = { inputs: new Float64Array(0), stream: [] };
  const exact = { outputs: null, parameters: null, inputs: null };

  test("energies", () => {
    const kernels = testKernels();
    const { energies } = lowestStates(problemOf(hamiltonian, qubits, kernels), 8, new RandomStream(1));
    expect(energies).toHaveLength(expected.energies.length);
    for (const [k, energy] of energies.entries())
      expect(Math.abs(energy - expected.energies[k])).toBeLessThan(TOLERANCE);
  });

  test("probabilities of the basis states, qubit j at bit j", () => {
    const problem = problemOf(hamiltonian, qubits, testKernels());
    const state = problem.kernels.allocate(problem.layout.length);
    fillRandom(state, problem.layout, new RandomStream(1));
    groundState(problem, state, new RandomStream(2));
    const { re, im } = amplitudesOf(state, problem.layout);
    for (const [index, probability] of expected.probabilities.entries()) {
      expect(Math.abs(re[index] ** 2 + im[index] ** 2 - probability)).toBeLessThan(TOLERANCE);
    }
  });

  test("expectation values", async () => {
    const probes = Object.entries(expected.expectations);
    const outputs = named(
      probes.map(([text]) => text),
      "probe",
    );
    const device = new Simulator(new System({ qubits, fixed: hamiltonian, outputs }), testKernels());
    const setting = { ...free, parameters: new Float64Array(0), nudge: new Float64Array(outputs.length) };
    const [{ mean }] = await measure(device, [setting], {
      observables: { outputs: outputs.map((_, k) => k) },
      shots: exact,
    });
    for (const [k, [, value]] of probes.entries()) expect(Math.abs(mean[k] - value)).toBeLessThan(TOLERANCE);
  });

  test("responses", async () => {
    const { responses } = expected;
    const system = new System({
      qubits,
      fixed: hamiltonian,
      parameters: named(
        responses.map(({ measured }) => measured),
        "measured",
      ),
      outputs: named(
        responses.map(({ perturbation }) => perturbation),
        "perturbation",
      ),
    });
    const device = new Simulator(system, testKernels());
    const count = responses.length;
    const setting = { ...free, parameters: new Float64Array(count), nudge: new Float64Array(count) };
    const directions = responses.map((_, k) =>
      Float64Array.from({ length: count }, (_, l) => (l === k ? 1 : 0)),
    );
    const answers = await device.respond(
      directions.map(() => setting),
      directions,
      { parameters: responses.map((_, k) => k) },
    );
    for (const [k, { value }] of responses.entries()) {
      // The response carries the solver's residual over the gap.
      expect(Math.abs(answers[k].response[k] - value)).toBeLessThan(10 * TOLERANCE);
    }
  });
});
