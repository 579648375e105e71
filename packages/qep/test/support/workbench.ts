import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Simulator } from "../../src/devices/simulator.ts";
import { buildExperiment } from "../../src/experiments/build-experiment.ts";
import { MemoryRunDirectory } from "../../src/experiments/memory-run-store.ts";
import { parseExperiment } from "../../src/experiments/parse-experiment.ts";
import { solverTolerance } from "../../src/experiments/solver-tolerance.ts";
import { openReferenceFolder } from "../../src/platform/node/reference-folder.ts";
import type { Workbench } from "../../src/reproduction/reproduction.ts";
import { testKernels } from "./kernels.ts";
import { referenceDirectory } from "./reference.ts";

const PAPER = fileURLToPath(new URL("../../../../examples/paper", import.meta.url));

/** A workbench in this thread that keeps everything in memory. */
export interface TestWorkbench extends Workbench {
  /** Files written so far, by name. */
  readonly files: Map<string, Uint8Array>;
  /** Devices opened so far. */
  readonly opened: () => number;
}

/**
 * A workbench for tests: the paper's experiment files, simulators with the WebAssembly kernels, files in memory.
 *
 * @param changes what is different, for instance `{ isQuick: true }`
 */
export async function testWorkbench(changes: Partial<Workbench> = {}): Promise<TestWorkbench> {
  const directory = new MemoryRunDirectory("workbench");
  const runs = new Map<string, MemoryRunDirectory>();
  let opened = 0;
  let time = 0;
  return {
    reference: undefined,
    runs: 1,
    isQuick: false,
    signal: new AbortController().signal,
    store: await directory.open(),
    experiment: async (file, overrides = []) => {
      const text = readFileSync(join(PAPER, file), "utf8");
      return buildExperiment(parseExperiment(text, { file, overrides }));
    },
    open: async ({ system, config }) => {
      opened++;
      const { symmetries } = config.preparation;
      const tolerance = solverTolerance(config);
      return new Simulator(system, testKernels(), { tolerance, symmetries, equilibrium: config.equilibrium });
    },
    openRun: async (name) => {
      const run = runs.get(name) ?? new MemoryRunDirectory(name);
      runs.set(name, run);
      return run.open();
    },
    progress: () => () => undefined,
    // A clock that ticks once a look: seconds are positive and the same in every run.
    clock: () => ++time,
    ...changes,
    files: directory.files,
    opened: () => opened,
  };
}

/** The authors' data where there is some, for tests that are skipped otherwise. */
export async function referenceData() {
  const directory = referenceDirectory();
  return directory === undefined ? undefined : openReferenceFolder(directory);
}
