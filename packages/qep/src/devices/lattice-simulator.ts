import { QepError } from "../base/errors.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { LatticeSymmetries } from "../operators/lattice-symmetries.ts";
import type {
  Capabilities,
  Device,
  Job,
  JobStatus,
  Measurement,
  MeasurementRequest,
  ObservablesRequest,
  Setting,
} from "../propagation/device.ts";
import { requireObservablesRequest } from "../propagation/request-kind.ts";
import type { System } from "../propagation/system.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { JobTable } from "./job-table.ts";
import { LatticeHamiltonian } from "./lattice-hamiltonian.ts";
import { LatticeSearch } from "./lattice-search.ts";
import { latticeSectorText } from "./lattice-sectors.ts";

/**
 * Ground states of a ring in the sectors of its translations, reflection and spin flip, for exact outputs over many
 * settings: phase diagrams.
 *
 * It prepares free phases only, since a nudge would break the symmetries, and reads outputs without shot noise. Where
 * ground states of several sectors are degenerate, the one of the first is read. The gap is not known: levels of other
 * sectors are not looked for.
 *
 * @throws QepError unsupported, out-of-memory
 */
export class LatticeSimulator implements Device {
  private readonly system: System;
  private readonly symmetries: LatticeSymmetries;
  private readonly kernels: Kernels;
  private readonly hamiltonian: LatticeHamiltonian;
  private readonly search: LatticeSearch;
  private readonly jobs = new JobTable();

  /** @param symmetries of everything but the outputs, see `latticeSymmetries` */
  constructor(system: System, symmetries: LatticeSymmetries, kernels: Kernels, options: EigenOptions = {}) {
    this.system = system;
    this.symmetries = symmetries;
    this.kernels = kernels;
    this.hamiltonian = new LatticeHamiltonian(system, symmetries, kernels, system.outputs);
    this.search = new LatticeSearch(this.hamiltonian, kernels, options);
  }

  capabilities(): Capabilities {
    const { inputs, parameters, outputs, qubits } = this.system;
    const { order, reflection, flip } = this.symmetries;
    return {
      name: "exact simulator of a lattice",
      inputs: inputs.map(({ name }) => ({ name })),
      parameters: parameters.map(({ name }) => ({ name })),
      outputs: outputs.map(({ name }) => name),
      hasExactResponse: false,
      hasExactMeans: true,
      record: {
        kernels: this.kernels.variant,
        solver: "lanczos",
        qubits,
        translations: order,
        reflection: reflection !== null,
        flip: flip !== 0,
      },
    };
  }

  /** Computes at once; the job is done when this resolves. */
  async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    return this.jobs.add(this.measureAll(settings, request), () => {});
  }

  async poll(job: Job, waitSeconds: number): Promise<JobStatus> {
    return this.jobs.poll(job, waitSeconds);
  }

  async cancel(job: Job): Promise<void> {
    this.jobs.cancel(job);
  }

  async close(): Promise<void> {
    this.hamiltonian.release();
  }

  private async measureAll(settings: readonly Setting[], request: MeasurementRequest) {
    const asked = requireObservablesRequest(request, "the simulator of a lattice");
    return settings.map((setting) => this.measureAt(setting, asked));
  }

  private measureAt(setting: Setting, { observables, shots }: ObservablesRequest): Measurement {
    requireFree(setting, { observables, shots });
    const { record, sector, state } = this.search.find(setting);
    const means = this.hamiltonian.means(state, sector);
    this.kernels.release(state);
    return {
      mean: Float64Array.from(observables.outputs ?? [], (index) => means[index] as number),
      standardError: null,
      shots: 0,
      health: {
        gap: record.gap,
        gapSource: record.gapSource,
        residualNorm: record.residualNorm,
        sector: latticeSectorText(sector, this.symmetries),
        nudgeRange: null,
        nudgeRangeSource: "unknown",
      },
    };
  }
}

/** @throws QepError unsupported, saying what to use instead */
function requireFree({ nudge }: Setting, { observables, shots }: ObservablesRequest): void {
  const asked =
    (nudge.some((value) => value !== 0) && "a nudge") ||
    (shots.outputs !== null && observables.outputs?.length && "shot noise") ||
    ((observables.parameters?.length || observables.inputs?.length) && "observables other than outputs");
  if (!asked) return;
  throw new QepError(
    "unsupported",
    `the simulator of a lattice reads exact outputs in the free phase; ${asked} was asked for. Use the simulator without ` +
      "lattice symmetries.",
  );
}
