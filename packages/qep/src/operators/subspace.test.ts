import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import { wordOf } from "../kernels/basis-states.ts";
import { type ForbiddenValues, Subspace, type SubspaceDefinition } from "./subspace.ts";

function wordsOf(space: Subspace): bigint[] {
  return Array.from({ length: space.count }, (_, k) => wordOf(space, k));
}

/** Every word that breaks no rule, straight from the rules. */
function bySieve({ qubits, forbidden = [], charges = [] }: SubspaceDefinition): bigint[] {
  const value = (word: number, qubit: number) => (word >> qubit) & 1;
  return Array.from({ length: 2 ** qubits }, (_, word) => word)
    .filter(
      (word) => !forbidden.some((rule) => rule.qubits.every((q, k) => value(word, q) === rule.values[k])),
    )
    .filter((word) =>
      charges.every(
        ({ weights, total }) => weights.reduce((sum, w, q) => sum + w * value(word, q), 0) === total,
      ),
    )
    .map(BigInt);
}

function neighboursExcluded(pairs: readonly (readonly [number, number])[]): ForbiddenValues[] {
  return pairs.map((qubits) => ({ qubits, values: [1, 1] }));
}

const chain = (n: number) => Array.from({ length: n - 1 }, (_, j) => [j, j + 1] as const);

test("an open chain of blocked neighbours has Fibonacci, a ring Lucas numbers of states", () => {
  const [fibonacci, lucas] = [
    [0, 1, 1],
    [2, 1, 3],
  ] as [number[], number[]];
  for (let n = 3; n < 24; n++) fibonacci.push((fibonacci.at(-1) as number) + (fibonacci.at(-2) as number));
  for (let n = 3; n < 24; n++) lucas.push((lucas.at(-1) as number) + (lucas.at(-2) as number));
  for (const n of [2, 3, 5, 12, 20]) {
    const open = new Subspace({ qubits: n, forbidden: neighboursExcluded(chain(n)) });
    expect(open.count).toBe(fibonacci[n + 2]);
    if (n < 3) continue;
    const ring = new Subspace({ qubits: n, forbidden: neighboursExcluded([...chain(n), [n - 1, 0]]) });
    expect(ring.count).toBe(lucas[n]);
  }
  expect(new Subspace({ qubits: 30, forbidden: neighboursExcluded(chain(30)) }).count).toBe(2_178_309);
});

test("a fixed number of particles leaves binomially many states, also beyond 32 qubits", () => {
  const of = (qubits: number, total: number) =>
    new Subspace({ qubits, charges: [{ weights: Array.from({ length: qubits }, () => 1), total }] });
  expect(of(10, 4).count).toBe(210);
  const wide = of(40, 2);
  expect(wide.count).toBe(780);
  expect(wordOf(wide, 779)).toBe(3n << 38n);
  expect(wordsOf(wide).every((word, k, all) => k === 0 || (all[k - 1] as bigint) < word)).toBe(true);
});

test("random rules leave the states that a sieve leaves, in ascending order", () => {
  for (let seed = 0; seed < 30; seed++) {
    const stream = new RandomStream("rules", seed);
    const qubits = 1 + stream.integer(9);
    const forbidden = Array.from({ length: stream.integer(5) }, (): ForbiddenValues => {
      const chosen = [
        ...new Set(Array.from({ length: 1 + stream.integer(3) }, () => stream.integer(qubits))),
      ];
      return { qubits: chosen, values: chosen.map(() => (stream.uniform() < 0.3 ? 0 : 1)) };
    });
    const weights = Array.from({ length: qubits }, () => stream.integer(5) - 2);
    const definition = {
      qubits,
      forbidden,
      charges: seed % 2 ? [{ weights, total: stream.integer(3) }] : [],
    };
    const expected = bySieve(definition);
    if (expected.length === 0) expect(() => new Subspace(definition).count).toThrow(/is empty/);
    else expect(wordsOf(new Subspace(definition))).toEqual(expected);
  }
});

test("values are forbidden beyond 32 qubits too", () => {
  const weights = Array.from({ length: 36 }, () => 1);
  const forbidden = neighboursExcluded([
    [1, 34],
    [33, 35],
  ]);
  const space = new Subspace({ qubits: 36, forbidden, charges: [{ weights, total: 2 }] });
  const pair = (i: bigint, j: bigint) => (1n << i) | (1n << j);
  expect(space.count).toBe(630 - 2);
  expect(wordsOf(space)).not.toContain(pair(1n, 34n));
  expect(wordsOf(space)).not.toContain(pair(33n, 35n));
  expect(wordsOf(space)).toContain(pair(1n, 33n));
});

test("more qubits are free", () => {
  const space = new Subspace({ qubits: 2, forbidden: neighboursExcluded([[0, 1]]) }).extendedTo(3);
  expect(wordsOf(space)).toEqual([0n, 1n, 2n, 4n, 5n, 6n]);
});

describe("what cannot be is refused", () => {
  test.each<[SubspaceDefinition, string]>([
    [{ qubits: 65 }, "it needs 1 to 64 qubits, given 65"],
    [{ qubits: 2, forbidden: [{ qubits: [0, 2], values: [1, 1] }] }, "different qubits from 0 to 1"],
    [{ qubits: 2, forbidden: [{ qubits: [0, 0], values: [1, 1] }] }, "different qubits from 0 to 1"],
    [{ qubits: 2, forbidden: [{ qubits: [0, 1], values: [1] }] }, "one value for each"],
    [{ qubits: 2, forbidden: [{ qubits: [], values: [] }] }, "different qubits"],
    [{ qubits: 2, charges: [{ weights: [1, 0.5], total: 1 }] }, "a charge needs whole numbers"],
    [{ qubits: 2, charges: [{ weights: [1, 1, 1], total: 1 }] }, "at most one weight for each of 2 qubits"],
  ])("%o", (definition, message) => {
    expect(() => new Subspace(definition)).toThrow(
      expect.objectContaining({ code: "invalid-argument", message: expect.stringContaining(message) }),
    );
  });

  test("no state at all", () => {
    const space = new Subspace({ qubits: 2, charges: [{ weights: [1, 1], total: 3 }] });
    expect(() => space.count).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });

  test("more states than can be listed", () => {
    expect(() => new Subspace({ qubits: 27 }).count).toThrow(
      expect.objectContaining({
        code: "out-of-memory",
        message: expect.stringContaining("more than 67108864 states"),
      }),
    );
  });
});
