import fc from "fast-check";
import { expect, test } from "vitest";
import { RandomStream } from "../../src/base/random.ts";
import { stateLayout } from "../../src/kernels/layout.ts";
import { referenceKernels } from "../../src/kernels/reference-kernels.ts";
import { OperatorSum } from "../../src/operators/operator-sum.ts";
import { tabulate } from "../../src/operators/pauli-table.ts";
import { fillRandom } from "../../src/states/state-vector.ts";
import {
  denseMatrix,
  denseVector,
  inner,
  largestDifference,
  matrixElement,
  multiplyVector,
} from "../support/dense.ts";
import { hermitianSums } from "../support/random-operators.ts";

// The reference kernels are what the WebAssembly kernels are tested with, so they are tested with Kronecker products.

const kernels = referenceKernels();
const cases = fc
  .record({ qubits: fc.integer({ min: 1, max: 5 }), isReal: fc.boolean() })
  .chain(({ qubits, isReal }) =>
    fc.record({
      qubits: fc.constant(qubits),
      isComplex: isReal ? fc.boolean() : fc.constant(true),
      operator: hermitianSums({ qubits, maxTerms: 10, isReal }),
      gamma: fc.constantFrom(0, 1, -0.5),
      seed: fc.nat(1000),
    }),
  );

test("y = Hx + γz, Re⟨x|y⟩ and Re⟨bra|P|ket⟩ as with dense matrices", () => {
  fc.assert(
    fc.property(cases, ({ qubits, isComplex, operator, gamma, seed }) => {
      const layout = stateLayout(qubits, isComplex);
      const [x, z, y] = ["x", "z", "y"].map((name) => {
        const vector = kernels.allocate(layout.length);
        fillRandom(vector, layout, new RandomStream(seed, name));
        return vector;
      });
      const { table, rows, strings } = tabulate([operator]);
      const plan = kernels.planOperator(table, layout);
      kernels.setCoefficients(plan, rows[0].coefficients);
      const overlap = kernels.apply(plan, x, y, gamma, z);

      const [xd, zd] = [denseVector(x, layout), denseVector(z, layout)];
      const image = multiplyVector(denseMatrix(operator, qubits), xd);
      const expected = {
        re: image.re.map((value, i) => value + gamma * zd.re[i]),
        im: image.im.map((value, i) => value + gamma * zd.im[i]),
      };
      expect(largestDifference(denseVector(y, layout), expected)).toBeLessThan(1e-13);
      expect(Math.abs(overlap - inner(xd, expected).re)).toBeLessThan(1e-13);

      const values = kernels.expectations(kernels.planObservables(table, layout), x, z);
      for (const [k, string] of strings.entries()) {
        const element = matrixElement(xd, denseMatrix(OperatorSum.of(string), qubits), zd);
        expect(Math.abs(values[k] - element)).toBeLessThan(1e-14);
      }
    }),
    { numRuns: 150, seed: 23 },
  );
});
