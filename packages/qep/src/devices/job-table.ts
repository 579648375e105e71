import { QepError } from "../base/errors.ts";
import type { Job, JobStatus, Measurement } from "../propagation/device.ts";

interface PendingJob {
  readonly status: Promise<JobStatus>;
  cancel(): void;
}

/** The longest wait that timers of all hosts understand, 2³¹ − 1 ms. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** Jobs whose results are promised: what a device needs to keep between `submit`, `poll` and `cancel`. */
export class JobTable {
  private readonly jobs = new Map<string, PendingJob>();
  private count = 0;

  /**
   * @param results may reject; that is a failed job, or a cancelled one where the error is a QepError aborted
   * @param cancel makes the results reject soon
   */
  add(results: Promise<readonly Measurement[]>, cancel: () => void): Job {
    const id = `${++this.count}`;
    this.jobs.set(id, { status: statusOf(results), cancel });
    return { id };
  }

  /** The status after at most `waitSeconds`. @throws QepError invalid-argument for a job that was handed out already */
  async poll({ id }: Job, waitSeconds: number): Promise<JobStatus> {
    const job = this.jobs.get(id);
    if (!job) throw unknownJob(id);
    const status = await within(waitSeconds, job.status);
    if (status === undefined) return { state: "running" };
    if (!this.jobs.delete(id) && status.state !== "cancelled") throw unknownJob(id);
    return status;
  }

  cancel({ id }: Job): void {
    this.jobs.get(id)?.cancel();
    this.jobs.delete(id);
  }

  /** Cancels every job; their pollers see it. */
  cancelAll(): void {
    for (const job of this.jobs.values()) job.cancel();
  }
}

/** Never rejects: a failure is a status. Only cancelling and closing abort. */
function statusOf(results: Promise<readonly Measurement[]>): Promise<JobStatus> {
  return results.then(
    (measurements): JobStatus => ({ state: "done", measurements }),
    (error: Error): JobStatus =>
      error instanceof QepError && error.code === "aborted"
        ? { state: "cancelled" }
        : { state: "failed", error },
  );
}

/** The value, or undefined where it takes longer than that. */
async function within<Value>(seconds: number, value: Promise<Value>): Promise<Value | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.min(1000 * seconds, LONGEST_WAIT));
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}

function unknownJob(id: string): QepError {
  return new QepError("invalid-argument", `there is no job ${id}, or its result was handed out already`);
}
