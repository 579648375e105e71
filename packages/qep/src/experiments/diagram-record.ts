import { QepError } from "../base/errors.ts";
import { buildExperiment, type Experiment } from "./build-experiment.ts";
import type { DiagramPlan } from "./diagram.ts";
import { POINTS_FILE } from "./diagram.ts";
import type { BoundaryIndicator } from "./diagram-boundaries.ts";
import { resolveExperiment } from "./parse-experiment.ts";
import { readJson, writeJson } from "./run-record.ts";
import type { RunReader, RunStore } from "./run-store.ts";
import { experimentFromJson, experimentToJson } from "./stored-experiment.ts";

/** What a phase diagram is of, as its command line said. */
export interface DiagramRequest {
  readonly plan: DiagramPlan;
  /** Texts of quantities beside the outputs. */
  readonly observables: readonly string[];
  /** Outputs and single quantities to draw; all where absent. */
  readonly drawn?: readonly string[] | undefined;
  readonly boundaries?: BoundaryIndicator | undefined;
}

/** What a diagram's directory remembers of how it was begun. */
export interface DiagramRecord extends DiagramRequest {
  /** The version that began it. */
  readonly qep: string;
  /** The kernels it is computed with, which decide about the last bits. */
  readonly kernels: string;
  /** The resolved experiment. */
  readonly experiment: Record<string, unknown>;
}

/** Name of the file in a diagram's directory. */
export const DIAGRAM_FILE = "diagram.json";

/** Begins a diagram anew: points of an earlier one in the same directory are dropped. */
export async function beginDiagram(
  store: RunStore,
  { config }: Experiment,
  request: DiagramRequest,
  made: Pick<DiagramRecord, "qep" | "kernels">,
): Promise<void> {
  await store.cutLines(POINTS_FILE, 0);
  await writeJson(store, DIAGRAM_FILE, { ...made, ...request, experiment: experimentToJson(config) });
}

/** The diagram that was begun in a directory, with its experiment. @throws QepError invalid-argument where there is none */
export async function readDiagram(
  store: RunReader,
): Promise<{ readonly record: DiagramRecord; readonly experiment: Experiment }> {
  const record = await readJson<DiagramRecord>(store, DIAGRAM_FILE);
  if (!record) {
    throw new QepError(
      "invalid-argument",
      `--resume ${store.location}: no phase diagram was begun there, ${DIAGRAM_FILE} is missing. Check the path, or begin ` +
        "one with --out.",
      { location: store.location },
    );
  }
  const parsed = resolveExperiment(experimentFromJson(record.experiment), {
    file: `${store.location}/${DIAGRAM_FILE}`,
  });
  return { record, experiment: buildExperiment(parsed) };
}
