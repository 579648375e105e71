import type { ExperimentOutline } from "../../engine/experiment-outline.ts";

/** Where something is drawn, in pixels of the drawing. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Size of the drawing, and what of it the system fills. */
const SYSTEM = { x: 138, y: 132, radius: 96 } as const;
/** Where the system stands that has no sensor. */
const MIDDLE = 200;
const SENSOR = { x: 340, y: 132, distance: 92 } as const;

/**
 * A place for each qubit: the system on the left, turned so that the sites that the sensor couples to look towards it; the
 * sensor below each other on the right. A system without a sensor stands in the middle.
 *
 * @param outline positions of the system's qubits in any unit; on a circle where there are none
 */
export function layoutSystem({ qubits, positions, sensor, links }: ExperimentOutline): Place[] {
  const system = Array.from({ length: qubits }, (_, qubit) => qubit).filter(
    (qubit) => !sensor.includes(qubit),
  );
  const raw = system.map((qubit, index): Place => {
    const position = positions[qubit];
    return position ? { x: position[0], y: position[1] } : onCircle(index, system.length);
  });
  const centred = fitted(raw);
  const coupled = new Set(links.flatMap((link) => link.qubits).filter((qubit) => !sensor.includes(qubit)));
  const turn =
    sensor.length > 0 ? -directionOf(centred.filter((_, index) => coupled.has(system[index] ?? -1))) : 0;
  const centre = sensor.length > 0 ? SYSTEM.x : MIDDLE;
  const places: Place[] = [];
  for (const [index, qubit] of system.entries()) {
    const { x, y } = rotated(centred[index] ?? { x: 0, y: 0 }, turn);
    places[qubit] = { x: centre + SYSTEM.radius * x, y: SYSTEM.y + SYSTEM.radius * y };
  }
  for (const [index, qubit] of sensor.entries()) {
    const y = SENSOR.y + SENSOR.distance * (index - (sensor.length - 1) / 2);
    places[qubit] = { x: SENSOR.x, y };
  }
  return places;
}

/** The place that is nearest to all others: of three neighbours the one between the other two. */
export function middleOf(places: readonly Place[]): Place {
  const farness = ({ x, y }: Place) =>
    places.reduce((sum, other) => sum + Math.hypot(other.x - x, other.y - y), 0);
  const [first = { x: 0, y: 0 }] = places;
  return places.reduce((best, place) => (farness(place) < farness(best) ? place : best), first);
}

function onCircle(index: number, count: number): Place {
  const angle = (2 * Math.PI * index) / count;
  return { x: Math.cos(angle), y: Math.sin(angle) };
}

/** Moved and scaled into the circle of radius 1 about the origin. */
function fitted(places: readonly Place[]): Place[] {
  const centre = meanOf(places);
  const moved = places.map(({ x, y }) => ({ x: x - centre.x, y: y - centre.y }));
  const radius = Math.max(...moved.map(({ x, y }) => Math.hypot(x, y))) || 1;
  return moved.map(({ x, y }) => ({ x: x / radius, y: y / radius }));
}

/** Angle of the mean of places about the origin; 0 where it is the origin. */
function directionOf(places: readonly Place[]): number {
  const { x, y } = meanOf(places);
  return Math.hypot(x, y) < 1e-6 ? 0 : Math.atan2(y, x);
}

function meanOf(places: readonly Place[]): Place {
  const count = Math.max(1, places.length);
  return {
    x: places.reduce((sum, { x }) => sum + x, 0) / count,
    y: places.reduce((sum, { y }) => sum + y, 0) / count,
  };
}

function rotated({ x, y }: Place, angle: number): Place {
  return { x: x * Math.cos(angle) - y * Math.sin(angle), y: x * Math.sin(angle) + y * Math.cos(angle) };
}
