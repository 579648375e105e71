import fc from "fast-check";
import {
  type GradientProblem,
  type NamedOperator,
  OperatorSum,
  System,
  squareLoss,
} from "../../src/index.ts";
import { hermitianEigen } from "../../src/linalg/hermitian-eigen.ts";
import { denseMatrix } from "./dense.ts";
import { hermitianSums } from "./random-operators.ts";

/** A random system of two parameters, one input and two outputs, with a loss at one operating point. */
export interface GradientCase {
  readonly system: System;
  readonly problem: GradientProblem;
}

const tenths = fc.integer({ min: -10, max: 10 }).map((value) => value / 10);

/** Random Hermitian systems of 2 to 4 qubits, real and complex, whose gap at the given knobs is at least `minGap`. */
export function gradientCases(minGap: number): fc.Arbitrary<GradientCase> {
  return fc
    .record({ qubits: fc.integer({ min: 2, max: 4 }), isReal: fc.boolean() })
    .chain(({ qubits, isReal }) => {
      const sum = (maxTerms: number) => hermitianSums({ qubits, isReal, maxTerms });
      return fc.record({
        qubits: fc.constant(qubits),
        fixed: sum(10),
        operators: fc.tuple(sum(3), sum(3), sum(2), sum(2), sum(2)),
        knobs: fc.tuple(tenths, tenths, tenths),
        target: fc.tuple(tenths, tenths),
      });
    })
    .map(({ qubits, fixed, operators: [a, b, c, p, q], knobs: [x, s, t], target }): GradientCase => {
      const named = (name: string, operator: OperatorSum): NamedOperator => ({ name, operator });
      return {
        system: new System({
          qubits,
          fixed,
          inputs: [named("x", c)],
          parameters: [named("a", a), named("b", b)],
          outputs: [named("p", unit(p)), named("q", unit(q))],
        }),
        problem: {
          loss: squareLoss(),
          samples: [{ points: [Float64Array.of(x)], target: Float64Array.from(target) }],
          parameters: Float64Array.of(s, t),
          stream: ["case"],
        },
      };
    })
    .filter((drawn) => gapOf(drawn) >= minGap);
}

/** Outputs of norm at most one, so that one β suits every case. */
function unit(operator: OperatorSum): OperatorSum {
  const weight = operator.terms.reduce((total, { coefficient }) => total + Math.abs(coefficient.re), 0);
  return weight === 0 ? operator : operator.scale(1 / weight);
}

/** All energies at the knobs of a case, with another θ or a nudge where given. */
export function energiesOf(
  { system, problem }: GradientCase,
  {
    parameters = problem.parameters,
    nudge = [0, 0],
  }: { parameters?: ArrayLike<number>; nudge?: ArrayLike<number> } = {},
): Float64Array {
  const knobs = [1, problem.samples[0].points[0][0], ...Array.from(parameters), ...Array.from(nudge)];
  const hamiltonian = OperatorSum.sum(system.operators.map((operator, k) => operator.scale(knobs[k])));
  return hermitianEigen(denseMatrix(hamiltonian, system.qubits)).values;
}

function gapOf(drawn: GradientCase): number {
  const [ground, next] = energiesOf(drawn);
  return next - ground;
}
