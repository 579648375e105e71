import type { Kernels, Vector } from "../kernels/kernels.ts";
import type {
  ExactResponse,
  ObservablesRequest,
  Sampling,
  Selection,
  Setting,
} from "../propagation/device.ts";
import { DEFAULT_TOLERANCE, type EigenOptions } from "../solvers/eigen-options.ts";
import type { ThermalDerivative } from "../solvers/thermal-vector.ts";
import {
  type Equilibria,
  type EquilibriumReading,
  KINDS,
  type ObservableSets,
  type Reading,
  readEach,
} from "./equilibrium.ts";
import type { SettableHamiltonian } from "./hamiltonian.ts";
import { readThermalSamples } from "./thermal-samples.ts";
import { weightedMean } from "./weighted-samples.ts";

/** What typical states are computed with. */
export interface TypicalStatesParts {
  readonly hamiltonian: SettableHamiltonian;
  readonly kernels: Kernels;
  readonly observables: ObservableSets;
  readonly options: EigenOptions;
}

/**
 * Thermal expectation values from random vectors (canonical typicality), for systems too large for all eigenstates:
 *
 *     ⟨A⟩ ≈ Σ_r ⟨ψ_r|A|ψ_r⟩ / Σ_r ⟨ψ_r|ψ_r⟩,   |ψ_r⟩ = e^{−H/2T}|r⟩
 *
 * with a statistical error of about 1/√(R Z_eff), Z_eff = Z e^{E0/T} the number of states that matter. The random vectors
 * are named by the stream of the free setting: a nudged setting has those of the setting it is `near`, so that errors
 * largely cancel in differences. The response is the derivative of this very estimate.
 *
 * @see Sugiura & Shimizu, Phys. Rev. Lett. 111, 010401 (2013); Jaklič & Prelovšek, Phys. Rev. B 49, 5065 (1994)
 */
export class TypicalStates implements Equilibria {
  readonly record: Readonly<Record<string, string | number>>;
  readonly hasResponse = true;
  private readonly parts: TypicalStatesParts;
  private readonly temperature: number;
  private readonly sampling: Sampling;

  /**
   * @param temperature T > 0, in the unit of energy
   * @param samples random vectors, R ≥ 2
   */
  constructor(parts: TypicalStatesParts, temperature: number, samples: number) {
    this.parts = parts;
    this.temperature = temperature;
    this.sampling = { method: "typicality", samples };
    this.record = { solver: "typicality", equilibrium: "thermal", temperature, samples };
  }

  read(setting: Setting, request: ObservablesRequest): EquilibriumReading {
    const { observables } = this.parts;
    const logWeights: number[] = [];
    const vectors = this.forEachSample(setting, (state, logWeight) => {
      logWeights.push(logWeight);
      return readEach(request, (kind, indices, wantsVariances) => {
        const means = observables[kind].means(indices, state);
        // About zero: second moments, which average as means do.
        const zeros = new Float64Array(indices.length);
        const squares = wantsVariances ? observables[kind].variances(indices, zeros, state) : null;
        return { means, variances: squares, replicates: null };
      });
    });
    const health = {
      gap: null,
      gapSource: "unknown",
      residualNorm: null,
      sector: null,
      sampling: this.sampling,
    } as const;
    const readings = readEach(request, (kind, _, wantsVariances) =>
      averaged(
        logWeights,
        vectors.map((parts) => parts[kind]),
        wantsVariances,
      ),
    );
    return { health, readings };
  }

  /**
   * d⟨A⟩ = ⟨dA⟩ − ⟨A⟩⟨dn⟩ with dA = 2 Re⟨dψ|A|ψ⟩, dn = 2 Re⟨dψ|ψ⟩ and |dψ⟩ the derivative of the thermal vector; its mean
   * over random vectors is Kubo's static susceptibility.
   */
  respond(setting: Setting, direction: Float64Array, selection: Selection): ExactResponse {
    const { kernels, observables, hamiltonian } = this.parts;
    const tangent = kernels.allocate(hamiltonian.layout.length);
    const derivative: ThermalDerivative = {
      applyPerturbation: (vector, target) => observables.outputs.applySum(direction, vector, target),
      result: tangent,
    };
    const logWeights: number[] = [];
    const read = (bra: Vector, ket: Vector) =>
      KINDS.flatMap((kind) => [...observables[kind].means(selection[kind] ?? [], bra, ket)]);
    const rows = this.forEachSample(
      setting,
      (state, logWeight) => {
        logWeights.push(logWeight);
        const growth = 2 * kernels.dot(tangent, state);
        const changes = read(tangent, state).map((value) => 2 * value);
        return Float64Array.of(growth, ...changes, ...read(state, state));
      },
      derivative,
    );
    kernels.release(tangent);
    const { mean, replicates } = weightedMean(logWeights, rows);
    return {
      response: connected(mean),
      replicates: replicates.map(connected),
      coupledGap: null,
      residualNorm: this.parts.options.tolerance ?? DEFAULT_TOLERANCE,
    };
  }

  release(): void {}

  /** The thermal vectors of a setting; a nudged one has the random vectors of the free one. */
  private forEachSample<Result>(
    setting: Setting,
    read: (state: Vector, logWeight: number) => Result,
    derivative?: ThermalDerivative,
  ): Result[] {
    const { temperature, sampling, parts } = this;
    const { stream } = setting.near ?? setting;
    const { samples } = sampling;
    const wanted = { temperature, samples, stream, options: parts.options };
    return readThermalSamples(parts.hamiltonian.at(setting), wanted, read, derivative);
  }
}

/** The mean reading over the samples; variances from second moments. */
function averaged(
  logWeights: readonly number[],
  parts: readonly Reading[],
  wantsVariances: boolean,
): Reading {
  const { mean, replicates } = weightedMean(
    logWeights,
    parts.map(({ means }) => means),
  );
  if (!wantsVariances) return { means: mean, variances: null, replicates };
  const squares = weightedMean(
    logWeights,
    parts.map(({ variances }) => variances as Float64Array),
  ).mean;
  const variances = squares.map((square, j) => Math.max(0, square - (mean[j] as number) ** 2));
  return { means: mean, variances, replicates };
}

/** From (⟨dn⟩, ⟨dA_1⟩ …, ⟨A_1⟩ …) to ⟨dA_j⟩ − ⟨A_j⟩⟨dn⟩. */
function connected(row: Float64Array): Float64Array {
  const [growth, count] = [row[0] as number, (row.length - 1) / 2];
  return Float64Array.from(
    { length: count },
    (_, j) => (row[1 + j] as number) - growth * (row[1 + count + j] as number),
  );
}
