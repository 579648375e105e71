import type { BasisReading } from "./basis-reading.ts";

/** One of N readings of −s among those of s has N readings scatter by 4 s², up to what they scatter by at most, N s². */
const ONE_DIFFERENT = 4;

/** Strings whose readings did not differ within any basis, so that a sample tells no variance of theirs. */
export class EqualReadings {
  private readonly readings: Float64Array;
  private readonly squares: Float64Array;
  private readonly differ: Uint8Array;

  /** @param strings how many there are */
  constructor(strings: number) {
    this.readings = new Float64Array(strings);
    this.squares = new Float64Array(strings);
    this.differ = new Uint8Array(strings);
  }

  /**
   * Takes in all readings of one basis.
   *
   * @param shots at least 2; of one reading nothing can be said
   * @param lowest the least reading of each string of the basis
   * @param highest the largest
   */
  addBasis({ strings }: BasisReading, shots: number, lowest: Float64Array, highest: Float64Array): void {
    for (const [p, k] of strings.entries()) {
      const value = lowest[p] as number;
      if (value !== highest[p]) this.differ[k] = 1;
      this.readings[k] = (this.readings[k] as number) + shots;
      this.squares[k] = Math.max(this.squares[k] as number, value * value);
    }
  }

  /**
   * What equal readings leave open: the variance of the sum of N readings s, as if one of them had been −s,
   *
   *     min(N, 4) s²
   *
   * @returns one for each string, 0 where its readings differ
   */
  unseenVariances(): Float64Array {
    return this.readings.map((count, k) =>
      this.differ[k] === 0 ? Math.min(count, ONE_DIFFERENT) * (this.squares[k] as number) : 0,
    );
  }
}
