import { QepError } from "../base/errors.ts";
import { RandomStream } from "../base/random.ts";
import { GroupedScheme } from "../measurement/grouped-scheme.ts";
import type { MeasurementScheme, TakenReadout } from "../measurement/measurement-scheme.ts";
import { type ObservableStrings, observableStrings } from "../measurement/observable-strings.ts";
import { ShadowScheme } from "../measurement/shadow-scheme.ts";
import type { NamedOperator } from "../models/model.ts";
import type {
  BudgetRequest,
  Capabilities,
  CountingCapabilities,
  Device,
  Job,
  JobStatus,
  Measurement,
  MeasurementRequest,
  Selection,
  Setting,
} from "../propagation/device.ts";
import { measure } from "../propagation/measure.ts";
import { requireReadable } from "../propagation/request-kind.ts";
import {
  type ChosenCountedOptions,
  type CountedDeviceOptions,
  type CountedOperators,
  chooseCountedOptions,
  requireSameNames,
} from "./counted-options.ts";
import { JobTable } from "./job-table.ts";
import { scheduleVisits, type Visit } from "./readout-schedule.ts";

const KINDS = ["outputs", "parameters", "inputs"] as const;

/** Schemes kept: a training step asks for two or three. */
const MOST_SCHEMES = 16;

/**
 * A device that counts, made one that estimates: it answers budgets of shots with means and their covariance.
 *
 * It chooses bases in which the observables are read together, divides the shots over them, inverts readout errors, and
 * needs of the device below no more than counts. Estimates are exact in expectation (but for O(1/M) with a pilot). Requests for
 * counts are passed on.
 *
 * @example
 * const device = new CountedDevice(laboratory, system, { pilot: 0.2, order: "interleaved" });
 * const [measurement] = await measure(device, [setting], { observables: { parameters: [0, 1] }, budget: { total: 1000 } });
 */
export class CountedDevice implements Device {
  private readonly device: Device;
  private readonly operators: CountedOperators;
  private readonly options: ChosenCountedOptions;
  private readonly counting: CountingCapabilities;
  private readonly jobs = new JobTable();
  private readonly schemes = new Map<string, MeasurementScheme>();

  /**
   * @throws QepError unsupported where the device cannot count, invalid-argument where operators are not those of its knobs or an
   * option is out of range
   */
  constructor(device: Device, operators: CountedOperators, options: CountedDeviceOptions = {}) {
    const { counts, ...known } = device.capabilities();
    if (!counts) {
      throw new QepError(
        "unsupported",
        `${known.name} gives no counts; a counted device needs one that does`,
      );
    }
    requireSameNames(operators, known);
    this.device = device;
    this.operators = operators;
    this.counting = counts;
    this.options = chooseCountedOptions(options, counts.qubits);
  }

  capabilities(): Capabilities {
    const known = this.device.capabilities();
    const { readout, keepCounts: _, ...options } = this.options;
    return {
      ...known,
      name: `${known.name}, counted`,
      hasExactResponse: false,
      hasExactMeans: false,
      hasBudget: true,
      record: {
        ...known.record,
        ...options,
        readoutInverted: readout !== undefined,
      },
    };
  }

  /** That of the device below. */
  get clock(): number | undefined {
    return this.device.clock;
  }

