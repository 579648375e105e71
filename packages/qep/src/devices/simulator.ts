import { QepError } from "../base/errors.ts";
import { RandomStream } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type {
  Capabilities,
  Device,
  ExactResponse,
  Job,
  JobStatus,
  Measurement,
  MeasurementRequest,
  PreparationHealth,
  Selection,
  Setting,
} from "../propagation/device.ts";
import type { System } from "../propagation/system.ts";
import type { EigenOptions } from "../solvers/ground-state.ts";
import { solveSternheimer } from "../solvers/minres.ts";
import { notConverged } from "../solvers/problem.ts";
import { GroundStates, type PreparedState } from "./ground-states.ts";
import { SettableHamiltonian } from "./hamiltonian.ts";
import { requireMemory } from "./memory-need.ts";
import { NudgeRange } from "./nudge-range.ts";
import { ObservableSet } from "./observables.ts";

export interface SimulatorOptions extends EigenOptions {
  /** Bytes this simulator may use, default what WebAssembly can address. */
  readonly memoryLimit?: number;
}

/** Memory for remembered free states. */
const REMEMBERED_BYTES = 2 ** 28;
/** More than any sensible batch; looking through them takes time too. */
const MAX_REMEMBERED = 256;
const RESPONSE_ITERATIONS = 20_000;

/**
 * The exact simulator: ground states of H(x, θ, ν) by Lanczos, expectation values to rounding, Gaussian shot noise on
 * request (each observable on its own, variance Var(A)/M; the authors' model), and the exact linear response.
 *
 * @throws QepError out-of-memory where the states do not fit
 *
 * @example
 * const device = new Simulator(system, await loadKernels());
 * const [gradient] = await estimateGradients(device, problem, { method: "symmetric", beta: 0.1 });
 */
export class Simulator implements Device {
  private readonly system: System;
  private readonly kernels: Kernels;
  private readonly options: SimulatorOptions;
  private readonly hamiltonian: SettableHamiltonian;
  private readonly states: GroundStates;
  private readonly nudgeRange: NudgeRange;
  private readonly observables: Readonly<Record<keyof Selection, ObservableSet>>;
  private readonly finished = new Map<string, JobStatus>();
  private jobs = 0;

  constructor(system: System, kernels: Kernels, options: SimulatorOptions = {}) {
    requireMemory(system.qubits, !system.isReal, options.memoryLimit);
    this.system = system;
    this.kernels = kernels;
    this.options = options;
    this.hamiltonian = new SettableHamiltonian(system, kernels);
    const { layout, order } = this.hamiltonian;
    const capacity = Math.min(MAX_REMEMBERED, Math.floor(REMEMBERED_BYTES / (8 * layout.length)));
    this.states = new GroundStates(this.hamiltonian, kernels, options, capacity);
    this.nudgeRange = new NudgeRange(system.outputs.map(({ operator }) => operator));
    this.observables = {
      outputs: new ObservableSet(system.outputs, kernels, layout, order),
      parameters: new ObservableSet(system.parameters, kernels, layout, order),
      inputs: new ObservableSet(system.inputs, kernels, layout, order),
    };
  }

  capabilities(): Capabilities {
    const { inputs, parameters, outputs, qubits } = this.system;
    const knob = ({ name }: { name: string }) => ({ name });
    return {
      name: "exact simulator",
      inputs: inputs.map(knob),
      parameters: parameters.map(knob),
      outputs: outputs.map(({ name }) => name),
      hasExactResponse: true,
      hasExactMeans: true,
      record: {
        kernels: this.kernels.variant,
        solver: "lanczos",
        qubits,
        arithmetic: this.hamiltonian.layout.isComplex ? "complex" : "real",
      },
    };
  }

