import { QepError } from "../base/errors.ts";
import { formatStateBytes, QUBITS_AT_MOST } from "../devices/memory-need.ts";
import type { ParsedExperiment } from "./parse-experiment.ts";
import type { ModelConfig, SystemConfig } from "./schema.ts";

/** Qubits beyond which no symmetry of a named model or of an operator text brings a system into reach. */
const MOST_QUBITS = 512;
/** The same for models in which every pair of sites is coupled: their terms grow with the square. */
const MOST_PAIRED = 128;

const PAIRED: readonly string[] = ["sherrington-kirkpatrick", "long-range-ising", "rydberg-array"];

/**
 * The qubits of a system as its configuration says, before any operator is built.
 *
 * @returns sites of the model, times the qubits of each, and those of the sensor
 */
export function systemQubits(config: SystemConfig): number {
  if (config.model === undefined) return config.qubits;
  return modelQubits(config) + (config.sensor?.qubits ?? 0);
}

/**
 * Refuses a system far too large to simulate by its number of qubits alone: to build its operators first would take minutes.
 *
 * What comes near to fitting is built, because symmetries and truncated bases make it smaller; its memory is then foretold
 * exactly, see `requireMemoryToOpen`.
 *
 * @throws QepError out-of-memory, with the bytes of a single state vector
 */
export function requireBuildableSize({ config: { system } }: ParsedExperiment): void {
  const qubits = systemQubits(system);
  const most = PAIRED.includes(system.model ?? "") ? MOST_PAIRED : MOST_QUBITS;
  if (qubits <= most) return;
  throw new QepError(
    "out-of-memory",
    `${qubits} qubits need ${formatStateBytes(qubits)} for a single state vector. No symmetry brings that into reach: 32-bit ` +
      `WebAssembly has room for ${QUBITS_AT_MOST} qubits. Use fewer qubits.`,
    { qubits },
  );
}

function modelQubits(config: ModelConfig): number {
  switch (config.model) {
    case "cluster-ising":
    case "transverse-field-ising":
    case "sherrington-kirkpatrick":
    case "kitaev-chain":
      return config.sites;
    case "kitaev-honeycomb":
      return config.columns * config.rows;
    case "long-range-ising":
      return config.sites ?? config.positions?.length ?? 0;
    case "rydberg-array":
      return config.positions.length;
    case "hubbard":
      return 2 * latticeSites(config.lattice);
    case "bose-hubbard":
      return (
        latticeSites(config.lattice) * Math.ceil(Math.log2(config.levels ?? (config.particles ?? 0) + 1))
      );
    default:
      return latticeSites(config.lattice);
  }
}

function latticeSites(lattice: Extract<ModelConfig, { lattice: unknown }>["lattice"]): number {
  switch (lattice.kind) {
    case "chain":
      return lattice.sites;
    case "ladder":
      return 2 * lattice.rungs;
    case "graph":
      return lattice.positions.length;
    default:
      return lattice.columns * lattice.rows * (lattice.kind === "honeycomb" ? 2 : 1);
  }
}
