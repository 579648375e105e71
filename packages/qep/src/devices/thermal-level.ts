import { QepError } from "../base/errors.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { NamedOperator } from "../models/model.ts";
import type { System } from "../propagation/system.ts";
import { fullSpectrum } from "../solvers/full-spectrum.ts";
import { gibbsState, requireTemperature } from "../solvers/gibbs-state.ts";
import { type Knobs, SettableHamiltonian } from "./hamiltonian.ts";
import { ObservableSet } from "./observables.ts";
import { requireExactThermal, requireWholeSpace } from "./thermal-method.ts";
import { thermalMeans } from "./thermal-states.ts";

/** Equilibrium at a temperature, in numbers. */
export interface ThermalLevel {
  /** All 2^N energies, ascending. */
  readonly energies: Float64Array;
  /** p_n = exp(−E_n/T)/Z, in the order of the energies. */
  readonly populations: Float64Array;
  /** F = −T ln Z. */
  readonly freeEnergy: number;
  /** ⟨A⟩ for each observable. */
  readonly expectations: Float64Array;
}

/** Temperature and observables of {@link solveThermalLevel}. */
export interface ThermalLevelOptions {
  /** T > 0, in the unit of energy. */
  readonly temperature: number;
  readonly observables?: readonly NamedOperator[];
  /** Bytes that may be used, default what WebAssembly can address. */
  readonly memoryLimit?: number;
}

/**
 * The Gibbs state exp(−H/T)/Z of H(x, θ, ν): energies, populations, free energy and expectation values, exact to rounding.
 *
 * @param knobs x of length K, θ of length P, ν of length J
 * @throws QepError out-of-memory beyond 11 qubits, invalid-argument, wrong-shape, unsupported in a truncated
 *   basis
 */
export function solveThermalLevel(
  system: System,
  knobs: Knobs,
  kernels: Kernels,
  { temperature, observables = [], memoryLimit }: ThermalLevelOptions,
): ThermalLevel {
  requireTemperature(temperature);
  requireWholeSpace(system.space);
  requireExactThermal(system.qubits, !system.isReal, memoryLimit);
  for (const kind of ["inputs", "parameters"] as const) requireLength(kind, system[kind], knobs[kind]);
  requireLength("outputs", system.outputs, knobs.nudge);
  const hamiltonian = new SettableHamiltonian(system, kernels);
  const set = new ObservableSet(
    observables,
    kernels,
    hamiltonian.layout,
    hamiltonian.order,
    hamiltonian.frame,
  );
  const gibbs = gibbsState(fullSpectrum(hamiltonian.at(knobs)), temperature);
  const expectations = thermalMeans(
    gibbs,
    set,
    observables.map((_, index) => index),
  );
  gibbs.states.release();
  set.release();
  hamiltonian.release();
  const { energies, populations, freeEnergy } = gibbs;
  return { energies, populations, freeEnergy, expectations };
}

function requireLength(kind: string, members: readonly unknown[], values: Float64Array): void {
  if (members.length === values.length) return;
  throw new QepError(
    "wrong-shape",
    `the system has ${members.length} ${kind}; ${values.length} values were given`,
  );
}
