import { type BasisStates, indexOfWord, wordOf } from "./basis-states.ts";
import type { PauliTable } from "./kernels.ts";
import { bitsOf, maskAt } from "./sign-tables.ts";

/**
 * result ← result + c·P x for string `term` of a table, on the span of listed basis states: what leads out of it is left
 * out. From (Pψ)_i = (−i)^{|x∧z|} (−1)^{|z∧i|} ψ_{i^x}, on real vectors.
 */
export function addListedString(
  result: Float64Array,
  c: number,
  table: PauliTable,
  term: number,
  x: Float64Array,
  states: BasisStates,
): void {
  const flip = maskAt(table.x, table.high?.x, term);
  const signs = maskAt(table.z, table.high?.z, term);
  const power = bitsOf(flip & signs).length & 3;
  if ((power & 1) === 1) return;
  for (let row = 0; row < states.count; row++) {
    const word = wordOf(states, row);
    const source = indexOfWord(states, word ^ flip);
    if (source < 0) continue;
    const isNegative = (bitsOf(signs & word).length & 1) === 1;
    const factor = isNegative === (power === 0) ? -c : c;
    result[row] = (result[row] as number) + factor * (x[source] as number);
  }
}
