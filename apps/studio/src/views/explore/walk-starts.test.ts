import { expect, test } from "vitest";
import phase from "../../../../../examples/paper/phase-exploration.yaml?raw";
import sensitivity from "../../../../../examples/paper/sensitivity.yaml?raw";
import sensor from "../../../../../examples/phase-sensor.yaml?raw";
import { explorable } from "../../engine/explorable.ts";
import { placesOf, valuesAt, walkMap } from "./walk-starts.ts";

test("phase exploration: both knobs are parameters, one place", () => {
  const map = walkMap(explorable(phase), ["gX", "gZZ"]);
  if (!map) throw new Error("expected a walk");
  expect(placesOf(map, map.initial)).toEqual([[-0.1, 0.4]]);
  expect([...valuesAt(map, [[0.2, 0.9]])]).toEqual([0.2, 0.9]);
  // The other way round on the map, the same variables.
  const turned = walkMap(explorable(phase), ["gZZ", "gX"]);
  expect(turned && [...valuesAt(turned, [[0.9, 0.2]])]).toEqual([0.2, 0.9]);
});

test("sensitivity: two operating points that differ in a trained input and share a parameter", () => {
  const map = walkMap(explorable(sensitivity), ["gX", "gZZ"]);
  if (!map) throw new Error("expected a walk");
  expect(placesOf(map, map.initial)).toEqual([
    [-0.2, -1.5],
    [-1.5, -1.5],
  ]);
  const values = valuesAt(map, [
    [-0.5, 1],
    [0.3, 1],
  ]);
  expect([...values]).toEqual([1, -0.5, 0.3]);
});

test("no walk over knobs that no training moves", () => {
  expect(walkMap(explorable(sensor), ["gX", "gZZ"])).toBeUndefined();
});
