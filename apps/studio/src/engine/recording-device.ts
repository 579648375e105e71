import type {
  Capabilities,
  Device,
  ExactResponse,
  Job,
  JobStatus,
  Measurement,
  MeasurementRequest,
  Selection,
  Setting,
} from "qep";

/** What was set, and what was read there. */
export interface RecordedMeasurement {
  readonly setting: Setting;
  readonly measurement: Measurement;
}

/** A device that keeps all that was measured on it; everything is passed on. */
export class RecordingDevice implements Device {
  /** In the order in which jobs ended. */
  readonly records: RecordedMeasurement[] = [];
  private readonly device: Device;
  private readonly submitted = new Map<string, readonly Setting[]>();

  constructor(device: Device) {
    this.device = device;
  }

  get clock(): number | undefined {
    return this.device.clock;
  }

  capabilities(): Capabilities {
    return this.device.capabilities();
  }

  async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    const job = await this.device.submit(settings, request);
    this.submitted.set(job.id, settings);
    return job;
  }

  async poll(job: Job, waitSeconds: number): Promise<JobStatus> {
    const status = await this.device.poll(job, waitSeconds);
    if (status.state === "done") {
      const settings = this.submitted.get(job.id) ?? [];
      for (const [k, measurement] of status.measurements.entries()) {
        const setting = settings[k];
        if (setting) this.records.push({ setting, measurement });
      }
    }
    return status;
  }

  cancel(job: Job): Promise<void> {
    return this.device.cancel(job);
  }

  async respond(
    settings: readonly Setting[],
    directions: readonly Float64Array[],
    observables: Selection,
  ): Promise<readonly ExactResponse[]> {
    if (!this.device.respond) throw new Error("the device has no exact response");
    return await this.device.respond(settings, directions, observables);
  }

  close(): Promise<void> {
    return this.device.close();
  }
}
