type Point = readonly [x: number, y: number];

/** A rectangle by its sides. */
export interface Box {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/** True inside a box and on its sides. */
export function isInside([x, y]: Point, box: Box): boolean {
  return x >= box.x[0] && x <= box.x[1] && y >= box.y[0] && y <= box.y[1];
}

/**
 * The parts of a path that lie in a box, cut exactly at its sides (Liang and Barsky).
 *
 * @returns pieces in order; a path that leaves and comes back has several
 */
export function clipPath(points: readonly Point[], box: Box): readonly (readonly Point[])[] {
  const pieces: Point[][] = [];
  points.slice(1).forEach((to, i) => {
    const segment = clipSegment(points[i] as Point, to, box);
    if (!segment) return;
    const [start, end] = segment;
    const last = pieces.at(-1);
    const joint = last?.at(-1);
    if (last && joint && joint[0] === start[0] && joint[1] === start[1]) last.push(end);
    else pieces.push([start, end]);
  });
  return pieces;
}

function clipSegment(from: Point, to: Point, box: Box): readonly [Point, Point] | undefined {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  let [enter, leave] = [0, 1];
  // Each side is a half plane: distance + fraction * change must not be negative.
  const sides = [
    [from[0] - box.x[0], dx],
    [box.x[1] - from[0], -dx],
    [from[1] - box.y[0], dy],
    [box.y[1] - from[1], -dy],
  ] as const;
  for (const [distance, change] of sides) {
    if (change === 0 && distance < 0) return undefined;
    if (change > 0) enter = Math.max(enter, -distance / change);
    if (change < 0) leave = Math.min(leave, -distance / change);
  }
  if (enter > leave) return undefined;
  const at = (fraction: number): Point => {
    // The ends themselves, not their rounded images, so that pieces join.
    if (fraction === 0) return from;
    return fraction === 1 ? to : [from[0] + fraction * dx, from[1] + fraction * dy];
  };
  return [at(enter), at(leave)];
}
