/** Running mean and covariance of vectors, each with how often it came. */
export class MomentSum {
  readonly size: number;
  /** How many vectors came. */
  count = 0;
  /** The first vector: sums are of differences from it, so that vectors that are all equal have a variance of exactly 0. */
  private readonly origin: Float64Array;
  private readonly first: Float64Array;
  private readonly second: Float64Array;

  /** @param size length of the vectors, n */
  constructor(size: number) {
    this.size = size;
    this.origin = new Float64Array(size);
    this.first = new Float64Array(size);
    this.second = new Float64Array(size * size);
  }

  add(values: Float64Array, occurrences: number): void {
    const { size, origin, first, second } = this;
    if (this.count === 0) origin.set(values);
    this.count += occurrences;
    for (let i = 0; i < size; i++) {
      const left = occurrences * ((values[i] as number) - (origin[i] as number));
      if (left === 0) continue;
      first[i] = (first[i] as number) + left;
      for (let j = 0; j <= i; j++) {
        const right = (values[j] as number) - (origin[j] as number);
        second[i * size + j] = (second[i * size + j] as number) + left * right;
      }
    }
  }

  /** The mean vector. */
  mean(): Float64Array {
    return this.origin.map((value, i) => value + (this.first[i] as number) / this.count);
  }

  /** The covariance of a single vector without bias, n × n row by row; needs at least two. */
  covariance(): Float64Array {
    const { size, count, first, second } = this;
    const result = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const product = ((first[i] as number) * (first[j] as number)) / count;
        const value = ((second[i * size + j] as number) - product) / (count - 1);
        result[i * size + j] = value;
        result[j * size + i] = value;
      }
      result[i * size + i] = Math.max(0, result[i * size + i] as number);
    }
    return result;
  }
}
