import { QepError } from "../base/errors.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { type PauliLetter, PauliString } from "../operators/pauli-string.ts";
import type { Bond, Lattice, Position } from "./lattice.ts";
import type { Model, NamedOperator } from "./model.ts";

/** Options of {@link kitaevHoneycomb}. */
export interface HoneycombOptions {
  /** Sites along x, even. */
  readonly columns: number;
  /** Sites along y, even. */
  readonly rows: number;
  /** Adds an input h that couples to Σ_j (X_j + Y_j + Z_j). Default false. */
  readonly field?: boolean;
}

/**
 * Kitaev's honeycomb model on a periodic brick lattice, H = Jx Σ XX + Jy Σ YY + Jz Σ ZZ [+ h Σ (X + Y + Z)].
 *
 * Site (jx, jy) has index jx + columns·jy. Where jx + jy is even, an XX bond leads to (jx+1, jy) and a ZZ bond to
 * (jx, jy−1); where it is odd, a YY bond leads to (jx+1, jy). Inputs in the order Jx, Jy, Jz[, h]. The observable
 * `flux` is the plaquette X(1,0) Y(1,1) Z(2,1) X(3,1) Y(3,0) Z(2,0), with value 1 in the flux-free ground state.
 *
 * @throws QepError invalid-argument for odd or too small lattices
 * @see Kitaev, Annals of Physics 321, 2 (2006); Wanjura & Marquardt, "Kitaev honeycomb model"
 */
export function kitaevHoneycomb({ columns, rows, field = false }: HoneycombOptions): Model {
  for (const [name, value, least] of [
    ["columns", columns, 4],
    ["rows", rows, 2],
  ] as const) {
    if (!Number.isInteger(value) || value < least || value % 2 !== 0) {
      throw new QepError(
        "invalid-argument",
        `kitaev-honeycomb: ${name} must be an even integer of at least ${least}, it is ${value}`,
        { columns, rows },
      );
    }
  }
  const lattice = new BrickLattice(columns, rows);
  const inputs: NamedOperator[] = BRICK_BONDS.map((pattern) => ({
    name: pattern.coupling,
    operator: lattice.bondSum(pattern),
  }));
  if (field) inputs.push({ name: "h", operator: lattice.uniformField() });
  return {
    name: "kitaev-honeycomb",
    qubits: columns * rows,
    inputs,
    observables: [{ name: "flux", operator: lattice.plaquette() }],
    lattice: lattice.drawn(),
  };
}

/** Bonds of one kind: from each site of one parity of jx + jy to its neighbour at (dx, dy). */
interface BrickBond {
  readonly coupling: string;
  readonly letter: PauliLetter;
  readonly parity: 0 | 1;
  readonly step: Position;
}

const BRICK_BONDS: readonly BrickBond[] = [
  { coupling: "Jx", letter: "X", parity: 0, step: [1, 0] },
  { coupling: "Jy", letter: "Y", parity: 1, step: [1, 0] },
  { coupling: "Jz", letter: "Z", parity: 0, step: [0, -1] },
];

class BrickLattice {
  readonly columns: number;
  readonly rows: number;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Index of site (jx, jy), periodic in both directions. */
  site(jx: number, jy: number): number {
    const wrap = (value: number, period: number) => ((value % period) + period) % period;
    return wrap(jx, this.columns) + this.columns * wrap(jy, this.rows);
  }

  /** Σ of `letter letter` over the bonds of one kind. */
  bondSum(pattern: BrickBond): OperatorSum {
    const { letter } = pattern;
    return OperatorSum.sum(
      this.bonds(pattern).map(({ sites: [a, b] }) =>
        product([
          [letter, a],
          [letter, b],
        ]),
      ),
    );
  }

  /** The brick wall with its bonds. */
  drawn(): Lattice {
    return { positions: this.sites(), bonds: BRICK_BONDS.flatMap((pattern) => this.bonds(pattern)) };
  }

  private bonds({ coupling, parity, step: [dx, dy] }: BrickBond): Bond[] {
    return this.sites()
      .filter(([jx, jy]) => (jx + jy) % 2 === parity)
      .map(([jx, jy]): Bond => {
        const sites = [this.site(jx, jy), this.site(jx + dx, jy + dy)] as const;
        const isInside = jx + dx < this.columns && jy + dy >= 0;
        return isInside ? { sites, kind: coupling } : { sites, kind: coupling, leaves: [dx, dy] };
      });
  }

  uniformField(): OperatorSum {
    const letters: PauliLetter[] = ["X", "Y", "Z"];
    return OperatorSum.sum(
      this.sites().flatMap(([jx, jy]) =>
        letters.map((letter) => OperatorSum.pauli(letter, this.site(jx, jy))),
      ),
    );
  }

  plaquette(): OperatorSum {
    return product([
      ["X", this.site(1, 0)],
      ["Y", this.site(1, 1)],
      ["Z", this.site(2, 1)],
      ["X", this.site(3, 1)],
      ["Y", this.site(3, 0)],
      ["Z", this.site(2, 0)],
    ]);
  }

  private sites(): [jx: number, jy: number][] {
    return Array.from({ length: this.rows }, (_, jy) => jy).flatMap((jy) =>
      Array.from({ length: this.columns }, (_, jx): [number, number] => [jx, jy]),
    );
  }
}

function product(factors: readonly (readonly [PauliLetter, number])[]): OperatorSum {
  return factors
    .map(([letter, site]) => OperatorSum.of(PauliString.single(letter, site)))
    .reduce((left, right) => left.times(right));
}
