import type { StateLayout } from "../kernels/layout.ts";
import type { Imperfections } from "../measurement/imperfections.ts";
import type { System } from "../propagation/system.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { planLanczos, usualWorkspace } from "../solvers/lanczos-form.ts";
import { RESPONSE_VECTORS } from "../solvers/minres.ts";
import type { EquilibriumOption } from "./equilibrium.ts";
import { stateLayoutOf, tableBytesOf } from "./hamiltonian.ts";
import {
  ADDRESSES,
  fits,
  type MemoryBudget,
  type MemoryNeed,
  type NeedOf,
  requireMemory,
  roomForStates,
  vectorBytes,
} from "./memory-need.ts";
import {
  type ChosenSymmetries,
  chooseSymmetries,
  type SymmetryOption,
  symmetryOption,
} from "./symmetry-choice.ts";
import { type ChosenThermalMethod, chooseThermalMethod, thermalNeed } from "./thermal-method.ts";

/** Memory for remembered free states, but for the two that a sample with two operating points comes back to. */
const REMEMBERED_BYTES = 2 ** 28;
/** More than any sensible batch; looking through them takes time too. */
const MAX_REMEMBERED = 256;

/** The random start and the state of the setting asked for last; with sectors to search, one more to try them in. */
const ALWAYS_HELD = 2;

/** The excited state of failed preparations, and the ground state again while it is found. */
const WITH_EXCITED = 2;

/** What decides about the memory of a simulator. */
export interface SimulatorUse {
  readonly symmetries: ChosenSymmetries;
  readonly options: EigenOptions & { readonly imperfections?: Imperfections };
  /** Whether the exact response is computed as well. */
  readonly responds: boolean;
  /** Free states that will be asked for, default as many as are remembered. */
  readonly freeStates?: number | undefined;
  /** Set where a thermal state is meant. */
  readonly thermal?: ChosenThermalMethod | undefined;
}

/**
 * Refuses, before any work, a simulator that does not fit. Its states are those that tapering leaves.
 *
 * @throws QepError out-of-memory
 */
export function requireSimulatorMemory(system: System, use: SimulatorUse, budget?: MemoryBudget): MemoryNeed {
  const { tapering } = use.symmetries;
  const lists = [system.outputs, system.parameters, system.inputs].map((members) =>
    members.map(({ operator }) => operator),
  );
  return requireMemory(
    simulatorNeed(use),
    stateLayoutOf(system, tapering),
    tableBytesOf(system, lists, tapering),
    budget,
  );
}

/**
 * Refuses an exact response that does not fit beside the states.
 *
 * @throws QepError out-of-memory
 */
export function requireRoomToRespond(
  layout: StateLayout,
  use: Omit<SimulatorUse, "responds">,
  available: number | undefined,
): void {
  requireMemory(simulatorNeed({ ...use, responds: true }), layout, 0, { available });
}

/** What decides about a simulator that is to be opened. */
export interface SimulatorToOpen extends EigenOptions {
  readonly imperfections?: Imperfections;
  readonly symmetries?: SymmetryOption;
  readonly equilibrium?: EquilibriumOption;
  /** Bytes for each worker. */
  readonly memoryLimit?: number;
  readonly workers?: number;
  /** Whether the exact response will be asked for: certainly, never (default), or where there are addresses for it. */
  readonly responds?: boolean | "with-room";
  /** Free states that will be asked for, default as many as are remembered. */
  readonly freeStates?: number;
}

/**
 * `requireSimulatorMemory` of a system, before anything is made.
 *
 * @throws QepError out-of-memory, invalid-argument for a sector that the system does not have
 */
export function requireMemoryToOpen(system: System, toOpen: SimulatorToOpen): MemoryNeed {
  const { equilibrium, memoryLimit, workers, responds = false, freeStates, ...options } = toOpen;
  const isThermal = equilibrium?.kind === "thermal";
  const thermal = isThermal ? chooseThermalMethod(equilibrium, system, memoryLimit) : undefined;
  const symmetries = chooseSymmetries(system, symmetryOption(toOpen));
  const use = { symmetries, options, freeStates, thermal };
  const layout = stateLayoutOf(system, symmetries.tapering);
  const isAsked = responds === "with-room" ? hasRoomToRespond(layout, use) : responds;
  return requireSimulatorMemory(system, { ...use, responds: isAsked }, { available: memoryLimit, workers });
}

/** Whether the exact response has room among the addresses of WebAssembly, whatever the memory of this host. */
export function hasRoomToRespond(layout: StateLayout, use: Omit<SimulatorUse, "responds">): boolean {
  return fits({ ...simulatorNeed({ ...use, responds: true })(layout), tables: 0 });
}

/** How many free states a simulator remembers; it saves time and changes no number. */
export function rememberedStates(
  layout: StateLayout,
  { symmetries, options }: Omit<SimulatorUse, "responds">,
): number {
  const fitting = (bytes: number) => Math.floor(bytes / vectorBytes(layout));
  const wanted = Math.min(MAX_REMEMBERED, Math.max(2, fitting(REMEMBERED_BYTES)));
  const others = alwaysHeld({ symmetries, options }) + planLanczos(layout.length, options).workspace;
  return Math.max(1, Math.min(wanted, fitting(ADDRESSES) - others));
}

/** How many states a search for the partners of a ground state can hold, that state included. */
export function roomForPartners(layout: StateLayout, use: Omit<SimulatorUse, "responds">): number {
  const held = alwaysHeld(use) + rememberedStates(layout, use);
  return roomForStates(layout, use.options) - held + 1;
}

/** Counts take no more: the copy that a `StateReader` turns, of at most two vectors, comes when the solver's are given back. */
function simulatorNeed(use: SimulatorUse): NeedOf {
  if (use.thermal) return thermalNeed(use.thermal);
  return (layout) => {
    const plan = planLanczos(layout.length, use.options);
    const remembered = Math.min(rememberedStates(layout, use), use.freeStates ?? Number.POSITIVE_INFINITY);
    const held = alwaysHeld(use) + remembered;
    const response = use.responds ? RESPONSE_VECTORS : 0;
    return {
      layout,
      work: `${plan.form} Lanczos`,
      vectors: held + Math.max(usualWorkspace(plan), response),
      reserved: held + Math.max(plan.workspace, response),
    };
  };
}

function alwaysHeld({ symmetries, options }: Pick<SimulatorUse, "symmetries" | "options">): number {
  const excited = (options.imperfections?.preparation ?? 0) > 0 ? WITH_EXCITED : 0;
  return ALWAYS_HELD + (symmetries.searched > 0 ? 1 : 0) + excited;
}
