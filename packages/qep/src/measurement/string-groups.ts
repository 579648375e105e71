import { PauliString } from "../operators/pauli-string.ts";

/** When strings may be read in one basis: letters agree on every qubit that both act on, or the strings commute. */
export type GroupingRule = "qubit-wise" | "commuting";

/** Which strings are read together, and whether more could join. */
export interface StringGroup {
  /** Indices of strings. */
  readonly members: readonly number[];
  /** The letters of all members, where they agree qubit by qubit; otherwise null. */
  readonly letters: PauliString | null;
}

/**
 * Divides strings into groups that can be read in one basis each, few and with the heavy strings together.
 *
 * Sorted insertion: in descending order of weight each string joins the first group it fits into. The same is done in
 * descending order of the number of strings it cannot be read with, and the division is taken for which fewer shots reach the
 * same variance if all strings have the same: (Σ_g (Σ_{k∈g} w_k²)^½)² is the smaller.
 *
 * @param weights w_k ≥ 0
 * @returns every string in exactly one group
 * @see Crawford et al., "Efficient quantum measurement of Pauli operators in the presence of finite sampling error", Quantum 5, 385 (2021)
 */
export function groupStrings(
  strings: readonly PauliString[],
  weights: Float64Array,
  rule: GroupingRule,
): StringGroup[] {
  const fits = FITS[rule];
  const conflicts = Float64Array.from(strings, (string) =>
    strings.reduce((count, other) => count + (fits(string, other) ? 0 : 1), 0),
  );
  const divisions = [weights, conflicts].map((key) => insertSorted(strings, descending(key), fits));
  const [byWeight, byConflicts] = divisions as [number[][], number[][]];
  const chosen = shotFactor(byConflicts, weights) < shotFactor(byWeight, weights) ? byConflicts : byWeight;
  return chosen.map((members) => ({ members, letters: commonLetters(members, strings) }));
}

/**
 * The groups with every string added that fits as well: strings that are read in several bases have more shots.
 *
 * @returns groups that may share members, in the order of those given; of groups that become the same only the first
 * @see Wu, Sun, Huang & Yuan, "Overlapped grouping measurement", Quantum 7, 896 (2023)
 */
export function overlappingGroups(
  groups: readonly StringGroup[],
  strings: readonly PauliString[],
  weights: Float64Array,
  rule: GroupingRule,
): StringGroup[] {
  const fits = FITS[rule];
  const order = descending(weights);
  const seen = new Set<string>();
  return groups.flatMap(({ members }) => {
    const all = [...members];
    const known = new Set(members);
    for (const candidate of order) {
      if (known.has(candidate)) continue;
      if (fitsAll(strings[candidate] as PauliString, all, strings, fits)) all.push(candidate);
    }
    const key = all.toSorted((a, b) => a - b).join();
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ members: all, letters: commonLetters(all, strings) }];
  });
}

type Fits = (a: PauliString, b: PauliString) => boolean;

const FITS: Readonly<Record<GroupingRule, Fits>> = {
  "qubit-wise": (a, b) => (((a.x ^ b.x) | (a.z ^ b.z)) & (a.x | a.z) & (b.x | b.z)) === 0n,
  commuting: (a, b) => a.commutesWith(b),
};

function fitsAll(
  string: PauliString,
  members: readonly number[],
  strings: readonly PauliString[],
  fits: Fits,
): boolean {
  return members.every((member) => fits(string, strings[member] as PauliString));
}

function insertSorted(strings: readonly PauliString[], order: readonly number[], fits: Fits): number[][] {
  const groups: number[][] = [];
  for (const index of order) {
    const home = groups.find((members) => fitsAll(strings[index] as PauliString, members, strings, fits));
    if (home) home.push(index);
    else groups.push([index]);
  }
  return groups;
}

/** Positions by descending value, equal values in their own order. */
function descending(values: Float64Array): number[] {
  return [...values.keys()].sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
}

/** Shots for unit variance with the best division over groups, all strings uncorrelated and of variance 1. */
function shotFactor(groups: readonly (readonly number[])[], weights: Float64Array): number {
  const root = groups.reduce(
    (sum, members) => sum + Math.hypot(...members.map((member) => weights[member] as number)),
    0,
  );
  return root * root;
}

function commonLetters(members: readonly number[], strings: readonly PauliString[]): PauliString | null {
  let letters = PauliString.identity;
  for (const member of members) {
    const string = strings[member] as PauliString;
    if (!FITS["qubit-wise"](letters, string)) return null;
    letters = new PauliString(letters.x | string.x, letters.z | string.z);
  }
  return letters;
}
