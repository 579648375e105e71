import { QepError } from "../base/errors.ts";
import type { Experiment } from "./build-experiment.ts";
import { restartFolder } from "./run-folder.ts";
import { RUN_FILES, readCheckpoint, readJson, writeJson } from "./run-record.ts";
import type { RunReader, RunStore } from "./run-store.ts";
import { experimentToJson } from "./stored-experiment.ts";

/** Characters of a value in a message. */
const LONGEST_VALUE = 60;

/**
 * Writes a run's opening file, or checks that the run there is one of the same experiment.
 *
 * A run may be made longer (not one with a budget of shots), renamed, and checkpointed more often; everything else decides about its numbers.
 *
 * @throws QepError run-mismatch where the directory belongs to another experiment, or is longer already than asked for;
 *   nothing is written then
 */
export async function claimRun(store: RunStore, experiment: Experiment): Promise<"new" | "resumed"> {
  const present = await readJson<Record<string, unknown>>(store, RUN_FILES.experiment);
  const own = experimentToJson(experiment.config);
  if (present !== undefined) {
    refuseForeign(store, present, own);
    refuseOtherLength(store, present, experiment);
    await refuseShorter(store, experiment);
  }
  await writeJson(store, RUN_FILES.experiment, own);
  return present === undefined ? "new" : "resumed";
}

function refuseForeign(
  { location }: RunReader,
  present: Record<string, unknown>,
  own: Record<string, unknown>,
): void {
  const difference = firstDifference(decisive(present), decisive(own), "");
  if (difference === undefined) return;
  throw new QepError(
    "run-mismatch",
    `${location} belongs to another experiment: ${difference}. Resume it with the experiment it was started with ` +
      "(leave the experiment out to take it from the run), or choose another --out directory.",
    { location },
  );
}

/** A budget has been divided over the batches there were. */
function refuseOtherLength(
  { location }: RunReader,
  present: Record<string, unknown>,
  { config: { gradient, training } }: Experiment,
): void {
  if (gradient?.method !== "auto" || gradient.budget === undefined) return;
  const planned = (present.training as { batches?: number } | undefined)?.batches;
  if (planned === training?.batches) return;
  throw new QepError(
    "run-mismatch",
    `${location} divides its budget of ${gradient.budget.shots} shots over ${planned} batches, asked for are ` +
      `${training?.batches}; resume it without --steps, or train anew with a larger gradient.budget.shots in another --out directory`,
    { location, planned },
  );
}

async function refuseShorter(store: RunReader, { config }: Experiment): Promise<void> {
  const steps = await Promise.all(
    [RUN_FILES.checkpoint, `${restartFolder(0)}/${RUN_FILES.checkpoint}`].map(async (name) => {
      return (await readCheckpoint(store, name))?.trainer.step ?? 0;
    }),
  );
  const done = Math.max(...steps);
  const asked = config.training?.batches ?? 0;
  if (done <= asked) return;
  throw new QepError(
    "run-mismatch",
    `${store.location} has done ${done} batches already, more than the ${asked} asked for; ask for at least ` +
      `${done} (--steps), or train anew in another --out directory`,
    { location: store.location, done, asked },
  );
}

function decisive({ title: _title, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const training = rest.training as Record<string, unknown> | undefined;
  if (!training) return rest;
  const { batches: _batches, checkpointEvery: _checkpointEvery, ...settings } = training;
  return { ...rest, training: settings };
}

/** The first place where two JSON values differ, in words. */
function firstDifference(there: unknown, here: unknown, path: string): string | undefined {
  if (typeof there === "object" && typeof here === "object" && there !== null && here !== null) {
    const [a, b] = [there as Record<string, unknown>, here as Record<string, unknown>];
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = firstDifference(a[key], b[key], path === "" ? key : `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return there === here ? undefined : `${path} is ${brief(there)} there and ${brief(here)} here`;
}

function brief(value: unknown): string {
  if (value === undefined) return "absent";
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text;
}
