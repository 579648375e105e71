import type { Experiment, Lattice, NamedOperator, OperatorSum, Position } from "qep";
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
/** Between the lattice and its sensor, and between two qubits of the sensor, in lengths of the shortest bond. */
const SENSOR_GAP = 1.1;
/** A direction shorter than this is none: the sensor is coupled to all sides. */
const NOWHERE = 1e-6;

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
  const sites = model ? sitesOf(model.lattice) : circle(system.qubits);
  const sensorQubits = sensor?.sites ?? [];
  const coupled = [...terms.values()].flatMap(({ qubits }) =>
    qubits.some((qubit) => sensorQubits.includes(qubit)) ? qubits : [],
  );
  return {
    positions: withSensor(sites, sensorQubits.length, coupled),
    sensor: sensorQubits,
    shapes: model && sites === model.lattice.positions ? shapesOf(model.lattice) : [],
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
function shapesOf(lattice: Lattice): BondShape[] {
  return bondPaths(lattice).flatMap(({ bond, curves }) =>
    curves.length === 1 && curves[0]?.length === 2 ? [] : [{ qubits: bond.sites.toSorted(), curves }],
  );
}

/** Sites of a chain on a circle, which shows what is a ring; other lattices as they are. */
function sitesOf({ positions }: Lattice): readonly Position[] {
  const isChain = positions.every(([, y]) => y === positions[0]?.[1]);
  return isChain && positions.length > 2 ? circle(positions.length) : positions;
}

/**
 * The sensor outside the lattice, where it is coupled to.
 *
 * @param coupled qubits of the lattice that a term joins with the sensor
 */
function withSensor(sites: readonly Position[], count: number, coupled: readonly number[]): Position[] {
  if (count === 0) return [...sites];
  const centre = meanOf(sites);
  const partners = coupled.flatMap((qubit) => sites.slice(qubit, qubit + 1));
  const towards = minus(meanOf(partners), centre);
  const length = Math.hypot(...towards);
  const unit: Position = length > NOWHERE ? [towards[0] / length, towards[1] / length] : [1, 0];
  const across: Position = [unit[1], -unit[0]];
  const gap = SENSOR_GAP * shortestDistance(sites);
  const reach = gap + Math.max(...sites.map((place) => dot(minus(place, centre), unit)));
  const sensor = Array.from({ length: count }, (_, index): Position => {
    const aside = (index - (count - 1) / 2) * gap;
    return [centre[0] + reach * unit[0] + aside * across[0], centre[1] + reach * unit[1] + aside * across[1]];
  });
  return [...sites, ...sensor];
}

function meanOf(places: readonly Position[]): Position {
  const sum = places.reduce<Position>(([sx, sy], [x, y]) => [sx + x, sy + y], [0, 0]);
  return [sum[0] / (places.length || 1), sum[1] / (places.length || 1)];
}

function minus([ax, ay]: Position, [bx, by]: Position): Position {
  return [ax - bx, ay - by];
}

function dot([ax, ay]: Position, [bx, by]: Position): number {
  return ax * bx + ay * by;
}

function shortestDistance(positions: readonly Position[]): number {
  const distances = positions.flatMap((here, i) =>
    positions.slice(i + 1).map((there) => Math.hypot(...minus(here, there))),
  );
  return distances.length === 0 ? 1 : Math.min(...distances);
}

/** Qubits on a circle, from the top clockwise. */
function circle(qubits: number): Position[] {
  return Array.from({ length: qubits }, (_, qubit): Position => {
    const angle = Math.PI / 2 - (2 * Math.PI * qubit) / qubits;
    return qubits === 1 ? [0, 0] : [Math.cos(angle), Math.sin(angle)];
  });
}
