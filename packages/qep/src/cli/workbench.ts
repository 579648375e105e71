import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { QepError } from "../base/errors.ts";
import type { RunStore } from "../experiments/run-store.ts";
import { openRunDirectory } from "../platform/node/node-run-store.ts";
import type { ReferenceData } from "../reproduction/reference-data.ts";
import type { Workbench } from "../reproduction/reproduction.ts";
import { loadExperiment } from "./load-experiment.ts";
import { openDevice } from "./open-device.ts";
import { ProgressBar } from "./progress-bar.ts";

/** What the command line decides about a workbench. */
export interface WorkbenchSettings {
  readonly store: RunStore;
  /** Where training runs are kept, for all reproductions together. */
  readonly runDirectory: string;
  readonly reference: ReferenceData | undefined;
  readonly runs: number;
  readonly isQuick: boolean;
  readonly workers: number;
  readonly signal: AbortSignal;
}

/** A workbench on this machine: simulators over worker threads, run directories that reproductions share. */
export function openWorkbench({ workers, runDirectory, ...settings }: WorkbenchSettings): Workbench {
  const folder = experimentFolder();
  const started = performance.now();
  return {
    ...settings,
    experiment: async (file, overrides) => (await loadExperiment(join(folder, file), overrides)).experiment,
    open: (experiment) => openDevice(experiment, { workers }),
    openRun: (name) => openRunDirectory(join(runDirectory, name), { create: true }),
    progress: (label) => {
      const bar = new ProgressBar(label);
      return (done, total, details) => bar.show(done, total, details);
    },
    clock: () => (performance.now() - started) / 1000,
  };
}

/** The paper's experiment files: in a clone they lie two folders above the package. */
export function experimentFolder(): string {
  const folder = fileURLToPath(new URL("../../../../examples/paper", import.meta.url));
  if (existsSync(folder)) return folder;
  throw new QepError(
    "unsupported",
    `the paper's experiment files are not at ${folder}: \`qep reproduce\` works in a clone of the repository`,
    { folder },
  );
}
