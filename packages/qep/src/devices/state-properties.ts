import { QepError } from "../base/errors.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import { denseEigen } from "../linalg/dense-eigen.ts";
import type { DenseMatrix } from "../linalg/dense-matrix.ts";
import type { NamedOperator } from "../models/model.ts";
import type { OperatorSum } from "../operators/operator-sum.ts";
import { MAX_ENTANGLED_SITES, MAX_RESHAPED_QUBITS, type StateProperty } from "../quantities/state-request.ts";
import { fidelitySusceptibility } from "../solvers/fidelity-susceptibility.ts";
import type { HermitianProblem } from "../solvers/problem.ts";
import { quantumFisherInformation } from "../states/fisher-information.ts";
import { reducedDensityMatrix, type WeightedState } from "../states/reduced-density-matrix.ts";
import type { StateFrame } from "./basis-plan.ts";
import { ObservableSet } from "./observables.ts";
import { originalAmplitudes } from "./original-state.ts";
import type { FrameState } from "./state-reader.ts";

/** A mixture of eigenstates with the Hamiltonian they are of. */
export interface SolvedMixture {
  /** p_n > 0, of sum 1. */
  readonly probabilities: readonly number[];
  /** All in one sector. */
  readonly states: readonly FrameState[];
  /** H in that sector. */
  readonly problem: HermitianProblem;
  /** Set where the states are all those of the ground level: its energy. */
  readonly groundEnergy?: number;
  /** Residual norm asked of responses. */
  readonly tolerance: number;
}

const RESPONSE_ITERATIONS = 20_000;

/**
 * Reads properties of states that are no expectation values of few operators: of reduced density matrices, and of what H
 * or another generator does to the states. States are those of a frame; what it says is of the original qubits.
 */
export class PropertyReader {
  private readonly kernels: Kernels;
  private readonly frame: StateFrame;
  private readonly properties: readonly StateProperty[];
  private readonly operators: ObservableSet;
  /** Index in `operators` of what each property needs. */
  private readonly places: readonly number[];

  /** @throws QepError out-of-memory for more qubits than a property can be had of */
  constructor(kernels: Kernels, frame: StateFrame, properties: readonly StateProperty[]) {
    requireWithinReach(properties, frame.qubits);
    this.kernels = kernels;
    this.frame = frame;
    this.properties = properties;
    const operators: NamedOperator[] = [];
    this.places = properties.map((property) => {
      operators.push(...operatorsOf(property).map((operator) => ({ name: property.kind, operator })));
      return operators.length - operatorsOf(property).length;
    });
    this.operators = new ObservableSet(operators, kernels, frame.layout, frame.order, frame.frame);
  }

  /** Each property as its numbers. @throws QepError unsupported, not-converged, out-of-memory */
  read(mixture: SolvedMixture): Float64Array[] {
    return this.properties.map((property, index) =>
      this.readOne(mixture, property, this.places[index] as number),
    );
  }

  release(): void {
    this.operators.release();
  }

  private readOne(mixture: SolvedMixture, property: StateProperty, place: number): Float64Array {
    switch (property.kind) {
      case "entanglement-spectrum":
        return this.spectrum(mixture, property.sites);
      case "density-matrix":
        return this.densityMatrix(mixture, property.sites);
      case "energy-variance":
        return Float64Array.of(this.energyVariance(mixture));
      case "fisher-information":
        return Float64Array.of(this.fisherInformation(mixture, place));
      case "fidelity-susceptibility":
        return Float64Array.of(this.susceptibility(mixture, place));
    }
  }

  private reduced({ probabilities, states }: SolvedMixture, sites: readonly number[]): DenseMatrix {
    const { frame } = this;
    const weighted = function* (): Generator<WeightedState> {
      for (const [n, state] of states.entries()) {
        yield { weight: probabilities[n] as number, amplitudes: originalAmplitudes(frame, state) };
      }
    };
    return reducedDensityMatrix(this.kernels, weighted(), frame.qubits, sites);
  }

  private spectrum(mixture: SolvedMixture, sites: readonly number[]): Float64Array {
    const { qubits } = this.frame;
    // The two parts of a pure state have the same weights.
    const isSmaller = mixture.states.length > 1 || 2 * sites.length <= qubits;
    const rest = Array.from({ length: qubits }, (_, site) => site).filter((site) => !sites.includes(site));
    const chosen = isSmaller ? sites : rest;
    if (chosen.length === 0) return Float64Array.of(1);
    requireEntangledSites(chosen.length, isSmaller && 2 * sites.length > qubits);
    const matrix = this.reduced(mixture, chosen);
    const { values, vectors } = denseEigen(this.kernels, matrix);
    vectors.release();
    return values.reverse();
  }

