import { RandomStream } from "../base/random.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import type { Setting } from "../propagation/device.ts";
import { type EigenOptions, type GroundState, groundState } from "../solvers/ground-state.ts";
import { fillRandom } from "../states/state-vector.ts";
import type { SettableHamiltonian } from "./hamiltonian.ts";

/** A ground state and how well it is known. */
export interface PreparedState {
  readonly state: Vector;
  readonly record: GroundState;
}

/** The numbers of a setting, as they were: a caller may change its arrays in place afterwards. */
type Knobs = Pick<Setting, "inputs" | "parameters" | "nudge">;

interface Entry extends PreparedState {
  readonly knobs: Knobs;
}

/** A random part of this size in a warm start lets the solver leave a symmetry sector that is not the ground state's. */
const WARM_NOISE = 1e-3;

/**
 * Ground states by setting, with a few of them remembered.
 *
 * The state of a setting depends on the setting and on the one it is `near`, never on what else was computed: a setting
 * without `near` starts from one fixed random vector, one with `near` from that setting's own cold state. Remembering
 * the cold ones saves time and changes no bit, so any number of workers gives the same numbers.
 */
export class GroundStates {
  private readonly hamiltonian: SettableHamiltonian;
  private readonly kernels: Kernels;
  private readonly options: EigenOptions;
  private readonly random: Vector;
  private readonly warm: Vector;
  private readonly remembered: Entry[] = [];
  private readonly capacity: number;

  constructor(hamiltonian: SettableHamiltonian, kernels: Kernels, options: EigenOptions, capacity: number) {
    this.hamiltonian = hamiltonian;
    this.kernels = kernels;
    this.options = options;
    this.capacity = Math.max(2, capacity);
    this.random = kernels.allocate(hamiltonian.layout.length);
    this.warm = kernels.allocate(hamiltonian.layout.length);
    fillRandom(this.random, hamiltonian.layout, new RandomStream("cold start"));
  }

  /** The ground state at a setting; the vector is valid until this object is asked again. */
  at(setting: Setting): PreparedState {
    return setting.near ? this.fromNear(setting, setting.near) : this.fromRandom(setting);
  }

  private fromRandom(setting: Setting): PreparedState {
    const known = this.remembered.findLast((entry) => isSame(entry.knobs, setting));
    if (known) return known;
    const state = this.takeVector();
    this.kernels.copy(this.random, state);
    try {
      const entry = { knobs: knobsOf(setting), state, record: this.solve(setting, state) };
      this.remembered.push(entry);
      return entry;
    } catch (error) {
      this.kernels.release(state);
      throw error;
    }
  }

  private fromNear(setting: Setting, near: Setting): PreparedState {
    const { state } = this.fromRandom(near);
    this.kernels.copy(state, this.warm);
    this.kernels.axpy(WARM_NOISE, this.random, this.warm);
    return { state: this.warm, record: this.solve(setting, this.warm) };
  }

  private solve(setting: Setting, state: Vector): GroundState {
    return groundState(this.hamiltonian.at(setting), state, new RandomStream("block start"), this.options);
  }

  release(): void {
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
