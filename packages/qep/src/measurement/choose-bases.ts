import { QepError } from "../base/errors.ts";
import type { PauliString } from "../operators/pauli-string.ts";
import { leastVariance, stringPairs } from "./allocation.ts";
import type { Basis, BasisSupport } from "./basis.ts";
import { type BasisReading, readBasis } from "./basis-reading.ts";
import { requireBasis } from "./check-basis.ts";
import { diagonalisingCircuit } from "./diagonalisation.ts";
import { type ObservableStrings, stringWeights } from "./observable-strings.ts";
import { basisCosts, unknownCovariances } from "./string-covariances.ts";
import { type GroupingRule, groupStrings, overlappingGroups, type StringGroup } from "./string-groups.ts";

/** What {@link chooseBases} may use. */
export interface BasisChoice {
  /** Bases that the device can read. */
  readonly support: BasisSupport;
  /**
   * "commuting" takes groups that agree qubit by qubit where circuits promise no smaller variance. Where `support` is a list
   * of bases, these are taken whatever the rule.
   */
  readonly rule: GroupingRule;
  /** How much each observable matters, w_i ≥ 0. */
  readonly weights: Float64Array;
}

/**
 * Bases that together determine every string of some observables, few of them.
 *
 * @returns one reading for each basis; a string may be in several
 * @throws QepError unsupported where the device cannot read a string, naming it and its observable, or where it has no Clifford
 * circuits and the rule needs them
 */
export function chooseBases(observables: ObservableStrings, choice: BasisChoice): BasisReading[] {
  const { strings, qubits } = observables;
  const { support, rule } = choice;
  if (typeof support !== "string") return coveringBases(observables, support);
  if (rule === "commuting" && support !== "clifford") {
    throw new QepError(
      "unsupported",
      "groups of commuting strings are read after a Clifford circuit, which this device does not have: " +
        'it reads every qubit in X, Y or Z. Use grouping "qubit-wise".',
      { support, rule },
    );
  }
  if (strings.length === 0)
    return [readBasis({ kind: "pauli", letters: "Z".repeat(qubits) }, strings, qubits)];
  const candidates = divisions(observables, choice).map((groups) =>
    groups.map((group) => readBasis(basisOf(group, strings, qubits), strings, qubits)),
  );
  const variances = candidates.map((readings) => promisedVariance(readings, observables, choice.weights));
  return candidates[variances.indexOf(Math.min(...variances))] as BasisReading[];
}

/** Ways to group the strings; groups that need no circuits come first and are taken where others promise no more. */
function divisions(observables: ObservableStrings, { rule, weights }: BasisChoice): StringGroup[][] {
  const { strings } = observables;
  const own = stringWeights(observables, weights);
  const byQubit = groupStrings(strings, own, "qubit-wise");
  const plain = overlappingGroups(byQubit, strings, own, "qubit-wise");
  if (rule === "qubit-wise") return [plain];
  const commuting = groupStrings(strings, own, rule);
  return [plain, ...[byQubit, commuting].map((groups) => overlappingGroups(groups, strings, own, rule))];
}

/** The least variance that shots in these bases can reach where strings are uncorrelated, of variance 1. */
function promisedVariance(
  readings: readonly BasisReading[],
  observables: ObservableStrings,
  weights: Float64Array,
): number {
  const pairs = stringPairs(observables, weights);
  return leastVariance({
    readings,
    costs: basisCosts(readings, pairs, unknownCovariances(pairs)),
    strings: observables.strings.length,
    taken: new Uint32Array(readings.length),
  });
}

function basisOf({ members, letters }: StringGroup, strings: readonly PauliString[], qubits: number): Basis {
  if (letters) {
    const letterAt = (site: number) => (letters.letterAt(site) === "I" ? "Z" : letters.letterAt(site));
    return { kind: "pauli", letters: Array.from({ length: qubits }, (_, site) => letterAt(site)).join("") };
  }
  const own = members.map((member) => strings[member] as PauliString);
  return { kind: "clifford", circuit: diagonalisingCircuit(own, qubits) };
}

/** Of listed bases those that are needed: each time the one that determines most of the strings not yet read. */
function coveringBases(observables: ObservableStrings, listed: readonly string[]): BasisReading[] {
  const { strings, qubits } = observables;
  const readings = listed.map((letters) => {
    const basis: Basis = { kind: "pauli", letters };
    requireBasis(basis, qubits, "pauli", "bases that the device lists");
    return readBasis(basis, strings, qubits);
  });
  if (strings.length === 0) return readings.slice(0, 1);
  const missing = new Set(strings.keys());
  const chosen: BasisReading[] = [];
  while (missing.size > 0) {
    const gains = readings.map((reading) => reading.strings.filter((string) => missing.has(string)).length);
    const best = gains.indexOf(Math.max(0, ...gains));
    if (best < 0 || gains[best] === 0) throw unreadable(observables, [...missing][0] as number, listed);
    const reading = readings[best] as BasisReading;
    for (const string of reading.strings) missing.delete(string);
    chosen.push(reading);
  }
  return chosen;
}

function unreadable({ strings, observables }: ObservableStrings, missing: number, listed: readonly string[]) {
  const owner = observables.find(({ columns }) => columns.includes(missing))?.name;
  const shown = listed.slice(0, 4).join(", ") + (listed.length > 4 ? ", …" : "");
  return new QepError(
    "unsupported",
    `observable ${owner}: no basis that this device can read (${shown}) determines ${strings[missing]}. ` +
      "Leave the observable out, or use a device that reads in other bases.",
    { observable: owner, string: String(strings[missing]), bases: listed },
  );
}
