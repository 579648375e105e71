import type { Bond, Lattice, Position } from "../models/lattice.ts";

/** A bond as it is drawn: straight, or bent where another site is in its way, or a stub at each end. */
export interface BondPath {
  readonly bond: Bond;
  /** Each from start to end; three points are the start, the control point and the end of a parabola. */
  readonly curves: readonly (readonly Position[])[];
}

/** How far the control point of a bent bond is beside it, in lengths of the bond. */
const BULGE = 0.35;

/** How far a stub reaches from its site, in lengths of the shortest bond. */
const STUB = 0.5;

/** How much a stub is turned that would lie on a shorter one: 35 degrees, in radians. */
const TURN = (35 * Math.PI) / 180;

/** The curves of the bonds of a lattice, in its own coordinates. */
export function bondPaths(lattice: Lattice): BondPath[] {
  const { positions, bonds } = lattice;
  const steps = bonds.map((bond) => stepOf(bond, positions));
  const shortest = Math.min(...steps.map(length));
  return bonds.map((bond, index) => {
    const step = upward(steps[index] as Position);
    const [start, end] = bond.sites.map((site) => positions[site] as Position) as [Position, Position];
    if (!bond.leaves) {
      const isBlocked = positions.some((place) => isBetween(place, start, end));
      return { bond, curves: [isBlocked ? arc(start, end, step) : [start, end]] };
    }
    const forward = scaled(steps[index] as Position, (STUB * shortest) / length(step));
    const isHidden = steps.some(
      (other) => length(other) < length(step) * (1 - 1e-9) && areParallel(other, step),
    );
    const turn = isHidden ? TURN * Math.sign(forward[0] || forward[1]) : 0;
    const out = plus(start, turned(forward, turn));
    const back = plus(end, turned(scaled(forward, -1), -turn));
    return {
      bond,
      curves: [
        [start, out],
        [end, back],
      ],
    };
  });
}

/** From the first site of a bond to the second, or to its image beyond the boundary. */
function stepOf({ sites: [from, to], leaves }: Bond, positions: readonly Position[]): Position {
  return leaves ?? plus(positions[to] as Position, scaled(positions[from] as Position, -1));
}

/** Bends over the straight line, to the left of someone who walks right or up. */
function arc(start: Position, end: Position, step: Position): Position[] {
  const middle = scaled(plus(start, end), 0.5);
  return [start, plus(middle, [-BULGE * step[1], BULGE * step[0]]), end];
}

/** The same line with a direction to the right, or upwards where it is vertical. */
function upward(step: Position): Position {
  return step[0] < 0 || (step[0] === 0 && step[1] < 0) ? scaled(step, -1) : step;
}

/** True for a place on the straight line between two others. */
function isBetween(place: Position, start: Position, end: Position): boolean {
  const [out, whole] = [plus(place, scaled(start, -1)), plus(end, scaled(start, -1))];
  const along = (out[0] * whole[0] + out[1] * whole[1]) / length(whole) ** 2;
  return along > 1e-6 && along < 1 - 1e-6 && areParallel(out, whole);
}

function areParallel(a: Position, b: Position): boolean {
  return Math.abs(a[0] * b[1] - a[1] * b[0]) < 1e-6 * length(a) * length(b);
}

function length([x, y]: Position): number {
  return Math.hypot(x, y);
}

function plus([ax, ay]: Position, [bx, by]: Position): Position {
  return [ax + bx, ay + by];
}

function scaled([x, y]: Position, factor: number): Position {
  return [factor * x, factor * y];
}

function turned([x, y]: Position, angle: number): Position {
  return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
}
