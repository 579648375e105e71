import { QepError } from "../base/errors.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import type { LatticeKernels, LatticePlan } from "../kernels/lattice.ts";
import { popcount } from "../kernels/real-form.ts";
import type { NamedOperator } from "../models/model.ts";
import type { LatticeSymmetries } from "../operators/lattice-symmetries.ts";
import { type FlipOrbit, flipOrbits, type OrbitSum, StringOrbits } from "../operators/string-orbits.ts";
import type { System } from "../propagation/system.ts";
import type { HermitianProblem } from "../solvers/problem.ts";
import type { Knobs } from "./hamiltonian.ts";
import {
  type Characters,
  charactersOf,
  isAllowed,
  isRealSector,
  type LatticeSector,
  orbitGroup,
} from "./lattice-sectors.ts";

/** A setting without nudges: those would break the symmetries. */
export type LatticeKnobs = Pick<Knobs, "inputs" | "parameters">;

/** Matrix elements below this much of Σ|c_k| are rounding: they connect nothing. */
const ROUNDING = 1e-14;

/** Orbits without a state in the sector lie above the spectrum by this share of its bound. */
const EXCLUDED = 1e-3;

/**
 * H(x, θ, ν = 0) in the sectors of lattice symmetries, and expectation values of observables in its states.
 *
 * Orbits and their links are made once, for sectors with real characters and for the others when first asked for;
 * settings and sectors change small tables only. Observables need not be symmetric: in a state that transforms by a
 * character their expectation value is that of their average over the group.
 */
export class LatticeHamiltonian {
  readonly symmetries: LatticeSymmetries;
  /** True where H is a real matrix at every setting. */
  readonly isReal: boolean;
  private readonly kernels: Kernels;
  private readonly lattice: LatticeKernels;
  private readonly strings: StringOrbits;
  private readonly rows: readonly OrbitSum[];
  private readonly observables: readonly OrbitSum[];
  private readonly flips: readonly FlipOrbit[];
  /** Orbits without flips. */
  private readonly diagonals: readonly number[];
  private readonly plans = new Map<boolean, LatticePlan>();

  constructor(
    system: System,
    symmetries: LatticeSymmetries,
    kernels: Kernels,
    observables: readonly NamedOperator[] = [],
  ) {
    if (!kernels.lattice) {
      throw new QepError("unsupported", "lattice symmetries need the WebAssembly kernels");
    }
    this.symmetries = symmetries;
    this.kernels = kernels;
    this.lattice = kernels.lattice;
    const operators = switchedOn(system);
    this.isReal = operators.every(({ isReal }) => isReal);
    this.strings = new StringOrbits(symmetries);
    this.rows = operators.map((operator) => this.strings.average(operator, this.isReal));
    this.observables = observables.map(({ operator }) => this.strings.average(operator, this.isReal));
    const { orbits } = this.strings;
    this.flips = flipOrbits(orbits, symmetries);
    this.diagonals = [...orbits.keys()].filter((orbit) => orbits[orbit]?.members[0]?.x === 0);
  }

  /** The eigenproblem at a setting in a sector; the previous one on the same kind of characters is no longer valid. */
  at(knobs: LatticeKnobs, sector: LatticeSector): HermitianProblem {
    const plan = this.planOf(sector);
    const characters = charactersOf(sector, plan.group, plan.phases);
    const coefficients = this.coefficientsAt(knobs);
    // Above every level, and not so far that it would slow the solvers down.
    const normBound = this.normBound(coefficients) * (1 + EXCLUDED) + EXCLUDED;
    this.lattice.set(plan, {
      ...this.weights(plan, characters, coefficients),
      diagonals: this.diagonalWeights(coefficients),
      isAllowed: plan.kinds.map((kind) => isAllowed(kind, characters)),
      excluded: normBound,
    });
    return { kernels: this.kernels, plan, layout: plan.layout, normBound };
  }

  /** Expectation values in a state of the sector that was set last among those with the same kind of characters. */
  means(state: Vector, sector: LatticeSector): Float64Array {
    const plan = this.planOf(sector);
    const characters = charactersOf(sector, plan.group, plan.phases);
    const sums = this.lattice.sums(plan, state);
    return Float64Array.from(this.observables, (observable) => {
      const coefficients = this.spread([observable], [1]);
      const { re, im } = this.weights(plan, characters, coefficients);
      let mean = 0;
      for (let k = 0; k < plan.selectors; k++) {
        mean += (re[k] as number) * (sums.re[k] as number) - (im[k] as number) * (sums.im[k] as number);
      }
      for (const [k, weight] of this.diagonalWeights(coefficients).entries()) {
        mean += weight * (sums.diagonals[k] as number);
      }
      return mean;
    });
  }

