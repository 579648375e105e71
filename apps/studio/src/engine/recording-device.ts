import {
  type Job,
  type JobStatus,
  type Measurement,
  type MeasurementRequest,
  PassingDevice,
  type Setting,
} from "qep";

/** What was set, and what was read there. */
export interface RecordedMeasurement {
  readonly setting: Setting;
  readonly measurement: Measurement;
}

/** A device that keeps all that was measured on it; everything is passed on. */
export class RecordingDevice extends PassingDevice {
  /** In the order in which jobs ended. */
  readonly records: RecordedMeasurement[] = [];
  private readonly submitted = new Map<string, readonly Setting[]>();

  override async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    const job = await super.submit(settings, request);
    this.submitted.set(job.id, settings);
    return job;
  }

  override async poll(job: Job, waitSeconds: number): Promise<JobStatus> {
    const status = await super.poll(job, waitSeconds);
    if (status.state === "done") {
      const settings = this.submitted.get(job.id) ?? [];
      for (const [k, measurement] of status.measurements.entries()) {
        const setting = settings[k];
        if (setting) this.records.push({ setting, measurement });
      }
    }
    return status;
  }
}
