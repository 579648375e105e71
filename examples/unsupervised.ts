// An objective without labels, in five lines: the connected correlation of the ends of a chain, as large as it can be made.
// Run it with `npx qep train examples/unsupervised.ts`.
import { defineExperiment } from "qep";

const couplings = [0, 1, 2].flatMap((j) => ["X", "Z"].map((p) => [`${p}${j}`, `${p}${j} ${p}${j + 1}`]));

export default defineExperiment({
  schemaVersion: 1,
  title: "Far correlations in a field",
  system: {
    qubits: 4,
    fixed: "-X0 - X1 - X2 - X3",
    parameters: Object.fromEntries(couplings),
    outputs: { ab: "Z0 Z3", a: "Z0", b: "Z3" },
  },
  loss: {
    kind: "custom",
    name: "far-correlation",
    evaluate: ([point]) => ({
      value: -(((point?.outputs.ab ?? 0) - (point?.outputs.a ?? 0) * (point?.outputs.b ?? 0)) ** 2),
    }),
  },
  gradient: { method: "symmetric", beta: 0.05 },
  parameters: { all: { initial: { normal: 0.3 }, bounds: [-2, 2] } },
  training: { optimizer: { kind: "adam", learningRate: 0.05 }, batches: 150 },
});
