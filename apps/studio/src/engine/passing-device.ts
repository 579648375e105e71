import type {
  Capabilities,
  Device,
  ExactResponse,
  Job,
  JobStatus,
  MeasurementRequest,
  Selection,
  Setting,
} from "qep";

/** A device that passes everything on to another one; what looks on extends it. */
export class PassingDevice implements Device {
  protected readonly device: Device;

  constructor(device: Device) {
    this.device = device;
  }

  get clock(): number | undefined {
    return this.device.clock;
  }

  capabilities(): Capabilities {
    return this.device.capabilities();
  }

  submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    return this.device.submit(settings, request);
  }

  poll(job: Job, waitSeconds: number): Promise<JobStatus> {
    return this.device.poll(job, waitSeconds);
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
