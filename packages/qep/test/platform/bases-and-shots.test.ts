import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXAMPLES } from "../support/cli.ts";

test("the example of ways to spend shots: read together, observables are known better by a factor of two or more", () => {
  const output = execFileSync(process.execPath, [join(EXAMPLES, "bases-and-shots.ts"), "1"], {
    encoding: "utf8",
  });
  const alone = Number(/each on its own, from its variance: (0\.\d+)/.exec(output)?.[1]);
  const ways = [...output.matchAll(/^(.+): error (0\.\d+), claimed (0\.\d+), (\d+) bases$/gm)];
  expect(ways.map(([, name]) => name)).toEqual([
    "qubit-wise, even",
    "qubit-wise",
    "qubit-wise, pilot",
    "commuting, even",
    "commuting",
    "commuting, pilot",
    "shadows",
  ]);
  for (const [, , error, claimed] of ways) {
    expect(Number(error)).toBeLessThan(alone / 2);
    expect(Number(claimed)).toBeLessThan(alone / 2);
  }
});
