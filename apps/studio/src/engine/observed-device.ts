import { type Job, type MeasurementRequest, PassingDevice, type Setting } from "qep";

/** The phases of equilibrium propagation, named as the random streams of a training are. */
export type PhaseName = "free" | "plus" | "minus";

/** The settings at which one sample was prepared in one step; a phase that the method does not have is absent. */
export interface ObservedStep {
  readonly step: number;
  readonly settings: Readonly<Partial<Record<PhaseName, Setting>>>;
}

/** A device that remembers at which settings the first sample of each step was prepared; everything else is passed on. */
export class ObservedDevice extends PassingDevice {
  private seen: ObservedStep | undefined;

  /** The latest step of which anything was prepared. */
  get latest(): ObservedStep | undefined {
    return this.seen;
  }

  override submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    for (const setting of settings) this.remember(setting);
    return super.submit(settings, request);
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
