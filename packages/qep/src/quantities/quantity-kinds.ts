import type { Lattice } from "../models/lattice.ts";
import type { OperatorSum } from "../operators/operator-sum.ts";
import type { TextConvention } from "../operators/parse-operator.ts";
import { allCorrelators, correlator } from "./correlators.ts";
import { renyiEntropy } from "./entropy.ts";
import { expectation, type Quantity } from "./quantity.ts";
import type { QuantityArguments } from "./quantity-arguments.ts";
import { quantityError } from "./quantity-call.ts";
import { MAX_MATRIX_SITES, type StateProperty } from "./state-request.ts";
import { spinOneStringOrder, stringOrder } from "./string-order.ts";
import { brillouinZone, structureFactor } from "./structure-factor.ts";

/** What quantities are of, and what their arguments may name. */
export interface QuantityScope extends TextConvention {
  readonly qubits: number;
  /** Where the sites are, for structure factors. */
  readonly lattice?: Lattice;
  /** ∂H/∂λ of each knob λ, for fidelity susceptibilities. */
  readonly knobs?: ReadonlyMap<string, OperatorSum>;
  /** Named in errors, default "observables". */
  readonly where?: string;
}

/** How a quantity is made of its arguments. */
export interface QuantityKind {
  /** Keys of its arguments. */
  readonly keys: readonly string[];
  make(name: string, read: QuantityArguments, scope: QuantityScope): Quantity;
}

const pairOf = (word: "correlator" | "connected"): QuantityKind => ({
  keys: [],
  make: (name, read) => {
    const [a, b] = read.pieces(2, 2, `${word}(operator, operator)`);
    return correlator(name, read.operator(a), read.operator(b), word === "connected");
  },
});

/** Whether `of=connected` takes products of means away. */
const isConnected = (read: QuantityArguments) => read.choice("of", ["products", "connected"]) === "connected";

/** The quantities by name. */
export const QUANTITY_KINDS: ReadonlyMap<string, QuantityKind> = new Map<string, QuantityKind>([
  ["correlator", pairOf("correlator")],
  ["connected", pairOf("connected")],
  ["correlators", { keys: ["of"], make: pairs }],
  ["structure-factor", { keys: ["q", "of"], make: structure }],
  ["string-order", { keys: ["every", "spin"], make: stringOrderOf }],
  ["entropy", { keys: ["renyi", "base"], make: entropy }],
  ["entanglement-spectrum", { keys: ["count"], make: spectrum }],
  ["density-matrix", { keys: [], make: densityMatrix }],
  ["energy-variance", { keys: [], make: energyVariance }],
  ["fisher-information", { keys: [], make: fisherInformation }],
  ["fidelity-susceptibility", { keys: [], make: susceptibility }],
]);

function pairs(name: string, read: QuantityArguments, { qubits }: QuantityScope): Quantity {
  const pieces = read.pieces(1, 2, "correlators(letter[, letter])");
  const [first, second = first] = pieces.map((piece) => read.letter(piece));
  return allCorrelators(name, [first, second] as const, qubits, isConnected(read));
}

function structure(name: string, read: QuantityArguments, { lattice }: QuantityScope): Quantity {
  const letter = read.letter(read.only("structure-factor(letter[, q=...])"));
  if (!lattice) {
    throw quantityError(read.source, read.call.name, "structure-factor: it is not known where the sites are");
  }
  const q = read.momentum();
  const momenta = q ? [q] : brillouinZone(lattice);
  return structureFactor(name, letter, lattice.positions, momenta, isConnected(read));
}

function stringOrderOf(name: string, read: QuantityArguments): Quantity {
  const isSpinOne = read.number("spin", 0.5, (s) => s === 0.5 || s === 1, "0.5 or 1") === 1;
  const every = read.number("every", 1, (n) => Number.isInteger(n) && n > 0, "a whole number above 0");
  if (isSpinOne) {
    const [letter, range] = read.pieces(2, 2, "string-order(letter, i..j, spin=1)");
    const [from, to] = read.range(range);
    read.site({ ...range, text: String(2 * to + 1) });
    return expectation(name, spinOneStringOrder(read.letter(letter), from, to));
  }
  const [end, inner, range] = read.pieces(
    3,
    3,
    "string-order(end, inner, i..j), such as string-order(Z, X, 0..6)",
  );
  const [from, to] = read.range(range);
  read.site({ ...range, text: String(to) });
  return expectation(name, stringOrder(read.letter(end), read.letter(inner), { from, to, every }));
}

