import { QepError } from "../base/errors.ts";
import { RandomStream } from "../base/random.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import type { StateLayout } from "../kernels/layout.ts";
import type { NamedOperator } from "../models/model.ts";
import type { LatticeSymmetries } from "../operators/lattice-symmetries.ts";
import type { System } from "../propagation/system.ts";
import type { StateProperty } from "../quantities/state-request.ts";
import { DEFAULT_TOLERANCE, type EigenOptions } from "../solvers/eigen-options.ts";
import { type GroundLevelStates, groundLevelStates } from "../solvers/lowest-states.ts";
import type { HermitianProblem } from "../solvers/problem.ts";
import { SettableHamiltonian, stateLayoutOf, tableBytesOf } from "./hamiltonian.ts";
import { chooseLattice } from "./lattice-choice.ts";
import { latticeGroundLevel, latticeGroundState } from "./lattice-ground-level.ts";
import { requireLatticeMemory } from "./lattice-memory.ts";
import { groundLevelNeed, type MemoryNeed, requireMemory, roomForStates } from "./memory-need.ts";
import { ObservableSet } from "./observables.ts";
import { PropertyReader, requireWithinReach } from "./state-properties.ts";

/** The low end of a spectrum, with expectation values in the ground level. */
export interface GroundLevel {
  /** The states asked for, ascending; each state of a level counts on its own. */
  readonly energies: readonly number[];
  /** Number of states found in the ground level. */
  readonly degeneracy: number;
  /** False where one sector, or the memory, did not allow to make sure that the level has no more states. */
  readonly isDegeneracyCertain: boolean;
  /** Distance from the ground level to the next one; null where the whole space has one energy, or where it is not known. */
  readonly gap: number | null;
  /** Largest ‖Hψ − Eψ‖ over the states asked for and those of the ground level. */
  readonly residualNorm: number;
  /** tr(P A)/tr(P) for each observable, P projecting on the ground level. */
  readonly expectations: readonly number[];
  /** Each property of P/tr(P) as its numbers. */
  readonly properties: readonly Float64Array[];
  /** Sectors of lattice symmetries that the ground level has states in; null where none are used. */
  readonly sectors: readonly string[] | null;
}

/**
 * What is done with lattice symmetries: all sectors searched where it pays; the sector of the ground state alone, which
 * tells one energy, no degeneracy and no gap; or none used.
 */
export type LevelSymmetries = "auto" | "ground-sector" | "off";

export interface GroundLevelOptions extends EigenOptions {
  /** How many of the lowest states to report, default 1. */
  readonly states?: number;
  readonly observables?: readonly NamedOperator[];
  /** What else is asked of the ground level. It is read in the whole space: lattice symmetries are then not used. */
  readonly properties?: readonly StateProperty[];
  /** Bytes that may be used, default what WebAssembly can address. */
  readonly memoryLimit?: number;
  readonly seed?: number;
  /** Default "auto". */
  readonly symmetries?: LevelSymmetries;
}

/** Those asked for, one above the ground level, and one while the search makes sure of the degeneracy. */
function statesHeld(asked: number): number {
  return Math.max(2, asked) + 1;
}

/** Smaller rings are faster in the whole space. */
const LEAST_LATTICE = 16;

/**
 * What {@link solveGroundLevel} needs, known before any work.
 *
 * Where memory is short it is the need of the states asked for, without the gap and the degeneracy.
 *
 * @throws QepError out-of-memory where that does not fit
 */
export function requireGroundLevelMemory(system: System, options: GroundLevelOptions): MemoryNeed {
  const { states = 1, observables = [], properties = [], memoryLimit } = options;
  requireWithinReach(properties, system.qubits);
  const lattice = latticeOf(system, options);
  if (lattice) {
    const isEverySector = options.symmetries !== "ground-sector";
    const use = { observables, states: statesHeld(states), isEverySector, available: memoryLimit };
    return requireLatticeMemory(system, lattice, use, options);
  }
  const tables = tableBytesOf(system, [observables.map(({ operator }) => operator)]);
  const needOf = (layout: StateLayout) => {
    const room = roomForStates(layout, options, tables, memoryLimit);
    return groundLevelNeed(options, Math.max(states, Math.min(room, statesHeld(states))))(layout);
  };
  return requireMemory(needOf, stateLayoutOf(system), tables, { available: memoryLimit });
}

/**
 * The lowest energies of H(x, θ, ν = 0), the true degeneracy of the ground level, the gap above it, and expectation
 * values averaged uniformly over that level, so that they do not depend on the choice of a state in it.
 *
 * @param inputs x, length K
 * @param parameters θ, length P
 * @param kernels in WebAssembly where lattice symmetries are to be used
 * @throws QepError out-of-memory, not-converged, wrong-shape
 */