  private densityMatrix(mixture: SolvedMixture, sites: readonly number[]): Float64Array {
    const matrix = this.reduced(mixture, sites);
    const { order, block, imaginary } = matrix;
    const numbers = new Float64Array(2 * order * order);
    for (let row = 0; row < order; row++) {
      const start = row * block.length;
      numbers.set(block.values.subarray(start, start + order), row * order);
      if (imaginary === null) continue;
      const from = start + imaginary;
      numbers.set(block.values.subarray(from, from + order), (order + row) * order);
    }
    this.kernels.release(block);
    return numbers;
  }

  /** Σ_n p_n ‖(H − E)|n⟩‖², E = Σ_n p_n ⟨n|H|n⟩: no difference of large numbers. */
  private energyVariance({ probabilities, states, problem }: SolvedMixture): number {
    const { kernels, plan, layout } = problem;
    const image = kernels.allocate(layout.length);
    const over = (term: (state: Vector) => number) =>
      states.reduce((sum, { state }, n) => sum + (probabilities[n] as number) * term(state), 0);
    const energy = over((state) => kernels.apply(plan, state, image));
    const variance = over((state) => {
      kernels.apply(plan, state, image);
      return kernels.axpyNorm(-energy, state, image);
    });
    kernels.release(image);
    return variance;
  }

  /** In a truncated basis the generator is the projected one, PGP: what a nudge or a knob along it does there. */
  private fisherInformation({ probabilities, states }: SolvedMixture, place: number): number {
    const { kernels, operators } = this;
    const { layout } = this.frame;
    const [own, images] = [
      kernels.allocateBlock(states.length, layout.length),
      kernels.allocateBlock(states.length, layout.length),
    ];
    let square = 0;
    for (const [n, { state, sector }] of states.entries()) {
      kernels.copy(state, own.row(n));
      operators.applySum(unit(operators.size, place), state, images.row(n), sector);
      // Of the square of G the projection is not the square of the projection.
      const [mean = 0] = layout.states
        ? [kernels.dot(images.row(n), images.row(n))]
        : operators.means([place + 1], state, state, sector);
      square += (probabilities[n] as number) * mean;
    }
    const information = quantumFisherInformation(
      kernels,
      layout,
      { probabilities, states: own, images },
      square,
    );
    kernels.release(own);
    kernels.release(images);
    return information;
  }

  private susceptibility({ states, problem, groundEnergy, tolerance }: SolvedMixture, place: number): number {
    if (groundEnergy === undefined) {
      throw new QepError(
        "unsupported",
        "fidelity-susceptibility is defined for ground states; this is a thermal state. Leave it out, or use " +
          "equilibrium.kind: ground.",
      );
    }
    const { sector } = states[0] as FrameState;
    const weights = unit(this.operators.size, place);
    return fidelitySusceptibility(
      problem,
      states.map(({ state }) => state),
      groundEnergy,
      (state, target) => this.operators.applySum(weights, state, target, sector),
      { tolerance, maxIterations: RESPONSE_ITERATIONS },
    );
  }
}

/** What a property needs of operators: the generator and its square, or the derivative. */
function operatorsOf(property: StateProperty): OperatorSum[] {
  switch (property.kind) {
    case "fisher-information":
      return [property.generator, property.generator.times(property.generator)];
    case "fidelity-susceptibility":
      return [property.derivative];
    default:
      return [];
  }
}

function unit(length: number, place: number): Float64Array {
  const weights = new Float64Array(length);
  weights[place] = 1;
  return weights;
}

/**
 * Refuses, before any work, what is out of reach whatever the state.
 *
 * @throws QepError out-of-memory
 */
export function requireWithinReach(properties: readonly StateProperty[], qubits: number): void {
  for (const property of properties) {
    if (!("sites" in property)) continue;
    if (qubits > MAX_RESHAPED_QUBITS) {
      throw new QepError(
        "out-of-memory",
        `reduced density matrices are made of states of at most ${MAX_RESHAPED_QUBITS} qubits, this one has ${qubits}; ` +
          "use fewer qubits, or correlators",
        { qubits },
      );
    }
    const { length } = property.sites;
    requireEntangledSites(Math.min(length, qubits - length), false);
  }
}

function requireEntangledSites(count: number, isMixed: boolean): void {
  if (count <= MAX_ENTANGLED_SITES) return;
  throw new QepError(
    "out-of-memory",
    `the reduced density matrix of ${count} qubits is of order 2^${count}; at most ${MAX_ENTANGLED_SITES} qubits can be cut off. ` +
      (isMixed
        ? "This state is a mixture, so that the other part does not have the same entropy. Name fewer qubits."
        : "Name fewer qubits; of a pure state the smaller part is taken anyway."),
    { sites: count },
  );
}