  async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    const stop = new AbortController();
    return this.jobs.add(this.answer(settings, request, stop.signal), () => stop.abort());
  }

  async poll(job: Job, waitSeconds: number): Promise<JobStatus> {
    return this.jobs.poll(job, waitSeconds);
  }

  async cancel(job: Job): Promise<void> {
    this.jobs.cancel(job);
  }

  /** Cancels what is running and closes the device below. */
  async close(): Promise<void> {
    this.jobs.cancelAll();
    await this.device.close();
  }

  private async answer(settings: readonly Setting[], request: MeasurementRequest, signal: AbortSignal) {
    if ("readouts" in request) return measure(this.device, settings, request, signal);
    if ("shots" in request) {
      throw new QepError(
        "unsupported",
        "a device that counts reads all observables from the same shots: ask for a budget of shots, not for shots of each " +
          "observable or for exact values",
      );
    }
    return this.spend(settings, request, signal);
  }

  /** Means and covariances at every setting. */
  private async spend(
    settings: readonly Setting[],
    { observables: selection, budget: { total, weights } }: BudgetRequest,
    signal: AbortSignal,
  ): Promise<Measurement[]> {
    requireBudget(total);
    requireReadable(selection, this.device.capabilities());
    const scheme = this.schemeFor(selection, weights);
    const taken = settings.map((): TakenReadout[] => []);
    const first: Measurement[] = [];
    for (const [round, shots] of rounds(total, scheme, this.options.pilot).entries()) {
      const readouts = settings.map(({ stream }, s) =>
        scheme.readouts(shots, taken[s] as TakenReadout[], new RandomStream(...stream, "bases", round)),
      );
      const visits = scheduleVisits(readouts, this.options, this.counting);
      const counted = await measure(
        this.device,
        visits.map((visit, v) => visitedSetting(settings, visit, round, v === 0)),
        { readouts: visits.map((visit) => visit.readouts) },
        signal,
      );
      for (const [v, visit] of visits.entries()) {
        const measurement = counted[v] as Measurement;
        first[visit.setting] ??= measurement;
        taken[visit.setting]?.push(...answered(visit, measurement));
      }
    }
    return taken.map((own, s) => this.estimate(scheme, own, { ...(first[s] as Measurement), shots: total }));
  }

  private estimate(
    scheme: MeasurementScheme,
    taken: readonly TakenReadout[],
    { shots, health, actual }: Pick<Measurement, "shots" | "health" | "actual">,
  ): Measurement {
    const { mean, covariance, calibrationShifts } = scheme.estimate(taken);
    const size = mean.length;
    return {
      mean,
      standardError: mean.map((_, i) => Math.sqrt(covariance[i * size + i] as number)),
      covariance,
      ...(calibrationShifts ? { calibrationShifts } : {}),
      ...(this.options.keepCounts
        ? {
            counts: taken.map(({ counts }) => counts),
            readouts: taken.map(({ basis, shots }) => ({ basis, shots })),
          }
        : {}),
      ...(actual ? { actual } : {}),
      shots,
      health,
    };
  }

  /** The scheme of these observables; training asks for the same few at every step. */
  private schemeFor(selection: Selection, weights: Float64Array | undefined): MeasurementScheme {
    const key = JSON.stringify([KINDS.map((kind) => selection[kind] ?? []), [...(weights ?? [])]]);
    const known = this.schemes.get(key);
    if (known) return known;
    const observables = observableStrings(this.select(selection), this.counting.qubits);
    const made = this.scheme(observables, checkedWeights(weights, observables.observables.length));
    if (this.schemes.size >= MOST_SCHEMES) this.schemes.clear();
    this.schemes.set(key, made);
    return made;
  }

  private scheme(observables: ObservableStrings, weights: Float64Array): MeasurementScheme {
    const { grouping, allocation, readout } = this.options;
    const support = this.counting.bases;
    if (grouping === "shadows") return new ShadowScheme(observables, support, readout);
    const errors = readout ? { errors: readout } : {};
    return new GroupedScheme(observables, { support, rule: grouping, weights, allocation, ...errors });
  }

  private select(selection: Selection): NamedOperator[] {
    return KINDS.flatMap((kind) =>
      (selection[kind] ?? []).map((index) => {
        const operator = this.operators[kind][index];
        if (operator) return operator;
        throw new QepError(
          "invalid-argument",
          `observables: there is no member ${index} among the ${this.operators[kind].length} ${kind}`,
          { kind, index },
        );
      }),
    );
  }
}

/** The shots of each round: all at once, or a pilot and the rest. */
function rounds(total: number, scheme: MeasurementScheme, pilot: number): number[] {
  const first = Math.max(scheme.leastShots, Math.round(pilot * total));
  return pilot > 0 && scheme.isAdaptive && first < total ? [first, total - first] : [total];
}

/** The setting of a visit: the same knobs, with shot noise of its own. Only the first has the time that the job was given. */
function visitedSetting(
  settings: readonly Setting[],
  { setting, chunk }: Visit,
  round: number,
  isFirst: boolean,
): Setting {
  const { time, ...visited } = settings[setting] as Setting;
  return {
    ...visited,
    ...(isFirst && round === 0 && time !== undefined ? { time } : {}),
    stream: [...visited.stream, round, chunk],
  };
}

/** @throws QepError device-failed where the device did not answer every readout */
function answered({ readouts }: Visit, { counts = [] }: Measurement): TakenReadout[] {
  if (counts.length !== readouts.length) {
    throw new QepError(
      "device-failed",
      `the device was asked for counts in ${readouts.length} bases and gave ${counts.length}`,
    );
  }
  return readouts.map((readout, r) => ({ ...readout, counts: counts[r] as TakenReadout["counts"] }));
}

function requireBudget(total: number): void {
  if (Number.isInteger(total) && total >= 1) return;
  throw new QepError(
    "invalid-argument",
    `the budget of a setting is a whole number of shots, at least 1; it is ${total}`,
  );
}

/** w_i, by default 1. @throws QepError wrong-shape or invalid-argument */
function checkedWeights(weights: Float64Array | undefined, size: number): Float64Array {
  if (!weights) return new Float64Array(size).fill(1);
  if (weights.length !== size) {
    throw new QepError(
      "wrong-shape",
      `weights of the budget: ${size} observables are asked for, ${weights.length} weights were given`,
    );
  }
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong < 0) return weights;
  throw new QepError(
    "invalid-argument",
    `weights of the budget: weight ${wrong} is ${weights[wrong]}; it must be finite and not negative`,
  );
}
