import { parseJsonLine, RUN_FILES } from "./run-record.ts";
import type { RunReader } from "./run-store.ts";

/** One line of a run's timing file: when a session of the run began, or had made a checkpoint. */
export interface TimingRecord {
  /** Steps done. */
  readonly step: number;
  /** Since the command of the session was started. */
  readonly seconds: number;
}

/** What a run took so far. Time after the last checkpoint of a session that was killed is not known, nor counted. */
export interface RunTiming {
  /** Wall time of all sessions, starting up included, s. */
  readonly seconds: number;
  /** Times that the run was started or resumed. */
  readonly sessions: number;
  /** Wall time of a training step with its share of tests and checkpoints, without starting up, s; null before the first. */
  readonly secondsPerStep: number | null;
}

/** The timing file of a run; empty where there is none. @throws QepError invalid-file where a line is not JSON */
export async function readTiming(run: RunReader): Promise<TimingRecord[]> {
  const { lines } = await run.readLines(RUN_FILES.timing);
  return lines.map((line, index) => parseJsonLine<TimingRecord>(line, RUN_FILES.timing, index));
}

/**
 * Adds up the sessions of a run. Within a session steps rise from line to line; a session begins with the steps of the
 * checkpoint that it goes on from, which are no more than those of the line before.
 */
export function summarizeTiming(records: readonly TimingRecord[]): RunTiming {
  let [seconds, sessions, steps, stepping] = [0, 0, 0, 0];
  for (const [k, record] of records.entries()) {
    const before = records[k - 1];
    if (before === undefined || record.step <= before.step) {
      sessions++;
      seconds += record.seconds;
      continue;
    }
    seconds += record.seconds - before.seconds;
    stepping += record.seconds - before.seconds;
    steps += record.step - before.step;
  }
  return { seconds, sessions, secondsPerStep: steps === 0 ? null : stepping / steps };
}
