import type { Explorable, KnobPlace } from "../../engine/explorable.ts";
import type { MapPlace } from "./map-space.ts";

/** How the walks of an experiment meet the two knobs of a map. */
export interface WalkMap {
  /** For each operating point: where the two knobs stand. */
  readonly points: readonly (readonly [x: KnobPlace, y: KnobPlace])[];
  readonly initial: readonly number[];
}

/**
 * How the walks of an experiment are seen on a map.
 *
 * @param knobs names of the knobs that span the map
 * @returns undefined where no training moves both of them
 */
export function walkMap({ walk, knobs: all }: Explorable, knobs: readonly string[]): WalkMap | undefined {
  const [x = -1, y = -1] = knobs.map((knob) => all.findIndex(({ name }) => name === knob));
  const points = (walk?.points ?? []).flatMap((places): [KnobPlace, KnobPlace][] => {
    const [u, v] = [places[x], places[y]];
    return u && v && "variable" in u && "variable" in v ? [[u, v]] : [];
  });
  return walk && points.length > 0 ? { points: withoutDoubles(points), initial: walk.initial } : undefined;
}

/** Operating points that are the same place on the map, as those of parameters are, count once. */
function withoutDoubles(points: readonly [KnobPlace, KnobPlace][]): [KnobPlace, KnobPlace][] {
  const seen = new Map(points.map((point) => [JSON.stringify(point), point]));
  return [...seen.values()];
}

/** Where variables stand on the map: one place for each operating point. */
export function placesOf({ points }: WalkMap, values: ArrayLike<number>): MapPlace[] {
  const at = (place: KnobPlace) => ("variable" in place ? (values[place.variable] ?? 0) : place.value);
  return points.map(([x, y]): MapPlace => [at(x), at(y)]);
}

/**
 * The variables with operating points moved to places; all others are as the experiment begins.
 *
 * @param places one for each operating point; where points share a variable the last one decides
 */
export function valuesAt({ points, initial }: WalkMap, places: readonly MapPlace[]): Float64Array {
  const values = Float64Array.from(initial);
  for (const [index, place] of places.entries()) {
    for (const [axis, knob] of (points[index] ?? []).entries()) {
      if ("variable" in knob) values[knob.variable] = place[axis] ?? 0;
    }
  }
  return values;
}
