import type { PauliString } from "./pauli-string.ts";

/** Bits within a tile of the kernels, see assembly/pauli.ts. */
const TILE_QUBITS = 4;

/** Beyond this much counting, the natural order is used. */
const MAX_WORK = 2e7;

/**
 * Which bit of the basis index each qubit takes, chosen for speed: the answer to physics does not depend on it.
 *
 * Kernels work on tiles of 16 amplitudes, the four lowest bits. A group of terms with one flip mask is cheapest where no
 * sign inside a tile differs, so the four qubits are taken on which the fewest groups have Z or Y; of equals, those which
 * the fewest groups flip. The other qubits follow in their natural order.
 *
 * @returns bit of qubit j at position j
 */
export function fastQubitOrder(strings: readonly PauliString[], qubits: number): number[] {
  const natural = Array.from({ length: qubits }, (_, qubit) => qubit);
  const groups = signsByFlip(strings);
  if (qubits <= TILE_QUBITS || choices(qubits, TILE_QUBITS) * groups.length > MAX_WORK) return natural;
  let best = { qubits: natural.slice(0, TILE_QUBITS), cost: Number.POSITIVE_INFINITY };
  for (const chosen of subsets(qubits, TILE_QUBITS)) {
    const mask = chosen.reduce((bits, qubit) => bits | (1 << qubit), 0);
    let cost = 0;
    for (const { signs, flips } of groups) {
      if ((signs & mask) !== 0) cost += groups.length + 1;
      if ((flips & mask) !== 0) cost += 1;
    }
    if (cost < best.cost) best = { qubits: chosen, cost };
  }
  const order = [...best.qubits, ...natural.filter((qubit) => !best.qubits.includes(qubit))];
  return natural.map((qubit) => order.indexOf(qubit));
}

/** Moves the bits of a mask: bit j goes to bit `order[j]`. */
export function permuteBits(mask: number, order: readonly number[]): number {
  let result = 0;
  for (const [from, to] of order.entries()) if ((mask >>> from) & 1) result |= 1 << to;
  return result;
}

/** Groups as the kernels make them: by flip mask, terms with an odd number of Y apart; signs are their union. */
function signsByFlip(strings: readonly PauliString[]): { flips: number; signs: number }[] {
  const groups = new Map<string, { flips: number; signs: number }>();
  for (const string of strings) {
    const flips = Number(string.x);
    const key = `${flips},${string.yCount % 2}`;
    const group = groups.get(key) ?? { flips, signs: 0 };
    group.signs |= Number(string.z);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function choices(n: number, k: number): number {
  let count = 1;
  for (let i = 0; i < k; i++) count = (count * (n - i)) / (i + 1);
  return count;
}

/** All increasing lists of k numbers below n. */
function* subsets(n: number, k: number, from = 0): Generator<number[]> {
  if (k === 0) {
    yield [];
    return;
  }
  for (let first = from; first <= n - k; first++) {
    for (const rest of subsets(n, k - 1, first + 1)) yield [first, ...rest];
  }
}
