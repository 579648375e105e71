import { QepError } from "../base/errors.ts";
import type { NamedOperator } from "../models/model.ts";
import { OperatorSum, requireHermitian, requireWithin } from "../operators/operator-sum.ts";
import type { Subspace } from "../operators/subspace.ts";

/** The parts of {@link System}; names must be unique over inputs, parameters and outputs together. */
export interface SystemDefinition {
  readonly qubits: number;
  /** The basis states that there are, default all 2^N. All operators are projected on their span. */
  readonly space?: Subspace | undefined;
  /** H0, default 0. */
  readonly fixed?: OperatorSum;
  /** C_k with the names of the inputs x_k. */
  readonly inputs?: readonly NamedOperator[];
  /** A_j with the names of the trainable parameters θ_j. */
  readonly parameters?: readonly NamedOperator[];
  /** B_l with the names of the outputs ⟨B_l⟩. */
  readonly outputs?: readonly NamedOperator[];
}

/**
 * The partition of a Hamiltonian, H(x, θ, ν) = H0 + Σ_k x_k C_k + Σ_j θ_j A_j + Σ_l ν_l B_l, checked at the door.
 *
 * @see Wanjura & Marquardt (2025), eq. (1)
 *
 * @example
 * new System({
 *   qubits: 1,
 *   parameters: [
 *     { name: "a", operator: parseOperator("-Z0") },
 *     { name: "b", operator: parseOperator("-X0") },
 *   ],
 *   outputs: [{ name: "z", operator: parseOperator("Z0") }],
 * });
 */
export class System {
  readonly qubits: number;
  /** The basis states that there are; undefined where they are all 2^N. */
  readonly space: Subspace | undefined;
  readonly fixed: OperatorSum;
  readonly inputs: readonly NamedOperator[];
  readonly parameters: readonly NamedOperator[];
  readonly outputs: readonly NamedOperator[];

  /** @throws QepError not-hermitian, qubit-out-of-range, invalid-argument or unsupported, naming the term */
  constructor({
    qubits,
    space,
    fixed = OperatorSum.zero,
    inputs = [],
    parameters = [],
    outputs = [],
  }: SystemDefinition) {
    if (!Number.isInteger(qubits) || qubits < 1) {
      throw new QepError(
        "invalid-argument",
        `a system needs a positive whole number of qubits, not ${qubits}`,
      );
    }
    this.qubits = qubits;
    this.fixed = checked("the fixed part", fixed, qubits);
    const names = new Set<string>();
    const checkedAll = (kind: string, members: readonly NamedOperator[]) =>
      members.map(({ name, operator }) => {
        if (names.has(name)) {
          throw new QepError(
            "invalid-argument",
            `the name ${name} stands twice in the system; names must be unique`,
            {
              name,
            },
          );
        }
        names.add(name);
        return { name, operator: checked(`${kind} ${name}`, operator, qubits) };
      });
    this.inputs = checkedAll("input", inputs);
    this.parameters = checkedAll("parameter", parameters);
    this.outputs = checkedAll("output", outputs);
    this.space = space;
    if (space) this.requireSpace(space);
  }

  private requireSpace(space: Subspace): void {
    if (space.qubits !== this.qubits) {
      throw new QepError(
        "invalid-argument",
        `the truncated basis is one of ${space.qubits} qubits, the system has ${this.qubits}; use space.extendedTo(${this.qubits})`,
        { qubits: this.qubits, space: space.qubits },
      );
    }
    const complex = this.operators.find((operator) => !operator.isReal);
    if (!complex) return;
    throw new QepError(
      "unsupported",
      `in a truncated basis all operators must be real matrices (an even number of Y in each term), given ${complex}; ` +
        "rotate the axes so that they are, or leave out the truncation",
    );
  }

  /** Every operator in the order H0, C, A, B. */
  get operators(): OperatorSum[] {
    const own = ({ operator }: NamedOperator) => operator;
    return [this.fixed, ...this.inputs.map(own), ...this.parameters.map(own), ...this.outputs.map(own)];
  }

  /** True where H is a real matrix at every setting. */
  get isReal(): boolean {
    return this.operators.every((operator) => operator.isReal);
  }
}

function checked(where: string, operator: OperatorSum, qubits: number): OperatorSum {
  requireWithin(operator, qubits, where);
  return requireHermitian(operator, where);
}
