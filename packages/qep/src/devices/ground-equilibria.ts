import type { Kernels, Vector } from "../kernels/kernels.ts";
import type { Imperfections } from "../measurement/imperfections.ts";
import type { ExactResponse, ObservablesRequest, Selection, Setting } from "../propagation/device.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { planLanczos } from "../solvers/lanczos-form.ts";
import { solveSternheimer } from "../solvers/minres.ts";
import { notConverged } from "../solvers/problem.ts";
import {
  type Equilibria,
  type EquilibriumMixture,
  type EquilibriumReading,
  KINDS,
  type ObservableSets,
  readEach,
} from "./equilibrium.ts";
import { firstExcitedState } from "./failed-preparation.ts";
import type { GroundStates, PreparedState } from "./ground-states.ts";
import type { SettableHamiltonian } from "./hamiltonian.ts";
import { hasRoomToRespond, requireRoomToRespond } from "./simulator-memory.ts";
import type { FrameState } from "./state-reader.ts";
import { type ChosenSymmetries, sectorText } from "./symmetry-choice.ts";

const RESPONSE_ITERATIONS = 20_000;

/** What ground states are read with. */
export interface GroundEquilibriaParts {
  readonly hamiltonian: SettableHamiltonian;
  readonly kernels: Kernels;
  readonly observables: ObservableSets;
  readonly symmetries: ChosenSymmetries;
  readonly options: EigenOptions & { readonly memoryLimit?: number; readonly imperfections?: Imperfections };
}

/** Ground states as equilibria: expectation values in a pure state, the response from Sternheimer's equation. */
export class GroundEquilibria implements Equilibria {
  readonly record: { readonly solver: string };
  readonly hasResponse: boolean;
  private readonly states: GroundStates;
  private readonly parts: GroundEquilibriaParts;
  private excited: Vector | undefined;

  constructor(states: GroundStates, parts: GroundEquilibriaParts) {
    this.states = states;
    this.parts = parts;
    const { form } = planLanczos(parts.hamiltonian.layout.length, parts.options);
    this.hasResponse = hasRoomToRespond(parts.hamiltonian.layout, parts);
    this.record = { solver: `${form} lanczos` };
  }

  read(setting: Setting, request: ObservablesRequest): EquilibriumReading {
    const prepared = this.states.at(setting);
    const { state, sector } = prepared;
    return {
      health: this.healthOf(prepared),
      readings: readEach(request, (kind, indices, wantsVariances) => {
        const set = this.parts.observables[kind];
        const means = set.means(indices, state, state, sector);
        const variances = wantsVariances ? set.variances(indices, means, state, sector) : null;
        return { means, variances, replicates: null };
      }),
    };
  }

  /** 2 Re⟨0|A|δ⟩ for the selected observables, |δ⟩ from Sternheimer's equation with B = Σ ε_l B_l. */
  respond(setting: Setting, direction: Float64Array, selection: Selection): ExactResponse {
    const { kernels, hamiltonian, observables, options } = this.parts;
    requireRoomToRespond(hamiltonian.layout, this.parts, options.memoryLimit);
    const { state, record, sector } = this.states.at(setting);
    const problem = hamiltonian.at(setting, sector);
    const [image, solution] = [kernels.allocate(state.length), kernels.allocate(state.length)];
    observables.outputs.applySum(direction, state, image, sector);
    const tolerance = options.tolerance ?? 1e-10;
    const solved = solveSternheimer(problem, state, record.energy, image, solution, {
      tolerance,
      maxIterations: options.maxIterations ?? RESPONSE_ITERATIONS,
      onProgress: options.onProgress,
    });
    const means = KINDS.flatMap((kind) => [
      ...observables[kind].means(selection[kind] ?? [], state, solution, sector),
    ]);
    kernels.release(image);
    kernels.release(solution);
    if (!solved.isConverged && options.onNotConverged !== "return") {
      throw notConverged(
        "the linear response (does the nudge couple degenerate ground states?)",
        solved,
        tolerance,
      );
    }
    return {
      response: Float64Array.from(means, (value) => 2 * value),
      coupledGap: solved.coupledGap,
      residualNorm: solved.residualNorm,
    };
  }

  mixture(setting: Setting): EquilibriumMixture {
    const prepared = this.states.at(setting);
    const failure = this.parts.options.imperfections?.preparation ?? 0;
    return {
      probabilities: Float64Array.of(1 - failure, failure),
      state: (n) => (n === 0 ? prepared : this.excitedFrom(setting, prepared)),
      health: this.healthOf(prepared),
    };
  }

  /** Where a failed preparation ends. */
  private excitedFrom(setting: Setting, { state, sector }: PreparedState): FrameState {
    const { hamiltonian, kernels, options } = this.parts;
    if (this.excited) kernels.release(this.excited);
    this.excited = undefined;
    this.excited = firstExcitedState(hamiltonian.at(setting, sector), state, options);
    return { state: this.excited, sector };
  }

  release(): void {
    if (this.excited) this.parts.kernels.release(this.excited);
    this.states.release();
  }

  private healthOf({ sector, record }: PreparedState): EquilibriumReading["health"] {
    const { gap, gapSource, residualNorm } = record;
    return { gap, gapSource, residualNorm, sector: sectorText(this.parts.symmetries, sector) };
  }
}
