// Three qubits of a transverse-field chain learn to hold a Bell pair at the ends: an experiment with a loss of its own.
// Run it with `npx qep train examples/bell-pair.ts`.
import { defineExperiment } from "qep";

export default defineExperiment({
  schemaVersion: 1,
  title: "Bell correlations at the ends of a chain",
  seed: 2,
  system: {
    qubits: 3,
    parameters: Object.fromEntries([
      ...[0, 1, 2].map((j) => [`x${j}`, `-X${j}`]),
      ...[0, 1].map((j) => [`zz${j}`, `-Z${j} Z${j + 1}`]),
      ...[0, 1].map((j) => [`xx${j}`, `-X${j} X${j + 1}`]),
    ]),
    outputs: { xx: "X0 X2", zz: "Z0 Z2" },
  },
  loss: {
    kind: "custom",
    name: "bell-distance",
    // Both correlations of (|00> + |11>)/sqrt(2) are 1. The error signal is checked against differences before training.
    evaluate: ([point]) => ({
      value: (1 - (point?.outputs.xx ?? 0)) ** 2 + (1 - (point?.outputs.zz ?? 0)) ** 2,
      errorSignal: [{ xx: -2 * (1 - (point?.outputs.xx ?? 0)), zz: -2 * (1 - (point?.outputs.zz ?? 0)) }],
    }),
  },
  gradient: { method: "symmetric", beta: 0.05 },
  parameters: { all: { initial: { uniform: 0.5 } } },
  training: { optimizer: { kind: "adam", learningRate: 0.05 }, batches: 150 },
});
