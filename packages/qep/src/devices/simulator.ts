import { QepError } from "../base/errors.ts";
import { RandomStream } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Readout } from "../measurement/basis.ts";
import { type Imperfections, requireImperfections } from "../measurement/imperfections.ts";
import type { NamedOperator } from "../models/model.ts";
import type {
  Capabilities,
  CountingCapabilities,
  CountsRequest,
  Device,
  ExactResponse,
  Job,
  JobStatus,
  Measurement,
  MeasurementRequest,
  ObservablesRequest,
  PreparationHealth,
  Selection,
  Setting,
} from "../propagation/device.ts";
import { requireObservablesRequest, requireReadouts } from "../propagation/request-kind.ts";
import type { System } from "../propagation/system.ts";
import type { StateRequest } from "../quantities/state-request.ts";
import { DEFAULT_TOLERANCE, type EigenOptions } from "../solvers/eigen-options.ts";
import type { StateFrame } from "./basis-plan.ts";
import { driftedSetting } from "./drift.ts";
import {
  type Equilibria,
  type EquilibriumOption,
  type EquilibriumReading,
  KINDS,
  type ObservableSets,
} from "./equilibrium.ts";
import { GroundEquilibria } from "./ground-equilibria.ts";
import { GroundStates } from "./ground-states.ts";
import { SettableHamiltonian } from "./hamiltonian.ts";
import { LevelOrder } from "./level-order.ts";
import { NudgeRange } from "./nudge-range.ts";
import { ObservableSet } from "./observables.ts";
import { withShotNoise } from "./shot-noise.ts";
import { rememberedStates, requireSimulatorMemory, roomForPartners } from "./simulator-memory.ts";
import { StateObservationReader } from "./state-observation.ts";
import type { StateObservation, StateObserver } from "./state-observer.ts";
import { StateReader } from "./state-reader.ts";
import {
  type ChosenSymmetries,
  chooseSymmetries,
  type SymmetryOption,
  symmetryOption,
} from "./symmetry-choice.ts";
import { type ChosenThermalMethod, chooseThermalMethod } from "./thermal-method.ts";
import { ThermalStates } from "./thermal-states.ts";
import { TypicalStates } from "./typical-states.ts";

export interface SimulatorOptions extends EigenOptions {
  /** Bytes this simulator may use, default what WebAssembly can address. */
  readonly memoryLimit?: number;
  /** Pauli symmetries, default "auto": used where there are any and they pay. */
  readonly symmetries?: SymmetryOption;
  /** Which state is prepared, default the ground state. A Gibbs state takes all sectors: symmetries are then not used. */
  readonly equilibrium?: EquilibriumOption;
  /**
   * What is wrong with the counts it gives. Expectation values, with shots or without, and exact responses stay those of the
   * perfect device: they are what counts are held against.
   */
  readonly imperfections?: Imperfections;
}

/** Shots of one readout that are drawn at once. */
const MAX_SHOTS = 2 ** 24;

/**
 * The exact simulator: ground states of H(x, θ, ν) by Lanczos, or Gibbs states by full diagonalisation (beyond 11 qubits by
 * random vectors, with standard errors); expectation values to rounding, Gaussian shot noise on request (each observable on
 * its own, variance Var(A)/M; the authors' model), counts of shots in any basis, and the exact static response.
 *
 * Where everything the system can switch on has Pauli symmetries in common, it works in their sectors, on fewer qubits;
 * all results are those of the original operators. Where the system's basis is truncated, operators are projected, variances
 * are those of the projected operators, and counts are in the Z basis.
 *
 * @throws QepError out-of-memory where the states do not fit, invalid-argument for a sector that the system does not have or
 * a temperature that is not positive
 *
 * @example
 * const device = new Simulator(system, await loadKernels());
 * const [gradient] = await estimateGradients(device, problem, { method: "symmetric", beta: 0.1 });
 */
export class Simulator implements Device, StateObserver {
  private readonly system: System;
  private readonly kernels: Kernels;
  private readonly symmetries: ChosenSymmetries;
  private readonly hamiltonian: SettableHamiltonian;
  private readonly equilibria: Equilibria;
  private readonly nudgeRange: NudgeRange;
  private readonly observables: ObservableSets;
  private readonly reader: StateReader;
  private readonly stateFrame: StateFrame;
  private observer: StateObservationReader | undefined;
  private readonly tolerance: number;
  private readonly isGround: boolean;
  private readonly imperfections: Imperfections;
  private readonly finished = new Map<string, JobStatus>();
  private jobs = 0;

