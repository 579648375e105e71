import type { Kernels, ObservablePlan, OperatorPlan, Vector } from "../kernels/kernels.ts";
import type { StateLayout } from "../kernels/layout.ts";
import type { NamedOperator } from "../models/model.ts";
import type { PauliFrame } from "../operators/pauli-frame.ts";
import { type OperatorTable, sectorSign, tabulate } from "../operators/pauli-table.ts";
import { mostQubits } from "./hamiltonian.ts";

/** An image under one operator, with the sector that its coefficients were set for. */
interface ImagePlan {
  readonly plan: OperatorPlan;
  /** Strings of the common list, each once. */
  readonly columns: readonly number[];
  readonly sector: number;
}

/**
 * Expectation values and variances of a list of operators in a state, over their common Pauli strings.
 *
 * States are those of a frame: of a sector of its symmetries, in its real basis.
 */
export class ObservableSet {
  readonly size: number;
  private readonly kernels: Kernels;
  private readonly layout: StateLayout;
  private readonly operators: OperatorTable;
  private readonly plan: ObservablePlan | undefined;
  /** Plans of y = Ax for operators of several strings, made when a variance is first asked for. */
  private readonly images = new Map<number, ImagePlan>();

  /**
   * @param order bit of each qubit in the states to come; the natural order where absent
   * @param frame how operators are written in those states; as they stand where absent
   */
  constructor(
    observables: readonly NamedOperator[],
    kernels: Kernels,
    layout: StateLayout,
    order?: readonly number[],
    frame?: PauliFrame,
  ) {
    this.size = observables.length;
    this.kernels = kernels;
    this.layout = layout;
    this.operators = tabulate(
      observables.map(({ operator }) => operator),
      order,
      frame,
      mostQubits(layout),
    );
    this.plan =
      this.operators.table.size > 0 ? kernels.planObservables(this.operators.table, layout) : undefined;
  }

  /** ⟨A_j⟩ for each index asked for; more generally Re⟨bra|A_j|ket⟩. Both states belong to the sector. */
  means(indices: readonly number[], bra: Vector, ket: Vector = bra, sector = 0): Float64Array {
    if (!this.plan || indices.length === 0) return new Float64Array(indices.length);
    const strings = this.kernels.expectations(this.plan, bra, ket);
    const means = new Float64Array(indices.length);
    for (const [position, index] of indices.entries()) {
      const { columns, coefficients, generators } = this.row(index);
      let sum = 0;
      for (let k = 0; k < columns.length; k++) {
        const value = sectorSign(generators[k] as number, sector) * (coefficients[k] as number);
        sum += value * (strings[columns[k] as number] as number);
      }
      means[position] = sum;
    }
    return means;
  }

  /** Var(A_j) = ⟨A_j²⟩ − ⟨A_j⟩² of a single measurement, given the means; on a subspace A_j is projected. */
  variances(indices: readonly number[], means: Float64Array, state: Vector, sector = 0): Float64Array {
    return Float64Array.from(indices, (index, position) => {
      const { columns, coefficients } = this.row(index);
      const mean = means[position] as number;
      const square =
        columns.length === 1 && !this.layout.states
          ? (coefficients[0] as number) ** 2
          : this.imageNormSquared(index, state, sector);
      return Math.max(0, square - mean * mean);
    });
  }

  /** target ← Σ_j weights_j A_j |state⟩. */
  applySum(weights: Float64Array, state: Vector, target: Vector, sector = 0): void {
    this.kernels.scale(0, state, target);
    for (const [index, weight] of weights.entries()) {
      if (weight === 0) continue;
      const scratch = this.kernels.allocate(this.layout.length);
      this.kernels.apply(this.imagePlan(index, sector), state, scratch);
      this.kernels.axpy(weight, scratch, target);
      this.kernels.release(scratch);
    }
  }

  release(): void {
    if (this.plan) this.kernels.release(this.plan);
    for (const { plan } of this.images.values()) this.kernels.release(plan);
    this.images.clear();
  }

  private imageNormSquared(index: number, state: Vector, sector: number): number {
    const image = this.kernels.allocate(this.layout.length);
    this.kernels.apply(this.imagePlan(index, sector), state, image);
    const square = this.kernels.dot(image, image);
    this.kernels.release(image);
    return square;
  }

  private imagePlan(index: number, sector: number): OperatorPlan {
    const known = this.images.get(index);
    if (known?.sector === sector) return known.plan;
    const { columns, plan } = known ?? this.newImagePlan(index);
    this.kernels.setCoefficients(plan, this.coefficientsOf(index, columns, sector));
    this.images.set(index, { plan, columns, sector });
    return plan;
  }

  private newImagePlan(index: number): Pick<ImagePlan, "plan" | "columns"> {
    const columns = [...new Set(this.row(index).columns)];
    const { x, z, high } = this.operators.table;
    const table = {
      size: columns.length,
      x: Uint32Array.from(columns, (column) => x[column] as number),
      z: Uint32Array.from(columns, (column) => z[column] as number),
      ...(high && {
        high: {
          x: Uint32Array.from(columns, (column) => high.x[column] as number),
          z: Uint32Array.from(columns, (column) => high.z[column] as number),
        },
      }),
    };
    return { plan: this.kernels.planOperator(table, this.layout), columns };
  }

  private coefficientsOf(index: number, strings: readonly number[], sector: number): Float64Array {
    const { columns, coefficients, generators } = this.row(index);
    const sums = new Float64Array(strings.length);
    for (const [k, coefficient] of coefficients.entries()) {
      const position = strings.indexOf(columns[k] as number);
      const value = sectorSign(generators[k] as number, sector) * coefficient;
      sums[position] = (sums[position] as number) + value;
    }
    return sums;
  }

  private row(index: number) {
    return this.operators.rows[index] as OperatorTable["rows"][number];
  }
}
