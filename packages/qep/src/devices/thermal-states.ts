import type { Kernels } from "../kernels/kernels.ts";
import type { ExactResponse, ObservablesRequest, Selection, Setting } from "../propagation/device.ts";
import { fullSpectrum } from "../solvers/full-spectrum.ts";
import { type GibbsState, gibbsState } from "../solvers/gibbs-state.ts";
import { residualNorm } from "../solvers/problem.ts";
import { thermalResponse } from "../solvers/thermal-response.ts";
import {
  type Equilibria,
  type EquilibriumMixture,
  type EquilibriumReading,
  KINDS,
  type ObservableSets,
  readEach,
} from "./equilibrium.ts";
import type { SettableHamiltonian } from "./hamiltonian.ts";
import type { ObservableSet } from "./observables.ts";

/** Memory for remembered spectra. */
const REMEMBERED_BYTES = 2 ** 28;
const MAX_REMEMBERED = 64;

interface Entry {
  readonly inputs: Float64Array;
  readonly parameters: Float64Array;
  readonly nudge: Float64Array;
  readonly gibbs: GibbsState;
  readonly residualNorm: number;
}

/**
 * Gibbs states by setting, by full diagonalisation, with a few of them remembered; exact to rounding.
 *
 * The state depends on the setting alone, not on the one it is `near`.
 */
export class ThermalStates implements Equilibria {
  readonly record: Readonly<Record<string, string | number>>;
  readonly hasResponse = true;
  private readonly hamiltonian: SettableHamiltonian;
  private readonly kernels: Kernels;
  private readonly observables: ObservableSets;
  private readonly temperature: number;
  private readonly remembered: Entry[] = [];

  /** @param temperature T > 0, in the unit of energy */
  constructor(
    hamiltonian: SettableHamiltonian,
    kernels: Kernels,
    observables: ObservableSets,
    temperature: number,
  ) {
    this.hamiltonian = hamiltonian;
    this.kernels = kernels;
    this.observables = observables;
    this.temperature = temperature;
    this.record = { solver: "full diagonalisation", equilibrium: "thermal", temperature };
  }

  read(setting: Setting, request: ObservablesRequest): EquilibriumReading {
    const entry = this.entryAt(setting);
    const { gibbs } = entry;
    return {
      health: healthOf(entry),
      readings: readEach(request, (kind, indices, wantsVariances) => {
        const set = this.observables[kind];
        const means = thermalMeans(gibbs, set, indices);
        const variances = wantsVariances ? thermalVariances(gibbs, set, indices, means) : null;
        return { means, variances, replicates: null };
      }),
    };
  }

  respond(setting: Setting, direction: Float64Array, selection: Selection): ExactResponse {
    const { kernels, observables } = this;
    const { layout } = this.hamiltonian;
    const { gibbs, residualNorm: residual } = this.entryAt(setting);
    const { states, populated } = gibbs;
    const images = kernels.allocateBlock(layout.dimension, layout.length);
    for (let m = 0; m < populated; m++) {
      observables.outputs.applySum(direction, states.row(m), images.row(m));
    }
    const weighted = thermalResponse(kernels, layout, gibbs, images);
    kernels.release(images);
    const parts = KINDS.map((kind) => {
      const sum = new Float64Array(selection[kind]?.length ?? 0);
      for (let m = populated - 1; m >= 0; m--) {
        const part = observables[kind].means(selection[kind] ?? [], weighted.row(m), states.row(m));
        for (const [j, value] of part.entries()) sum[j] = (sum[j] as number) + value;
      }
      return sum;
    });
    kernels.release(weighted);
    return {
      response: Float64Array.from(parts.flatMap((part) => [...part])),
      coupledGap: null,
      residualNorm: residual,
    };
  }

  mixture(setting: Setting): EquilibriumMixture {
    const entry = this.entryAt(setting);
    const { states, populations, populated } = entry.gibbs;
    return {
      probabilities: populations.subarray(0, populated),
      state: (n) => ({ state: states.row(n), sector: 0 }),
      health: healthOf(entry),
    };
  }

  release(): void {
    for (const { gibbs } of this.remembered) gibbs.states.release();
    this.remembered.length = 0;
  }

  /** Forgets the oldest spectra where a new one would not fit: its states, and as much to work them out. */
  private makeRoom(): void {
    const { dimension, length } = this.hamiltonian.layout;
    const needed = 2 * 8 * dimension * length;
    const held = () => this.remembered.reduce((sum, { gibbs }) => sum + gibbs.states.bytes, 0);
    while (this.remembered.length === MAX_REMEMBERED || held() > Math.max(0, REMEMBERED_BYTES - needed)) {
      this.remembered.shift()?.gibbs.states.release();
    }
  }

  private entryAt(setting: Setting): Entry {
    const known = this.remembered.findLast((entry) => isSame(entry, setting));
    if (known) return known;
    this.makeRoom();
    const problem = this.hamiltonian.at(setting);
    const gibbs = gibbsState(fullSpectrum(problem), this.temperature);
    const scratch = this.kernels.allocate(problem.layout.length);
    const residual = residualNorm(problem, gibbs.states.row(0), gibbs.energies[0] as number, scratch);
    this.kernels.release(scratch);
    const { inputs, parameters, nudge } = setting;
    const entry: Entry = {
      inputs: inputs.slice(),
      parameters: parameters.slice(),
      nudge: nudge.slice(),
      gibbs,
      residualNorm: residual,
    };
    this.remembered.push(entry);
    return entry;
  }
}

function healthOf({ gibbs: { energies }, residualNorm }: Entry): EquilibriumReading["health"] {
  const gap = (energies[1] as number) - (energies[0] as number);
  return { gap, gapSource: "converged", residualNorm, sector: null };
}

/** ⟨A_j⟩ = Σ_n p_n ⟨n|A_j|n⟩, from the smallest population to the largest. */
export function thermalMeans(
  { states, populations, populated }: GibbsState,
  set: ObservableSet,
  indices: readonly number[],
): Float64Array {
  const sums = new Float64Array(indices.length);
  for (let n = populated - 1; n >= 0 && indices.length > 0; n--) {
    const means = set.means(indices, states.row(n));
    for (const [j, mean] of means.entries()) {
      sums[j] = (sums[j] as number) + (populations[n] as number) * mean;
    }
  }
  return sums;
}

/** Var(A_j) = Σ_n p_n ⟨n|A_j²|n⟩ − ⟨A_j⟩². */
function thermalVariances(
  { states, populations, populated }: GibbsState,
  set: ObservableSet,
  indices: readonly number[],
  means: Float64Array,
): Float64Array {
  const zeros = new Float64Array(indices.length);
  const squares = new Float64Array(indices.length);
  for (let n = populated - 1; n >= 0; n--) {
    for (const [j, square] of set.variances(indices, zeros, states.row(n)).entries()) {
      squares[j] = (squares[j] as number) + (populations[n] as number) * square;
    }
  }
  return squares.map((square, j) => Math.max(0, square - (means[j] as number) ** 2));
}

function isSame(a: Entry, b: Setting): boolean {
  const same = (x: Float64Array, y: Float64Array) =>
    x.length === y.length && x.every((value, i) => value === y[i]);
  return same(a.inputs, b.inputs) && same(a.parameters, b.parameters) && same(a.nudge, b.nudge);
}