  constructor(system: System, kernels: Kernels, options: SimulatorOptions = {}) {
    const thermal = thermalMethod(system, options);
    requireFeasible(system, options);
    this.symmetries = chooseSymmetries(system, symmetryOption(options));
    const { tapering } = this.symmetries;
    const use = { symmetries: this.symmetries, options, responds: false, thermal };
    requireSimulatorMemory(system, use, { available: options.memoryLimit });
    this.system = system;
    this.kernels = kernels;
    this.hamiltonian = new SettableHamiltonian(system, kernels, tapering);
    const { layout, order, frame } = this.hamiltonian;
    this.nudgeRange = new NudgeRange(
      system.outputs.map(({ operator }) => operator),
      system.space !== undefined,
    );
    const observables = (members: readonly NamedOperator[]) =>
      new ObservableSet(members, kernels, layout, order, frame);
    this.observables = {
      outputs: observables(system.outputs),
      parameters: observables(system.parameters),
      inputs: observables(system.inputs),
    };
    const generators = tapering?.generators ?? [];
    this.imperfections = options.imperfections ?? {};
    this.stateFrame = { qubits: system.qubits, layout, order, frame, generators };
    this.reader = new StateReader(kernels, this.stateFrame, this.imperfections);
    this.tolerance = options.tolerance ?? DEFAULT_TOLERANCE;
    this.isGround = thermal === undefined;
    this.equilibria = this.makeEquilibria(options, thermal);
  }

  capabilities(): Capabilities {
    const { inputs, parameters, outputs, qubits, space } = this.system;
    const knob = ({ name }: { name: string }) => ({ name });
    return {
      name: "exact simulator",
      inputs: inputs.map(knob),
      parameters: parameters.map(knob),
      outputs: outputs.map(({ name }) => name),
      hasExactResponse: this.equilibria.hasResponse,
      hasExactMeans: true,
      ...(this.equilibria.mixture && { counts: this.counting() }),
      record: {
        kernels: this.kernels.variant,
        ...this.equilibria.record,
        qubits,
        ...(space && { basisStates: space.count }),
        symmetries: this.symmetries.tapering?.generators.length ?? 0,
        arithmetic: this.hamiltonian.layout.isComplex ? "complex" : "real",
      },
    };
  }

