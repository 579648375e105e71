import { expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { System } from "../propagation/system.ts";
import { degenerateLevels } from "./degenerate-levels.ts";

function degenerate(qubits: number, inputs: readonly string[], points: readonly (readonly number[])[]) {
  const kernels = testKernels();
  const operators = inputs.map((text, k) => ({ name: `x${k}`, operator: parseOperator(text) }));
  const at = points.map((point) => Float64Array.from(point));
  const levels = degenerateLevels(
    new System({ qubits, inputs: operators }),
    at,
    new Float64Array(0),
    kernels,
  );
  expect(kernels.bytesInUse).toBe(0);
  return levels;
}

const bonds = (distance: number) =>
  ["X", "Y", "Z"].map((p) => `sum(j=0..7, ${p}[j] ${p}[(j+${distance})%8])`).join(" + ");

test("two dimerised states of J1–J2 at 1/2, one state on both sides of it", () => {
  const points = [0.3, 0.5, 0.7].map((ratio) => [1, ratio]);
  expect(degenerate(8, [bonds(1), bonds(2)], points)).toEqual([false, true, false]);
});

test("a qubit with and without a field, and a field that is too weak to be told from none", () => {
  expect(degenerate(1, ["X0"], [[0], [1], [1e-6]])).toEqual([true, false, false]);
  // Both qubits: the splitting of the second is below the rounding of the first.
  expect(
    degenerate(
      2,
      ["X0", "Z1"],
      [
        [1, 1e-15],
        [1, 1e-6],
      ],
    ),
  ).toEqual([true, false]);
});

test("a level that is the whole space takes no longer than two states", () => {
  expect(degenerate(12, ["Z0"], [[0]])).toEqual([true]);
});
