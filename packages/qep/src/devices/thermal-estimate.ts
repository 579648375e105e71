import type { Kernels, Vector } from "../kernels/kernels.ts";
import { jackknifeVariances } from "../propagation/jackknife.ts";
import type { System } from "../propagation/system.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { requireTemperature } from "../solvers/gibbs-state.ts";
import type { HermitianProblem } from "../solvers/problem.ts";
import { type Knobs, SettableHamiltonian, stateLayoutOf } from "./hamiltonian.ts";
import { requireMemory } from "./memory-need.ts";
import { ObservableSet } from "./observables.ts";
import type { ThermalLevelOptions } from "./thermal-level.ts";
import { DEFAULT_SAMPLES, requireSamples, requireWholeSpace, thermalNeed } from "./thermal-method.ts";
import { readThermalSamples } from "./thermal-samples.ts";
import { logarithmOfMean, weightedMean } from "./weighted-samples.ts";

/** Equilibrium at a temperature, estimated from random vectors. */
export interface ThermalEstimate {
  /** F = −T ln Z. */
  readonly freeEnergy: number;
  /** ⟨H⟩. */
  readonly energy: number;
  /** ⟨A⟩ for each observable. */
  readonly expectations: Float64Array;
  /** Standard errors of the same (jackknife over the random vectors). */
  readonly standardError: Pick<ThermalEstimate, "freeEnergy" | "energy" | "expectations">;
}

/** Temperature, observables and random vectors of {@link estimateThermalLevel}. */
export interface ThermalEstimateOptions extends ThermalLevelOptions, Pick<EigenOptions, "tolerance"> {
  /** Random vectors, R ≥ 2, default 20. */
  readonly samples?: number;
  /** Names the random vectors, default 1. */
  readonly seed?: number;
}

/**
 * The Gibbs state exp(−H/T)/Z of H(x, θ, ν) by canonical typicality: free energy, energy and expectation values with their
 * standard errors, for systems whose eigenstates are out of reach.
 *
 * @param knobs x of length K, θ of length P, ν of length J
 * @throws QepError out-of-memory, invalid-argument, wrong-shape, not-converged for a temperature too low,
 *   unsupported in a truncated basis
 * @see TypicalStates, which is the same behind the device port
 */
export function estimateThermalLevel(
  system: System,
  knobs: Knobs,
  kernels: Kernels,
  options: ThermalEstimateOptions,
): ThermalEstimate {
  const { temperature, observables = [], seed = 1, memoryLimit } = options;
  const thermal = { method: "typicality" } as const;
  requireWholeSpace(system.space);
  requireMemory(thermalNeed(thermal), stateLayoutOf(system), 0, { available: memoryLimit });
  const { samples = DEFAULT_SAMPLES } = options;
  requireTemperature(temperature);
  requireSamples(samples);
  const hamiltonian = new SettableHamiltonian(system, kernels);
  const { layout, order, frame } = hamiltonian;
  const set = new ObservableSet(observables, kernels, layout, order, frame);
  const indices = observables.map((_, index) => index);
  const problem = hamiltonian.at(knobs);
  const logWeights: number[] = [];
  const wanted = { temperature, samples, stream: [seed], options };
  const rows = readThermalSamples(problem, wanted, (state, logWeight) => {
    logWeights.push(logWeight);
    return Float64Array.of(energyOf(problem, state), ...set.means(indices, state));
  });
  set.release();
  hamiltonian.release();
  const { mean, replicates } = weightedMean(logWeights, rows);
  const logTrace = logarithmOfMean(logWeights);
  const errors = jackknifeVariances(replicates).map(Math.sqrt);
  const logVariance = jackknifeVariances(logTrace.replicates)[0] as number;
  return {
    freeEnergy: -temperature * ((logTrace.mean[0] as number) + system.qubits * Math.LN2),
    energy: mean[0] as number,
    expectations: mean.slice(1),
    standardError: {
      freeEnergy: temperature * Math.sqrt(logVariance),
      energy: errors[0] as number,
      expectations: errors.slice(1),
    },
  };
}

function energyOf({ kernels, plan, layout }: HermitianProblem, state: Vector): number {
  const image = kernels.allocate(layout.length);
  const energy = kernels.apply(plan, state, image);
  kernels.release(image);
  return energy;
}
