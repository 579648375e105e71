import { QepError } from "../base/errors.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import type {
  Capabilities,
  Device,
  Job,
  JobStatus,
  Measurement,
  MeasurementRequest,
  Selection,
  Setting,
} from "../propagation/device.ts";
import type { System } from "../propagation/system.ts";
import { type FullSpectrum, fullSpectrum } from "../solvers/full-spectrum.ts";
import { SettableHamiltonian } from "./hamiltonian.ts";
import { JobTable } from "./job-table.ts";
import { ObservableSet } from "./observables.ts";

/** All eigenstates are found at every setting: beyond so many qubits that takes too long to play with. */
const MAX_QUBITS = 8;

const KINDS = ["outputs", "parameters", "inputs"] as const;

/**
 * A device that is read too early: the nudge is switched on suddenly, and after a time t
 *
 *     |ψ(t)⟩ = exp(−i t H(x, θ, ν)) |0(x, θ)⟩
 *
 * with |0⟩ the ground state without the nudge. Free phases are in equilibrium; nudged ones are not, reciprocity does not hold, and a
 * nudged estimate is no gradient. It shows what `checkReciprocity` is there to find.
 *
 * @example
 * const check = await checkReciprocity(new QuenchedDevice(system, kernels, 1), point, { step: 0.1, shots: null }); // "fails"
 */
export class QuenchedDevice implements Device {
  private readonly system: System;
  private readonly kernels: Kernels;
  private readonly time: number;
  private readonly hamiltonian: SettableHamiltonian;
  private readonly observables: Readonly<Record<(typeof KINDS)[number], ObservableSet>>;
  private readonly jobs = new JobTable();

  /**
   * @param time t ≥ 0 from the switching to the reading, in the inverse unit of energy
   * @throws QepError invalid-argument for a time that is negative or not finite, unsupported beyond 8 qubits
   */
  constructor(system: System, kernels: Kernels, time: number) {
    if (!(time >= 0 && Number.isFinite(time))) {
      throw new QepError(
        "invalid-argument",
        `the time of a quench must be a number of at least 0; it is ${time}`,
      );
    }
    if (system.qubits > MAX_QUBITS) {
      throw new QepError(
        "unsupported",
        `a quenched device finds all eigenstates at every setting, of at most ${MAX_QUBITS} qubits; the system has ` +
          `${system.qubits}. Take a smaller system.`,
        { qubits: system.qubits },
      );
    }
    this.system = system;
    this.kernels = kernels;
    this.time = time;
    this.hamiltonian = new SettableHamiltonian(system, kernels);
    const { layout, order, frame } = this.hamiltonian;
    const set = (kind: (typeof KINDS)[number]) =>
      new ObservableSet(system[kind], kernels, layout, order, frame);
    this.observables = { outputs: set("outputs"), parameters: set("parameters"), inputs: set("inputs") };
  }

  capabilities(): Capabilities {
    const { inputs, parameters, outputs } = this.system;
    return {
      name: "quenched simulator",
      inputs: inputs.map(({ name }) => ({ name })),
      parameters: parameters.map(({ name }) => ({ name })),
      outputs: outputs.map(({ name }) => name),
      hasExactResponse: false,
      hasExactMeans: true,
      record: { kernels: this.kernels.variant, time: this.time },
    };
  }

  /** @throws QepError unsupported for shots: it gives exact means alone */
  async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    if (!("shots" in request) || KINDS.some((kind) => request.shots[kind] !== null)) {
      throw new QepError(
        "unsupported",
        "a quenched device gives exact expectation values alone; ask for them with shots: null",
      );
    }
    const measurements = settings.map((setting) => this.measureAt(setting, request.observables));
    return this.jobs.add(Promise.resolve(measurements), () => {});
  }

  poll(job: Job, waitSeconds: number): Promise<JobStatus> {
    return this.jobs.poll(job, waitSeconds);
  }

  async cancel(job: Job): Promise<void> {
    this.jobs.cancel(job);
  }

  async close(): Promise<void> {
    for (const kind of KINDS) this.observables[kind].release();
    this.hamiltonian.release();
  }

  private measureAt(setting: Setting, selection: Selection): Measurement {
    const { kernels, hamiltonian } = this;
    const free = fullSpectrum(hamiltonian.at({ ...setting, nudge: setting.nudge.map(() => 0) }));
    const nudged = fullSpectrum(hamiltonian.at(setting));
    const parts = this.evolved(free.states.row(0), nudged);
    const mean = KINDS.flatMap((kind) => {
      const indices = selection[kind] ?? [];
      const means = parts.map((part) => this.observables[kind].means(indices, part));
      return indices.map((_, k) => means.reduce((sum, own) => sum + (own[k] as number), 0));
    });
    const [lowest = 0, next = 0] = free.energies;
    for (const vector of parts) kernels.release(vector);
    free.states.release();
    nudged.states.release();
    return {
      mean: Float64Array.from(mean),
      standardError: null,
      shots: 0,
      health: {
        gap: next - lowest,
        gapSource: "converged",
        residualNorm: null,
        sector: null,
        nudgeRange: null,
        nudgeRangeSource: "unknown",
      },
    };
  }

  /**
   * Σ_n exp(−i t E_n) |n⟩⟨n|0⟩. In a real basis the state has its real and its imaginary part as two vectors: operators are real
   * there, and the means of both parts add up.
   */
  private evolved(start: Vector, { energies, states }: FullSpectrum): Vector[] {
    const { kernels } = this;
    const { dimension, amplitudes, length, isComplex } = this.hamiltonian.layout;
    const all = states.first(dimension);
    const state = isComplex
      ? [kernels.allocate(length)]
      : [kernels.allocate(length), kernels.allocate(length)];
    const re = (state[0] as Vector).values.subarray(0, amplitudes);
    const im = isComplex ? (state[0] as Vector).values.subarray(amplitudes) : (state[1] as Vector).values;
    const partsOf = ({ values }: Vector) => ({
      re: values.subarray(0, amplitudes),
      im: isComplex ? values.subarray(amplitudes) : undefined,
    });
    const ground = partsOf(start);
    for (const [n, energy] of energies.entries()) {
      const own = partsOf(all.row(n));
      let [overlapRe, overlapIm] = [0, 0];
      for (let i = 0; i < dimension; i++) {
        const [a, b] = [own.re[i] as number, own.im?.[i] ?? 0];
        const [c, d] = [ground.re[i] as number, ground.im?.[i] ?? 0];
        overlapRe += a * c + b * d;
        overlapIm += a * d - b * c;
      }
      const [cos, sin] = [Math.cos(energy * this.time), Math.sin(energy * this.time)];
      const factorRe = overlapRe * cos + overlapIm * sin;
      const factorIm = overlapIm * cos - overlapRe * sin;
      for (let i = 0; i < dimension; i++) {
        const [a, b] = [own.re[i] as number, own.im?.[i] ?? 0];
        re[i] = (re[i] as number) + factorRe * a - factorIm * b;
        im[i] = (im[i] as number) + factorRe * b + factorIm * a;
      }
    }
    return state;
  }
}
