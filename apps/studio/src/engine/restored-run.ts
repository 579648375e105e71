import {
  type HistoryRecord,
  isStep,
  isTest,
  RUN_FILES,
  type RunReader,
  readCheckpoint,
  readHistory,
  restartFolder,
  runFolderReader,
  summarizeRun,
  valuesReached,
} from "qep";
import { testPoint } from "./progress-report.ts";
import type { RestoredEvent, RunCurves } from "./protocol.ts";

/** @param history of a run, or its beginning */
export function curvesOf(history: readonly HistoryRecord[]): RunCurves {
  return {
    losses: Float64Array.from(history.filter(isStep), ({ cost }) => cost),
    tests: history.filter(isTest).map(({ step, test }) => testPoint(step, test)),
  };
}

/** Where a run stands: at its checkpoint, which the next step goes on from. Undefined where it has none yet. */
export async function restoredRun(run: RunReader): Promise<RestoredEvent | undefined> {
  const trainings = (await Promise.all((await trainingsOf(run)).map(standOf))).flatMap(
    (stand) => stand ?? [],
  );
  const { isComplete, batches } = await summarizeRun(run);
  const best = (await readJson<{ best: number }>(run, RUN_FILES.restarts))?.best ?? 0;
  const open = trainings.findIndex(({ checkpoint }) => checkpoint.trainer.step !== batches);
  const restart = isComplete ? best : open < 0 ? trainings.length - 1 : open;
  const shown = trainings[restart];
  if (!shown) return undefined;
  return {
    kind: "restored",
    restart,
    step: shown.checkpoint.trainer.step,
    values: valuesReached(shown.checkpoint),
    curves: trainings.map(({ curves }) => curves),
    isComplete,
  };
}

/** All that is recorded of a training. @param restart which of several, from 0 */
export async function historyOf(run: RunReader, restart: number): Promise<readonly HistoryRecord[]> {
  const training = (await trainingsOf(run))[restart];
  return training ? await readHistory(training) : [];
}

/** The trainings of a run: itself, or the folder of each. */
async function trainingsOf(run: RunReader): Promise<RunReader[]> {
  const config = await readJson<{ training?: { restarts?: number } }>(run, RUN_FILES.experiment);
  const { restarts = 1 } = config?.training ?? {};
  if (restarts === 1) return [run];
  return Array.from({ length: restarts }, (_, restart) => runFolderReader(run, restartFolder(restart)));
}

async function standOf(training: RunReader) {
  const checkpoint = await readCheckpoint(training);
  if (!checkpoint) return undefined;
  const history = await readHistory(training);
  return { checkpoint, curves: curvesOf(history.slice(0, checkpoint.historyLines)) };
}

async function readJson<Value>(run: RunReader, name: string): Promise<Value | undefined> {
  const text = await run.readText(name);
  return text === undefined ? undefined : (JSON.parse(text) as Value);
}
