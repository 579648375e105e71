import { QepError } from "../base/errors.ts";
import { type BasisStates, MAX_LISTED_QUBITS, MAX_LISTED_STATES } from "../kernels/basis-states.ts";

/** Values of some qubits that no state of a subspace has all at once. */
export interface ForbiddenValues {
  readonly qubits: readonly number[];
  /** One for each of the qubits. */
  readonly values: readonly (0 | 1)[];
}

/** A sum over qubits that all states of a subspace have in common: Σ_j w_j b_j. */
export interface FixedCharge {
  /** w_j for each qubit from 0 on, 0 for those that follow. */
  readonly weights: readonly number[];
  readonly total: number;
}

/** What defines a {@link Subspace}; plain data. */
export interface SubspaceDefinition {
  readonly qubits: number;
  /** Default none. */
  readonly forbidden?: readonly ForbiddenValues[];
  /** Default none. */
  readonly charges?: readonly FixedCharge[];
}

/** Bits of one word of a basis state. */
const WORD = 32;

/**
 * The span of those basis states of N qubits that break none of the given rules: neighbouring atoms that are not both
 * excited, a number of particles that stays.
 *
 * Operators on it are projected, P A P: a part of A that leads out of the span is left out. Where H conserves the charges
 * and has no terms into forbidden states, nothing is lost.
 *
 * @example
 * new Subspace({ qubits: 3, forbidden: [{ qubits: [0, 1], values: [1, 1] }, { qubits: [1, 2], values: [1, 1] }] }).count; // 5
 */
export class Subspace implements BasisStates {
  readonly definition: SubspaceDefinition;
  private counted: number | undefined;
  private listed: Uint32Array | undefined;

  /** @throws QepError invalid-argument for rules about qubits that are not there, with numbers missing or not whole */
  constructor(definition: SubspaceDefinition) {
    requireRules(definition);
    this.definition = definition;
  }

  get qubits(): number {
    return this.definition.qubits;
  }

  /** @throws QepError invalid-argument where no state is left, out-of-memory where they are more than can be listed */
  get count(): number {
    this.counted ??= countStates(this.definition);
    return this.counted;
  }

  get words(): Uint32Array {
    this.listed ??= listStates(this.definition, this.count);
    return this.listed;
  }

  /** The same rules with more qubits behind those there are, which are free. */
  extendedTo(qubits: number): Subspace {
    return qubits === this.qubits ? this : new Subspace({ ...this.definition, qubits });
  }
}

/** A rule about qubits as bits, to be looked at when the last of them has its value. */
interface BitPattern {
  readonly mask: readonly [low: number, high: number];
  readonly bits: readonly [low: number, high: number];
}

/** The rules by the qubit that decides them, qubits taking their values from the last to the first. */
interface SearchRules {
  readonly qubits: number;
  readonly patterns: readonly (readonly BitPattern[])[];
  readonly charges: readonly ChargeBounds[];
}

/** A charge, with what the qubits below each one can still add to it. */
interface ChargeBounds extends FixedCharge {
  readonly least: readonly number[];
  readonly most: readonly number[];
}

function countStates(definition: SubspaceDefinition): number {
  let count = 0;
  visitStates(definition, () => {
    count++;
    return count <= MAX_LISTED_STATES;
  });
  if (count === 0) {
    throw new QepError("invalid-argument", "the truncated basis is empty: no basis state meets its rules", {
      qubits: definition.qubits,
    });
  }
  if (count <= MAX_LISTED_STATES) return count;
  throw new QepError(
    "out-of-memory",
    `the truncated basis of ${definition.qubits} qubits has more than ${MAX_LISTED_STATES} states, which is all that can be ` +
      "listed. Leave out more states (a larger blockade radius, fewer levels), or use a smaller system.",
    { qubits: definition.qubits },
  );
}

function listStates(definition: SubspaceDefinition, count: number): Uint32Array {
  const words = new Uint32Array(2 * count);
  let position = 0;
  visitStates(definition, (low, high) => {
    words[position] = low;
    words[position + 1] = high;
    position += 2;
    return true;
  });
  return words;
}

/**
 * Visits the states in ascending order of their words.
 *
 * @param visit told the low and the high bits; returns false to end the search
 */
