import {
  type Checkpoint,
  type HistoryRecord,
  isStep,
  isTest,
  RUN_FILES,
  type RunReader,
  readHistory,
  summarizeRun,
  valuesReached,
} from "qep";
import { testPoint } from "./progress-report.ts";
import type { RestoredEvent, TestPoint } from "./protocol.ts";

/** The curves of a run: mean loss of the batch of each step, and the tests. */
export interface RunCurves {
  readonly losses: Float64Array;
  readonly tests: readonly TestPoint[];
}

/** @param history of a run, or its beginning */
export function curvesOf(history: readonly HistoryRecord[]): RunCurves {
  return {
    losses: Float64Array.from(history.filter(isStep), ({ cost }) => cost),
    tests: history.filter(isTest).map(({ step, test }) => testPoint(step, test)),
  };
}

/** Where a run stands: at its checkpoint, which the next step goes on from. Undefined where it has none yet. */
export async function restoredRun(run: RunReader): Promise<RestoredEvent | undefined> {
  const text = await run.readText(RUN_FILES.checkpoint);
  if (text === undefined) return undefined;
  const checkpoint = JSON.parse(text) as Checkpoint;
  const history = await readHistory(run);
  const { isComplete } = await summarizeRun(run);
  return {
    kind: "restored",
    step: checkpoint.trainer.step,
    values: valuesReached(checkpoint),
    isComplete,
    ...curvesOf(history.slice(0, checkpoint.historyLines)),
  };
}
