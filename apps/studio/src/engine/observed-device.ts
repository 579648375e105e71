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

/** The phases of equilibrium propagation, named as the random streams of a training are. */
export type PhaseName = "free" | "plus" | "minus";

/** The settings at which one sample was prepared in one step; a phase that the method does not have is absent. */
export interface ObservedStep {
  readonly step: number;
  readonly settings: Readonly<Partial<Record<PhaseName, Setting>>>;
}

/** A device that remembers at which settings the first sample of each step was prepared; everything else is passed on. */
export class ObservedDevice implements Device {
  private readonly device: Device;
  private seen: ObservedStep | undefined;

  constructor(device: Device) {
    this.device = device;
  }

  /** The latest step of which anything was prepared. */
  get latest(): ObservedStep | undefined {
    return this.seen;
  }

  get clock(): number | undefined {
    return this.device.clock;
  }

  capabilities(): Capabilities {
    return this.device.capabilities();
  }

  submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    for (const setting of settings) this.remember(setting);
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

  private remember(setting: Setting): void {
    const place = placeOf(setting);
    if (place?.sample !== 0 || place.point !== 0) return;
    const { step, phase } = place;
    const settings = this.seen?.step === step ? this.seen.settings : {};
    this.seen = { step, settings: { ...settings, [phase]: setting } };
  }
}

/** A random stream of a training is named `…, "step", step, sample, point, phase, direction`. */
function placeOf({ stream }: Setting) {
  const [, step, sample, point, phase, direction] = stream.slice(stream.indexOf("step"));
  if (typeof step !== "number" || !isPhase(phase)) return undefined;
  // Further directions of a nudge only tell how noise of the error signal acts.
  if (phase !== "free" && direction !== 0) return undefined;
  return { step, sample, point, phase };
}

function isPhase(name: unknown): name is PhaseName {
  return name === "free" || name === "plus" || name === "minus";
}
