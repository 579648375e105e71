// y = Hx in a basis of lattice orbits. A state of the basis is the sum over the images g·r of one basis state r, its
// representative, with the character of g. Row i of H has one entry for each flip of a term:
//   y_i = d_i x_i + down_i Σ_f w[selector] s_j ,   s_j = up_j x_j ,   entry = selector << indexBits | j
// The selector says which image of representative j the flip leads to, and which signs the terms of the flip have.
// Coefficients and characters are in the small table w alone, so one set of entries serves every sector and every H.
// up and down are √|stabilizer| and its inverse, or 0 where a sector has no state on the orbit.
import { sumLanes } from "./simd";

/** Bits of an orbit's index in the table of all basis states; the phase of the image stands above. */
const INDEX_BITS: u32 = 26;
const INDEX: u32 = (1 << INDEX_BITS) - 1;
const UNSEEN: u32 = 0xffffffff;

/** The image of a basis state under a permutation of sites, from one table of 256 words for each byte. */
@inline
function permute(tables: usize, state: u32): u32 {
  return load<u32>(tables + ((state & 255) << 2)) |
    load<u32>(tables + (((state >> 8) & 255) << 2), 1024) |
    load<u32>(tables + (((state >> 16) & 255) << 2), 2048) |
    load<u32>(tables + ((state >> 24) << 2), 3072);
}

/** Of a state and its flipped image only the one without the pivot bit has a place; its place skips that bit. */
@inline
function placeOf(state: u32, low: u32, skip: u32): u32 {
  return (state & low) | ((state & ~low) >> skip);
}

/**
 * Goes through all basis states in order. The first one of each orbit becomes its representative; in `table` every
 * image notes the index of the orbit and the phase of a group element TᵐPˢFᵘ that leads there,
 * ((m mod moduli)·mirrors + s)·flips + u. `kinds` has one byte an orbit: which of the stabilizers in `kindTable` it has,
 * 16 bytes each: the set of their phases, and their number.
 *
 * @returns number of orbits, or −1 where there are more than 255 kinds
 */
export function enumerateOrbits(
  table: usize, places: u32, flip: u32, pivot: u32, translation: usize, reflection: usize, order: u32, moduli: u32,
  representatives: usize, kinds: usize, kindTable: usize,
): i32 {
  memory.fill(table, 0xff, <usize>places << 2);
  const low = pivot - 1;
  const skip: u32 = flip == 0 ? 0 : 1;
  const flips: u32 = skip + 1;
  const mirrors: u32 = reflection == 0 ? 1 : 2;
  let count: u32 = 0;
  let kindCount: u32 = 0;
  for (let place: u32 = 0; place < places; place++) {
    if (load<u32>(table + (<usize>place << 2)) != UNSEEN) continue;
    const first = (place & low) | ((place & ~low) << skip);
    let phases: u64 = 0;
    let stabilizer: u32 = 0;
    for (let s: u32 = 0; s < mirrors; s++) {
      let image = s == 0 ? first : permute(reflection, first);
      let momentum: u32 = 0;
      for (let m: u32 = 0; m < order; m++) {
        const u: u32 = skip & u32((image & pivot) != 0);
        const state = u ? image ^ flip : image;
        const phase = (momentum * mirrors + s) * flips + u;
        if (state == first) {
          phases |= (<u64>1) << phase;
          stabilizer++;
        }
        store<u32>(table + (<usize>placeOf(state, low, skip) << 2), (phase << INDEX_BITS) | count);
        image = permute(translation, image);
        momentum = momentum + 1 == moduli ? 0 : momentum + 1;
      }
    }
    let kind: u32 = 0;
    while (kind < kindCount && (load<u64>(kindTable + (kind << 4)) != phases ||
      load<u32>(kindTable + (kind << 4), 8) != stabilizer)) kind++;
    if (kind == kindCount) {
      if (++kindCount > 255) return -1;
      store<u64>(kindTable + (kind << 4), phases);
      store<u32>(kindTable + (kind << 4), stabilizer, 8);
    }
    store<u32>(representatives + (<usize>count << 2), first);
    store<u8>(kinds + count, <u8>kind);
    count++;
  }
  return count;
}

