/** Bits that one table lookup moves. */
const TABLE_BITS = 12;

/**
 * A function that moves the bits of basis indices: bit j goes to bit `targets[j]`.
 *
 * Two table lookups an index, whatever the number of qubits.
 *
 * @param targets one different bit for each qubit, at most 24
 */
export function bitMove(targets: readonly number[]): (index: number) => number {
  const low = moveTable(targets.slice(0, TABLE_BITS));
  const high = moveTable(targets.slice(TABLE_BITS));
  const mask = low.length - 1;
  const shift = Math.min(TABLE_BITS, targets.length);
  return (index) => (low[index & mask] as number) | (high[index >>> shift] as number);
}

function moveTable(targets: readonly number[]): Uint32Array {
  const table = new Uint32Array(2 ** targets.length);
  for (const [bit, target] of targets.entries()) {
    // The upper half of what is filled so far is the lower half with one more bit.
    for (let index = 0; index < 2 ** bit; index++) {
      table[2 ** bit + index] = (table[index] as number) | (2 ** target);
    }
  }
  return table;
}
