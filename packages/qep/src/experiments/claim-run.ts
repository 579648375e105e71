import { isQepError, QepError } from "../base/errors.ts";
import { ShotSchedule } from "../training/shot-schedule.ts";
import { batchOf, type Experiment, trainingOf } from "./build-experiment.ts";
import { restartFolder } from "./run-folder.ts";
import { RUN_FILES, readCheckpoint, readJson, writeJson } from "./run-record.ts";
import type { RunReader, RunStore } from "./run-store.ts";
import { shotAim } from "./shot-aim.ts";
import { experimentToJson } from "./stored-experiment.ts";

/** What does not decide about the numbers of the steps that are done. */
const CHANGEABLE: ReadonlySet<string> = new Set([
  "title",
  "training.batches",
  "training.checkpointEvery",
  "gradient.budget.shots",
]);

/** Characters of a value in a message. */
const LONGEST_VALUE = 60;

/**
 * Writes a run's opening file, or checks that the run there is one of the same experiment.
 *
 * A run may be made longer, get more shots in its budget, be renamed, and checkpointed more often; everything else decides about
 * its numbers.
 *
 * @throws QepError run-mismatch where the directory belongs to another experiment, is longer already than asked for, or what is
 *   left of its budget does not suffice for the steps that are left; nothing is written then
 */
export async function claimRun(store: RunStore, experiment: Experiment): Promise<"new" | "resumed"> {
  const isNew = (await store.readText(RUN_FILES.experiment)) === undefined;
  if (!isNew) await requireContinuable(store, experiment);
  await writeJson(store, RUN_FILES.experiment, experimentToJson(experiment.config));
  return isNew ? "new" : "resumed";
}

/**
 * Checks that a run can be gone on with as this experiment: the one it was begun with, or that made longer.
 *
 * @throws QepError run-mismatch where it belongs to another experiment, is longer already than asked for, or what is left of its
 *   budget does not suffice for the steps that are left
 */
export async function requireContinuable(run: RunReader, experiment: Experiment): Promise<void> {
  const present = (await readJson<Record<string, unknown>>(run, RUN_FILES.experiment)) ?? {};
  refuseForeign(run, present, experimentToJson(experiment.config));
  await refuseShorter(run, experiment);
  await refuseUnaffordable(run, experiment);
}

function refuseForeign(
  { location }: RunReader,
  present: Record<string, unknown>,
  own: Record<string, unknown>,
): void {
  const difference = firstDifference(present, own, "");
  if (difference === undefined) return;
  throw new QepError(
    "run-mismatch",
    `${location} belongs to another experiment: ${difference}. Resume it with the experiment it was started with ` +
      "(leave the experiment out to take it from the run), or choose another --out directory.",
    { location },
  );
}

/** More steps take more shots, and less than was spent is no budget: found before the run counts with them. */
async function refuseUnaffordable(store: RunReader, experiment: Experiment): Promise<void> {
  const { gradient } = experiment.objective ?? {};
  if (gradient?.method !== "auto" || !("budget" in gradient)) return;
  const { batches, restarts = 1 } = trainingOf(experiment);
  const folders = Array.from({ length: restarts }, (_, restart) => `${restartFolder(restart)}/`);
  for (const folder of restarts === 1 ? [""] : folders) {
    const { trainer } = (await readCheckpoint(store, `${folder}${RUN_FILES.checkpoint}`)) ?? {};
    if (!trainer?.shots) continue;
    const { step, shots } = trainer;
    const points = batchOf(experiment, step).reduce((count, sample) => count + sample.points.length, 0);
    try {
      const schedule = new ShotSchedule({ ...shots.plan, aim: shotAim(gradient, batches) });
      schedule.restore(shots, step);
      if (step < batches) schedule.settings(step, points);
    } catch (cause) {
      if (!isQepError(cause, "invalid-argument")) throw cause;
      const message = `${store.location} has done ${step} batches. ${cause.message}; --set gradient.budget.shots=N sets the budget`;
      throw new QepError("run-mismatch", message, { location: store.location, ...cause.context }, { cause });
    }
  }
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
  return there === here || CHANGEABLE.has(path)
    ? undefined
    : `${path} is ${brief(there)} there and ${brief(here)} here`;
}

function brief(value: unknown): string {
  if (value === undefined) return "absent";
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text;
}