function visitStates(definition: SubspaceDefinition, visit: (low: number, high: number) => boolean): void {
  const rules = searchRules(definition);
  const sums = rules.charges.map(() => 0);
  const descend = (qubit: number, low: number, high: number): boolean => {
    if (qubit < 0) return visit(low >>> 0, high >>> 0);
    for (const value of [0, 1] as const) {
      const nextLow = qubit < WORD ? low | (value << qubit) : low;
      const nextHigh = qubit < WORD ? high : high | (value << (qubit - WORD));
      addCharges(rules, sums, qubit, value);
      const isOpen = isAllowed(rules, sums, qubit, nextLow, nextHigh);
      const goesOn = !isOpen || descend(qubit - 1, nextLow, nextHigh);
      addCharges(rules, sums, qubit, -value);
      if (!goesOn) return false;
    }
    return true;
  };
  descend(rules.qubits - 1, 0, 0);
}

function addCharges({ charges }: SearchRules, sums: number[], qubit: number, value: number): void {
  for (let c = 0; c < charges.length; c++) {
    sums[c] = (sums[c] as number) + value * ((charges[c] as ChargeBounds).weights[qubit] ?? 0);
  }
}

function isAllowed(
  { patterns, charges }: SearchRules,
  sums: readonly number[],
  qubit: number,
  low: number,
  high: number,
): boolean {
  for (const { mask, bits } of patterns[qubit] as readonly BitPattern[]) {
    if ((low & mask[0]) === bits[0] && (high & mask[1]) === bits[1]) return false;
  }
  for (let c = 0; c < charges.length; c++) {
    const { total, least, most } = charges[c] as ChargeBounds;
    const missing = total - (sums[c] as number);
    if (missing < (least[qubit] as number) || missing > (most[qubit] as number)) return false;
  }
  return true;
}

function searchRules({ qubits, forbidden = [], charges = [] }: SubspaceDefinition): SearchRules {
  const patterns = Array.from({ length: qubits }, (): BitPattern[] => []);
  for (const rule of forbidden) patterns[Math.min(...rule.qubits)]?.push(patternOf(rule));
  return {
    qubits,
    patterns,
    charges: charges.map((charge) => {
      const [least, most] = [[0], [0]];
      for (let qubit = 1; qubit < qubits; qubit++) {
        const weight = charge.weights[qubit - 1] ?? 0;
        least.push((least.at(-1) as number) + Math.min(0, weight));
        most.push((most.at(-1) as number) + Math.max(0, weight));
      }
      return { ...charge, least, most };
    }),
  };
}

function patternOf({ qubits, values }: ForbiddenValues): BitPattern {
  const mask: [number, number] = [0, 0];
  const bits: [number, number] = [0, 0];
  for (const [k, qubit] of qubits.entries()) {
    const part = qubit < WORD ? 0 : 1;
    const bit = 1 << (qubit - part * WORD);
    mask[part] |= bit;
    if (values[k] === 1) bits[part] |= bit;
  }
  return { mask, bits };
}

function requireRules({ qubits, forbidden = [], charges = [] }: SubspaceDefinition): void {
  const refuse = (what: string, context: Readonly<Record<string, unknown>>) => {
    throw new QepError("invalid-argument", `truncated basis: ${what}`, context);
  };
  if (!Number.isInteger(qubits) || qubits < 1 || qubits > MAX_LISTED_QUBITS) {
    refuse(`it needs 1 to ${MAX_LISTED_QUBITS} qubits, given ${qubits}; use a smaller system`, { qubits });
  }
  const isQubit = (qubit: number) => Number.isInteger(qubit) && qubit >= 0 && qubit < qubits;
  for (const rule of forbidden) {
    const isComplete = rule.qubits.length > 0 && rule.values.length === rule.qubits.length;
    if (isComplete && rule.qubits.every(isQubit) && new Set(rule.qubits).size === rule.qubits.length)
      continue;
    refuse(
      `forbidden values need different qubits from 0 to ${qubits - 1} and one value for each, given qubits ` +
        `[${rule.qubits.join(", ")}] with values [${rule.values.join(", ")}]`,
      { rule },
    );
  }
  for (const { weights, total } of charges) {
    if (weights.length <= qubits && [...weights, total].every(Number.isSafeInteger)) continue;
    refuse(
      `a charge needs whole numbers, at most one weight for each of ${qubits} qubits, given weights ` +
        `[${weights.join(", ")}] and total ${total}`,
      { weights, total },
    );
  }
}
