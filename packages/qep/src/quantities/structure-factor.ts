import { QepError } from "../base/errors.ts";
import type { Lattice, Position } from "../models/lattice.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import type { PauliLetter } from "../operators/pauli-string.ts";
import type { Quantity } from "./quantity.ts";

/** A wave vector in radians over the unit of length of the lattice. */
export type Momentum = readonly [x: number, y: number];

/**
 * The static structure factor at some wave vectors,
 *
 *     S(q) = (1/N) Σ_{j,l} cos(q·(r_j − r_l)) ⟨P_j P_l⟩,
 *
 * connected with ⟨P_j P_l⟩ − ⟨P_j⟩⟨P_l⟩. Over the N wave vectors of a periodic lattice of one site a cell its mean is 1.
 *
 * @param positions r_j, length N
 */
export function structureFactor(
  name: string,
  letter: PauliLetter,
  positions: readonly Position[],
  momenta: readonly Momentum[],
  isConnected: boolean,
): Quantity {
  const operators = momenta.map((q) => structureOperator(letter, positions, q));
  const singles = isConnected ? positions.map((_, site) => OperatorSum.pauli(letter, site)) : [];
  return {
    name,
    labels:
      momenta.length === 1 ? [name] : momenta.map((q) => `structure-factor(${letter}, q=${momentumText(q)})`),
    request: { operators: [...operators, ...singles], properties: [] },
    evaluate: ({ means }) =>
      Float64Array.from(momenta, (q, k) => {
        const whole = means[k] as number;
        return isConnected ? whole - disconnected(positions, q, means.subarray(momenta.length)) : whole;
      }),
  };
}

function structureOperator(letter: PauliLetter, positions: readonly Position[], q: Momentum): OperatorSum {
  const sites = positions.length;
  const pairs = positions.flatMap((here, j) =>
    positions.slice(j + 1).map((there, offset) => {
      const weight = (2 / sites) * Math.cos(phase(q, here) - phase(q, there));
      return OperatorSum.pauli(letter, j)
        .times(OperatorSum.pauli(letter, j + 1 + offset))
        .scale(weight);
    }),
  );
  return OperatorSum.sum([OperatorSum.identity, ...pairs]);
}

/** |Σ_j e^{iq·r_j}⟨P_j⟩|²/N. */
function disconnected(positions: readonly Position[], q: Momentum, means: Float64Array): number {
  let [re, im] = [0, 0];
  for (const [site, position] of positions.entries()) {
    const mean = means[site] as number;
    re += mean * Math.cos(phase(q, position));
    im += mean * Math.sin(phase(q, position));
  }
  return (re * re + im * im) / positions.length;
}

function phase([qx, qy]: Momentum, [x, y]: Position): number {
  return qx * x + qy * y;
}

/**
 * The wave vectors of a lattice of cells, q = (m/columns) b₁ + (n/rows) b₂ with a_i·b_j = 2πδ_ij, m outer.
 *
 * They are those of the periodic lattice, also where the boundary is open.
 *
 * @throws QepError unsupported where the lattice is not made of cells
 */
export function brillouinZone({ cells }: Lattice): Momentum[] {
  if (!cells) {
    throw new QepError(
      "unsupported",
      "structure-factor: this system has no lattice of cells, and so no Brillouin zone; say where to look: q=pi",
    );
  }
  const [[ax, ay], [bx, by]] = cells.vectors;
  const unit = (2 * Math.PI) / (ax * by - ay * bx);
  const [columns, rows] = cells.counts;
  return Array.from({ length: columns * rows }, (_, k): Momentum => {
    const [m, n] = [Math.floor(k / rows) / columns, (k % rows) / rows];
    return [unit * (m * by - n * ay), unit * (n * ax - m * bx)];
  });
}

/** In multiples of π: `0.5pi`, or `(0.5pi, 0)` in the plane. */
export function momentumText([x, y]: Momentum): string {
  const text = (value: number) => {
    const multiple = Number((value / Math.PI).toPrecision(6));
    return Math.abs(multiple) < 1e-12 ? "0" : `${multiple}pi`;
  };
  return Math.abs(y) < 1e-12 ? text(x) : `(${text(x)}, ${text(y)})`;
}
