import { RandomStream } from "../base/random.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { groundStateBelow } from "../solvers/ground-state.ts";
import { type LowestStates, lowestStates } from "../solvers/lowest-states.ts";
import { fillRandom } from "../states/state-vector.ts";
import type { LatticeHamiltonian, LatticeKnobs } from "./lattice-hamiltonian.ts";
import { type LatticeSector, latticeSectors, latticeSectorText, sectorDimension } from "./lattice-sectors.ts";

/** Some lowest states over all sectors of a lattice. */
export interface LatticeLevels {
  /** Ascending, each as often as its level has states; at least the ground level, what was asked for, and one above. */
  readonly energies: readonly number[];
  readonly degeneracy: number;
  /** Largest residual of the states asked for and those of the ground level. */
  readonly residualNorm: number;
  /** tr(P A)/tr(P) for each observable, P projecting on the ground level. */
  readonly expectations: readonly number[];
  /** Sectors that the ground level has states in. */
  readonly sectors: readonly string[];
}

interface Level {
  readonly energy: number;
  readonly residualNorm: number;
  readonly sector: LatticeSector;
  /** Of states that were of the ground level when they were found. */
  readonly means: Float64Array | null;
}

/** States closer than this times Σ|c_k|, or than ten residuals, count as one level. */
const LEVEL_WIDTH = 1e-12;

/**
 * The lowest levels with their true degeneracies, sector by sector; sectors that are certainly higher are left early.
 *
 * @param asked number of states to report
 * @throws QepError not-converged
 */
export function latticeLevels(
  hamiltonian: LatticeHamiltonian,
  knobs: LatticeKnobs,
  kernels: Kernels,
  asked: number,
  seed: number,
  options: EigenOptions,
): LatticeLevels {
  const { symmetries, isReal } = hamiltonian;
  const found = new FoundLevels(asked);
  for (const sector of latticeSectors(symmetries, isReal)) {
    const dimension = sectorDimension(sector, symmetries);
    if (dimension === 0) continue;
    const problem = hamiltonian.at(knobs, sector);
    found.width = Math.max(found.width, LEVEL_WIDTH * problem.normBound);
    const start = kernels.allocate(problem.layout.length);
    fillRandom(start, problem.layout, new RandomStream(seed, "sector start"));
    const level = found.needed + found.width;
    const ground = groundStateBelow(problem, start, new RandomStream(seed, "block start"), level, options);
    if (!("isExcluded" in ground)) {
      let states: LowestStates | undefined;
      for (let count = Math.min(dimension, asked + 1); ; count = Math.min(dimension, 2 * count)) {
        for (const state of states?.states ?? []) kernels.release(state);
        const stream = new RandomStream(seed, "lowest states", count);
        states = lowestStates(problem, count, stream, options, [start]);
        if (count === dimension || (states.energies.at(-1) as number) > found.neededWith(states, sector))
          break;
      }
      found.add(states, sector, (state) => hamiltonian.means(state, sector));
      for (const state of states.states) kernels.release(state);
    }
    kernels.release(start);
  }
  const { energies, ground } = found;
  const reported = found.levels.slice(0, Math.max(asked, ground.length));
  const observables = ground[0]?.means?.length ?? 0;
  return {
    energies,
    degeneracy: ground.length,
    residualNorm: Math.max(...reported.map(({ residualNorm }) => residualNorm)),
    expectations: Array.from(
      { length: observables },
      (_, k) => ground.reduce((sum, { means }) => sum + (means?.[k] as number), 0) / ground.length,
    ),
    sectors: [...new Set(ground.map(({ sector }) => latticeSectorText(sector, symmetries)))],
  };
}

/** Levels over the sectors so far, ascending; those of paired momenta twice. */
class FoundLevels {
  levels: Level[] = [];
  width = 0;
  private readonly asked: number;

  constructor(asked: number) {
    this.asked = asked;
  }

  get energies(): number[] {
    return this.levels.map(({ energy }) => energy);
  }

  get ground(): Level[] {
    const lowest = this.levels[0]?.energy ?? 0;
    return this.levels.filter(({ energy }) => energy <= lowest + this.width);
  }

  /** Levels above this one need not be known; +∞ while too few are. */
  get needed(): number {
    return this.neededOf(this.energies);
  }

  /** What {@link needed} will be with these states. */
  neededWith({ energies }: LowestStates, { multiplicity }: LatticeSector): number {
    const more = [...energies].flatMap((energy) => new Array<number>(multiplicity).fill(energy));
    return this.neededOf([...this.energies, ...more].sort((a, b) => a - b));
  }

  add(
    { energies, states, residualNorms }: LowestStates,
    sector: LatticeSector,
    meansOf: (state: Vector) => Float64Array,
  ): void {
    this.width = Math.max(this.width, 10 * Math.max(...residualNorms));
    const lowest = Math.min(energies[0] as number, this.levels[0]?.energy ?? Number.POSITIVE_INFINITY);
    for (const [k, energy] of energies.entries()) {
      const means = energy <= lowest + this.width ? meansOf(states[k] as Vector) : null;
      const level = { energy, residualNorm: residualNorms[k] as number, sector, means };
      for (let copy = 0; copy < sector.multiplicity; copy++) this.levels.push(level);
    }
    this.levels.sort((a, b) => a.energy - b.energy);
  }

  private neededOf(energies: readonly number[]): number {
    const next = energies.find((energy) => energy > (energies[0] as number) + this.width);
    const last = energies[this.asked - 1];
    return next === undefined || last === undefined ? Number.POSITIVE_INFINITY : Math.max(next, last);
  }
}
