import { QepError } from "../base/errors.ts";
import { stateLayout } from "../kernels/layout.ts";
import type { System } from "../propagation/system.ts";
import { requireTemperature } from "../solvers/gibbs-state.ts";
import type { EquilibriumOption } from "./equilibrium.ts";
import { type NeedOf, WASM_LIMIT } from "./memory-need.ts";

/** All 2^N states are found and kept: beyond this, memory and time are out of proportion. */
export const MAX_EXACT_QUBITS = 11;

/** Random vectors where nothing is said: standard errors are then themselves known to 16 %. */
export const DEFAULT_SAMPLES = 20;

/** How a Gibbs state is computed. */
export type ChosenThermalMethod =
  | { readonly method: "exact"; readonly temperature: number }
  | { readonly method: "typicality"; readonly temperature: number; readonly samples: number };

/**
 * Exact where all eigenstates are within reach, from random vectors beyond, unless the option says which.
 *
 * @throws QepError out-of-memory where the exact state is asked for and out of reach, invalid-argument for a temperature that
 * is not positive or fewer than two samples, unsupported in a truncated basis
 */
export function chooseThermalMethod(
  option: Extract<EquilibriumOption, { kind: "thermal" }>,
  { qubits, isReal, space }: Pick<System, "qubits" | "isReal" | "space">,
  memoryLimit = WASM_LIMIT,
): ChosenThermalMethod {
  const isComplex = !isReal;
  const { method = "auto", samples = DEFAULT_SAMPLES, temperature } = option;
  requireTemperature(temperature);
  requireSamples(samples);
  requireWholeSpace(space);
  if (method === "typicality" || (method === "auto" && qubits > MAX_EXACT_QUBITS)) {
    return { method: "typicality", temperature, samples };
  }
  requireExactThermal(qubits, isComplex, memoryLimit);
  return { method: "exact", temperature };
}

/** @throws QepError unsupported for a truncated basis */
export function requireWholeSpace(space: System["space"]): void {
  if (!space) return;
  throw new QepError(
    "unsupported",
    "thermal states of a truncated basis are not available; ask for the ground state, or leave out the truncation",
  );
}

/** @throws QepError invalid-argument where fewer than two leave no error bar */
export function requireSamples(samples: number): void {
  if (Number.isInteger(samples) && samples >= 2) return;
  throw new QepError(
    "invalid-argument",
    `a thermal state takes a whole number of at least 2 random vectors, for an error bar; samples is ${samples}`,
    { samples },
  );
}

/**
 * Refuses, before any work, a system whose eigenstates are out of reach.
 *
 * @param limit bytes this host can give
 * @throws QepError out-of-memory with the number of qubits and bytes
 */
export function requireExactThermal(qubits: number, isComplex: boolean, limit = WASM_LIMIT): void {
  const bytes = exactBytes(qubits, isComplex);
  if (qubits <= MAX_EXACT_QUBITS && bytes <= limit) return;
  const gibibytes = (bytes / 2 ** 30).toPrecision(3);
  throw new QepError(
    "out-of-memory",
    `the exact Gibbs state of ${qubits} qubits takes all 2^${qubits} eigenstates: ${bytes} bytes (${gibibytes} GiB), and ` +
      `a time that grows eightfold with each qubit. Possible are ${MAX_EXACT_QUBITS} qubits and ${limit} bytes. Use ` +
      "method: typicality, which samples with error bars, or fewer qubits.",
    { qubits, bytes, available: limit },
  );
}

/** Matrices that a spectrum and its response hold at once, at least: states, images, elements, weighted, scratch. */
const MATRICES = 7;

/** Vectors that a thermal vector and its derivative hold, the perturbed ones and the random start included. */
const TYPICAL_VECTORS = 10;

/** What a thermal simulator holds at its peak. */
export function thermalNeed({ method }: Pick<ChosenThermalMethod, "method">): NeedOf {
  return (layout) => {
    const vectors = method === "exact" ? MATRICES * layout.dimension : TYPICAL_VECTORS;
    return { layout, work: `thermal states, ${method}`, vectors, reserved: vectors };
  };
}

function exactBytes(qubits: number, isComplex: boolean): number {
  const { dimension, length } = stateLayout(qubits, isComplex);
  return MATRICES * 8 * dimension * length;
}
