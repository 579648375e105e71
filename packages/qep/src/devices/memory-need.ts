import { QepError } from "../base/errors.ts";
import { MAX_QUBITS, type StateLayout, stateLayout } from "../kernels/layout.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { peakVectors, planLanczos, usualWorkspace } from "../solvers/lanczos-form.ts";

/** What 32-bit WebAssembly can address. */
export const WASM_LIMIT = 2 ** 32;

/** What may be planned with of it; the rest is for what is small and short-lived. */
export const ADDRESSES = WASM_LIMIT - 2 ** 26;

/** The state vectors that some work holds at its peak. */
export interface VectorNeed {
  /** The states in memory: after symmetries, real where H is. */
  readonly layout: StateLayout;
  /** What takes them, for instance "two-pass Lanczos". */
  readonly work: string;
  /** State vectors that are written in a usual solve. */
  readonly vectors: number;
  /** State vectors with an address. A stored basis reserves more rows than it usually comes to; those take no memory. */
  readonly reserved: number;
}

/** What some work holds in memory at its peak. */
export interface MemoryNeed extends VectorNeed {
  /** Bytes of the tables of operators. */
  readonly tables: number;
}

/** What a host can give. */
export interface MemoryBudget {
  /** Bytes of memory for each worker, default as many as WebAssembly can address. */
  readonly available?: number | undefined;
  /** Workers that share a machine, default 1; for the message. */
  readonly workers?: number | undefined;
}

/** The need of some work by the layout of its states. */
export type NeedOf = (layout: StateLayout) => VectorNeed;

/** Bytes of one state vector. */
export function vectorBytes({ length }: StateLayout): number {
  return 8 * length;
}

/** Bytes that a usual solve writes to. */
export function bytesOf({ layout, vectors, tables }: MemoryNeed): number {
  return vectors * vectorBytes(layout) + tables;
}

/**
 * The need of a search for the lowest states.
 *
 * @param states that are held at the end
 */
export function groundLevelNeed(options: EigenOptions, states: number): NeedOf {
  return (layout) => {
    const plan = planLanczos(layout.length, options);
    const reserved = peakVectors(plan, states);
    const vectors = reserved - plan.workspace + usualWorkspace(plan);
    return { layout, work: `${plan.form} Lanczos`, vectors, reserved };
  };
}

/** How many states a search for the lowest ones can hold beside its workspace. */
export function roomForStates(
  layout: StateLayout,
  options: EigenOptions,
  tables = 0,
  available = WASM_LIMIT,
): number {
  const plan = planLanczos(layout.length, options);
  const fitting = (bytes: number) => Math.floor((bytes - tables) / vectorBytes(layout));
  return Math.min(fitting(ADDRESSES) - plan.workspace, fitting(available) - usualWorkspace(plan));
}

/** Whether this has addresses in WebAssembly and room in the memory there is. */
export function fits(need: MemoryNeed, available = WASM_LIMIT): boolean {
  return isAddressable(need) && bytesOf(need) <= available;
}

function isAddressable(need: MemoryNeed): boolean {
  const { qubits, states } = need.layout;
  return (states !== undefined || qubits <= MAX_QUBITS) && addressed(need) <= ADDRESSES;
}

function addressed({ layout, reserved, tables }: MemoryNeed): number {
  return reserved * vectorBytes(layout) + tables;
}

/**
 * Refuses, before any work, what does not fit.
 *
 * @param tables bytes for the tables of operators
 * @throws QepError out-of-memory: how much it would take, how much there is, and what would fit
 */
export function requireMemory(
  needOf: NeedOf,
  layout: StateLayout,
  tables = 0,
  { available = WASM_LIMIT, workers = 1 }: MemoryBudget = {},
): MemoryNeed {
  const need = { ...needOf(layout), tables };
  if (fits(need, available)) return need;
  const { qubits } = layout;
  const excess = isAddressable(need) ? need : { ...need, vectors: need.reserved };
  const shared =
    workers > 1 ? `, the share of each of ${workers} workers; fewer workers leave more to each` : "";
  throw new QepError(
    "out-of-memory",
    `${describeNeed(excess)}. 32-bit WebAssembly addresses ${formatBytes(WASM_LIMIT)}` +
      `${available < WASM_LIMIT ? `, and there are ${formatBytes(available)} of memory${shared}` : ""}. That is ` +
      `${enoughFor(needOf, layout, tables, available)}. ${advice(need, available)}`,
    { qubits, bytes: bytesOf(excess), available: Math.min(available, WASM_LIMIT), workers },
  );
}

/** How large a system would fit, in words. */
function enoughFor(
  needOf: NeedOf,
  { qubits, isComplex, states }: StateLayout,
  tables: number,
  available: number,
): string {
  if (states) return `not enough for ${states.count} basis states`;
  const fitsOn = (count: number) => fits({ ...needOf(stateLayout(count, isComplex)), tables }, available);
  let fitting = Math.min(qubits, MAX_QUBITS + 1) - 1;
  while (fitting > 0 && !fitsOn(fitting)) fitting--;
  return fitting > 0 ? `enough for ${fitting} qubits` : "not enough for any state";
}

/** For instance "26 qubits (real) need 2 GiB: 4 state vectors of 512 MiB (two-pass Lanczos)". */
export function describeNeed(need: MemoryNeed): string {
  const { layout, work, vectors, tables } = need;
  const { states, isComplex } = layout;
  const sort = `${isComplex ? "complex" : "real"}${states ? `, ${states.count} basis states` : ""}`;
  const beside = tables >= NOTABLE_TABLES ? ` and ${formatBytes(tables)} for the operators` : "";
  return (
    `${layout.qubits} qubits (${sort}) need ${formatBytes(bytesOf(need))}: ` +
    `${vectors} state vectors of ${formatBytes(vectorBytes(layout))} (${work})${beside}`
  );
}

/** Tables below this go without saying. */
const NOTABLE_TABLES = 2 ** 24;

function advice({ layout }: MemoryNeed, available: number): string {
  if (layout.states) {
    const fewer = "Leave out more basis states, or use fewer qubits";
    return `${fewer}${available < WASM_LIMIT ? "; or free some memory" : ""}.`;
  }
  const less = "Use fewer qubits, or symmetries where there are any (preparation.symmetries: auto)";
  const real = layout.isComplex ? "; a Hamiltonian with a real basis needs half as much" : "";
  return `${less}${real}${available < WASM_LIMIT ? "; or free some memory" : ""}.`;
}

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;

/** Three digits in the unit that fits, from bytes to EiB; beyond that a power of ten. */
export function formatBytes(bytes: number): string {
  const step = Math.max(0, Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10)));
  const size = bytes / 2 ** (10 * step);
  if (size >= 1024) return powerOfTen(Math.log10(bytes));
  return `${Number(size.toPrecision(3))} ${UNITS[step]}`;
}

/** The most qubits of which one state vector can be held. */
export const QUBITS_AT_MOST = MAX_QUBITS;

/** Bytes of a real state vector in words, of any number of qubits. */
export function formatStateBytes(qubits: number): string {
  const exponent = qubits + 3;
  return exponent < 1000 ? formatBytes(2 ** exponent) : powerOfTen(exponent * Math.log10(2));
}

function powerOfTen(exponent: number): string {
  return `10^${Math.round(exponent)} bytes`;
}
