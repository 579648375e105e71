import { RandomStream } from "../base/random.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import type { System } from "../propagation/system.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { type GroundState, groundStateBelow } from "../solvers/ground-state.ts";
import { EnergyShift } from "./energy-shift.ts";
import type { Knobs, SettableHamiltonian } from "./hamiltonian.ts";

/** The ground state's sector, and what is known of the others. */
export interface SectorFindings {
  readonly record: GroundState;
  /** Bit g is set where generator g has eigenvalue −1. */
  readonly sector: number;
  /** For each sector an energy that its levels are not below. */
  readonly floors: Float64Array;
}

/** A setting searched before: where its ground state was found, the state itself is the start. */
export interface NearFindings extends SectorFindings {
  readonly knobs: Knobs;
}

/** Sectors whose ground energies differ by less than this times Σ|c_k| count as degenerate. */
const LEVEL_WIDTH = 1e-12;

/**
 * Sectors of a setting that others may be near are excluded up to this much, times Σ|c_k|, above the second level: a few
 * more steps here let Weyl's bound exclude most of them at the nudged settings without a step.
 */
const MARGIN = 0.005;

/**
 * Finds the ground state over all sectors of some Pauli symmetries.
 *
 * Every sector is either solved, or excluded: its ground energy is then above the two lowest levels found, by an a
 * posteriori bound that errs with probability 10⁻⁹ over the draw of the start ({@link LevelExclusion}), or because the
 * levels of a near setting cannot have sunk so far (Weyl). Of degenerate sectors the one with the lowest index is
 * taken. The result depends on the setting and the one it is near alone.
 */
export class SectorSearch {
  private readonly hamiltonian: SettableHamiltonian;
  private readonly kernels: Kernels;
  private readonly options: EigenOptions;
  private readonly shift: EnergyShift;
  private readonly count: number;
  private readonly random: Vector;
  private readonly trial: Vector;

  /** @param searched number of generators that span the sectors; @param random the start in every sector */
  constructor(
    system: System,
    hamiltonian: SettableHamiltonian,
    kernels: Kernels,
    options: EigenOptions,
    searched: number,
    random: Vector,
  ) {
    this.hamiltonian = hamiltonian;
    this.kernels = kernels;
    this.options = options;
    this.shift = new EnergyShift(system);
    this.count = 2 ** searched;
    this.random = random;
    this.trial = kernels.allocate(hamiltonian.layout.length);
  }

  /**
   * @param state in: with `near` a start for the sector found there; out: the ground state
   * @throws QepError not-converged
   */
  find(knobs: Knobs, state: Vector, near?: NearFindings): SectorFindings {
    const { kernels, random, trial } = this;
    const levels = new LowestLevels();
    const floors = this.floorsFrom(knobs, near);
    let iterations = 0;
    for (const sector of searchOrder(floors, near?.sector)) {
      if ((floors[sector] as number) > levels.second) continue;
      const isWarm = sector === near?.sector;
      kernels.copy(isWarm ? state : random, trial);
      const problem = this.hamiltonian.at(knobs, sector);
      const level = levels.second + (near ? 0 : MARGIN * problem.normBound);
      const found = groundStateBelow(problem, trial, new RandomStream("block start"), level, this.options);
      iterations += found.iterations;
      if ("isExcluded" in found) {
        floors[sector] = level;
        continue;
      }
      floors[sector] = found.energy - found.residualNorm;
      if (levels.add(sector, found, LEVEL_WIDTH * problem.normBound)) kernels.copy(trial, state);
    }
    return { ...levels.ground(iterations), floors };
  }

  release(): void {
    this.kernels.release(this.trial);
  }

  private floorsFrom(knobs: Knobs, near: NearFindings | undefined): Float64Array {
    if (!near) return new Float64Array(this.count).fill(Number.NEGATIVE_INFINITY);
    const shift = this.shift.atLeast(near.knobs, knobs);
    return near.floors.map((floor) => floor + shift);
  }
}

/** The sector of the near setting first, then by what is known of their energies, then by index. */
function searchOrder(floors: Float64Array, first: number | undefined): number[] {
  return [...floors.keys()].sort(
    (a, b) => Number(b === first) - Number(a === first) || compare(floors[a], floors[b]) || a - b,
  );
}

/** Infinite numbers have no difference. */
function compare(a = 0, b = 0): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The two lowest levels over the sectors solved so far. */
class LowestLevels {
  /** The second level found, counted with multiplicity; +∞ while there is none. */
  second = Number.POSITIVE_INFINITY;
  private lowest = Number.POSITIVE_INFINITY;
  private width = 0;
  private isSecondSolved = false;
  private chosen: { readonly sector: number; readonly record: GroundState } | undefined;

  /** @returns true where this sector's state is the ground state so far */
  add(sector: number, record: GroundState, width: number): boolean {
    this.width = width;
    const { energy, gap } = record;
    const isGround =
      this.chosen === undefined ||
      energy < this.lowest - width ||
      (energy <= this.lowest + width && sector < this.chosen.sector);
    if (isGround) this.chosen = { sector, record };
    this.insert(energy, true);
    if (gap !== null) this.insert(energy + gap, record.gapSource === "converged");
    return isGround;
  }

  /** @throws TypeError before any sector was added */
  ground(iterations: number): { sector: number; record: GroundState } {
    const { sector, record } = this.chosen as { sector: number; record: GroundState };
    if (this.second === Number.POSITIVE_INFINITY) return { sector, record: { ...record, iterations } };
    const difference = this.second - this.lowest;
    return {
      sector,
      record: {
        ...record,
        iterations,
        gap: difference <= this.width ? 0 : difference,
        gapSource: this.isSecondSolved ? "converged" : "ritz",
      },
    };
  }

  private insert(energy: number, isSolved: boolean): void {
    if (energy < this.lowest) {
      this.second = this.lowest;
      this.isSecondSolved = this.second !== Number.POSITIVE_INFINITY;
      this.lowest = energy;
    } else if (energy < this.second) {
      this.second = energy;
      this.isSecondSolved = isSolved;
    }
  }
}
