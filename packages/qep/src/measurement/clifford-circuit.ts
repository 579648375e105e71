import { PauliString } from "../operators/pauli-string.ts";
import type { SignedString } from "../operators/signed-string.ts";

/** One Clifford gate; S = diag(1, i), S† its inverse, CX has its control first. */
export type CliffordGate =
  | { readonly gate: "H" | "S" | "S†"; readonly qubit: number }
  | { readonly gate: "CX" | "CZ"; readonly qubits: readonly [number, number] };

/** Gates in the order in which they act. */
export type CliffordCircuit = readonly CliffordGate[];

/** U†, the circuit that undoes this one. */
export function inverseOf(circuit: CliffordCircuit): CliffordCircuit {
  return circuit.toReversed().map((gate) => {
    if (gate.gate === "S") return { ...gate, gate: "S†" };
    return gate.gate === "S†" ? { ...gate, gate: "S" } : gate;
  });
}

/**
 * U P U†: what a Pauli string becomes when the circuit U acts on the state.
 *
 * @see Aaronson & Gottesman, Phys. Rev. A 70, 052328 (2004), table I
 *
 * @example
 * conjugate([{ gate: "H", qubit: 0 }], { string: PauliString.single("Y", 0), sign: 1 }); // −Y0
 */
export function conjugate(circuit: CliffordCircuit, signed: SignedString): SignedString {
  return circuit.reduce(conjugateByGate, signed);
}

type OneQubitGate = Extract<CliffordGate, { qubit: number }>;
type TwoQubitGate = Exclude<CliffordGate, OneQubitGate>;

function conjugateByGate(signed: SignedString, gate: CliffordGate): SignedString {
  return "qubit" in gate ? conjugateByOne(signed, gate) : conjugateByTwo(signed, gate);
}

function conjugateByOne({ string, sign }: SignedString, { gate, qubit }: OneQubitGate): SignedString {
  const { x, z } = string;
  const bit = 1n << BigInt(qubit);
  const [flips, signs] = [(x & bit) !== 0n, (z & bit) !== 0n];
  if (gate === "H") {
    const exchanged = flips === signs ? string : new PauliString(x ^ bit, z ^ bit);
    return { string: exchanged, sign: negatedWhere(flips && signs, sign) };
  }
  if (!flips) return { string, sign };
  // S: X → Y → −X; S†: X → −Y, Y → X.
  return { string: new PauliString(x, z ^ bit), sign: negatedWhere(signs === (gate === "S"), sign) };
}

function conjugateByTwo({ string, sign }: SignedString, { gate, qubits }: TwoQubitGate): SignedString {
  const { x, z } = string;
  const [first, second] = qubits.map((qubit) => 1n << BigInt(qubit)) as [bigint, bigint];
  const has = (bits: bigint, bit: bigint) => (bits & bit) !== 0n;
  if (gate === "CX") {
    const [spreadsX, spreadsZ] = [has(x, first), has(z, second)];
    const image = new PauliString(spreadsX ? x ^ second : x, spreadsZ ? z ^ first : z);
    const isNegated = spreadsX && spreadsZ && has(x, second) === has(z, first);
    return { string: image, sign: negatedWhere(isNegated, sign) };
  }
  const [flipsFirst, flipsSecond] = [has(x, first), has(x, second)];
  const image = new PauliString(x, z ^ (flipsFirst ? second : 0n) ^ (flipsSecond ? first : 0n));
  const isNegated = flipsFirst && flipsSecond && has(z, first) !== has(z, second);
  return { string: image, sign: negatedWhere(isNegated, sign) };
}

function negatedWhere(isNegated: boolean, sign: 1 | -1): 1 | -1 {
  return isNegated ? (-sign as 1 | -1) : sign;
}
