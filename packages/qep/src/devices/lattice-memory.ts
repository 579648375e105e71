import { QepError } from "../base/errors.ts";
import type { StateLayout } from "../kernels/layout.ts";
import { orbitCount } from "../kernels/orbit-count.ts";
import type { NamedOperator } from "../models/model.ts";
import type { LatticeSymmetries } from "../operators/lattice-symmetries.ts";
import { flipOrbits, StringOrbits } from "../operators/string-orbits.ts";
import type { System } from "../propagation/system.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { switchedOn } from "./lattice-hamiltonian.ts";
import { orbitGroup } from "./lattice-sectors.ts";
import {
  describeNeed,
  fits,
  formatBytes,
  groundLevelNeed,
  type MemoryNeed,
  vectorBytes,
  WASM_LIMIT,
} from "./memory-need.ts";

/** What is to be done with a lattice. */
export interface LatticeUse {
  readonly observables: readonly NamedOperator[];
  /** States held at the end of a solve. */
  readonly states: number;
  /** Whether sectors with complex characters are solved too. */
  readonly isEverySector: boolean;
  /** Bytes there are. */
  readonly available?: number | undefined;
}

/** Of each orbit: its representative, its kind, a diagonal element. */
const ORBIT_BYTES = 4 + 1 + 8;

/**
 * What work in the sectors of a lattice takes, before it begins.
 *
 * @throws QepError out-of-memory where it does not fit
 */
export function requireLatticeMemory(
  system: System,
  symmetries: LatticeSymmetries,
  { observables, states, isEverySector, available = WASM_LIMIT }: LatticeUse,
  options: EigenOptions,
): MemoryNeed {
  const operators = switchedOn(system);
  const isReal = operators.every((operator) => operator.isReal);
  const strings = new StringOrbits(symmetries);
  for (const operator of [...operators, ...observables.map((named) => named.operator)]) {
    strings.average(operator, isReal);
  }
  const diagonals = strings.orbits.filter(({ members }) => members[0]?.x === 0).length;
  const flips = flipOrbits(strings.orbits, symmetries).reduce((sum, orbit) => sum + orbit.flips.length, 0);
  const layouts = (isEverySector ? [true, false] : [true]).map((isRealSector): StateLayout => {
    const orbits = orbitCount(orbitGroup(symmetries, isRealSector));
    const amplitudes = 16 * Math.ceil(orbits / 16);
    const isComplex = !(isReal && isRealSector);
    const length = isComplex ? 2 * amplitudes : amplitudes;
    return { qubits: system.qubits, isComplex, dimension: orbits, amplitudes, length };
  });
  const links = layouts.reduce(
    (sum, layout) => sum + layout.dimension * (ORBIT_BYTES + 4 * flips + 2 * diagonals) + vectorBytes(layout),
    0,
  );
  const layout = layouts.at(-1) as StateLayout;
  const need = groundLevelNeed(options, states)(layout);
  const enumeration = 4 * 2 ** (symmetries.flip === 0 ? system.qubits : system.qubits - 1);
  // The table of all basis states is gone before the vectors of a solve are there.
  const tables = links + Math.max(0, enumeration - need.vectors * vectorBytes(layout));
  const whole = { ...need, tables };
  if (fits(whole, available)) return whole;
  throw new QepError(
    "out-of-memory",
    `${describeNeed(whole)}; 32-bit WebAssembly addresses ${formatBytes(WASM_LIMIT)}, and there are ` +
      `${formatBytes(available)}. Ask for fewer observables or fewer sites.`,
    { qubits: system.qubits, available },
  );
}