/** Writes the entries of `flips` flips, row by row; selector = base + signs·phases + phase, `rank` signs a flip. */
export function linkOrbits(
  table: usize, flip: u32, pivot: u32, representatives: usize, count: u32, masks: usize, flips: u32, signs: usize,
  rank: u32, base: u32, phases: u32, indexBits: u32, entries: usize,
): void {
  const low = pivot - 1;
  const skip: u32 = flip == 0 ? 0 : 1;
  let entry = entries;
  for (let i: u32 = 0; i < count; i++) {
    const from = load<u32>(representatives + (<usize>i << 2));
    let sign = signs;
    for (let f: u32 = 0; f < flips; f++) {
      let state = from ^ load<u32>(masks + (f << 2));
      const u: u32 = skip & u32((state & pivot) != 0);
      if (u) state ^= flip;
      const found = load<u32>(table + (<usize>placeOf(state, low, skip) << 2));
      let signClass: u32 = 0;
      for (let bit: u32 = 0; bit < rank; bit++, sign += 4) {
        signClass |= (popcnt<u32>(from & load<u32>(sign)) & 1) << bit;
      }
      const selector = base + signClass * phases + ((found >> INDEX_BITS) ^ u);
      store<u32>(entry, (selector << indexBits) | (found & INDEX));
      entry += 4;
    }
  }
}

/** sums_i ← Σ_k (−1)^{|z_k ∧ r_i|} over `terms` masks, as 16-bit integers. */
export function sumSigns(representatives: usize, count: u32, masks: usize, terms: u32, sums: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const state = load<u32>(representatives + (<usize>i << 2));
    let negative: i32 = 0;
    for (let k: u32 = 0; k < terms; k++) negative += popcnt<u32>(state & load<u32>(masks + (k << 2))) & 1;
    store<i16>(sums + (<usize>i << 1), <i16>(<i32>terms - 2 * negative));
  }
}

/** d_i ← d_i + c·sums_i. */
export function addSigns(sums: usize, count: u32, c: f64, diagonal: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const at = diagonal + (<usize>i << 3);
    store<f64>(at, load<f64>(at) + c * <f64>load<i16>(sums + (<usize>i << 1)));
  }
}

/** Σ_i sums_i x_i². */
export function weighSigns(sums: usize, count: u32, x: usize): f64 {
  let total: f64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const value = load<f64>(x + (<usize>i << 3));
    total += <f64>load<i16>(sums + (<usize>i << 1)) * value * value;
  }
  return total;
}

/** d_i ← value wherever the sector has no state on orbit i (up is 0 there). */
export function excludeOrbits(kinds: usize, up: usize, count: u32, value: f64, diagonal: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    if (load<f64>(up + (<usize>load<u8>(kinds + i) << 3)) == 0) store<f64>(diagonal + (<usize>i << 3), value);
  }
}

function scaleReal(kinds: usize, up: usize, count: u32, x: usize, scaled: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const factor = load<f64>(up + (<usize>load<u8>(kinds + i) << 3));
    store<f64>(scaled + (<usize>i << 3), factor * load<f64>(x + (<usize>i << 3)));
  }
}

/** Planar x to interleaved pairs. */
function scaleComplex(kinds: usize, up: usize, count: u32, x: usize, half: usize, scaled: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const factor = v128.load_splat<f64>(up + (<usize>load<u8>(kinds + i) << 3));
    const at = x + (<usize>i << 3);
    const pair = f64x2.replace_lane(v128.load_zero<f64>(at), 1, load<f64>(at + half));
    v128.store(scaled + (<usize>i << 4), f64x2.mul(factor, pair));
  }
}

/**
 * y ← Hx + γz for real vectors of `length` numbers, of which `count` belong to orbits and the rest stays 0; returns
 * Σ x_i y_i. A block is two words: its entries, and how many of them a row has.
 */
