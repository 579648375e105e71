import { describe, expect, test } from "vitest";
import { joinMaps, type ParameterMap, scalarMaps } from "./parameter-map.ts";
import { movableRydbergArray } from "./rydberg-positions.ts";

const POSITIONS = [
  [0, 0],
  [1.1, 0.2],
  [0.3, 1.4],
] as const;

const scalars = scalarMaps(
  ["a", "b", "c"],
  [undefined, { kind: "exp" }, { kind: "sigmoid", low: -2, high: 3 }],
);
const { map: places } = movableRydbergArray({ positions: POSITIONS, interaction: 2 });

/** ∂g/∂u by central differences. */
function differences(map: ParameterMap, values: Float64Array): number[] {
  const step = 1e-6;
  const moved = (q: number, change: number) =>
    map.coefficients(values.map((value, k) => (k === q ? value + change : value)));
  const columns = map.names.map((_, q) => {
    const [up, down] = [moved(q, step), moved(q, -step)];
    return up.map((value, i) => (value - (down[i] as number)) / (2 * step));
  });
  return Array.from({ length: map.size }, (_, i) => columns.map((column) => column[i] as number)).flat();
}

test("numbers as they are, exponentials and sigmoids", () => {
  const [a, b, c] = scalars.coefficients(Float64Array.of(0.3, -1, 0.4));
  expect([a, b]).toEqual([0.3, Math.exp(-1)]);
  expect(c).toBeCloseTo(-2 + 5 / (1 + Math.exp(-0.4)), 14);
  const ends = (u: number) => scalars.coefficients(Float64Array.of(0, 0, u))[2];
  expect([ends(-800), ends(800)]).toEqual([-2, 3]);
});

test("atoms: C6 over the sixth power of each distance, pairs in order", () => {
  const coefficients = places.coefficients(Float64Array.from(POSITIONS.flat()));
  const squares = [1.1 ** 2 + 0.2 ** 2, 0.3 ** 2 + 1.4 ** 2, 0.8 ** 2 + 1.2 ** 2];
  for (const [k, square] of squares.entries()) expect(coefficients[k]).toBeCloseTo(2 / square ** 3, 12);
  expect(places.names).toEqual(["x0", "y0", "x1", "y1", "x2", "y2"]);
});

describe("the Jacobian is the derivative", () => {
  test.each<[string, ParameterMap, number[]]>([
    ["scalars", scalars, [0.3, -0.7, 0.9]],
    ["places", places, POSITIONS.flat()],
    ["joined", joinMaps([places, scalars, places]), [...POSITIONS.flat(), 1, 0.5, -2, 0, 0, 2, 0, 0, 3]],
  ])("%s", (_, map, values) => {
    const jacobian = map.jacobian(Float64Array.from(values));
    const expected = differences(map, Float64Array.from(values));
    expect(jacobian).toHaveLength(expected.length);
    for (const [k, value] of expected.entries()) expect(jacobian[k]).toBeCloseTo(value, 7);
  });
});

test("joined maps keep their order", () => {
  const joined = joinMaps([scalars, places]);
  expect([joined.size, joined.names]).toEqual([6, [...scalars.names, ...places.names]]);
  const values = Float64Array.of(1, 2, 3, ...POSITIONS.flat());
  expect([...joined.coefficients(values)]).toEqual([
    ...scalars.coefficients(values.slice(0, 3)),
    ...places.coefficients(values.slice(3)),
  ]);
});

test("what makes no map is refused", () => {
  expect(() => scalarMaps(["u"], [{ kind: "sigmoid", low: 1, high: 1 }])).toThrow(
    /^parameter u: a sigmoid goes from low to a larger high, given 1 and 1$/,
  );
  expect(() => movableRydbergArray({ positions: POSITIONS, interaction: Number.NaN })).toThrow(
    /C6 must be a finite number, it is NaN/,
  );
});
