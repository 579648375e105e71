import { QepError } from "../base/errors.ts";
import type { Imperfections } from "../measurement/imperfections.ts";
import type { PauliString } from "../operators/pauli-string.ts";
import { pauliSymmetries } from "../operators/pauli-symmetries.ts";
import { Tapering } from "../operators/tapering.ts";
import { stringsOf, timeReversal } from "../operators/time-reversal.ts";
import type { System } from "../propagation/system.ts";
import type { EquilibriumOption } from "./equilibrium.ts";

/**
 * What a simulator does with Pauli symmetries: use those that pay, none, or stay in one sector, given by the eigenvalue ±1
 * of each generator (as an adiabatic device does); the ground state is then that of the sector.
 */
export type SymmetryOption = "auto" | "off" | { readonly sector: readonly number[] };

/** What decides about the use of symmetries. */
export interface SymmetryNeeds {
  readonly symmetries?: SymmetryOption;
  readonly equilibrium?: EquilibriumOption;
  readonly imperfections?: Imperfections;
}

/**
 * What is done with symmetries: none are used where states of all sectors matter, be it in a Gibbs state or because the
 * first excited state may lie in any.
 *
 * @throws QepError unsupported where one sector of a Gibbs state is asked for
 */
export function symmetryOption(needs: SymmetryNeeds): SymmetryOption | undefined {
  const { symmetries, equilibrium, imperfections } = needs;
  const isOneSector = typeof symmetries === "object";
  if (equilibrium?.kind === "thermal") {
    if (!isOneSector) return "off";
    throw new QepError(
      "unsupported",
      "a thermal state of one symmetry sector is not available: leave out the sector, or ask for the ground state",
    );
  }
  return (imperfections?.preparation ?? 0) > 0 && !isOneSector ? "off" : symmetries;
}

/** The symmetries in use. */
export interface ChosenSymmetries {
  /** Absent where no symmetry is used. */
  readonly tapering?: Tapering;
  /** The first so many generators span the sectors that the ground state is looked for in. */
  readonly searched: number;
  /** Bit g is set where generator g has eigenvalue −1; of the sector asked for, else 0. */
  readonly sector: number;
}

/** Smaller spaces gain nothing: the cost of a step is then not that of its arithmetic. */
const LEAST_QUBITS = 6;

/** At most 2^10 sectors are searched; with more the search costs more than the qubits it saves. */
const MOST_SEARCHED = 10;

/**
 * Chooses the symmetries of everything the experiment can switch on: H0 and all C, A, B.
 *
 * "auto" keeps at least {@link LEAST_QUBITS} qubits. It takes first one string of each anticommuting pair, of which one
 * sector stands for both, then central strings, at most {@link MOST_SEARCHED}.
 *
 * In a truncated basis none are used: its states are not those of sectors.
 *
 * @throws QepError invalid-argument where a sector has not one sign ±1 for each generator; the message lists them
 */
export function chooseSymmetries(system: System, option: SymmetryOption = "auto"): ChosenSymmetries {
  if (option === "off" || (system.space && option === "auto")) return { searched: 0, sector: 0 };
  if (system.space) {
    throw new QepError(
      "unsupported",
      "symmetry sectors cannot be chosen in a truncated basis; use symmetries: auto or off",
    );
  }
  const all = pauliSymmetries(system.operators, system.qubits);
  const { paired } = all;
  const reversal = option === "auto" ? timeReversal(stringsOf(system.operators), system.qubits) : null;
  const central = reversal ? reversedAlike(all.central, reversal) : all.central;
  const make = (searched: number, doubled: number) =>
    new Tapering(
      [...central.slice(0, searched), ...paired.slice(0, doubled)],
      system.qubits,
      system.operators,
    );
  if (option !== "auto") {
    const generators = [...central, ...paired];
    const sector = indexOf(option.sector, generators.map(String));
    if (generators.length === 0) return { searched: 0, sector };
    return { tapering: make(central.length, paired.length), searched: 0, sector };
  }
  const room = Math.max(0, system.qubits - LEAST_QUBITS);
  const doubled = Math.min(paired.length, room);
  const searched = Math.min(central.length, room - doubled, MOST_SEARCHED);
  if (searched + doubled === 0) return { searched: 0, sector: 0 };
  return { tapering: make(searched, doubled), searched, sector: 0 };
}

/**
 * Generators of the strings that commute with time reversal P·K: one that changes sign leads from a sector to its mirror
 * image, so that the sector has no time reversal and a problem with a real basis would become complex.
 */
function reversedAlike(generators: readonly PauliString[], reversal: PauliString): PauliString[] {
  const changesSign = (string: PauliString) => (string.yCount % 2 === 1) === string.commutesWith(reversal);
  const first = generators.find(changesSign);
  if (!first) return [...generators];
  return generators
    .filter((generator) => generator !== first)
    .map((generator) => (changesSign(generator) ? generator.times(first).string : generator));
}

/** Signs of the generators in a sector, for instance "+-+"; null where there are none. */
export function sectorText({ tapering }: ChosenSymmetries, sector: number): string | null {
  if (!tapering) return null;
  return tapering.generators.map((_, g) => ((sector >>> g) & 1 ? "-" : "+")).join("");
}

function indexOf(signs: readonly number[], generators: readonly string[]): number {
  if (signs.length === generators.length && signs.every((sign) => Math.abs(sign) === 1)) {
    return signs.reduce((index, sign, g) => (sign < 0 ? index | (1 << g) : index), 0);
  }
  const known = generators.length === 0 ? "it has none" : `they are ${generators.join("; ")}`;
  throw new QepError(
    "invalid-argument",
    `symmetries: a sector needs +1 or -1 for each of the ${generators.length} Pauli symmetries of this system ` +
      `(${known}); given was [${signs.join(", ")}]`,
    { sector: [...signs], generators: [...generators] },
  );
}