export function applyReal(
  blocks: usize, blockCount: u32, weights: usize, indexBits: u32, diagonal: usize, kinds: usize, up: usize,
  down: usize, count: u32, length: u32, x: usize, scaled: usize, y: usize, gamma: f64, z: usize,
): f64 {
  scaleReal(kinds, up, count, x, scaled);
  const index: u32 = (1 << indexBits) - 1;
  let total: f64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    let s0: f64 = 0, s1: f64 = 0;
    for (let b: u32 = 0; b < blockCount; b++) {
      const flips = load<u32>(blocks + (b << 3), 4);
      let entry = <usize>load<u32>(blocks + (b << 3)) + ((<usize>i * flips) << 2);
      const end = entry + (flips << 2);
      for (; entry + 8 <= end; entry += 8) {
        const e0 = load<u32>(entry);
        const e1 = load<u32>(entry, 4);
        s0 += load<f64>(weights + ((e0 >> indexBits) << 3)) * load<f64>(scaled + (<usize>(e0 & index) << 3));
        s1 += load<f64>(weights + ((e1 >> indexBits) << 3)) * load<f64>(scaled + (<usize>(e1 & index) << 3));
      }
      if (entry < end) {
        const e = load<u32>(entry);
        s0 += load<f64>(weights + ((e >> indexBits) << 3)) * load<f64>(scaled + (<usize>(e & index) << 3));
      }
    }
    const at = <usize>i << 3;
    const own = load<f64>(x + at);
    let value = load<f64>(diagonal + at) * own + load<f64>(down + (<usize>load<u8>(kinds + i) << 3)) * (s0 + s1);
    if (gamma != 0) value += gamma * load<f64>(z + at);
    store<f64>(y + at, value);
    total += own * value;
  }
  memory.fill(y + (<usize>count << 3), 0, <usize>(length - count) << 3);
  return total;
}

/** i·v of an interleaved pair: (−im, re). */
@inline
function timesI(pair: v128): v128 {
  return f64x2.mul(v128.shuffle<u64>(pair, pair, 1, 0), f64x2.replace_lane(f64x2.splat(1), 0, -1));
}

/** Like `applyReal`, for planar complex vectors of `length` real parts and as many imaginary ones; w as pairs. */
export function applyComplex(
  blocks: usize, blockCount: u32, weights: usize, indexBits: u32, diagonal: usize, kinds: usize, up: usize,
  down: usize, count: u32, length: u32, x: usize, scaled: usize, y: usize, gamma: f64, z: usize,
): f64 {
  const half = <usize>length << 3;
  scaleComplex(kinds, up, count, x, half, scaled);
  const index: u32 = (1 << indexBits) - 1;
  let total = f64x2.splat(0);
  for (let i: u32 = 0; i < count; i++) {
    let re = f64x2.splat(0), im = f64x2.splat(0);
    for (let b: u32 = 0; b < blockCount; b++) {
      const flips = load<u32>(blocks + (b << 3), 4);
      let entry = <usize>load<u32>(blocks + (b << 3)) + ((<usize>i * flips) << 2);
      const end = entry + (flips << 2);
      for (; entry < end; entry += 4) {
        const e = load<u32>(entry);
        const weight = weights + ((e >> indexBits) << 4);
        const pair = v128.load(scaled + (<usize>(e & index) << 4));
        re = f64x2.add(re, f64x2.mul(v128.load_splat<f64>(weight), pair));
        im = f64x2.add(im, f64x2.mul(v128.load_splat<f64>(weight, 8), pair));
      }
    }
    const at = <usize>i << 3;
    const own = f64x2.replace_lane(v128.load_zero<f64>(x + at), 1, load<f64>(x + at + half));
    const factor = v128.load_splat<f64>(down + (<usize>load<u8>(kinds + i) << 3));
    let value = f64x2.add(
      f64x2.mul(v128.load_splat<f64>(diagonal + at), own), f64x2.mul(factor, f64x2.add(re, timesI(im))),
    );
    if (gamma != 0) {
      const other = f64x2.replace_lane(v128.load_zero<f64>(z + at), 1, load<f64>(z + at + half));
      value = f64x2.add(value, f64x2.mul(f64x2.splat(gamma), other));
    }
    store<f64>(y + at, f64x2.extract_lane(value, 0));
    store<f64>(y + at + half, f64x2.extract_lane(value, 1));
    total = f64x2.add(total, f64x2.mul(own, value));
  }
  const padding = <usize>(length - count) << 3;
  memory.fill(y + (<usize>count << 3), 0, padding);
  memory.fill(y + half + (<usize>count << 3), 0, padding);
  return sumLanes(total);
}

