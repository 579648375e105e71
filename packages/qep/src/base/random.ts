import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { portableLog } from "./logarithm.ts";

/** One step of a path that names a random stream, for instance `"batch"` or a step number. */
export type StreamKey = string | number;

/**
 * A seeded stream of random numbers that splits by name.
 *
 * `new RandomStream(1).split("batch", 17)` is the same stream wherever and whenever it is made, and drawing from it
 * leaves every other stream alone. That is what makes a run independent of the number of workers and resumable
 * without storing generator states. Generator: xoroshiro128+; the same bits on every host.
 *
 * @example
 * const stream = new RandomStream(1).split("noise", 3);
 * stream.normal(); // the same number every time
 */
export class RandomStream {
  readonly path: readonly StreamKey[];
  private readonly generator: RandomGenerator;
  private spare: number | undefined;

  /** @param path seed first, then names: anything that identifies the stream */
  constructor(...path: readonly StreamKey[]) {
    this.path = path;
    this.generator = xoroshiro128plusFromState(hashPath(path));
  }

  /** A stream of its own, named by this stream's path and the keys. Does not advance this stream. */
  split(...keys: readonly StreamKey[]): RandomStream {
    return new RandomStream(...this.path, ...keys);
  }

  /** Uniform in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * uniformFloat64(this.generator);
  }

  /** Uniform integer in [0, count). */
  integer(count: number): number {
    return uniformInt(this.generator, 0, count - 1);
  }

  /** Normal with mean 0 and standard deviation 1 (Marsaglia's polar method). */
  normal(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    for (;;) {
      const u = this.uniform(-1, 1);
      const v = this.uniform(-1, 1);
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * portableLog(square)) / square);
      this.spare = v * factor;
      return u * factor;
    }
  }
}

/** 128 bits from a path: four independent 32-bit multiply-xor hashes, each finished by an avalanche. */
function hashPath(path: readonly StreamKey[]): [number, number, number, number] {
  const state: [number, number, number, number] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  for (const key of path) {
    // The type tag keeps 1 and "1" apart, the terminator keeps ("a", "bc") and ("ab", "c") apart.
    const text = `${typeof key === "number" ? "#" : "$"}${key}\u0000`;
    for (let i = 0; i < text.length; i++) absorb(state, text.charCodeAt(i));
  }
  return [avalanche(state[0]), avalanche(state[1]), avalanche(state[2]), avalanche(state[3] ^ 0x9e3779b9)];
}

const MULTIPLIERS = [0x01000193, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f] as const;

function absorb(state: [number, number, number, number], code: number): void {
  for (let lane = 0; lane < 4; lane++) {
    const previous = state[(lane + 3) & 3] as number;
    const mixed = Math.imul((state[lane] as number) ^ code, MULTIPLIERS[lane] as number);
    state[lane] = mixed ^ (mixed >>> 15) ^ (previous << 7);
  }
}

function avalanche(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
