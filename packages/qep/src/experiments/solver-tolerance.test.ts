import { expect, test } from "vitest";
import { solverTolerance } from "./solver-tolerance.ts";

const preparation = { kind: "exact", symmetries: "auto" } as const;
const measurement = { kind: "gaussian", shots: 100 } as const;

test("a number is taken as it is", () => {
  expect(solverTolerance({ preparation: { ...preparation, tolerance: 3e-7 }, measurement })).toBe(3e-7);
});

test("following the shots it falls as their root", () => {
  const tolerance = { followShots: 0.02 };
  expect(solverTolerance({ preparation: { ...preparation, tolerance }, measurement })).toBeCloseTo(2e-3, 15);
  const more = { kind: "gaussian", shots: 40_000 } as const;
  expect(solverTolerance({ preparation: { ...preparation, tolerance }, measurement: more })).toBeCloseTo(
    1e-4,
    15,
  );
});

test("following counts it goes by the phase with most shots", () => {
  const counts = {
    kind: "counts",
    shots: { free: 100, nudged: 2500 },
    grouping: "qubit-wise",
    allocation: "variance",
    pilot: 0,
    order: "sequential",
    readout: "inverted",
  } as const;
  const tolerance = { followShots: 0.02 };
  expect(solverTolerance({ preparation: { ...preparation, tolerance }, measurement: counts })).toBeCloseTo(
    4e-4,
    15,
  );
});
