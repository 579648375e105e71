import { describe, expect, test } from "vitest";
import { controlBytes, TeamControl } from "./team-control.ts";

/** Two ends of the same memory, as two threads have. */
function twoEnds(members: number): [TeamControl, TeamControl] {
  const buffer = new SharedArrayBuffer(controlBytes(members));
  return [new TeamControl(buffer, members), new TeamControl(buffer, members)];
}

/** Chunks that a member takes of what is open, in order. */
function taken(control: TeamControl, member: number, most = Number.POSITIVE_INFINITY): number[] {
  const chunks: number[] = [];
  class Enough extends Error {}
  try {
    control.takeChunks(member, (chunk) => {
      if (chunks.length === most) throw new Enough();
      chunks.push(chunk);
      return 0;
    });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return chunks;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("chunks", () => {
  test.each([
    [1, 5],
    [2, 7],
    [3, 2],
    [4, 64],
  ])("the caller of %i members does all %i where nobody comes", (members, chunks) => {
    const [caller] = twoEnds(members);
    caller.open(0, [], chunks);
    expect(taken(caller, 0).toSorted((a, b) => a - b)).toEqual(upTo(chunks));
    expect(caller.close(1)).toBe(true);
  });

  test("a member begins with its own share and then helps others", () => {
    const [caller, helper] = twoEnds(3);
    caller.open(0, [], 9);
    expect(taken(helper, 2)).toEqual([6, 7, 8, 0, 1, 2, 3, 4, 5]);
    expect(taken(caller, 0)).toEqual([]);
  });

  test("none is done twice", () => {
    const [caller, helper] = twoEnds(2);
    caller.open(0, [], 10);
    const first = taken(helper, 1, 3);
    expect(first).toEqual([5, 6, 7]);
    // The chunk at which the helper stopped was taken by it and is nobody else's.
    expect(taken(caller, 0)).toEqual([0, 1, 2, 3, 4, 9]);
  });

  test("what they give is added in their order, whoever does them", () => {
    const values = [1, 1e16, -1e16, 1, 1, 1];
    const sums = [0, 1, 2].map((member) => {
      const [caller, helper] = twoEnds(3);
      let asDone = 0;
      caller.open(0, [], values.length);
      helper.takeChunks(member, (chunk) => {
        asDone += values[chunk] as number;
        return values[chunk] as number;
      });
      return { asDone, total: caller.total() };
    });
    expect(sums.map(({ asDone }) => asDone)).toEqual([3, 0, 5]);
    expect(sums.map(({ total }) => total)).toEqual([3, 3, 3]);
  });
});

test("members read the command and its numbers", () => {
  const [caller, helper] = twoEnds(2);
  caller.open(3, [1.5, -2, 2 ** 32], 1);
  expect(helper.command.command).toBe(3);
  expect(helper.command.numbers.slice(0, 3)).toEqual([1.5, -2, 2 ** 32]);
});

test("what went wrong is told, cut to what there is room for", () => {
  const [caller, helper] = twoEnds(2);
  expect(caller.failure).toBeUndefined();
  helper.reportFailure("RuntimeError: memory access out of bounds – ψ");
  expect(caller.failure).toBe("RuntimeError: memory access out of bounds – ψ");
  helper.reportFailure("x".repeat(5000));
  expect(caller.failure).toBe("x".repeat(1024));
});
