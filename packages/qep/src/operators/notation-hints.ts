const CHARACTERS: readonly (readonly [RegExp, string])[] = [
  [/\//, "there is no division: write 0.5 X0 for X0/2"],
  [/[\^²³]/, "there are no powers: write a factor as often as it stands there"],
  [/[@·⋅×⊗]/, "factors are joined by * or a blank: X0 Z1"],
  [/[σ†{}\\$]/u, "matrices are X3, Y3, Z3, Sp3, Sm3, with an index X[j+1]"],
];

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^[xyz]$/, "the letters of Pauli matrices are capitals: X0 Z1"],
  [/^[IXYZ]{2,}$/, "every letter takes its site: X0 Z1; labels of Qiskit are read with format: qiskit"],
  [/^([XYZn])_$/, "the site follows the letter at once: X3, X[j+1]"],
  [/^[XYZn][a-z]$/, "an index stands in brackets: X[j]"],
  [/^(pi|e|sqrt|sin|cos|exp)$/, "numbers have no names here: write 1.5708 for pi/2"],
  [/^(a|c|cdag|adag)$/, "operators of fermions are read with format: openfermion"],
  [/^sigma/i, "Pauli matrices are X3, Y3, Z3"],
];

/** How qep writes what another notation writes with this character: "; …", or nothing where that is not known. */
export function characterHint(character: string): string {
  return hintFor(character, CHARACTERS);
}

/** How qep writes what another notation calls so: "; …", or nothing where that is not known. */
export function nameHint(name: string): string {
  return hintFor(name, NAMES);
}

function hintFor(given: string, hints: readonly (readonly [RegExp, string])[]): string {
  const hint = hints.find(([pattern]) => pattern.test(given));
  return hint ? `; ${hint[1]}` : "";
}
