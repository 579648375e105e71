import type { StreamKey } from "../base/random.ts";
import type { BasisSupport, Readout } from "../measurement/basis.ts";
import type { Counts } from "../measurement/counts.ts";

/** A number that can be set on a device. */
export interface Knob {
  readonly name: string;
  /** Allowed interval, absent where unlimited. */
  readonly bounds?: readonly [low: number, high: number];
  /** Smallest step it can be set in, absent where continuous; values are multiples of it. */
  readonly resolution?: number;
  /** Largest change from one setting to the next, absent where unlimited. */
  readonly slew?: number;
}

/** What a device offers to whoever trains it. The Hamiltonian is not part of it. */
export interface Capabilities {
  readonly name: string;
  readonly inputs: readonly Knob[];
  readonly parameters: readonly Knob[];
  /** Names of the observables B_l that can be read and nudged. */
  readonly outputs: readonly string[];
  /** Names of outputs, parameters and inputs whose observables can be read; all of them where absent. */
  readonly readable?: readonly string[];
  /** True where {@link Device.respond} gives the exact response. */
  readonly hasExactResponse: boolean;
  /** True where expectation values without shot noise can be asked for. */
  readonly hasExactMeans: boolean;
  /** What counts can be asked for; absent where only expectation values can. */
  readonly counts?: CountingCapabilities;
  /** True where {@link BudgetRequest}s are answered: the device chooses bases and shares the shots itself. */
  readonly hasBudget?: boolean;
  /** What was used to compute, for the run record; for instance kernel variant and solver. */
  readonly record: Readonly<Record<string, string | number | boolean>>;
}

/** What a device that counts can read. */
export interface CountingCapabilities {
  readonly qubits: number;
  readonly bases: BasisSupport;
  /** Most shots in one basis of one setting, absent where unlimited. */
  readonly maxShots?: number;
  /** Most bases of one setting in one job, absent where unlimited. */
  readonly maxBases?: number;
}

/** One point in knob space; arrays in the order of the capabilities. */
export interface Setting {
  /** x, length K. */
  readonly inputs: Float64Array;
  /** θ, length P. */
  readonly parameters: Float64Array;
  /** ν, length J; zero in the free phase. */
  readonly nudge: Float64Array;
  /** A setting close to this one: a simulator may start from its state. It influences the last digits, never more. */
  readonly near?: Setting;
  /**
   * A setting on the other side of `near`, as far away: its knobs and those of this one have the knobs of `near` for their
   * mean, and it is `near` the same setting. A simulator may guess from both. Influences the last digits, never more.
   */
  readonly opposite?: Setting;
  /**
   * When it is prepared, in the seconds of the laboratory's clock, default 0: what wanders with time is where it is then.
   * Whoever orders the settings of a job gives it, so that a number depends on the setting alone.
   */
  readonly time?: number;
  /** Names the random stream of this preparation; the same setting and stream give the same shot noise. */
  readonly stream: readonly StreamKey[];
}

/** Observables conjugate to knobs: indices of outputs (B_l), parameters (A_j) and inputs (C_k). */
export interface Selection {
  readonly outputs?: readonly number[];
  readonly parameters?: readonly number[];
  readonly inputs?: readonly number[];
}

/** Shots for each observable of a kind and each setting; null for exact expectation values. */
export interface Shots {
  readonly outputs: number | null;
  readonly parameters: number | null;
  readonly inputs: number | null;
}

/** Expectation values, each observable measured on its own. */
export interface ObservablesRequest {
  readonly observables: Selection;
  readonly shots: Shots;
}

/** Shots of one setting, shared by all its observables. */
export interface ShotBudget {
  /** Prepared and read states in total, M ≥ 1. */
  readonly total: number;
  /**
   * How much each observable matters, in the order outputs, parameters, inputs of the selection: shots are shared so that
   * Σ_i w_i² Var(mean_i) is small. Default all 1.
   */
  readonly weights?: Float64Array;
}

/** Expectation values estimated together, in bases and with a division of the shots that the device chooses. */
export interface BudgetRequest {
  readonly observables: Selection;
  readonly budget: ShotBudget;
}

/** Counts in given bases. */
export interface CountsRequest {
  /** The readouts of each setting, in the order of the settings. */
  readonly readouts: readonly (readonly Readout[])[];
}

/** What is measured at each setting of a job. */
export type MeasurementRequest = ObservablesRequest | BudgetRequest | CountsRequest;

