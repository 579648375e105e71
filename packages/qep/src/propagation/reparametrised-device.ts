import { QepError } from "../base/errors.ts";
import type { ParameterMap } from "../models/parameter-map.ts";
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
import { type Combination, combine, combineMeasurement, planCombinations } from "./mean-combinations.ts";
import { PassingDevice } from "./passing-device.ts";

/**
 * A device whose parameters are u instead of the coefficients θ = g(u) of the device below: places of atoms, logarithms of
 * couplings, one number that moves several couplings.
 *
 * The observable of u_q is A'_q = ∂H/∂u_q = Σ_i ∂g_i/∂u_q A_i at the u of the setting. It is linear in what the device
 * below measures, so ∂L/∂u_q = d⟨A'_q⟩/dβ as for any parameter, and nothing that estimates gradients knows of the map.
 * One measured A_i may be part of several A'_q; the covariance of a measurement then says so.
 *
 * @example
 * const device = new ReparametrisedDevice(new Simulator(system, kernels), scalarMaps(["logJ"], [{ kind: "exp" }]));
 */
export class ReparametrisedDevice extends PassingDevice {
  private readonly map: ParameterMap;
  /** How the means of each setting of a job under way become those of u. */
  private readonly combinations = new Map<string, readonly Combination[]>();

  /** @throws QepError wrong-shape where the map does not give one coefficient for each parameter of the device */
  constructor(device: Device, map: ParameterMap) {
    super(device);
    const { name, parameters } = device.capabilities();
    if (map.size !== parameters.length) {
      throw new QepError(
        "wrong-shape",
        `a map to ${map.size} coefficients does not fit the device "${name}" with ${parameters.length} parameters`,
        { given: map.size, expected: parameters.length },
      );
    }
    this.map = map;
  }

  /** The same map over another device, made of the one below, for instance one that estimates from its counts. */
  withBelow(change: (device: Device) => Device): ReparametrisedDevice {
    return new ReparametrisedDevice(change(this.device), this.map);
  }

  override capabilities(): Capabilities {
    return { ...super.capabilities(), parameters: this.map.names.map((name) => ({ name })) };
  }

  override async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    const mapped = this.mapped(settings);
    if ("readouts" in request) return super.submit(mapped, request);
    const plan = planCombinations(this.map, settings, request);
    const job = await super.submit(mapped, plan.request);
    this.combinations.set(job.id, plan.combinations);
    return job;
  }

  override async poll(job: Job, waitSeconds: number): Promise<JobStatus> {
    const status = await super.poll(job, waitSeconds);
    if (status.state === "running") return status;
    const combinations = this.combinations.get(job.id);
    this.combinations.delete(job.id);
    if (status.state !== "done" || !combinations) return status;
    const measurements = status.measurements.map((measurement, k) =>
      combineMeasurement(combinations[k] as Combination, measurement),
    );
    return { state: "done", measurements };
  }

  override async cancel(job: Job): Promise<void> {
    this.combinations.delete(job.id);
    await super.cancel(job);
  }

  override async respond(
    settings: readonly Setting[],
    directions: readonly Float64Array[],
    observables: Selection,
  ): Promise<readonly ExactResponse[]> {
    const shots = { outputs: null, parameters: null, inputs: null };
    const { request, combinations } = planCombinations(this.map, settings, { observables, shots });
    const responses = await super.respond(this.mapped(settings), directions, request.observables);
    return responses.map(({ response, replicates, ...rest }, k) => {
      const combination = combinations[k] as Combination;
      return {
        ...rest,
        response: combine(combination, response),
        ...(replicates && { replicates: replicates.map((means) => combine(combination, means)) }),
      };
    });
  }

  /** The settings of the device below; what they share stays shared. */
  private mapped(settings: readonly Setting[]): Setting[] {
    const coefficients = shared((values: Float64Array) => this.map.coefficients(values));
    const mapSetting: (setting: Setting) => Setting = shared(({ near, opposite, ...setting }: Setting) => ({
      ...setting,
      parameters: coefficients(setting.parameters),
      ...(near && { near: mapSetting(near) }),
      ...(opposite && { opposite: mapSetting(opposite) }),
    }));
    return settings.map(mapSetting);
  }
}

/** The device itself where there is no map, else seen through the map. */
export function reparametrised(device: Device, map: ParameterMap | undefined): Device {
  return map ? new ReparametrisedDevice(device, map) : device;
}

/** The function with one result for each argument, by identity. */
function shared<A extends object, B>(make: (argument: A) => B): (argument: A) => B {
  const made = new Map<A, B>();
  return (argument) => {
    const known = made.get(argument);
    if (known !== undefined) return known;
    const result = make(argument);
    made.set(argument, result);
    return result;
  };
}
