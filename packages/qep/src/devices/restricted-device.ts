import { QepError } from "../base/errors.ts";
import type { BasisSupport, Readout } from "../measurement/basis.ts";
import { type Platform, type PlatformTimes, requirePlatform } from "../measurement/platform.ts";
import type {
  Capabilities,
  CountingCapabilities,
  Device,
  Job,
  JobStatus,
  Knob,
  Measurement,
  MeasurementRequest,
  Setting,
} from "../propagation/device.ts";
import { requireReadable, requireReadouts } from "../propagation/request-kind.ts";
import { changeSettings } from "./changed-settings.ts";
import { feasibleSetting, stepsBetween } from "./knob-limits.ts";

/**
 * A device held to what a platform can do: the laboratory that an experiment is meant for, before it is there.
 *
 * What the platform lacks is refused before anything runs. Inputs and parameters are rounded to the grid of their knobs, and a
 * measurement says so in `actual`. Changes beyond the slew of a knob are made in several steps, which take time. Settings of a
 * request for counts get the times at which they are prepared: those that have none follow the one before, be it of an earlier
 * job. A run that is to be resumed gives the first setting of each job its time. The exact response is not passed on; the
 * platform's imperfections are the simulator's to make.
 *
 * @example
 * const simulator = new Simulator(system, kernels, { imperfections: platform.imperfections });
 * const laboratory = new RestrictedDevice(simulator, platform);
 */
export class RestrictedDevice implements Device {
  private readonly device: Device;
  private readonly platform: Platform;
  private readonly known: Capabilities;
  private readonly settingsOf = new Map<string, readonly ActualKnobs[]>();
  private last: Setting | undefined;
  private seconds = 0;

  /** @throws QepError invalid-argument, wrong-shape or unsupported for a platform that the device cannot be held to */
  constructor(device: Device, platform: Platform) {
    const known = device.capabilities();
    const { inputs, parameters, outputs } = known;
    const knobs = [...inputs, ...parameters].map(({ name }) => name);
    requirePlatform(platform, known.counts?.qubits ?? 0, { knobs, observables: [...outputs, ...knobs] });
    this.device = device;
    this.platform = platform;
    this.known = restricted(known, platform);
  }

  capabilities(): Capabilities {
    return this.known;
  }

  /** Seconds of laboratory time when the last job for counts will have ended. */
  get clock(): number {
    return this.seconds;
  }

  /** @throws QepError invalid-argument, unsupported, wrong-shape: what the platform cannot do, and what to do instead */
  async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    const { counts } = this.known;
    if ("observables" in request) requireReadable(request.observables, this.known);
    else if (counts) {
      requireReadouts(request, settings.length, counts);
      this.requireFewBases(request.readouts);
    }
    const feasible = changeSettings(settings, (setting, k) =>
      feasibleSetting(setting, this.known, `setting ${k}`),
    );
    const timed = "readouts" in request ? this.timed(feasible, request.readouts) : feasible;
    const job = await this.device.submit(timed, request);
    this.settingsOf.set(
      job.id,
      settings.map((setting, k) => changedKnobs(setting, timed[k] as Setting)),
    );
    return job;
  }

  async poll(job: Job, waitSeconds: number): Promise<JobStatus> {
    const status = await this.device.poll(job, waitSeconds);
    if (status.state === "running") return status;
    const actual = this.settingsOf.get(job.id) ?? [];
    this.settingsOf.delete(job.id);
    if (status.state !== "done") return status;
    return {
      state: "done",
      measurements: status.measurements.map(
        (measurement, k): Measurement => ({ ...measurement, ...actual[k] }),
      ),
    };
  }

  async cancel(job: Job): Promise<void> {
    this.settingsOf.delete(job.id);
    await this.device.cancel(job);
  }

  async close(): Promise<void> {
    await this.device.close();
  }

  private requireFewBases(readouts: readonly (readonly Readout[])[]): void {
    const { maxBases = Number.POSITIVE_INFINITY, name } = this.platform;
    const setting = readouts.findIndex(({ length }) => length > maxBases);
    if (setting < 0) return;
    throw new QepError(
      "unsupported",
      `setting ${setting} is to be read in ${readouts[setting]?.length} bases; ${name} reads at most ${maxBases} at one ` +
        "setting. Divide them over several settings, or ask for fewer observables.",
      { setting, maxBases },
    );
  }

  /** The settings with their times, in the order in which they are prepared; moves the clock. */
  private timed(settings: readonly Setting[], readouts: readonly (readonly Readout[])[]): Setting[] {
    const times = this.platform.times ?? {};
    return settings.map((setting, k) => {
      const steps = stepsBetween(this.last, setting, this.known);
      this.seconds = setting.time ?? this.seconds + steps * (times.setting ?? 0);
      this.last = setting;
      const time = this.seconds;
      this.seconds += readoutSeconds(readouts[k] as readonly Readout[], times);
      return { ...setting, time };
    });
  }
}

type ActualKnobs = Pick<Measurement, "actual">;

/** Seconds that the readouts of one setting take. */
export function readoutSeconds(readouts: readonly Readout[], { shot = 0, basis = 0 }: PlatformTimes): number {
  return readouts.reduce((sum, { shots }) => sum + basis + shots * shot, 0);
}

/** What the knobs were set to, where that is not what was asked for. */
function changedKnobs(asked: Setting, { inputs, parameters }: Setting): ActualKnobs {
  const isSame =
    inputs.every((value, k) => value === asked.inputs[k]) &&
    parameters.every((value, k) => value === asked.parameters[k]);
  return isSame ? {} : { actual: { inputs, parameters } };
}

function restricted(known: Capabilities, platform: Platform): Capabilities {
  const { name, knobs = {}, observables } = platform;
  const limited = ({ name: own, ...limits }: Knob): Knob => ({ ...limits, ...knobs[own], name: own });
  const { counts, ...rest } = known;
  return {
    ...rest,
    name: `${name} (${known.name})`,
    inputs: known.inputs.map(limited),
    parameters: known.parameters.map(limited),
    ...(observables && { readable: observables }),
    hasExactResponse: false,
    ...(counts && { counts: restrictedCounting(counts, platform) }),
    record: { ...known.record, platform: name },
  };
}

function restrictedCounting(counts: CountingCapabilities, platform: Platform): CountingCapabilities {
  const maxShots = Math.min(
    counts.maxShots ?? Number.POSITIVE_INFINITY,
    platform.maxShots ?? Number.POSITIVE_INFINITY,
  );
  return {
    qubits: counts.qubits,
    bases: commonBases(counts.bases, platform),
    ...(maxShots < Number.POSITIVE_INFINITY && { maxShots }),
    ...(platform.maxBases !== undefined && { maxBases: platform.maxBases }),
  };
}

/** Bases that both can read; each kind of support includes those after it. */
function commonBases(device: BasisSupport, { name, bases = "pauli" }: Platform): BasisSupport {
  if (device === "clifford" || bases === device) return bases;
  if (bases === "clifford") return device;
  if (device === "pauli") return bases;
  if (bases === "pauli") return device;
  const common = bases.filter((letters) => device.includes(letters));
  if (common.length > 0) return common;
  throw new QepError(
    "unsupported",
    `${name} reads ${bases.join(", ")}, and the device below ${device.join(", ")}: they have no basis in common`,
  );
}
