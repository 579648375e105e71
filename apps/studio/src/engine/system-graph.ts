import type { Experiment, NamedOperator, OperatorSum, Position } from "qep";
import { bondPaths } from "qep/figures";

/** A system as a drawing: qubits in the plane, and what acts on them or joins them. Plain data. */
export interface SystemGraph {
  /** Where each qubit is drawn; y points up. */
  readonly positions: readonly Position[];
  /** Qubits of the sensor. */
  readonly sensor: readonly number[];
  /** Lines of the lattice that have a shape of their own: bent, or leaving a periodic lattice. */
  readonly shapes: readonly BondShape[];
  /** Everything that acts on the same qubits, gathered. */
  readonly terms: readonly GraphTerm[];
  /** Pauli strings that were left out of the drawing, beyond {@link MOST_TERMS}. */
  readonly hidden: number;
}

/** How the bond between two qubits is drawn; each curve from start to end, three points are a parabola. */
export interface BondShape {
  readonly qubits: readonly number[];
  readonly curves: readonly (readonly Position[])[];
}

/** What acts on one set of qubits. */
export interface GraphTerm {
  /** Ascending. */
  readonly qubits: readonly number[];
  readonly parts: readonly TermPart[];
}

/** Who multiplies a Pauli string in H, from what is fixed to what is only read. */
export type TermRole = "fixed" | "input" | "parameter" | "output";

/** One Pauli string, and whose it is. */
export interface TermPart {
  readonly role: TermRole;
  /** Name of the input, parameter or output; empty for H0. */
  readonly name: string;
  /** The string with its coefficient, as operator text. */
  readonly text: string;
}

/** Pauli strings beyond which a drawing shows no more. */
const MOST_TERMS = 600;
/** Room between the lattice and its sensor, in lengths of its shortest bond. */
const SENSOR_GAP = 1.4;

/** Everything a drawing of the system shows. */
export function systemGraph({ system, model, sensor }: Experiment): SystemGraph {
  const strings = [
    ...stringsOf("fixed", "", system.fixed),
    ...named("input", system.inputs),
    ...named("parameter", system.parameters),
    ...named("output", system.outputs),
  ];
  const shown = strings.slice(0, MOST_TERMS);
  const terms = new Map<string, { qubits: readonly number[]; parts: TermPart[] }>();
  for (const { qubits, part } of shown) {
    const term = terms.get(qubits.join(" ")) ?? { qubits, parts: [] };
    term.parts.push(part);
    terms.set(qubits.join(" "), term);
  }
  const lattice = model?.lattice;
  return {
    positions: lattice ? withSensor(lattice.positions, sensor?.sites.length ?? 0) : circle(system.qubits),
    sensor: sensor?.sites ?? [],
    shapes: lattice ? shapesOf(lattice) : [],
    terms: [...terms.values()],
    hidden: strings.length - shown.length,
  };
}

function named(role: TermRole, operators: readonly NamedOperator[]) {
  return operators.flatMap(({ name, operator }) => stringsOf(role, name, operator));
}

function stringsOf(role: TermRole, name: string, operator: OperatorSum) {
  return operator.terms
    .filter(({ string }) => !string.isIdentity)
    .map(({ string, coefficient: { re } }) => {
      const factor = re === 1 ? "" : re === -1 ? "−" : `${Number(re.toPrecision(3))} `.replace("-", "−");
      const part: TermPart = { role, name, text: `${factor}${string}` };
      return { qubits: string.support, part };
    });
}

/** Curves of the bonds that are not straight lines between their qubits. */
function shapesOf(lattice: Parameters<typeof bondPaths>[0]): BondShape[] {
  return bondPaths(lattice).flatMap(({ bond, curves }) =>
    curves.length === 1 && curves[0]?.length === 2 ? [] : [{ qubits: bond.sites.toSorted(), curves }],
  );
}

/** The sensor beside the lattice, in a column. */
function withSensor(positions: readonly Position[], count: number): Position[] {
  if (count === 0) return [...positions];
  const x = positions.map((place) => place[0]);
  const y = positions.map((place) => place[1]);
  const gap = SENSOR_GAP * shortestDistance(positions);
  const middle = (Math.min(...y) + Math.max(...y)) / 2;
  const sensor = Array.from(
    { length: count },
    (_, index): Position => [Math.max(...x) + gap, middle + (index - (count - 1) / 2) * -gap],
  );
  return [...positions, ...sensor];
}

function shortestDistance(positions: readonly Position[]): number {
  const distances = positions.flatMap(([ax, ay], i) =>
    positions.slice(i + 1).map(([bx, by]) => Math.hypot(ax - bx, ay - by)),
  );
  return distances.length === 0 ? 1 : Math.min(...distances);
}

/** Qubits without places of their own, on a circle from the top clockwise. */
function circle(qubits: number): Position[] {
  return Array.from({ length: qubits }, (_, qubit): Position => {
    const angle = Math.PI / 2 - (2 * Math.PI * qubit) / qubits;
    return qubits === 1 ? [0, 0] : [Math.cos(angle), Math.sin(angle)];
  });
}
