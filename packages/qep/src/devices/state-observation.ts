import { QepError } from "../base/errors.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { StateRequest } from "../quantities/state-request.ts";
import type { HermitianProblem } from "../solvers/problem.ts";
import type { StateFrame } from "./basis-plan.ts";
import type { EquilibriumMixture } from "./equilibrium.ts";
import { ObservableSet } from "./observables.ts";
import type { StateObservation } from "./state-observer.ts";
import { PropertyReader } from "./state-properties.ts";
import type { FrameState } from "./state-reader.ts";

/** What a request is read in. */
export interface ObservedState {
  /** Undefined where the state is known by its expectation values alone. */
  readonly mixture: EquilibriumMixture | undefined;
  readonly isGround: boolean;
  problem(sector: number): HermitianProblem;
  readonly tolerance: number;
}

/** Answers one request about states of one frame, setting after setting. */
export class StateObservationReader {
  readonly request: StateRequest;
  private readonly kernels: Kernels;
  private readonly operators: ObservableSet;
  private readonly properties: PropertyReader;

  constructor(kernels: Kernels, frame: StateFrame, request: StateRequest) {
    const { layout, order, frame: pauliFrame } = frame;
    this.kernels = kernels;
    this.request = request;
    this.properties = new PropertyReader(kernels, frame, request.properties);
    const named = request.operators.map((operator) => ({ name: "observable", operator }));
    this.operators = new ObservableSet(named, kernels, layout, order, pauliFrame);
  }

  /** @throws QepError unsupported for a thermal state made of random vectors */
  read({ mixture, isGround, problem: problemIn, tolerance }: ObservedState): StateObservation {
    if (!mixture) {
      throw new QepError(
        "unsupported",
        "a thermal state sampled with random vectors is known by its expectation values alone, and answers no other " +
          "quantities. Use the exact method, on fewer qubits.",
      );
    }
    const { probabilities, health } = mixture;
    const chosen = [...probabilities.keys()].filter((n) => (probabilities[n] as number) > 0);
    const states = chosen.map((n) => mixture.state(n));
    const weights = chosen.map((n) => probabilities[n] as number);
    const { sector } = states[0] as FrameState;
    const problem = problemIn(sector);
    const energy = this.energy(problem, states, weights);
    return {
      means: this.means(states, weights),
      properties: this.properties.read({
        probabilities: weights,
        states,
        problem,
        tolerance,
        ...(isGround && { groundEnergy: energy }),
      }),
      energy,
      gap: health.gap,
      residualNorm: health.residualNorm,
    };
  }

  release(): void {
    this.operators.release();
    this.properties.release();
  }

  private means(states: readonly FrameState[], weights: readonly number[]): Float64Array {
    const indices = this.request.operators.map((_, index) => index);
    const sums = new Float64Array(indices.length);
    for (let n = states.length - 1; n >= 0; n--) {
      const { state, sector } = states[n] as FrameState;
      for (const [k, mean] of this.operators.means(indices, state, state, sector).entries()) {
        sums[k] = (sums[k] as number) + (weights[n] as number) * mean;
      }
    }
    return sums;
  }

  private energy(
    { plan, layout }: HermitianProblem,
    states: readonly FrameState[],
    weights: readonly number[],
  ) {
    const image = this.kernels.allocate(layout.length);
    const energies = states.map(({ state }) => this.kernels.apply(plan, state, image));
    this.kernels.release(image);
    return energies.reduce((sum, energy, n) => sum + (weights[n] as number) * energy, 0);
  }
}
