import { claimRun } from "../../src/experiments/claim-run.ts";
import {
  buildExperiment,
  clusterIsing,
  compileKernels,
  type ErrorCode,
  estimateFromCounts,
  estimateGradients,
  MemoryRunDirectory,
  measure,
  OperatorSum,
  observableStrings,
  parseExperiment,
  parseOperator,
  readBasis,
  readNpy,
  requireGroundLevelMemory,
  System,
  squareLoss,
} from "../../src/index.ts";
import { openSimulator } from "../../src/platform/node/index.ts";

const named = (name: string, text: string) => ({ name, operator: parseOperator(text) });
const system = new System({
  qubits: 2,
  parameters: [named("a", "Z0 Z1"), named("b", "X0")],
  outputs: [named("up", "Z1")],
});
const setting = {
  inputs: new Float64Array(0),
  parameters: Float64Array.of(-1, 0.5),
  nudge: Float64Array.of(0),
};
const problem = (parameters: Float64Array) => ({
  loss: squareLoss(),
  samples: [{ points: [new Float64Array(0)], target: Float64Array.of(1) }],
  parameters,
  stream: ["error"],
});
const exactly = {
  observables: { outputs: [0] },
  shots: { outputs: null, parameters: null, inputs: null },
};
const experiment = (beta: number) => `schemaVersion: 1
system: { qubits: 1, parameters: { a: X0 }, outputs: { up: Z0 } }
loss: { kind: square, target: { up: 1 } }
gradient: { method: symmetric, beta: ${beta} }
training: { optimizer: { kind: sgd, learningRate: 0.1 }, batches: 4 }
`;

/** For each code, one thing that goes wrong; docs/errors.md shows the messages. */
export const ERROR_CASES: Readonly<Record<ErrorCode, () => unknown>> = {
  "invalid-argument": () => clusterIsing({ sites: 2, boundary: "periodic" }),
  "invalid-operator": () => parseOperator("Z0 Z1 - 0.5 Q0"),
  "invalid-experiment": () => parseExperiment(experiment(-0.1), { file: "x.yaml" }),
  "invalid-file": () => readNpy(Uint8Array.of(1, 2, 3), "x.npy"),
  "not-hermitian": () => new System({ qubits: 2, parameters: [named("a", "X0 Y0")], outputs: [] }),
  "qubit-out-of-range": () => new System({ qubits: 2, parameters: [named("a", "X0 Z2")], outputs: [] }),
  "not-finite": () => OperatorSum.pauli("X", 0).scale(Number.NaN),
  "wrong-shape": async () => {
    const device = await openSimulator(system);
    await estimateGradients(device, problem(Float64Array.of(1)), { method: "symmetric", beta: 0.1 });
  },
  "out-of-memory": () =>
    requireGroundLevelMemory(
      new System({ qubits: 40, parameters: [named("a", "sum(j=0..39, X[j] + Z[j])")], outputs: [] }),
      { memoryLimit: 2 ** 33 },
    ),
  unsupported: async () => {
    const device = await openSimulator(system);
    await estimateGradients(device, problem(setting.parameters), { method: "linear-response", shots: 10 });
  },
  "run-locked": async () => {
    const directory = new MemoryRunDirectory("runs/sensor");
    await directory.open();
    await directory.open();
  },
  "run-mismatch": async () => {
    const store = await new MemoryRunDirectory("runs/sensor").open();
    for (const beta of [0.1, 0.2]) {
      const built = buildExperiment(parseExperiment(experiment(beta), { file: "x.yaml" }));
      await claimRun(store, built);
    }
  },
  "not-converged": async () => {
    const device = await openSimulator(system, { maxIterations: 1 });
    await measure(device, [{ ...setting, stream: ["error"] }], exactly);
  },
  "device-failed": () => {
    const strings = observableStrings([named("up", "Z0")], 1);
    return estimateFromCounts(strings, [
      { reading: readBasis({ kind: "pauli", letters: "Z" }, strings.strings, 1), counts: [] },
    ]);
  },
  aborted: async () => {
    const device = await openSimulator(system);
    await measure(device, [{ ...setting, stream: ["error"] }], exactly, AbortSignal.abort());
  },
  "kernel-unavailable": () => compileKernels(Uint8Array.of(0), "relaxed-simd"),
};
