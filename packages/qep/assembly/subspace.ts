// y = Hx on the span of some of the 2^N basis states, a list of N-bit words in ascending order (at most 2^28 of 64 bits).
//
// A Pauli string that flips the bits f joins the states s and s ^ f; where one of them is not listed, the string leads out
// of the span and that part of it is left out. So each flip has a list of pairs of rows i < j, in the order of i, found
// once; every operator is made of such lists, a factor for each pair, and a diagonal. Matrices are real and symmetric.
//
// Pairs are two u32, byte offsets into vectors. A record, 16 bytes: u32 pairs, the first pair of each block of rows (one
// u32 a block and the end), the u16 slot of each pair in the table of factors (0 where there is one factor), that table.
import { multiplyAdd, sumLanes } from "./simd";

/** Rows of a block: their part of both vectors stays in the first-level cache. */
const BLOCK_SHIFT: usize = 11;
const RECORD: usize = 16;

/** The power of two that block sizes are. */
export function subspaceBlockShift(): usize {
  return BLOCK_SHIFT;
}

@inline
function wordAt(states: usize, index: usize): u64 {
  return load<u64>(states + (index << 3));
}

/** The first index whose word is not below `word`, looked for in growing steps from `near` on. */
function seek(states: usize, count: usize, near: usize, word: u64): usize {
  let low: usize = 0;
  let high = count;
  let step: usize = 1;
  if (near < count && wordAt(states, near) < word) {
    low = near + 1;
    while (low + step < count && wordAt(states, low + step) < word) {
      low += step + 1;
      step <<= 1;
    }
    high = min(low + step, count);
  } else {
    high = min(near, count);
    while (high > step && wordAt(states, high - step) >= word) {
      high -= step;
      step <<= 1;
    }
    low = high > step ? high - step : 0;
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if (wordAt(states, middle) < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The bits of a word that a flip changes, side by side; the lowest 10 of them. */
@inline
function patternOf(word: u64, flip: u64): usize {
  let pattern: usize = 0;
  let rest = flip;
  for (let bit: usize = 0; bit < 10 && rest != 0; bit++) {
    const lowest = rest & (0 - rest);
    if (word & lowest) pattern |= <usize>1 << bit;
    rest ^= lowest;
  }
  return pattern;
}

/**
 * Finds the pairs of rows that a flip joins. States that agree on the flipped bits keep their order, so that the search
 * for each goes on where the last one with the same bits ended.
 *
 * @param cursors 1024 u32, zero
 * @returns number of pairs
 */
export function linkFlip(states: usize, count: usize, flip: u64, cursors: usize, pairs: usize): usize {
  let target = pairs;
  for (let i: usize = 0; i < count; i++) {
    const word = wordAt(states, i);
    const partner = word ^ flip;
    if (partner < word) continue;
    const cursor = cursors + (patternOf(word, flip) << 2);
    const j = seek(states, count, <usize>load<u32>(cursor), partner);
    store<u32>(cursor, <u32>j);
    if (j == count || wordAt(states, j) != partner) continue;
    store<u32>(target, <u32>(i << 3));
    store<u32>(target, <u32>(j << 3), 4);
    target += 8;
  }
  return (target - pairs) >> 3;
}

/** The first pair of each block of rows, and the end: one u32 a block and one more. */
export function startBlocks(pairs: usize, count: usize, blocks: usize, starts: usize): void {
  let pair: usize = 0;
  for (let block: usize = 0; block <= blocks; block++) {
    const first = block << (BLOCK_SHIFT + 3);
    while (pair < count && <usize>load<u32>(pairs + (pair << 3)) < first) pair++;
    store<u32>(starts + (block << 2), <u32>pair);
  }
}

/** The slot of each pair: bit b is the parity of the first state's word under mask b (u64 each). */
export function fillSlots(
  states: usize, pairs: usize, count: usize, masks: usize, rank: usize, slots: usize,
): void {
  for (let pair: usize = 0; pair < count; pair++) {
    const word = load<u64>(states + <usize>load<u32>(pairs + (pair << 3)));
    let slot: u32 = 0;
    for (let b: usize = 0; b < rank; b++) {
      slot |= (<u32>popcnt<u64>(word & load<u64>(masks + (b << 3))) & 1) << <u32>b;
    }
    store<u16>(slots + (pair << 1), <u16>slot);
  }
}

/** How many runs of consecutive states there are that agree on all bits but the lowest `lowBits`. */
export function countRuns(states: usize, count: usize, lowBits: u64): usize {
  let runs: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    if (i == 0 || wordAt(states, i) >> lowBits != wordAt(states, i - 1) >> lowBits) runs++;
  }
  return runs;
}

@inline
function signed(value: f64, parity: u64): f64 {
  return reinterpret<f64>(reinterpret<u64>(value) ^ (parity << 63));
}

/**
 * d_i ← Σ_k c_k (−1)^{|mask_k ∧ word_i|}
 *
 * Where states agree on the high bits, strings with the same mask on the low ones differ by signs that stay: they are
 * added up in bins once for the run, and each state adds bins, of which there are far fewer than strings.
 *
 * @param high masks without their `lowBits` lowest bits, u64; `binOf` the bin of each string, u32
 * @param binMasks masks of the bins, u64; `bins` room for as many f64
 */
export function sumParities(
  states: usize, count: usize, lowBits: u64, high: usize, binOf: usize, coefficients: usize, terms: usize,
  binMasks: usize, bins: usize, binCount: usize, diagonal: usize,
): void {
  for (let i: usize = 0; i < count; i++) {
    const word = wordAt(states, i);
    if (i == 0 || word >> lowBits != wordAt(states, i - 1) >> lowBits) {
      memory.fill(bins, 0, binCount << 3);
      for (let k: usize = 0; k < terms; k++) {
        const parity = popcnt<u64>(word & load<u64>(high + (k << 3)));
        const bin = bins + (<usize>load<u32>(binOf + (k << 2)) << 3);
        store<f64>(bin, load<f64>(bin) + signed(load<f64>(coefficients + (k << 3)), parity));
      }
    }
    let sum: f64 = 0;
    for (let b: usize = 0; b < binCount << 3; b += 8) {
      sum += signed(load<f64>(bins + b), popcnt<u64>(word & load<u64>(binMasks + b)));
    }
    store<f64>(diagonal + (i << 3), sum);
  }
}

/** The transpose: sums_k ← Σ_i (−1)^{|mask_k ∧ word_i|} bra_i ket_i, run by run. */
export function weighParities(
  states: usize, count: usize, lowBits: u64, high: usize, binOf: usize, sums: usize, terms: usize,
  binMasks: usize, bins: usize, binCount: usize, bra: usize, ket: usize,
): void {
  memory.fill(sums, 0, terms << 3);
  memory.fill(bins, 0, binCount << 3);
  for (let i: usize = 0; i < count; i++) {
    const word = wordAt(states, i);
    const weight = load<f64>(bra + (i << 3)) * load<f64>(ket + (i << 3));
    for (let b: usize = 0; b < binCount << 3; b += 8) {
      const parity = popcnt<u64>(word & load<u64>(binMasks + b));
      store<f64>(bins + b, load<f64>(bins + b) + signed(weight, parity));
    }
    if (i + 1 < count && word >> lowBits == wordAt(states, i + 1) >> lowBits) continue;
    for (let k: usize = 0; k < terms; k++) {
      const parity = popcnt<u64>(word & load<u64>(high + (k << 3)));
      const bin = load<f64>(bins + (<usize>load<u32>(binOf + (k << 2)) << 3));
      store<f64>(sums + (k << 3), load<f64>(sums + (k << 3)) + signed(bin, parity));
    }
    memory.fill(bins, 0, binCount << 3);
  }
}

/** y_i += f x_j and y_j += f x_i with one factor for all pairs. */
function addPairs(pairs: usize, end: usize, factor: f64, x: usize, y: usize): void {
  for (; pairs < end; pairs += 8) {
    const i = <usize>load<u32>(pairs);
    const j = <usize>load<u32>(pairs, 4);
    store<f64>(y + i, load<f64>(y + i) + factor * load<f64>(x + j));
    store<f64>(y + j, load<f64>(y + j) + factor * load<f64>(x + i));
  }
}

/** The same with the factor of each pair. */
function addSlottedPairs(pairs: usize, end: usize, slots: usize, table: usize, x: usize, y: usize): void {
  for (; pairs < end; pairs += 8, slots += 2) {
    const i = <usize>load<u32>(pairs);
    const j = <usize>load<u32>(pairs, 4);
    const factor = load<f64>(table + (<usize>load<u16>(slots) << 3));
    store<f64>(y + i, load<f64>(y + i) + factor * load<f64>(x + j));
    store<f64>(y + j, load<f64>(y + j) + factor * load<f64>(x + i));
  }
}

/** y ← d∘x + γz; `z` may equal `y` and is not read where γ = 0. */
function startProduct(diagonal: usize, x: usize, y: usize, gamma: f64, z: usize, length: usize): void {
  const gammas = f64x2.splat(gamma);
  const bytes = length << 3;
  for (let i: usize = 0; i < bytes; i += 16) {
    const start = gamma == 0 ? f64x2.splat(0) : f64x2.mul(gammas, v128.load(z + i));
    v128.store(y + i, multiplyAdd(v128.load(diagonal + i), v128.load(x + i), start));
  }
}

/**
 * y ← Hx + γz over whole vectors; returns Σ x_i y_i.
 *
 * The larger row of a pair has been started, and rows of a block are complete when their own pairs are done.
 */
export function applySubspace(
  records: usize, count: usize, diagonal: usize, x: usize, y: usize, gamma: f64, z: usize, length: usize,
): f64 {
  startProduct(diagonal, x, y, gamma, z, length);
  const end = records + count * RECORD;
  let sum: f64 = 0;
  for (let first: usize = 0, block: usize = 0; first < length; first += <usize>1 << BLOCK_SHIFT, block += 4) {
    for (let record = records; record < end; record += RECORD) {
      const pairs = <usize>load<u32>(record);
      const starts = <usize>load<u32>(record, 4) + block;
      const slots = <usize>load<u32>(record, 8);
      const table = <usize>load<u32>(record, 12);
      const from = <usize>load<u32>(starts);
      const to = <usize>load<u32>(starts, 4);
      if (slots != 0) addSlottedPairs(pairs + (from << 3), pairs + (to << 3), slots + (from << 1), table, x, y);
      else addPairs(pairs + (from << 3), pairs + (to << 3), load<f64>(table), x, y);
    }
    const bytes = min(<usize>1 << BLOCK_SHIFT, length - first) << 3;
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
    for (let i = first << 3; i < (first << 3) + bytes; i += 32) {
      s0 = multiplyAdd(v128.load(x + i), v128.load(y + i), s0);
      s1 = multiplyAdd(v128.load(x + i, 16), v128.load(y + i, 16), s1);
    }
    sum += sumLanes(f64x2.add(s0, s1));
  }
  return sum;
}

/** Adds bra_i ket_j + bra_j ket_i of each pair to the factor that `applySubspace` reads there; tables must be zero before. */
export function foldPairs(
  pairs: usize, count: usize, slots: usize, table: usize, bra: usize, ket: usize,
): void {
  for (let pair: usize = 0; pair < count; pair++) {
    const i = <usize>load<u32>(pairs + (pair << 3));
    const j = <usize>load<u32>(pairs + (pair << 3), 4);
    const slot = slots == 0 ? table : table + (<usize>load<u16>(slots + (pair << 1)) << 3);
    const value = load<f64>(bra + i) * load<f64>(ket + j) + load<f64>(bra + j) * load<f64>(ket + i);
    store<f64>(slot, load<f64>(slot) + value);
  }
}
