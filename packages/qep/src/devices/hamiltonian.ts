import type { Kernels, OperatorPlan } from "../kernels/kernels.ts";
import { type StateLayout, stateLayout } from "../kernels/layout.ts";
import { type OperatorTable, tabulate } from "../operators/pauli-table.ts";
import { fastQubitOrder } from "../operators/qubit-order.ts";
import type { Setting } from "../propagation/device.ts";
import type { System } from "../propagation/system.ts";
import type { HermitianProblem } from "../solvers/problem.ts";

/**
 * H(x, θ, ν) over one fixed list of Pauli strings: a new setting only changes coefficients, never the plan.
 */
export class SettableHamiltonian {
  readonly layout: StateLayout;
  /** Which bit of the basis index each qubit takes in the states of this Hamiltonian. */
  readonly order: readonly number[];
  private readonly kernels: Kernels;
  private readonly plan: OperatorPlan;
  private readonly operators: OperatorTable;
  private readonly coefficients: Float64Array;

  constructor(system: System, kernels: Kernels) {
    this.kernels = kernels;
    this.layout = stateLayout(system.qubits, !system.isReal);
    const strings = system.operators.flatMap(({ terms }) => terms.map(({ string }) => string));
    this.order = fastQubitOrder(strings, system.qubits);
    this.operators = tabulate(system.operators, this.order);
    this.plan = kernels.planOperator(this.operators.table, this.layout);
    this.coefficients = new Float64Array(this.operators.table.size);
  }

  /** Sets the knobs and returns the eigenproblem of the result; the previous one is no longer valid. */
  at({ inputs, parameters, nudge }: Setting): HermitianProblem {
    const { coefficients, operators, kernels, plan, layout } = this;
    coefficients.fill(0);
    const knobs = [1, ...inputs, ...parameters, ...nudge];
    for (const [m, { columns, coefficients: row }] of operators.rows.entries()) {
      const factor = knobs[m] as number;
      if (factor === 0) continue;
      for (let k = 0; k < columns.length; k++) {
        const column = columns[k] as number;
        coefficients[column] = (coefficients[column] as number) + factor * (row[k] as number);
      }
    }
    kernels.setCoefficients(plan, coefficients);
    let normBound = 0;
    for (const value of coefficients) normBound += Math.abs(value);
    return { kernels, plan, layout, normBound };
  }

  release(): void {
    this.kernels.release(this.plan);
  }
}