export function solveGroundLevel(
  system: System,
  inputs: Float64Array,
  parameters: Float64Array,
  kernels: Kernels,
  options: GroundLevelOptions = {},
): GroundLevel {
  const { tables } = requireGroundLevelMemory(system, options);
  if (inputs.length !== system.inputs.length || parameters.length !== system.parameters.length) {
    throw new QepError(
      "wrong-shape",
      `the system has ${system.inputs.length} inputs and ${system.parameters.length} parameters; ` +
        `${inputs.length} and ${parameters.length} values were given`,
    );
  }
  const lattice = latticeOf(system, options);
  if (!lattice) return solveWholeSpace(system, inputs, parameters, kernels, options, tables);
  const { states = 1, observables = [], seed = 1, symmetries, memoryLimit: _, ...eigen } = options;
  const solve = symmetries === "ground-sector" ? latticeGroundState : latticeGroundLevel;
  const level = solve(system, lattice, { inputs, parameters }, kernels, {
    ...eigen,
    states,
    observables,
    seed,
  });
  return { ...level, properties: [] };
}

function latticeOf(
  system: System,
  { symmetries = "auto", properties = [] }: GroundLevelOptions,
): LatticeSymmetries | null {
  if (symmetries === "off") return null;
  if (properties.length > 0) {
    if (symmetries === "auto") return null;
    throw new QepError(
      "unsupported",
      `${properties.map(({ kind }) => kind).join(", ")}: this takes the state in the whole space, and ground-sector has it ` +
        "on lattice orbits alone. Leave out ground-sector, or ask for correlators.",
    );
  }
  const lattice = chooseLattice(system, symmetries === "auto" ? LEAST_LATTICE : 0);
  if (lattice || symmetries === "auto") return lattice;
  throw new QepError(
    "invalid-argument",
    "there is no sector to look for the ground state in: this system has no lattice symmetries, or too few. Leave out " +
      "ground-sector.",
  );
}

function solveWholeSpace(
  system: System,
  inputs: Float64Array,
  parameters: Float64Array,
  kernels: Kernels,
  options: GroundLevelOptions,
  tables: number,
): GroundLevel {
  const { states: asked = 1, observables = [], seed = 1 } = options;
  const hamiltonian = new SettableHamiltonian(system, kernels);
  const nudge = new Float64Array(system.outputs.length);
  const problem = hamiltonian.at({ inputs, parameters, nudge });
  const stream = new RandomStream(seed, "lowest states");
  const mostStates = roomForStates(problem.layout, options, tables, options.memoryLimit);
  const lowest = groundLevelStates(problem, asked, stream, { ...options, mostStates });
  const { degeneracy } = lowest;
  const set = new ObservableSet(
    observables,
    kernels,
    hamiltonian.layout,
    hamiltonian.order,
    hamiltonian.frame,
  );
  const indices = observables.map((_, index) => index);
  const expectations = new Float64Array(observables.length);
  for (let k = 0; k < degeneracy; k++) {
    const means = set.means(indices, lowest.states[k] as Vector);
    for (const [index, mean] of means.entries()) {
      expectations[index] = (expectations[index] as number) + mean / degeneracy;
    }
  }
  set.release();
  const properties = readProperties(system, kernels, hamiltonian, problem, lowest, options);
  for (const state of lowest.states) kernels.release(state);
  hamiltonian.release();
  const next = lowest.energies[degeneracy];
  return {
    energies: [...lowest.energies.slice(0, asked)],
    degeneracy,
    isDegeneracyCertain: lowest.isComplete,
    gap: next === undefined ? null : next - (lowest.energies[0] as number),
    residualNorm: Math.max(...lowest.residualNorms.slice(0, Math.max(asked, degeneracy))),
    expectations: [...expectations],
    properties,
    sectors: null,
  };
}

/** Properties of the uniform mixture of the ground level. */
function readProperties(
  { qubits }: System,
  kernels: Kernels,
  { layout, order, frame }: SettableHamiltonian,
  problem: HermitianProblem,
  { degeneracy, states, energies }: GroundLevelStates,
  { properties = [], tolerance = DEFAULT_TOLERANCE }: GroundLevelOptions,
): Float64Array[] {
  const reader = new PropertyReader(kernels, { qubits, layout, order, frame, generators: [] }, properties);
  const level = states.slice(0, degeneracy).map((state) => ({ state, sector: 0 }));
  const numbers = reader.read({
    probabilities: level.map(() => 1 / degeneracy),
    states: level,
    problem,
    groundEnergy: energies[0] as number,
    tolerance,
  });
  reader.release();
  return numbers;
}
