import type { Kernels, Vector } from "../../src/kernels/kernels.ts";
import { type StateLayout, stateLayout } from "../../src/kernels/layout.ts";
import type { OperatorSum } from "../../src/operators/operator-sum.ts";
import { tabulate } from "../../src/operators/pauli-table.ts";
import type { HermitianProblem } from "../../src/solvers/problem.ts";
import { setAmplitudes } from "../../src/states/state-vector.ts";
import type { DenseVector } from "./dense.ts";

/** An operator ready for the solvers, in real arithmetic where its matrix is real. */
export function problemOf(
  operator: OperatorSum,
  qubits: number,
  kernels: Kernels,
  layout: StateLayout = stateLayout(qubits, !operator.isReal),
): HermitianProblem {
  const { table, rows } = tabulate([operator]);
  const plan = kernels.planOperator(table, layout);
  const coefficients = rows[0].coefficients;
  kernels.setCoefficients(plan, coefficients);
  const normBound = coefficients.reduce((sum, value) => sum + Math.abs(value), 0);
  return { kernels, plan, layout, normBound };
}

/** A kernel vector with given amplitudes. */
export function vectorOf({ kernels, layout }: HermitianProblem, { re, im }: DenseVector): Vector {
  const vector = kernels.allocate(layout.length);
  setAmplitudes(vector, layout, re, layout.isComplex ? im : undefined);
  return vector;
}