  /** Computes at once; the job is done when this resolves. */
  async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    const id = `${++this.jobs}`;
    try {
      const measurements =
        "readouts" in request ? this.countAll(settings, request) : this.measureAll(settings, request);
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
      this.equilibria.respond(setting, directions[index] as Float64Array, selection),
    );
  }

  async observe(
    settings: readonly Setting[],
    request: StateRequest,
    signal?: AbortSignal,
  ): Promise<readonly StateObservation[]> {
    const observations: StateObservation[] = [];
    for (const setting of settings) {
      if (signal?.aborted) throw new QepError("aborted", "the observation was cancelled");
      observations.push(
        this.observerOf(request).read({
          mixture: this.equilibria.mixture?.(setting),
          isGround: this.isGround,
          problem: (sector) => this.hamiltonian.at(setting, sector),
          tolerance: this.tolerance,
        }),
      );
    }
    return observations;
  }

  async close(): Promise<void> {
    this.observer?.release();
    for (const set of Object.values(this.observables)) set.release();
    this.equilibria.release();
    this.hamiltonian.release();
  }

  private observerOf(request: StateRequest): StateObservationReader {
    if (this.observer?.request === request) return this.observer;
    this.observer?.release();
    this.observer = new StateObservationReader(this.kernels, this.stateFrame, request);
    return this.observer;
  }

  private counting(): CountingCapabilities {
    const { qubits, space } = this.system;
    // Other bases lead out of a truncated one.
    return { qubits, bases: space ? ["Z".repeat(qubits)] : "clifford", maxShots: MAX_SHOTS };
  }

  private countAll(settings: readonly Setting[], request: CountsRequest): Measurement[] {
    requireReadouts(request, settings.length, this.counting());
    return settings.map((setting, k) => this.countAt(setting, request.readouts[k] as readonly Readout[]));
  }

  private countAt(setting: Setting, readouts: readonly Readout[]): Measurement {
    const { drift } = this.imperfections;
    const mixture = this.equilibria.mixture?.(drift ? driftedSetting(setting, drift) : setting);
    if (!mixture) {
      throw new QepError(
        "unsupported",
        "a thermal state sampled with random vectors gives no counts: their error bars would lack the error of the " +
          "sampling. Use the exact method, on fewer qubits, or ask for expectation values.",
      );
    }
    const counts = readouts.map((readout, index) =>
      this.reader.count(mixture, readout, new RandomStream(...setting.stream, "readout", index)),
    );
    return {
      mean: new Float64Array(0),
      standardError: null,
      counts,
      shots: readouts.reduce((sum, { shots }) => sum + shots, 0),
      health: this.health(setting, mixture.health),
    };
  }

  private measureAll(settings: readonly Setting[], request: MeasurementRequest): Measurement[] {
    const asked = requireObservablesRequest(request, "this simulator");
    return settings.map((setting) => this.measureAt(setting, asked));
  }

  private measureAt(setting: Setting, { observables, shots }: ObservablesRequest): Measurement {
    const { health, readings } = this.equilibria.read(setting, { observables, shots });
    const noise = new RandomStream(...setting.stream);
    const parts = KINDS.map((kind) => withShotNoise(readings[kind], shots[kind], noise));
    const isExact = parts.every(({ errors }) => errors === null);
    const count = parts[0]?.replicates?.length;
    const replicates = Array.from({ length: count ?? 0 }, (_, r) =>
      concatenate(parts.map((part) => part.replicates?.[r] as Float64Array)),
    );
    return {
      mean: concatenate(parts.map(({ means }) => means)),
      standardError: isExact
        ? null
        : concatenate(parts.map(({ means, errors }) => errors ?? new Float64Array(means.length))),
      ...(count === undefined ? {} : { replicates }),
      shots: KINDS.reduce((sum, kind) => sum + (shots[kind] ?? 0) * (observables[kind]?.length ?? 0), 0),
      health: this.health(setting, health),
    };
  }

  private health({ nudge }: Setting, health: EquilibriumReading["health"]): PreparationHealth {
    const isNudged = nudge.some((value) => value !== 0);
    const range = isNudged ? this.nudgeRange.of(nudge) : undefined;
    return {
      ...health,
      nudgeRange: range?.value ?? null,
      nudgeRangeSource: range?.source ?? "unknown",
    };
  }

  private makeEquilibria(options: SimulatorOptions, thermal: ChosenThermalMethod | undefined): Equilibria {
    const { system, kernels, hamiltonian, observables, symmetries } = this;
    if (thermal) {
      const { temperature } = thermal;
      return thermal.method === "exact"
        ? new ThermalStates(hamiltonian, kernels, observables, temperature)
        : new TypicalStates({ hamiltonian, kernels, observables, options }, temperature, thermal.samples);
    }
    const capacity = rememberedStates(hamiltonian.layout, { symmetries, options });
    const order = new LevelOrder(observables.outputs, this.nudgeRange);
    const mostStates = roomForPartners(hamiltonian.layout, { symmetries, options });
    const solving = { ...options, mostStates };
    const states = new GroundStates(hamiltonian, kernels, solving, capacity, { system, symmetries }, order);
    return new GroundEquilibria(states, { hamiltonian, kernels, observables, symmetries, options });
  }
}

/** @throws QepError for imperfections that are not, or that this equilibrium cannot have */
function requireFeasible({ qubits }: System, { imperfections, equilibrium }: SimulatorOptions): void {
  if (!imperfections) return;
  requireImperfections(imperfections, qubits, "imperfections");
  if (equilibrium?.kind !== "thermal" || (imperfections.preparation ?? 0) === 0) return;
  throw new QepError(
    "unsupported",
    "imperfections.preparation is for the ground state: a Gibbs state has excited states as it is. Choose another temperature.",
  );
}

/** How a thermal state is computed; undefined where the ground state is meant. @throws QepError before any work */
function thermalMethod(
  system: System,
  { equilibrium, memoryLimit }: SimulatorOptions,
): ChosenThermalMethod | undefined {
  if (equilibrium?.kind !== "thermal") return undefined;
  return chooseThermalMethod(equilibrium, system, memoryLimit);
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