  /** Computes at once; the job is done when this resolves. */
  async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    const id = `${++this.jobs}`;
    try {
      const measurements = settings.map((setting) => this.measureAt(setting, request));
      this.finished.set(id, { state: "done", measurements });
    } catch (error) {
      this.finished.set(id, { state: "failed", error: error as Error });
    }
    return { id };
  }

  async poll({ id }: Job): Promise<JobStatus> {
    const status = this.finished.get(id);
    if (!status)
      throw new QepError("invalid-argument", `there is no job ${id}, or its result was handed out already`);
    this.finished.delete(id);
    return status;
  }

  async cancel({ id }: Job): Promise<void> {
    this.finished.delete(id);
  }

  async respond(
    settings: readonly Setting[],
    directions: readonly Float64Array[],
    selection: Selection,
  ): Promise<readonly ExactResponse[]> {
    return settings.map((setting, index) =>
      this.responseAt(setting, directions[index] as Float64Array, selection),
    );
  }

  async close(): Promise<void> {
    for (const set of Object.values(this.observables)) set.release();
    this.states.release();
    this.hamiltonian.release();
  }

  private measureAt(setting: Setting, { observables, shots }: MeasurementRequest): Measurement {
    const prepared = this.states.at(setting);
    const noise = new RandomStream(...setting.stream);
    const parts = KINDS.map((kind) => this.read(kind, observables[kind] ?? [], shots[kind], prepared, noise));
    const isExact = parts.every(({ errors }) => errors === null);
    return {
      mean: concatenate(parts.map(({ means }) => means)),
      standardError: isExact
        ? null
        : concatenate(parts.map(({ means, errors }) => errors ?? new Float64Array(means.length))),
      shots: KINDS.reduce((sum, kind) => sum + (shots[kind] ?? 0) * (observables[kind]?.length ?? 0), 0),
      health: this.health(setting, prepared),
    };
  }

  /** Expectation values of one kind of observables, with the authors' Gaussian shot noise where shots are finite. */
  private read(
    kind: keyof Selection,
    indices: readonly number[],
    shots: number | null,
    { state }: PreparedState,
    noise: RandomStream,
  ): { means: Float64Array; errors: Float64Array | null } {
    const set = this.observables[kind];
    const means = set.means(indices, state);
    if (shots === null || indices.length === 0) return { means, errors: null };
    const errors = set.variances(indices, means, state).map((variance) => Math.sqrt(variance / shots));
    return { means: means.map((mean, k) => mean + (errors[k] as number) * noise.normal()), errors };
  }

  private health({ nudge }: Setting, { record }: PreparedState): PreparationHealth {
    const isNudged = nudge.some((value) => value !== 0);
    const range = isNudged ? this.nudgeRange.of(nudge) : undefined;
    return {
      gap: record.gap,
      gapSource: record.gapSource,
      residualNorm: record.residualNorm,
      nudgeRange: range?.value ?? null,
      nudgeRangeSource: range?.source ?? "unknown",
    };
  }

  /** 2 Re⟨0|A|δ⟩ for the selected observables, |δ⟩ from Sternheimer's equation with B = Σ ε_l B_l. */
  private responseAt(setting: Setting, direction: Float64Array, selection: Selection): ExactResponse {
    const { kernels } = this;
    const { state, record } = this.states.at(setting);
    const problem = this.hamiltonian.at(setting);
    const [image, solution] = [kernels.allocate(state.length), kernels.allocate(state.length)];
    this.observables.outputs.applySum(direction, state, image);
    const tolerance = this.options.tolerance ?? 1e-10;
    const solved = solveSternheimer(problem, state, record.energy, image, solution, {
      tolerance,
      maxIterations: this.options.maxIterations ?? RESPONSE_ITERATIONS,
    });
    const parts = KINDS.map((kind) => this.observables[kind].means(selection[kind] ?? [], state, solution));
    kernels.release(image);
    kernels.release(solution);
    if (!solved.isConverged && this.options.onNotConverged !== "return") {
      throw notConverged(
        "the linear response (does the nudge couple degenerate ground states?)",
        solved,
        tolerance,
      );
    }
    return {
      response: concatenate(parts).map((value) => 2 * value),
      coupledGap: solved.coupledGap,
      residualNorm: solved.residualNorm,
    };
  }
}

const KINDS = ["outputs", "parameters", "inputs"] as const;

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
