import { annihilation, creation, fermionNumber } from "../jordan-wigner.ts";
import { type Complex, OperatorSum } from "../operator-sum.ts";
import { requireCoefficient } from "./coefficient.ts";
import { readPython } from "./python-reader.ts";
import { isList, type PythonValue, plainNumber, requireSite, wrongPart } from "./python-value.ts";

/** QuSpin's flag of spin-½ bases: 1 Pauli matrices with σ± = σx ± iσy, 0 spins S = σ/2, −1 Pauli matrices with σ± = (σx ± iσy)/2. */
export type QuSpinPauli = 1 | 0 | -1;

/** What the letters of a QuSpin list act on; `boson` is `boson_basis_general(sps=2)`, hard-core bosons. */
export interface QuSpinBasis {
  readonly kind?: "spin" | "boson" | "fermion";
  /** Of `kind: "spin"`, the default; default 1 as in QuSpin. */
  readonly pauli?: QuSpinPauli;
}

/** One entry of a static list: `["zz", [[J, 0, 1], …]]`. */
export type QuSpinEntry = readonly [letters: string, couplings: readonly (readonly (number | Complex)[])[]];

type Letters = Readonly<Record<string, (site: number) => OperatorSum>>;

/**
 * Reads a QuSpin static list.
 *
 * Spin up is |0⟩ with Z = +1; a boson or a fermion on site j is |1⟩, fermions by Jordan–Wigner. Factors multiply from
 * left to right.
 *
 * @param list `[["zz", [[J, 0, 1], …]], …]` as data or as Python text
 * @throws QepError invalid-operator that names the entry
 * @see https://quspin.github.io/QuSpin
 */
export function readQuSpin(list: PythonValue, basis: QuSpinBasis = {}, where = "QuSpin list"): OperatorSum {
  const value = typeof list === "string" ? readPython(list, where) : list;
  if (!isList(value)) throw wrongPart(where, 'a list of ["zz", [[J, 0, 1], ...]]', value);
  const letters = lettersOf(basis);
  return OperatorSum.sum(
    value.flatMap((entry, k) => {
      const place = `${where}, entry ${k}`;
      if (!isList(entry) || entry.length !== 2 || typeof entry[0] !== "string" || !isList(entry[1])) {
        throw wrongPart(place, '["zz", [[J, 0, 1], ...]], static parts only', entry);
      }
      const factors = [...entry[0]].map((letter) => {
        const factor = letters[letter];
        if (factor) return factor;
        throw wrongPart(place, `letters of this basis, ${Object.keys(letters).join(" ")}`, entry[0]);
      });
      return entry[1].map((row, r) => productOf(factors, row, `${place}, coupling ${r}`));
    }),
  );
}

/**
 * The operator as a static list of a spin-½ basis, for `hamiltonian(static, [], basis=spin_basis_general(N, pauli=…))`.
 *
 * With `pauli` 0 each coupling is multiplied by 2 for each of its sites, exactly.
 */
export function writeQuSpin(operator: OperatorSum, pauli: QuSpinPauli = 1): QuSpinEntry[] {
  const entries = new Map<string, (number | Complex)[][]>();
  for (const { string, coefficient } of operator.terms) {
    const sites = string.isIdentity ? [0] : string.support;
    const letters = string.isIdentity
      ? "I"
      : sites.map((site) => string.letterAt(site).toLowerCase()).join("");
    const factor = pauli === 0 && !string.isIdentity ? 2 ** sites.length : 1;
    const coupling = plainNumber({ re: factor * coefficient.re, im: factor * coefficient.im });
    entries.set(letters, [...(entries.get(letters) ?? []), [coupling, ...sites]]);
  }
  return [...entries];
}

function productOf(
  factors: readonly ((site: number) => OperatorSum)[],
  row: PythonValue,
  where: string,
): OperatorSum {
  if (!isList(row) || row.length !== factors.length + 1) {
    throw wrongPart(where, `a coupling and ${factors.length} sites`, row);
  }
  const coupling = requireCoefficient(row[0], where);
  return factors
    .reduce(
      (product, factor, k) => product.times(factor(requireSite(row[k + 1], where))),
      OperatorSum.identity,
    )
    .scale(coupling);
}

function lettersOf({ kind = "spin", pauli = 1 }: QuSpinBasis): Letters {
  const identity = () => OperatorSum.identity;
  const half = OperatorSum.identity.scale(0.5);
  const aboveHalf = (site: number) => fermionNumber(site).minus(half);
  if (kind === "fermion") {
    return { I: identity, "+": creation, "-": annihilation, n: fermionNumber, z: aboveHalf };
  }
  if (kind === "boson") {
    return { I: identity, "+": ladder(-1, 0.5), "-": ladder(1, 0.5), n: fermionNumber, z: aboveHalf };
  }
  const size = pauli === 0 ? 0.5 : 1;
  const spin = (letter: "X" | "Y" | "Z") => (site: number) => OperatorSum.pauli(letter, site).scale(size);
  const step = pauli === 1 ? 1 : 0.5;
  return {
    I: identity,
    x: spin("X"),
    y: spin("Y"),
    z: spin("Z"),
    "+": ladder(1, step),
    "-": ladder(-1, step),
  };
}

/** factor (X ± iY): with ½ and +, |0⟩⟨1|. */
function ladder(sign: 1 | -1, factor: number): (site: number) => OperatorSum {
  return (site) =>
    OperatorSum.pauli("X", site)
      .plus(OperatorSum.pauli("Y", site).scale({ re: 0, im: sign }))
      .scale(factor);
}