function sitesOf(read: QuantityArguments, form: string): number[] {
  return read.sites(read.pieces(1, Number.POSITIVE_INFINITY, form));
}

function entropy(name: string, read: QuantityArguments): Quantity {
  const sites = sitesOf(read, "entropy(0..3), entropy(0, 2, 5)");
  const order = read.number("renyi", 1, (n) => n >= 0, "a number of at least 0, or inf");
  const base = read.number(
    "base",
    Math.E,
    (b) => b > 1 && b < Number.POSITIVE_INFINITY,
    "e or a number above 1",
  );
  return {
    name,
    labels: [name],
    request: { operators: [], properties: [{ kind: "entanglement-spectrum", sites }] },
    evaluate: ({ properties: [weights = []] }) => Float64Array.of(renyiEntropy(weights, order, base)),
  };
}

/** Weights of an entanglement spectrum where nothing is said. */
const DEFAULT_WEIGHTS = 8;

function spectrum(name: string, read: QuantityArguments, { qubits }: QuantityScope): Quantity {
  const sites = sitesOf(read, "entanglement-spectrum(0..3)");
  const asked = read.number(
    "count",
    DEFAULT_WEIGHTS,
    (n) => Number.isInteger(n) && n > 0,
    "a whole number above 0",
  );
  const count = Math.min(asked, 2 ** Math.min(sites.length, qubits));
  return {
    name,
    labels: Array.from({ length: count }, (_, k) => `${name}[${k}]`),
    request: { operators: [], properties: [{ kind: "entanglement-spectrum", sites }] },
    evaluate: ({ properties: [weights = []] }) =>
      Float64Array.from({ length: count }, (_, k) => weights[k] ?? 0),
  };
}

function densityMatrix(name: string, read: QuantityArguments): Quantity {
  const sites = sitesOf(read, "density-matrix(0, 1)");
  if (sites.length > MAX_MATRIX_SITES) {
    throw quantityError(
      read.source,
      read.call.name,
      `a density matrix of ${sites.length} qubits has 4^${sites.length} numbers; at most ${MAX_MATRIX_SITES} qubits are given`,
    );
  }
  const matrixOrder = 2 ** sites.length;
  const places = Array.from(
    { length: matrixOrder ** 2 },
    (_, k) => `[${Math.floor(k / matrixOrder)},${k % matrixOrder}]`,
  );
  return {
    name,
    labels: ["re", "im"].flatMap((part) => places.map((place) => `${part} ${name}${place}`)),
    matrixOrder,
    request: { operators: [], properties: [{ kind: "density-matrix", sites }] },
    evaluate: ({ properties: [matrix = []] }) => Float64Array.from(matrix),
  };
}

/** A quantity that is one number of the state. */
function single(name: string, property: StateProperty): Quantity {
  return {
    name,
    labels: [name],
    request: { operators: [], properties: [property] },
    evaluate: ({ properties: [numbers = []] }) => Float64Array.of(numbers[0] as number),
  };
}

function energyVariance(name: string, read: QuantityArguments): Quantity {
  read.pieces(0, 0, "energy-variance without arguments");
  return single(name, { kind: "energy-variance" });
}

function fisherInformation(name: string, read: QuantityArguments): Quantity {
  const generator = read.operator(read.only("fisher-information(operator)"));
  return single(name, { kind: "fisher-information", generator });
}

function susceptibility(name: string, read: QuantityArguments, { knobs }: QuantityScope): Quantity {
  const piece = read.only("fidelity-susceptibility(knob)");
  const derivative = knobs?.get(piece.text);
  if (derivative) return single(name, { kind: "fidelity-susceptibility", derivative });
  const known = [...(knobs?.keys() ?? [])].join(", ") || "none";
  throw quantityError(read.source, piece, `there is no knob "${piece.text}"; known are ${known}`);
}
