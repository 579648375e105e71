import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pauliLetters, stringOf } from "../../test/support/random-operators.ts";
import { RandomStream } from "../base/random.ts";
import type { PauliString } from "../operators/pauli-string.ts";
import { type GroupingRule, groupStrings, overlappingGroups } from "./string-groups.ts";

const QUBITS = 4;

/** Random sets of distinct strings without the identity. */
const stringSets = fc
  .uniqueArray(pauliLetters(QUBITS), { minLength: 1, maxLength: 14 })
  .map((texts) => texts.filter((text) => text !== "IIII").map(stringOf));

describe.each(["qubit-wise", "commuting"] as const)("groupStrings, %s", (rule) => {
  it("puts every string into one group, and only strings together that fit", () => {
    fc.assert(
      fc.property(stringSets, (strings) => {
        const groups = groupStrings(strings, ones(strings), rule);
        const all = groups.flatMap(({ members }) => members);
        expect(all.toSorted((a, b) => a - b)).toEqual([...strings.keys()]);
        for (const { members } of groups) expectFits(members, strings, rule);
      }),
      { seed: 2 },
    );
  });

  it("adds whatever fits: no string that is left out of a group would fit into it", () => {
    fc.assert(
      fc.property(stringSets, (strings) => {
        const groups = groupStrings(strings, ones(strings), rule);
        const larger = overlappingGroups(groups, strings, ones(strings), rule);
        for (const { members } of groups) {
          expect(larger.some((group) => members.every((member) => group.members.includes(member)))).toBe(
            true,
          );
        }
        expect(new Set(larger.map(({ members }) => members.toSorted().join())).size).toBe(larger.length);
        for (const { members } of larger) {
          expectFits(members, strings, rule);
          for (const outside of [...strings.keys()].filter((index) => !members.includes(index))) {
            expect(members.every((member) => fit(strings[outside], strings[member], rule))).toBe(false);
          }
        }
      }),
      { seed: 3 },
    );
  });

  it("needs few groups more than the fewest there can be, found by exhaustive search", () => {
    const stream = new RandomStream(4);
    let [found, fewest] = [0, 0];
    for (let set = 0; set < 60; set++) {
      const texts = new Set(
        Array.from({ length: 9 }, () =>
          Array.from({ length: QUBITS }, () => "IXYZ"[stream.integer(4)]).join(""),
        ),
      );
      const strings = [...texts].filter((text) => text !== "IIII").map(stringOf);
      const groups = groupStrings(strings, ones(strings), rule).length;
      const best = fewestGroups(strings, rule);
      expect(groups).toBeGreaterThanOrEqual(best);
      expect(groups).toBeLessThanOrEqual(best + 1);
      found += groups;
      fewest += best;
    }
    expect(found / fewest).toBeLessThan(1.05);
  });
});

describe("groupStrings", () => {
  it("keeps the heavy strings together: ZZ bonds in one basis, X fields in another", () => {
    const strings = ["ZZII", "XIII", "IZZI", "IXII", "IIZZ", "IIXI"].map(stringOf);
    const groups = groupStrings(strings, Float64Array.of(2, 1, 2, 1, 2, 1), "qubit-wise");
    expect(groups.map(({ members }) => members)).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
    expect(groups.map(({ letters }) => String(letters))).toEqual(["Z0 Z1 Z2 Z3", "X0 X1 X2"]);
  });
});

function ones(strings: readonly PauliString[]): Float64Array {
  return new Float64Array(strings.length).fill(1);
}

/** Letter by letter, as the definition says. */
function fit(a: PauliString, b: PauliString, rule: GroupingRule): boolean {
  const clashes = Array.from({ length: QUBITS }, (_, site) => {
    const [left, right] = [a.letterAt(site), b.letterAt(site)];
    return left !== "I" && right !== "I" && left !== right;
  }).filter(Boolean).length;
  return rule === "qubit-wise" ? clashes === 0 : clashes % 2 === 0;
}

function expectFits(members: readonly number[], strings: readonly PauliString[], rule: GroupingRule): void {
  for (const a of members) {
    for (const b of members) expect(fit(strings[a], strings[b], rule)).toBe(true);
  }
}

/** The smallest number of groups: every string into every group it fits into, or a new one. */
function fewestGroups(strings: readonly PauliString[], rule: GroupingRule): number {
  let best = strings.length;
  const place = (index: number, groups: number[][]) => {
    if (groups.length >= best) return;
    if (index === strings.length) {
      best = groups.length;
      return;
    }
    for (const group of groups) {
      if (!group.every((member) => fit(strings[index], strings[member], rule))) continue;
      group.push(index);
      place(index + 1, groups);
      group.pop();
    }
    place(index + 1, [...groups, [index]]);
  };
  place(0, []);
  return best;
}
