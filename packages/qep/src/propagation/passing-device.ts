import type {
  Capabilities,
  Device,
  ExactResponse,
  Job,
  JobStatus,
  MeasurementRequest,
  Selection,
  Setting,
} from "./device.ts";
import { exactResponseOf } from "./exact-response.ts";

/**
 * A device that passes everything on to the one below it. What changes settings or results on the way, or only looks on, extends
 * it and says no more than that.
 */
export class PassingDevice implements Device {
  /** The device below. */
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

  async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    return this.device.submit(settings, request);
  }

  async poll(job: Job, waitSeconds: number): Promise<JobStatus> {
    return this.device.poll(job, waitSeconds);
  }

  async cancel(job: Job): Promise<void> {
    await this.device.cancel(job);
  }

  /** @throws QepError unsupported where the device below has no exact response */
  async respond(
    settings: readonly Setting[],
    directions: readonly Float64Array[],
    observables: Selection,
  ): Promise<readonly ExactResponse[]> {
    const respond = exactResponseOf(this.device);
    return respond(settings, directions, observables);
  }

  /** Closes the device below. */
  async close(): Promise<void> {
    await this.device.close();
  }
}
