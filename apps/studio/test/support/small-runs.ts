import { readFileSync } from "node:fs";
import {
  buildExperiment,
  compileKernels,
  instantiateKernels,
  MemoryRunDirectory,
  parseExperiment,
  Simulator,
  simulatedDevice,
  simulatedSystem,
  simulatorSettings,
  trainStored,
  writeRunArchive,
} from "qep";

/** What a small run is made with. */
export interface SmallRun {
  readonly name: string;
  readonly beta?: number;
  readonly batches: number;
  /** Steps after which it is stopped, at a checkpoint; at its end where absent. */
  readonly stopAfter?: number;
}

/** A phase sensor for a ring of four, whose steps take a few milliseconds. */
export function smallExperiment({ name, beta = 0.4, batches }: SmallRun): string {
  return `schemaVersion: 1
title: ${name}
seed: 5
system:
  model: cluster-ising
  sites: 4
  sensor: { qubits: 2, couples: [X0, Y0, Z0, X1, Y1, Z1], outputs: phase-projectors }
measurement: { kind: gaussian, shots: 20 }
data: { sampler: phase-triangle, total: 4, test: { samples: 60 } }
loss: { kind: square }
gradient: { method: symmetric, beta: ${beta} }
parameters:
  couplings: { initial: { uniform: 0.1 } }
  sensor: { initial: { normal: 1 } }
training:
  { optimizer: { kind: adam, learningRate: 0.03 }, batches: ${batches}, batchSize: 4, testEvery: 20, checkpointEvery: 5 }
`;
}

/** Trains a small run in this process, as the command line would. */
export async function trainSmallRun(run: SmallRun): Promise<MemoryRunDirectory> {
  const wasm = readFileSync(new URL("../../../../packages/qep/wasm/kernels-simd.wasm", import.meta.url));
  const kernels = instantiateKernels(await compileKernels(new Uint8Array(wasm), "simd"));
  const experiment = buildExperiment(parseExperiment(smallExperiment(run)));
  const simulator = new Simulator(simulatedSystem(experiment), kernels, simulatorSettings(experiment));
  const directory = new MemoryRunDirectory(run.name);
  const store = await directory.open();
  const stop = new AbortController();
  await trainStored(experiment, simulatedDevice(simulator, experiment), {
    store,
    host: { qep: "0.1.0", host: "node 24.21.0, linux x64", workers: 1 },
    signal: stop.signal,
    onProgress: ({ step }) => {
      if (step === run.stopAfter) stop.abort();
    },
  });
  await store.close();
  return directory;
}

/** The same as a file to be chosen on the page. */
export async function smallArchive(run: SmallRun) {
  const store = await (await trainSmallRun(run)).open();
  const bytes = await writeRunArchive(store, run.name);
  return { name: `${run.name}.zip`, mimeType: "application/zip", buffer: Buffer.from(bytes) };
}
