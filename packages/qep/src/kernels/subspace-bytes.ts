import { type BasisStates, indexOfWord, wordOf } from "./basis-states.ts";
import type { PauliTable } from "./kernels.ts";
import { signTables } from "./sign-tables.ts";

/** States that are looked at to tell how many pairs a flip joins. */
const SAMPLES = 1000;

/**
 * Bytes of the tables for some lists of strings on listed states, estimated from a thousand of the states: the words, the
 * pairs of rows of every flip that occurs, and for each list its diagonal and the slots of its pairs.
 */
export function subspaceBytes(tables: readonly PauliTable[], states: BasisStates): number {
  const pairsOf = new Map<bigint, number>();
  // The words, and room to look for pairs in.
  let bytes = 12 * states.count;
  for (const table of tables) {
    bytes += 8 * states.count;
    for (const { flip, masks } of signTables(table).tables) {
      const pairs = pairsOf.get(flip) ?? pairsJoined(flip, states);
      if (!pairsOf.has(flip)) bytes += 8 * pairs;
      pairsOf.set(flip, pairs);
      bytes += (masks.length > 0 ? 2 * pairs : 0) + 8 * 2 ** masks.length;
    }
  }
  return bytes;
}

function pairsJoined(flip: bigint, states: BasisStates): number {
  const { count } = states;
  const samples = Math.min(SAMPLES, count);
  let joined = 0;
  for (let k = 0; k < samples; k++) {
    const word = wordOf(states, Math.floor((k * count) / samples));
    if (indexOfWord(states, word ^ flip) >= 0) joined++;
  }
  return Math.ceil((joined / samples) * (count / 2));
}
