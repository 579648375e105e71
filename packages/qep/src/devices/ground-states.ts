import { RandomStream } from "../base/random.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import type { Setting } from "../propagation/device.ts";
import type { System } from "../propagation/system.ts";
import { DEFAULT_TOLERANCE, type EigenOptions } from "../solvers/eigen-options.ts";
import { type GroundState, groundState } from "../solvers/ground-state.ts";
import { fillRandom } from "../states/state-vector.ts";
import type { Knobs, SettableHamiltonian } from "./hamiltonian.ts";
import type { LevelOrder } from "./level-order.ts";
import { type SectorFindings, SectorSearch } from "./sector-search.ts";
import type { ChosenSymmetries } from "./symmetry-choice.ts";

/** A ground state and how well it is known. */
export interface PreparedState {
  readonly state: Vector;
  readonly record: GroundState;
  /** Sector of the symmetries in use: bit g is set where generator g has eigenvalue −1. */
  readonly sector: number;
}

interface Entry extends SectorFindings {
  readonly state: Vector;
  /** As they were: a caller may change its arrays in place afterwards. */
  readonly knobs: Knobs;
}

/** The state nudged last, in the vector that warm starts share. */
interface NudgedEntry extends Entry {
  readonly near: Knobs;
}

/** The symmetries to search, and the system they are of. */
export interface SearchedSymmetries {
  readonly system: System;
  readonly symmetries: ChosenSymmetries;
}

/**
 * A random part of this size in a warm start lets the solver leave a symmetry sector that is not the ground state's. It costs
 * some four products with H.
 */
const WARM_NOISE = 1e-3;

/** How clearly the residual must show a state that is not the lowest, in tolerances. */
const CLEARLY = 10;

/**
 * Ground states by setting, with a few of them remembered.
 *
 * The state of a setting depends on the setting, the one it is `near` and the one `opposite`, never on what else was
 * computed: a setting without `near` starts from one fixed random vector, one with `near` from that setting's own cold
 * state or, with `opposite`, from the reflection of the state there, unless the cold state is one of a nearly degenerate
 * pair. Remembering states saves time and changes no bit, so any number of workers gives the same numbers. With
 * symmetries the sectors are searched at each setting, at one with `near` with the help of what was found there.
 */
export class GroundStates {
  private readonly hamiltonian: SettableHamiltonian;
  private readonly kernels: Kernels;
  private readonly options: EigenOptions;
  private readonly random: Vector;
  private readonly warm: Vector;
  private nudged: NudgedEntry | undefined;
  private readonly remembered: Entry[] = [];
  private readonly capacity: number;
  /** Closer to its partner than this, the partner's residual in a warm start would pass for convergence. */
  private readonly partnerGap: number;
  private readonly sector: number;
  private readonly search: SectorSearch | undefined;
  private readonly order: LevelOrder | undefined;

  /**
   * @param capacity states to remember, at least 1
   * @param searched absent where the Hamiltonian is not tapered
   * @param order where given, says which nudges need no random part in their start
   */
  constructor(
    hamiltonian: SettableHamiltonian,
    kernels: Kernels,
    options: EigenOptions,
    capacity: number,
    searched?: SearchedSymmetries,
    order?: LevelOrder,
  ) {
    this.order = order;
    this.hamiltonian = hamiltonian;
    this.kernels = kernels;
    this.options = options;
    this.capacity = capacity;
    // The random part overlaps with any one state by about 1/√D.
    const share = WARM_NOISE / Math.sqrt(hamiltonian.layout.dimension);
    this.partnerGap = (CLEARLY * (options.tolerance ?? DEFAULT_TOLERANCE)) / share;
    this.random = kernels.allocate(hamiltonian.layout.length);
    this.warm = kernels.allocate(hamiltonian.layout.length);
    fillRandom(this.random, hamiltonian.layout, new RandomStream("cold start"));
    const { system, symmetries } = searched ?? {};
    this.sector = symmetries?.sector ?? 0;
    if (system && symmetries && symmetries.searched > 0) {
      const count = symmetries.searched;
      this.search = new SectorSearch(system, hamiltonian, kernels, options, count, this.random);
    }
  }

  /** The ground state at a setting; the vector is valid until this object is asked again. */
  at(setting: Setting): PreparedState {
    return setting.near ? this.fromNear(setting, setting.near) : this.fromRandom(setting);
  }

