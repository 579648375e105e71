import type { RandomStream } from "../base/random.ts";

/** Outcomes one after the other, in words as in `Counts`, and how often each came. */
export interface Outcomes {
  readonly outcomes: Uint32Array;
  readonly occurrences: Uint32Array;
}

/** The words of a mask of outcome bits. */
export function wordsOf(mask: bigint, words: number): Uint32Array {
  return Uint32Array.from({ length: words }, (_, word) =>
    Number(BigInt.asUintN(32, mask >> BigInt(32 * word))),
  );
}

/** Flips bits of the outcome that begins at `start`. */
export function flipAt(outcomes: Uint32Array, start: number, flips: Uint32Array): void {
  for (let word = 0; word < flips.length; word++) {
    outcomes[start + word] = (outcomes[start + word] as number) ^ (flips[word] as number);
  }
}

/** Outcomes of several states as one list. */
export function joinOutcomes(parts: readonly Outcomes[]): Outcomes {
  if (parts.length === 1) return parts[0] as Outcomes;
  const join = (lists: readonly Uint32Array[]) => {
    const all = new Uint32Array(lists.reduce((length, list) => length + list.length, 0));
    let offset = 0;
    for (const list of lists) {
      all.set(list, offset);
      offset += list.length;
    }
    return all;
  };
  return {
    outcomes: join(parts.map(({ outcomes }) => outcomes)),
    occurrences: join(parts.map(({ occurrences }) => occurrences)),
  };
}

/** One outcome for each shot, for what happens to each shot on its own. */
export function shotByShot({ outcomes, occurrences }: Outcomes, words: number): Uint32Array {
  const shots = occurrences.reduce((sum, count) => sum + count, 0);
  const result = new Uint32Array(shots * words);
  let shot = 0;
  for (const [index, count] of occurrences.entries()) {
    const outcome = outcomes.subarray(index * words, (index + 1) * words);
    for (let again = 0; again < count; again++) result.set(outcome, words * shot++);
  }
  return result;
}

/** Flips each of the masks in each shot with probability ½. */
export function tossCoins(outcomes: Uint32Array, coins: readonly Uint32Array[], stream: RandomStream): void {
  const words = coins[0]?.length ?? 1;
  for (let start = 0; start < outcomes.length; start += words) {
    for (const coin of coins) if (stream.uniform() < 0.5) flipAt(outcomes, start, coin);
  }
}
