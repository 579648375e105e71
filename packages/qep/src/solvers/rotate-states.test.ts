import { expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import { stateLayout } from "../kernels/layout.ts";
import { complexMatrix } from "../linalg/hermitian-eigen.ts";
import { rotateStates } from "./rotate-states.ts";

/** More than one tile. */
const QUBITS = 13;

function randomNumbers(length: number, ...key: (string | number)[]): Float64Array {
  const stream = new RandomStream(...key);
  return Float64Array.from({ length }, () => stream.normal());
}

test.each([false, true])("states rotated in place; complex %s", (isComplex) => {
  const kernels = testKernels();
  const layout = stateLayout(QUBITS, isComplex);
  const vectors = [0, 1, 2].map((k) => {
    const vector = kernels.allocate(layout.length);
    vector.values.set(randomNumbers(layout.length, "state", k));
    return vector;
  });
  const before = vectors.map(({ values }) => values.slice());
  const matrix = complexMatrix(3);
  matrix.re.set(randomNumbers(9, "re"));
  if (isComplex) matrix.im.set(randomNumbers(9, "im"));
  rotateStates(layout, vectors, matrix);
  const half = layout.amplitudes;
  for (const i of [0, 4095, 4096, half - 1]) {
    for (let k = 0; k < 3; k++) {
      let [re, im] = [0, 0];
      for (let j = 0; j < 3; j++) {
        const [a, b] = [matrix.re[3 * k + j], matrix.im[3 * k + j]];
        const [x, y] = [before[j][i], isComplex ? before[j][half + i] : 0];
        re += a * x - b * y;
        im += a * y + b * x;
      }
      expect(Math.abs(vectors[k].values[i] - re)).toBeLessThan(1e-14);
      if (isComplex) expect(Math.abs(vectors[k].values[half + i] - im)).toBeLessThan(1e-14);
    }
  }
});
