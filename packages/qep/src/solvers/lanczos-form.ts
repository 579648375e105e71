/**
 * How a Lanczos run holds its basis: all of it; a moderate one that is compressed when it is full; or none, running the
 * recursion a second time to add up the eigenvector.
 */
export type LanczosForm = "stored" | "thick-restart" | "two-pass";

/** What decides the form of a Lanczos run. */
export interface MemoryOptions {
  /** Bytes for vectors of the solver's own, beside the states it returns; default 2^31. */
  readonly workspaceBytes?: number;
  /** Vectors kept in memory, default as many as fit into `workspaceBytes`, at most 1000. */
  readonly krylovDimension?: number;
  /** How Lanczos holds its basis, default as {@link planLanczos} chooses. */
  readonly form?: LanczosForm;
}

/** What a Lanczos run will hold in memory. */
export interface LanczosPlan {
  readonly form: LanczosForm;
  /** Vectors of the run's own; two-pass takes 2. Nothing else of that length is allocated. */
  readonly workspace: number;
}

/** Memory for the vectors of a run, unless `workspaceBytes` says otherwise: half of what WebAssembly can address. */
export const WORKSPACE_BYTES = 2 ** 31;

/** Enough for gaps of a thousandth of the spectrum's width; memory is touched only as steps are made. */
const MAX_ROWS = 1000;

/** Steps from a random start to a residual of 1e-10, for gaps that are not small, up to 24 qubits. */
const EXPECTED_STEPS = 150;

/** With fewer vectors than these, restarts cost more products than running twice does. */
const LEAST_RESTARTED = 16;

/** The two vectors that the recursion needs. */
const LEAST_ROWS = 2;

/** A basis that restarts keeps at least two vectors and makes two more. */
const LEAST_BASIS = 5;

/**
 * Chooses the form of Lanczos by memory: stored while the expected steps fit, thick restart while its basis is long
 * enough to keep the convergence, two-pass otherwise. Depends on its arguments alone, never on what is in use.
 *
 * @param length numbers in a state vector
 */
export function planLanczos(
  length: number,
  { workspaceBytes = WORKSPACE_BYTES, krylovDimension, form }: MemoryOptions = {},
): LanczosPlan {
  const fitting = Math.floor(workspaceBytes / (8 * length));
  const rows = Math.max(LEAST_BASIS, Math.min(krylovDimension ?? MAX_ROWS, fitting));
  const isEnough = rows >= LEAST_RESTARTED || krylovDimension !== undefined;
  const restarting = isEnough && fitting >= LEAST_BASIS ? "thick-restart" : "two-pass";
  const chosen = form ?? (rows > EXPECTED_STEPS ? "stored" : restarting);
  return { form: chosen, workspace: chosen === "two-pass" ? LEAST_ROWS : rows };
}

/**
 * State vectors in memory at the peak of a solve, those it returns included.
 *
 * @param states how many are found: 1 for a ground state; for a level and the gap above it, its multiplicity + 1, and one
 * more where a run must make sure of the multiplicity
 */
export function peakVectors({ workspace }: LanczosPlan, states = 1): number {
  return workspace + states;
}

/** Rows of the workspace that a usual run writes to: a stored basis has more of them, and memory comes with the writing. */
export function usualWorkspace({ form, workspace }: LanczosPlan): number {
  return form === "stored" ? Math.min(workspace, EXPECTED_STEPS) : workspace;
}
