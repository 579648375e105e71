import { expect, test } from "vitest";
import { mapQuantities, mapScale } from "./map-quantities.ts";

test("outputs come first; half of an odd chain is the smaller part", () => {
  const quantities = mapQuantities({ outputs: ["a", "b"], qubits: 5 }, ["g"]);
  expect(quantities.slice(0, 2).map(({ label }) => label)).toEqual(["⟨a⟩", "⟨b⟩"]);
  expect(quantities.find(({ id }) => id === "entropy")?.observables).toBe("entropy(0..1)");
});

test("the scale has round ends, is symmetric about zero for both signs, and leaves peaks out", () => {
  expect(mapScale([])).toBeUndefined();
  expect(mapScale([0.03, 0.97])).toMatchObject({ low: 0, high: 1 });
  expect(mapScale([-0.2, 0.97])).toMatchObject({ low: -1, high: 1 });
  const values = Array.from({ length: 100 }, (_, k) => k / 100);
  expect(mapScale([...values, 1000], true)).toMatchObject({ low: 0, high: 1 });
  expect(mapScale([...values, 1000])).toMatchObject({ low: 0, high: 1000 });
});