  /**
   * Marks the orbits whose part of the basis has a ground state in this sector, with certainty (Perron and Frobenius):
   * signs of the basis states make all elements of H between different states negative there.
   *
   * @param sector with real characters, of a real H
   * @param covered one number an orbit; shared by the sectors of one setting
   * @returns how many orbits were newly marked
   */
  cover(knobs: LatticeKnobs, sector: LatticeSector, covered: Uint8Array): number {
    const { plan } = this.at(knobs, sector) as HermitianProblem & { readonly plan: LatticePlan };
    return this.lattice.cover(plan, this.elementSigns(knobs, sector), covered);
  }

  /** 0 where the elements of H with a selector are 0, 1 where they are negative, 2 where positive. */
  elementSigns(knobs: LatticeKnobs, sector: LatticeSector): Uint8Array {
    const plan = this.planOf(sector);
    const characters = charactersOf(sector, plan.group, plan.phases);
    const coefficients = this.coefficientsAt(knobs);
    const least = ROUNDING * this.normBound(coefficients);
    const { re } = this.weights(plan, characters, coefficients);
    return Uint8Array.from(re, (weight) => (Math.abs(weight) <= least ? 0 : weight < 0 ? 1 : 2));
  }

  /** Number of orbits, rows of H, for a sector's kind of characters. */
  orbits(sector: LatticeSector): number {
    return this.planOf(sector).orbits;
  }

  release(): void {
    for (const plan of this.plans.values()) this.kernels.release(plan);
    this.plans.clear();
  }

  private planOf(sector: LatticeSector): LatticePlan {
    const isReal = isRealSector(sector, this.symmetries);
    const known = this.plans.get(isReal);
    if (known) return known;
    const { orbits } = this.strings;
    const diagonals = this.diagonals.map((orbit) => (orbits[orbit]?.members ?? []).map(({ z }) => z));
    const group = orbitGroup(this.symmetries, isReal);
    const plan = this.lattice.plan(group, { flips: this.flips, diagonals }, !(isReal && this.isReal));
    this.plans.set(isReal, plan);
    return plan;
  }

  private coefficientsAt({ inputs, parameters }: LatticeKnobs): Float64Array {
    return this.spread(this.rows, [1, ...inputs, ...parameters]);
  }

  /** The coefficient of each orbit in Σ_m factor_m operator_m. */
  private spread(sums: readonly OrbitSum[], factors: readonly number[]): Float64Array {
    const coefficients = new Float64Array(this.strings.orbits.length);
    for (const [m, { orbits, coefficients: own }] of sums.entries()) {
      for (const [k, orbit] of orbits.entries()) {
        coefficients[orbit] = (coefficients[orbit] as number) + (factors[m] as number) * (own[k] as number);
      }
    }
    return coefficients;
  }

  private diagonalWeights(coefficients: Float64Array): Float64Array {
    return Float64Array.from(this.diagonals, (orbit) => coefficients[orbit] as number);
  }

  /** Entries by selector: a χ*, where a = Σ c (−i)^{|x∧z|} (−1)^{signs} over the strings of a flip. */
  private weights(plan: LatticePlan, characters: Characters, coefficients: Float64Array) {
    const re = new Float64Array(plan.selectors);
    const im = new Float64Array(plan.selectors);
    for (const [b, { strings, signs }] of this.flips.entries()) {
      const classes = 2 ** (signs[0]?.length ?? 0);
      for (let signClass = 0; signClass < classes; signClass++) {
        let [real, imaginary] = [0, 0];
        for (const { orbit, selector } of strings) {
          const sign = popcount(selector & signClass) & 1 ? -1 : 1;
          const value = sign * (coefficients[orbit] as number);
          const power = (this.strings.orbits[orbit]?.yCount ?? 0) & 3;
          if (power % 2 === 0) real += power === 0 ? value : -value;
          else imaginary += power === 1 ? -value : value;
        }
        const first = (plan.bases[b] as number) + signClass * plan.phases;
        for (let phase = 0; phase < plan.phases; phase++) {
          const [c, d] = [characters.re[phase] as number, characters.im[phase] as number];
          re[first + phase] = real * c + imaginary * d;
          im[first + phase] = imaginary * c - real * d;
        }
      }
    }
    return { re, im };
  }

  private normBound(coefficients: Float64Array): number {
    return this.strings.orbits.reduce(
      (sum, { members }, orbit) => sum + members.length * Math.abs(coefficients[orbit] as number),
      0,
    );
  }
}

/** What is on while nothing is nudged: H0, C, A. */
export function switchedOn({ fixed, inputs, parameters }: System) {
  return [fixed, ...[...inputs, ...parameters].map(({ operator }) => operator)];
}
