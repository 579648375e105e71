import {
  type Job,
  type JobStatus,
  type Measurement,
  type MeasurementRequest,
  measure,
  PassingDevice,
  type Setting,
} from "qep";

/** A device that is asked for one setting after the other, and tells of each that is done. */
export class ReportedDevice extends PassingDevice {
  /** Called after each setting. */
  onMeasured: () => void = () => {};
  private readonly done = new Map<string, readonly Measurement[]>();
  private jobs = 0;

  /** Resolves when all of them are measured. @throws QepError from the device */
  override async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    const measurements: Measurement[] = [];
    for (const [k, setting] of settings.entries()) {
      const own =
        "readouts" in request ? { ...request, readouts: request.readouts.slice(k, k + 1) } : request;
      measurements.push(...(await measure(this.device, [setting], own)));
      this.onMeasured();
    }
    const id = `reported ${++this.jobs}`;
    this.done.set(id, measurements);
    return { id };
  }

  override async poll(job: Job, waitSeconds: number): Promise<JobStatus> {
    const measurements = this.done.get(job.id);
    if (!measurements) return await super.poll(job, waitSeconds);
    this.done.delete(job.id);
    return { state: "done", measurements };
  }

  override async cancel(job: Job): Promise<void> {
    if (!this.done.delete(job.id)) await super.cancel(job);
  }
}
