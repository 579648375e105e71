import { QepError } from "../base/errors.ts";
import { MAX_LISTED_QUBITS } from "../kernels/basis-states.ts";
import type { Kernels, OperatorPlan } from "../kernels/kernels.ts";
import { MAX_QUBITS, type StateLayout, stateLayout, subspaceLayout } from "../kernels/layout.ts";
import { subspaceBytes } from "../kernels/subspace-bytes.ts";
import { planBytes } from "../kernels/wasm-plan.ts";
import type { OperatorSum } from "../operators/operator-sum.ts";
import { PauliFrame } from "../operators/pauli-frame.ts";
import { type OperatorTable, sectorSign, tabulate } from "../operators/pauli-table.ts";
import { fastQubitOrder } from "../operators/qubit-order.ts";
import type { Tapering } from "../operators/tapering.ts";
import { stringsOf } from "../operators/time-reversal.ts";
import type { Setting } from "../propagation/device.ts";
import type { System } from "../propagation/system.ts";
import type { HermitianProblem } from "../solvers/problem.ts";

/** The numbers of a setting. */
export type Knobs = Pick<Setting, "inputs" | "parameters" | "nudge">;

/** How the states of a system lie in memory: on the qubits that tapering leaves, real where there is a real basis. */
export function stateLayoutOf(system: System, tapering?: Tapering): StateLayout {
  return layoutIn(frameOf(system, tapering), system);
}

/** Bytes of the tables for H and for lists of observables, but for the order that qubits take for speed. */
export function tableBytesOf(
  system: System,
  observables: readonly (readonly OperatorSum[])[],
  tapering?: Tapering,
): number {
  const frame = frameOf(system, tapering);
  const layout = layoutIn(frame, system);
  const most = mostQubits(layout);
  if (layout.qubits > most) return 0;
  const tables = [system.operators, ...observables]
    .filter((operators) => operators.length > 0)
    .map((operators) => tabulate(operators, undefined, frame, most).table);
  if (layout.states) return subspaceBytes(tables, layout.states);
  return tables.reduce((bytes, table) => bytes + planBytes(table, layout), 0);
}

function layoutIn({ qubits, isReal }: PauliFrame, { space }: System): StateLayout {
  return space ? subspaceLayout(space) : stateLayout(qubits, !isReal);
}

/** Qubits that states of a layout's kind can have. */
export function mostQubits({ states }: StateLayout): number {
  return states ? MAX_LISTED_QUBITS : MAX_QUBITS;
}

function frameOf({ operators, qubits }: System, tapering?: Tapering): PauliFrame {
  return new PauliFrame(stringsOf(operators), qubits, tapering);
}

/**
 * H(x, θ, ν) over one fixed list of Pauli strings: a new setting only changes coefficients, never the plan.
 *
 * With tapering it is H in a sector of its symmetries, on fewer qubits; sectors differ in signs of coefficients alone.
 */
export class SettableHamiltonian {
  readonly layout: StateLayout;
  /** How operators are written in the states of this Hamiltonian. */
  readonly frame: PauliFrame;
  /** Which bit of the basis index each (remaining) qubit takes in the states of this Hamiltonian; absent: its own. */
  readonly order: readonly number[] | undefined;
  private readonly kernels: Kernels;
  private readonly plan: OperatorPlan;
  private readonly operators: OperatorTable;
  private readonly coefficients: Float64Array;
  /** Numbers of inputs, parameters and nudges. */
  private readonly knobCounts: readonly number[];

  constructor(system: System, kernels: Kernels, tapering?: Tapering) {
    this.kernels = kernels;
    this.frame = frameOf(system, tapering);
    this.layout = layoutIn(this.frame, system);
    const { qubits, states } = this.layout;
    // Listed states are in the order of their words.
    this.order = states
      ? undefined
      : fastQubitOrder(tabulate(system.operators, undefined, this.frame).strings, qubits);
    this.operators = tabulate(system.operators, this.order, this.frame, mostQubits(this.layout));
    this.plan = kernels.planOperator(this.operators.table, this.layout);
    this.coefficients = new Float64Array(this.operators.table.size);
    this.knobCounts = [system.inputs.length, system.parameters.length, system.outputs.length];
  }

  /**
   * Sets the knobs and returns the eigenproblem of the result; the previous one is no longer valid.
   *
   * @param sector bit g set where generator g of the tapering has eigenvalue −1
   * @throws QepError wrong-shape where the setting has not one number for each knob
   */
  at({ inputs, parameters, nudge }: Knobs, sector = 0): HermitianProblem {
    const { coefficients, operators, kernels, plan, layout } = this;
    coefficients.fill(0);
    this.requireLengths([inputs, parameters, nudge]);
    const knobs = [1, ...inputs, ...parameters, ...nudge];
    for (const [m, { columns, coefficients: row, generators }] of operators.rows.entries()) {
      const factor = knobs[m] as number;
      if (factor === 0) continue;
      for (let k = 0; k < columns.length; k++) {
        const column = columns[k] as number;
        const value = sectorSign(generators[k] as number, sector) * factor * (row[k] as number);
        coefficients[column] = (coefficients[column] as number) + value;
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

  /** A number too many in one list would move all that follow to the wrong operators. */
  private requireLengths(given: readonly Float64Array[]): void {
    if (given.every(({ length }, kind) => length === this.knobCounts[kind])) return;
    const text = (lengths: readonly number[]) =>
      `${lengths[0]} inputs, ${lengths[1]} parameters and ${lengths[2]} nudges`;
    throw new QepError(
      "wrong-shape",
      `a setting of this system needs ${text(this.knobCounts)}; given were ${text(given.map(({ length }) => length))}`,
    );
  }
}
