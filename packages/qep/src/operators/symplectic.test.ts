import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pauliLetters, stringOf } from "../../test/support/random-operators.ts";
import { bitCount } from "./pauli-string.ts";
import { echelonForm, nullSpace, stringOfVector, symplecticDual, vectorOf } from "./symplectic.ts";

const WIDTH = 70;
const vectors = fc.array(fc.bigInt({ min: 0n, max: (1n << BigInt(WIDTH)) - 1n }), { maxLength: 12 });
const parity = (bits: bigint) => bitCount(bits) % 2;

/** All sums of the vectors. */
function span(list: readonly bigint[]): Set<bigint> {
  let sums = [0n];
  for (const vector of list) sums = sums.concat(sums.map((sum) => sum ^ vector));
  return new Set(sums);
}

describe("linear algebra over GF(2)", () => {
  test("the echelon form spans the same space with independent rows, each pivot in one row alone", () => {
    fc.assert(
      fc.property(vectors, (list) => {
        const { rows, pivots } = echelonForm(list);
        expect(span(rows)).toEqual(span(list));
        expect(span(rows).size).toBe(2 ** rows.length);
        for (const [k, pivot] of pivots.entries()) {
          expect(rows.map((row) => (row & pivot) !== 0n)).toEqual(rows.map((_, other) => other === k));
          expect(pivot).toBe((rows[k] as bigint) & -(rows[k] as bigint));
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test("it depends on the span alone", () => {
    fc.assert(
      fc.property(vectors, (list) => {
        const mixed = list.map((v, k) => (k === 0 ? v : v ^ (list[k - 1] as bigint))).reverse();
        expect(echelonForm(mixed)).toEqual(echelonForm(list));
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  test("the null space has full dimension and is orthogonal to every vector", () => {
    fc.assert(
      fc.property(vectors, (list) => {
        const basis = nullSpace(list, WIDTH);
        expect(basis.length).toBe(WIDTH - echelonForm(list).rows.length);
        expect(echelonForm(basis).rows.length).toBe(basis.length);
        for (const v of basis) for (const w of list) expect(parity(v & w)).toBe(0);
      }),
      { numRuns: 60, seed: 3 },
    );
  });
});

test("strings are vectors: products add, and commuting is the symplectic form, beyond 64 sites too", () => {
  fc.assert(
    fc.property(pauliLetters(80), pauliLetters(80), (a, b) => {
      const [p, q] = [stringOf(a), stringOf(b)];
      const [v, w] = [vectorOf(p, 80), vectorOf(q, 80)];
      expect(stringOfVector(v, 80)).toEqual(p);
      expect(stringOfVector(v ^ w, 80)).toEqual(p.times(q).string);
      expect(parity(v & symplecticDual(w, 80)) === 0).toBe(p.commutesWith(q));
    }),
    { numRuns: 100, seed: 4 },
  );
});