/** sums[selector] ← Σ conj(x_i) down_i s_j over one block, as pairs; what w multiplies in ⟨x|H|x⟩. */
export function foldEntries(
  entries: usize, flips: u32, indexBits: u32, kinds: usize, up: usize, down: usize, count: u32, half: usize,
  x: usize, scaled: usize, sums: usize,
): void {
  const isComplex = half != 0;
  if (isComplex) scaleComplex(kinds, up, count, x, half, scaled);
  else scaleReal(kinds, up, count, x, scaled);
  const index: u32 = (1 << indexBits) - 1;
  let entry = entries;
  for (let i: u32 = 0; i < count; i++) {
    const factor = load<f64>(down + (<usize>load<u8>(kinds + i) << 3));
    const re = factor * load<f64>(x + (<usize>i << 3));
    const im = isComplex ? factor * load<f64>(x + half + (<usize>i << 3)) : 0;
    for (let f: u32 = 0; f < flips; f++, entry += 4) {
      const e = load<u32>(entry);
      const sum = sums + ((e >> indexBits) << 4);
      if (isComplex) {
        const other = scaled + (<usize>(e & index) << 4);
        const a = load<f64>(other);
        const b = load<f64>(other, 8);
        store<f64>(sum, load<f64>(sum) + re * a + im * b);
        store<f64>(sum, load<f64>(sum, 8) + re * b - im * a, 8);
      } else {
        store<f64>(sum, load<f64>(sum) + re * load<f64>(scaled + (<usize>(e & index) << 3)));
      }
    }
  }
}

/** Root of an orbit's tree and the orbit's sign relative to it, root << 1 | sign; shortens the path on the way. */
function rootOf(parents: usize, orbit: u32): u32 {
  let at = orbit;
  let sign: u32 = 0;
  let parent = load<u32>(parents + (<usize>at << 2));
  while (parent >> 1 != at) {
    const grand = load<u32>(parents + (<usize>(parent >> 1) << 2));
    const shorter = (grand & ~1) | ((parent ^ grand) & 1);
    store<u32>(parents + (<usize>at << 2), shorter);
    sign ^= shorter & 1;
    at = shorter >> 1;
    parent = load<u32>(parents + (<usize>at << 2));
  }
  return (at << 1) | sign;
}

/**
 * Looks for signs of the basis states that make every matrix element between different orbits negative or zero, one
 * connected part of the orbits at a time; orbits of parts where there are such signs are marked in `covered`.
 *
 * `rules` says for each selector what its sign asks of the signs of both orbits: 0 nothing, 1 equal, 2 opposite. A part
 * with an orbit on which the sector has no state (up is 0) is not covered.
 *
 * @returns how many orbits were newly marked
 */
export function coverOrbits(
  blocks: usize, blockCount: u32, rules: usize, indexBits: u32, kinds: usize, up: usize, count: u32, parents: usize,
  conflicts: usize, covered: usize,
): i32 {
  const index: u32 = (1 << indexBits) - 1;
  for (let i: u32 = 0; i < count; i++) {
    store<u32>(parents + (<usize>i << 2), i << 1);
    store<u8>(conflicts + i, u8(load<f64>(up + (<usize>load<u8>(kinds + i) << 3)) == 0));
  }
  for (let b: u32 = 0; b < blockCount; b++) {
    const flips = load<u32>(blocks + (b << 3), 4);
    let entry = <usize>load<u32>(blocks + (b << 3));
    for (let i: u32 = 0; i < count; i++) {
      for (let f: u32 = 0; f < flips; f++, entry += 4) {
        const e = load<u32>(entry);
        const rule = <u32>load<u8>(rules + (e >> indexBits));
        if (rule == 0) continue;
        const mine = rootOf(parents, i);
        const other = rootOf(parents, e & index);
        const sign = (mine ^ other ^ (rule - 1)) & 1;
        const a = mine >> 1;
        const c = other >> 1;
        if (a == c) {
          if (sign) store<u8>(conflicts + a, 1);
          continue;
        }
        const root = min(a, c);
        const leaf = max(a, c);
        store<u32>(parents + (<usize>leaf << 2), (root << 1) | sign);
        store<u8>(conflicts + root, load<u8>(conflicts + root) | load<u8>(conflicts + leaf));
      }
    }
  }
  let marked = 0;
  for (let i: u32 = 0; i < count; i++) {
    if (load<u8>(covered + i) || load<u8>(conflicts + (rootOf(parents, i) >> 1))) continue;
    store<u8>(covered + i, 1);
    marked++;
  }
  return marked;
}
