import { expect, expectTypeOf, test } from "vitest";
import { isQepError } from "../base/errors.ts";
import { defineExperiment, isDefinedExperiment } from "./define-experiment.ts";
import { resolveExperiment } from "./parse-experiment.ts";
import type { LossConfig, LossFunction, SystemConfig, TextSystemConfig } from "./schema.ts";

const evaluate: LossFunction = (points) => ({
  value: points.reduce((sum, { outputs }) => sum + (outputs.up ?? 0) ** 4, 0),
  errorSignal: points.map(({ outputs }) => ({ up: 4 * (outputs.up ?? 0) ** 3 })),
});

const quartic = defineExperiment({
  schemaVersion: 1,
  system: { qubits: 1, parameters: { a: "Z0" }, outputs: { up: "X0" } },
  loss: { kind: "custom", name: "quartic", evaluate },
  gradient: { beta: 0.1 },
});

test("a defined experiment is recognised and resolved, its function kept", () => {
  expect(isDefinedExperiment(quartic)).toBe(true);
  expect(isDefinedExperiment({ ...quartic })).toBe(true);
  expect(isDefinedExperiment(JSON.parse(JSON.stringify(quartic)))).toBe(false);
  expect(isDefinedExperiment(undefined)).toBe(false);
  const { config, locate } = resolveExperiment(quartic);
  expect(config.loss).toStrictEqual({ kind: "custom", name: "quartic", evaluate });
  expect(locate(["loss"])).toBeUndefined();
});

test("errors of a module name the module, and keys that are undefined count as left out", () => {
  const options = { file: "quartic.ts" };
  const untitled = { ...quartic, title: undefined, at: undefined };
  expect(resolveExperiment(untitled, options).config).not.toHaveProperty("title");
  expect(resolveExperiment(quartic, options).locate(["loss"])).toEqual({ file: "quartic.ts" });
  expect(() => resolveExperiment({ ...quartic, seed: -1 }, options)).toThrow(
    "quartic.ts: seed: expected a whole number from 0 to 2^53 - 1, given -1; for example seed: 1",
  );
  expect(() => resolveExperiment({ ...quartic, at: new Float64Array(2) }, options)).toThrow(
    "quartic.ts: at: expected a mapping from names to a finite number or a list of at least one point, " +
      "given an object of class Float64Array; for example at: { gX: 0.7 }",
  );
});

test("a stored run cannot bring its function back, and says so", () => {
  const stored: unknown = JSON.parse(JSON.stringify(resolveExperiment(quartic).config));
  let caught: unknown;
  try {
    resolveExperiment(stored, { file: "configuration.json" });
  } catch (error) {
    caught = error;
  }
  expect(isQepError(caught, "invalid-experiment") && caught.message).toMatch(
    /^configuration\.json: loss\.evaluate: expected a function, which only a TypeScript experiment/,
  );
});

test("the types narrow by model and by kind", () => {
  expectTypeOf<Exclude<SystemConfig, { model: string }>>().toEqualTypeOf<TextSystemConfig>();
  expectTypeOf<Extract<LossConfig, { kind: "square" }>>().toEqualTypeOf<{
    kind: "square";
    target?: Record<string, number>;
    weights?: Record<string, number>;
  }>();
  expectTypeOf<TextSystemConfig["parameters"][string]["bounds"]>().toEqualTypeOf<
    [number, number] | undefined
  >();
});