  private fromRandom(setting: Setting): Entry {
    const known = this.remembered.findLast((entry) => isSame(entry.knobs, setting));
    if (known) return known;
    const state = this.takeVector();
    this.kernels.copy(this.random, state);
    try {
      const entry = { knobs: knobsOf(setting), state, ...this.solve(setting, state) };
      this.remembered.push(entry);
      return entry;
    } catch (error) {
      this.kernels.release(state);
      throw error;
    }
  }

  private fromNear(setting: Setting, near: Setting): PreparedState {
    const { opposite } = setting;
    return this.solveNear(setting, near, opposite && this.nudgedAt(opposite, near));
  }

  /** The state opposite, in `warm`: a symmetric gradient asks for it just before. */
  private nudgedAt(setting: Setting, near: Setting): NudgedEntry {
    const { nudged } = this;
    if (nudged && isSame(nudged.knobs, setting) && isSame(nudged.near, near)) return nudged;
    return this.solveNear(setting, near);
  }

  private solveNear(setting: Setting, near: Setting, opposite?: NudgedEntry): NudgedEntry {
    const { kernels, warm, random } = this;
    const free = this.fromRandom(near);
    const isSafe = this.isOrderKept(setting, free);
    this.nudged = undefined;
    if (!isSafe && this.mayHavePartner(free)) kernels.copy(random, warm);
    else {
      if (opposite?.sector !== free.sector || !this.reflect(free.state, warm)) kernels.copy(free.state, warm);
      if (!isSafe) kernels.axpy(WARM_NOISE, random, warm);
    }
    const found = this.solve(setting, warm, free);
    this.nudged = { knobs: knobsOf(setting), near: free.knobs, state: warm, ...found };
    return this.nudged;
  }

  /** The one run of a search without sectors leaves the gap open where a near partner is not ruled out. */
  private mayHavePartner({ record: { gap } }: Entry): boolean {
    return gap === null ? this.search === undefined : gap < this.partnerGap;
  }

  private isOrderKept(
    { inputs, parameters, nudge }: Setting,
    { knobs, record, state, sector }: Entry,
  ): boolean {
    if (!this.order || record.gap === null) return false;
    if (!sameNumbers(inputs, knobs.inputs) || !sameNumbers(parameters, knobs.parameters)) return false;
    const change = nudge.map((value, l) => value - (knobs.nudge[l] as number));
    return this.order.isKept(state, sector, record.gap, change);
  }

  /**
   * ψ ← 2|ψ0⟩⟨ψ0|ψ⟩ − |ψ⟩: what a turn in the plane of both makes of ψ0 when it goes the other way. With ψ = ψ0 + β δ it
   * is ψ0 − β δ up to second order in β, for any phase of ψ.
   *
   * @returns false, with nothing done, where the states have less than half in common and do not tell of each other
   */
  private reflect(free: Vector, state: Vector): boolean {
    const { kernels, hamiltonian } = this;
    const re = kernels.dot(free, state);
    const im = hamiltonian.layout.isComplex ? kernels.dotImaginary(free, state) : 0;
    if (re * re + im * im < 0.5) return false;
    kernels.scale(-1, state, state);
    kernels.axpy(2 * re, free, state);
    if (im !== 0) kernels.axpyImaginary(2 * im, free, state);
    return true;
  }

  private solve(setting: Setting, state: Vector, near?: Entry): SectorFindings {
    if (this.search) return this.search.find(setting, state, near);
    const { hamiltonian, sector, options } = this;
    const problem = hamiltonian.at(setting, sector);
    const record = groundState(problem, state, new RandomStream("block start"), options);
    return { record, sector, floors: new Float64Array(0) };
  }

  release(): void {
    this.search?.release();
    for (const { state } of this.remembered) this.kernels.release(state);
    this.remembered.length = 0;
    for (const vector of [this.random, this.warm]) this.kernels.release(vector);
  }

  /** A vector of its own, or that of the entry remembered longest. */
  private takeVector(): Vector {
    if (this.remembered.length < this.capacity) return this.kernels.allocate(this.random.length);
    return (this.remembered.shift() as Entry).state;
  }
}

function knobsOf({ inputs, parameters, nudge }: Setting): Knobs {
  return { inputs: inputs.slice(), parameters: parameters.slice(), nudge: nudge.slice() };
}

function isSame(a: Knobs, b: Knobs): boolean {
  return (
    sameNumbers(a.inputs, b.inputs) &&
    sameNumbers(a.parameters, b.parameters) &&
    sameNumbers(a.nudge, b.nudge)
  );
}

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}