/** What a device knows of the equilibrium it prepared; null where it does not know. */
export interface PreparationHealth {
  /** E1 − E0 or an estimate of it. */
  readonly gap: number | null;
  readonly gapSource: "converged" | "ritz" | "unknown";
  /** ‖Hψ − Eψ‖ of a simulated state. */
  readonly residualNorm: number | null;
  /** Eigenvalue of each symmetry in use, for instance "+-+"; null where none is. */
  readonly sector: string | null;
  /** Largest minus smallest eigenvalue of Σ ν_l B_l, or a bound on it. */
  readonly nudgeRange: number | null;
  readonly nudgeRangeSource: "exact" | "bound" | "unknown";
  /** How a simulator sampled a mixture; absent where its state has no sampling error. */
  readonly sampling?: Sampling;
}

/** A mixture as an average over random vectors. */
export interface Sampling {
  readonly method: "typicality";
  /** Random vectors, R. */
  readonly samples: number;
}

/** Expectation values at one setting, in the order outputs, parameters, inputs of the selection. */
export interface Measurement {
  readonly mean: Float64Array;
  /** Standard error of each mean by shots, 0 where exact; null where all are exact. Independent between preparations. */
  readonly standardError: Float64Array | null;
  /** Cov(mean_i, mean_j) row by row, n × n for n means read from the same shots; absent where the means are independent. */
  readonly covariance?: Float64Array;
  /** What a {@link CountsRequest} asked for, in the order of its readouts; `mean` is then empty. After a budget only where kept. */
  readonly counts?: readonly Counts[];
  /** The readouts that `counts` answer, where the device chose them. */
  readonly readouts?: readonly Readout[];
  /**
   * The means with one of R random samples of a simulator left out, R vectors like `mean`; absent where it draws none.
   * Settings with one `stream`, and those `near` them, have the same samples, so differences of replicates carry the
   * correlation; see `jackknifeVariances`.
   */
  readonly replicates?: readonly Float64Array[];
  /** What the knobs were set to, where that is not what was asked for: a device rounds to what it can set. */
  readonly actual?: Pick<Setting, "inputs" | "parameters">;
  /**
   * By how much each mean would change if one constant of the device's calibration were larger by its own standard error,
   * one vector like `mean` for each constant, always the same constants in the same order; absent where none was measured.
   * It is not part of `standardError` and `covariance`: an error of the calibration is the same at all settings.
   */
  readonly calibrationShifts?: readonly Float64Array[];
  /** Shots spent in total. */
  readonly shots: number;
  readonly health: PreparationHealth;
}

/** d⟨·⟩/dβ of the selected observables at β = 0, nudge β·direction. */
export interface ExactResponse {
  readonly response: Float64Array;
  /** The response with one random sample left out, as in {@link Measurement.replicates}. */
  readonly replicates?: readonly Float64Array[];
  /** Lowest excitation energy among the states that the nudge couples to. */
  readonly coupledGap: number | null;
  readonly residualNorm: number;
}

/** What was submitted, by a name that outlives the process that submitted it. */
export interface Job {
  readonly id: string;
}

/** How far a job is; a finished one has one measurement for each of its settings, in their order. */
export type JobStatus =
  | { readonly state: "running" }
  | { readonly state: "done"; readonly measurements: readonly Measurement[] }
  | { readonly state: "failed"; readonly error: Error }
  | { readonly state: "cancelled" };

/**
 * The port between training and whatever holds a quantum system in equilibrium: a simulator or a laboratory.
 *
 * The trainer sees knobs and measured expectation values, never a Hamiltonian or a state: that QEP needs no more is
 * the claim of the method. Work is submitted and fetched, so that slow, queued hardware fits without change.
 */
export interface Device {
  /** Seconds of laboratory time when all that was ordered will have ended; absent where time plays no part. */
  readonly clock?: number | undefined;
  /** Knobs with their limits, and what can be asked; constant over the life of the device. */
  capabilities(): Capabilities;
  /** Queues measurements at several settings. The job's id survives a crash of the caller. */
  submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job>;
  /** The state of a job; may wait up to `waitSeconds` for it to change. A finished job is handed out once. */
  poll(job: Job, waitSeconds: number): Promise<JobStatus>;
  /** Takes a job back; what was measured already is lost. No error for a job that has ended. */
  cancel(job: Job): Promise<void>;
  /** Exact linear response, where the device has it. Directions ε in the order of the settings. */
  respond?(
    settings: readonly Setting[],
    directions: readonly Float64Array[],
    observables: Selection,
  ): Promise<readonly ExactResponse[]>;
  /** Gives back what the device holds (memory, workers). */
  close(): Promise<void>;
}
