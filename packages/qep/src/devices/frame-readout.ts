import type { Basis } from "../measurement/basis.ts";
import { measuredStrings } from "../measurement/measured-strings.ts";
import type { PauliFrame } from "../operators/pauli-frame.ts";
import { PauliString } from "../operators/pauli-string.ts";
import { productOf, type SignedString } from "../operators/signed-string.ts";
import { nullSpace } from "../operators/symplectic.ts";

/** A turn (R + Z_p)/√2 of the state, which exchanges R and Z_p; it flips qubit p. */
export interface ReadoutTurn {
  readonly string: PauliString;
  readonly pivot: number;
}

/** What decides one bit of an outcome: the parity of some bits of the turned state, of a sector and of coins, and a sign. */
export interface OutcomeBit {
  /** Qubits of the turned state. */
  readonly state: bigint;
  /** Generators whose eigenvalue −1 flips the bit. */
  readonly generators: bigint;
  /** Coins, numbered from 0. */
  readonly coins: bigint;
  readonly isFlipped: boolean;
}

/**
 * How a basis of the original qubits is read in a frame, on the qubits that tapering leaves.
 *
 * Of the products of the N measured strings, those that commute with all generators have an image in the frame; these
 * images are a complete set of commuting strings there. Turns make all of them diagonal. A product that anticommutes with a
 * generator has the mean 0, so the bits that only such products know are fair coins.
 */
export interface FrameReadout {
  /** To be done in any order: they commute. */
  readonly turns: readonly ReadoutTurn[];
  /** One for each measured qubit. */
  readonly bits: readonly OutcomeBit[];
  /** Number of fair coins. */
  readonly coins: number;
}

/** A product of measured strings, and what it is in the frame. */
interface Row extends SignedString {
  /** Bit j is set where measured string j is a factor. */
  readonly measured: bigint;
  readonly generators: bigint;
}

/**
 * @param qubits N, before tapering
 * @param generators of the tapering, none without
 */
export function frameReadout(
  basis: Basis,
  qubits: number,
  frame: PauliFrame,
  generators: readonly PauliString[],
): FrameReadout {
  const strings = measuredStrings(basis, qubits);
  const rows = rowsInFrame(strings, frame, generators);
  const diagonal = rows.slice();
  const turned = eliminate(diagonal, ({ string }) => string.x, combined);
  const turns = turned.map(({ row, pivot }) => ({ string: row.string, pivot }));
  const equations = [
    ...turned.map(({ row, pivot }) => equationOf(row, 1n << BigInt(pivot))),
    ...diagonal.map((row) => equationOf(row, row.string.z)),
  ];
  const solved = eliminate(equations, ({ measured }) => measured, added);
  return { turns, ...outcomeBits(solved, qubits) };
}

/** Independent products of measured strings that commute with all generators, as they are in the frame. */
function rowsInFrame(
  strings: readonly SignedString[],
  frame: PauliFrame,
  generators: readonly PauliString[],
): Row[] {
  const clashes = generators.map((generator) =>
    strings.reduce(
      (bits, { string }, j) => (string.commutesWith(generator) ? bits : bits | (1n << BigInt(j))),
      0n,
    ),
  );
  return nullSpace(clashes, strings.length).map((measured) => {
    const product = strings
      .filter((_, j) => (measured >> BigInt(j)) & 1n)
      .reduce(productOf, { string: PauliString.identity, sign: 1 });
    const image = frame.image(product.string);
    if (!image) throw new Error(`${product.string} commutes with all generators but has no image`);
    return { ...image, sign: (image.sign * product.sign) as 1 | -1, measured };
  });
}

function combined(row: Row, other: Row): Row {
  return {
    ...productOf(row, other),
    measured: row.measured ^ other.measured,
    generators: row.generators ^ other.generators,
  };
}

/** The parity of the measured bits in `measured` is that of an {@link OutcomeBit} without coins. */
interface Equation extends Omit<OutcomeBit, "coins"> {
  readonly measured: bigint;
}

function equationOf({ measured, generators, sign }: Row, state: bigint): Equation {
  return { measured, generators, state, isFlipped: sign < 0 };
}

function added(first: Equation, second: Equation): Equation {
  return {
    measured: first.measured ^ second.measured,
    state: first.state ^ second.state,
    generators: first.generators ^ second.generators,
    isFlipped: first.isFlipped !== second.isFlipped,
  };
}

/** The bits without an equation of their own are coins, and the others follow from them. */
function outcomeBits(
  solved: readonly Pivoted<Equation>[],
  qubits: number,
): Pick<FrameReadout, "bits" | "coins"> {
  const owners = new Map(solved.map(({ row, pivot }) => [pivot, row]));
  const free = Array.from({ length: qubits }, (_, j) => j).filter((j) => !owners.has(j));
  const coinsIn = (measured: bigint) =>
    free.reduce((bits, j, coin) => ((measured >> BigInt(j)) & 1n ? bits | (1n << BigInt(coin)) : bits), 0n);
  const bits = Array.from({ length: qubits }, (_, j): OutcomeBit => {
    const owner = owners.get(j);
    if (!owner) return { state: 0n, generators: 0n, coins: coinsIn(1n << BigInt(j)), isFlipped: false };
    const { state, generators, isFlipped, measured } = owner;
    return { state, generators, isFlipped, coins: coinsIn(measured) };
  });
  return { bits, coins: free.length };
}

interface Pivoted<Item> {
  readonly row: Item;
  readonly pivot: number;
}

/**
 * Gauss–Jordan elimination over GF(2): takes those with a pivot out of `rest`, and clears the bits of every pivot in all
 * others, those that stay included.
 */
function eliminate<Item>(
  rest: Item[],
  bitsOf: (row: Item) => bigint,
  combine: (row: Item, other: Item) => Item,
): Pivoted<Item>[] {
  const done: { row: Item; pivot: number }[] = [];
  for (;;) {
    const index = rest.findIndex((row) => bitsOf(row) !== 0n);
    if (index < 0) return done;
    const [row] = rest.splice(index, 1) as [Item];
    const bits = bitsOf(row);
    const pivot = (bits & -bits).toString(2).length - 1;
    const has = (other: Item) => ((bitsOf(other) >> BigInt(pivot)) & 1n) !== 0n;
    for (const [k, other] of rest.entries()) if (has(other)) rest[k] = combine(other, row);
    for (const entry of done) if (has(entry.row)) entry.row = combine(entry.row, row);
    done.push({ row, pivot });
  }
}
