import type {
  Kernels,
  ObservablePlan,
  OperatorPlan,
  PauliPlan,
  PauliTable,
  Vector,
  VectorBlock,
} from "./kernels.ts";
import type { StateLayout } from "./layout.ts";
import { popcount } from "./real-form.ts";
import { referenceDense } from "./reference-dense.ts";
import { addListedString } from "./reference-subspace.ts";

interface ReferencePlan extends OperatorPlan, ObservablePlan {
  coefficients: Float64Array;
}

class PlainVector implements Vector {
  readonly values: Float64Array;

  constructor(values: Float64Array) {
    this.values = values;
  }

  get length(): number {
    return this.values.length;
  }
}

class PlainBlock implements VectorBlock {
  readonly rows: number;
  readonly length: number;
  readonly values: Float64Array;

  constructor(rows: number, length: number) {
    this.rows = rows;
    this.length = length;
    this.values = new Float64Array(rows * length);
  }

  row(index: number): PlainVector {
    return new PlainVector(this.values.subarray(index * this.length, (index + 1) * this.length));
  }
}

/**
 * The kernels in plain TypeScript, straight from the definitions, string by string and element by element: slow, easy to
 * check by reading, and what the WebAssembly kernels are held against. Runs where WebAssembly SIMD does not.
 */
export function referenceKernels(): Kernels {
  return new ReferenceKernels();
}

class ReferenceKernels implements Kernels {
  readonly variant = "reference";
  readonly threads = 1;
  readonly bytesInUse = 0;
  readonly dense = referenceDense;
  readonly lattice = null;

  allocate(length: number): Vector {
    return new PlainVector(new Float64Array(length));
  }

  allocateBlock(rows: number, length: number): VectorBlock {
    return new PlainBlock(rows, length);
  }

  release(): void {
    // The garbage collector does it.
  }

  planOperator(table: PauliTable, layout: StateLayout): PauliPlan {
    return { table, layout, coefficients: new Float64Array(table.size) } as ReferencePlan;
  }

  planObservables(table: PauliTable, layout: StateLayout): ObservablePlan {
    return { table, layout };
  }

  setCoefficients(plan: OperatorPlan, coefficients: Float64Array): void {
    (plan as ReferencePlan).coefficients = coefficients.slice();
  }

  apply(plan: OperatorPlan, x: Vector, y: Vector, gamma = 0, z: Vector = y): number {
    const { table, layout, coefficients } = plan as ReferencePlan;
    const result = new Float64Array(layout.length);
    if (gamma !== 0) for (const [i, value] of z.values.entries()) result[i] = gamma * value;
    for (let k = 0; k < table.size; k++) {
      addString(result, coefficients[k] as number, table, k, x.values, layout);
    }
    y.values.set(result);
    return dot(x.values, result);
  }

  expectations(plan: ObservablePlan, bra: Vector, ket: Vector): Float64Array {
    const { table, layout } = plan;
    return Float64Array.from({ length: table.size }, (_, k) => {
      const image = new Float64Array(layout.length);
      addString(image, 1, table, k, ket.values, layout);
      return dot(bra.values, image);
    });
  }

  dot(x: Vector, y: Vector): number {
    return dot(x.values, y.values);
  }

  dotImaginary(x: Vector, y: Vector): number {
    const half = x.length / 2;
    const [a, b] = [x.values, y.values];
    return dot(a.subarray(0, half), b.subarray(half)) - dot(a.subarray(half), b.subarray(0, half));
  }

  axpy(a: number, x: Vector, y: Vector): void {
    const [from, to] = [x.values, y.values];
    for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + a * (from[i] as number);
  }

  axpyImaginary(a: number, x: Vector, y: Vector): void {
    this.axpy(a, timesI(x), y);
  }

  axpyNorm(a: number, x: Vector, y: Vector): number {
    this.axpy(a, x, y);
    return this.dot(y, y);
  }

  scale(a: number, x: Vector, y: Vector): void {
    y.values.set(x.values.map((value) => a * value));
  }

  copy(from: Vector, to: Vector): void {
    to.values.set(from.values);
  }

  combine(block: VectorBlock, coefficients: Float64Array, y: Vector, imaginary?: Float64Array): void {
    y.values.fill(0);
    for (const [j, c] of coefficients.entries()) this.axpy(c, block.row(j), y);
    for (const [j, c] of (imaginary ?? []).entries()) this.axpy(c, timesI(block.row(j)), y);
  }

  async close(): Promise<void> {
    // There are no threads.
  }
}

/** i·v of a planar complex vector. */
function timesI(v: Vector): Vector {
  const half = v.length / 2;
  const rotated = new Float64Array(v.length);
  for (let i = 0; i < half; i++) {
    rotated[i] = -(v.values[half + i] as number);
    rotated[half + i] = v.values[i] as number;
  }
  return new PlainVector(rotated);
}

/** result ← result + c·P x, from (Pψ)_i = (−i)^{|x∧z|} (−1)^{|z∧i|} ψ_{i^x}. */
function addString(
  result: Float64Array,
  c: number,
  table: PauliTable,
  term: number,
  x: Float64Array,
  { amplitudes, isComplex, states }: StateLayout,
): void {
  if (states) {
    addListedString(result, c, table, term, x, states);
    return;
  }
  const [flips, signs] = [table.x[term] as number, table.z[term] as number];
  const power = popcount(flips & signs) & 3;
  const isImaginary = (power & 1) === 1;
  if (isImaginary && !isComplex) return;
  for (let i = 0; i < amplitudes; i++) {
    const sign = popcount(signs & i) & 1 ? -c : c;
    const factor = power < 2 ? sign : -sign;
    const source = i ^ flips;
    if (!isImaginary) {
      result[i] = (result[i] as number) + factor * (x[source] as number);
      if (isComplex) {
        const imaginary = amplitudes + i;
        result[imaginary] = (result[imaginary] as number) + factor * (x[amplitudes + source] as number);
      }
    } else {
      // −i (a + ib) = b − ia
      result[i] = (result[i] as number) + factor * (x[amplitudes + source] as number);
      result[amplitudes + i] = (result[amplitudes + i] as number) - factor * (x[source] as number);
    }
  }
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (y[i] as number);
  return sum;
}
