import { experimentJsonSchema, type JsonSchema } from "qep";
import { describe, expect, test } from "vitest";
import { inspectExperiment } from "../../../engine/inspect-experiment.ts";
import { schemasAt } from "../schema-choice.ts";
import { inlineYaml } from "../yaml-text.ts";
import { changedVariant, fieldKind, fieldsOf, variantOf } from "./form-field.ts";

const schema = experimentJsonSchema();
const sectionOf = (...path: string[]) => schemasAt(schema, undefined, path)[0] as JsonSchema;

function variantsOf(section: JsonSchema) {
  const field = fieldKind(section);
  if (field.kind !== "variant") throw new Error(`expected variants, found ${field.kind}`);
  return field;
}

describe("a form made of the schema", () => {
  const models = variantsOf(sectionOf("system")).variants;

  test("offers every model, and operators as text", () => {
    expect(models.map(({ label }) => label)).toEqual(
      expect.arrayContaining(["cluster-ising", "kitaev-honeycomb", "xxz", "hubbard", "operators as text"]),
    );
  });

  test.each(models)("$label starts as a system that can be built", (variant) => {
    const system = changedVariant(variant, "model", undefined);
    const report = inspectExperiment(`schemaVersion: 1\nsystem: ${inlineYaml(system)}\n`);
    expect(report.problems).toEqual([]);
    expect(report.summary?.qubits).toBeGreaterThan(0);
  });

  test("another alternative keeps what it has room for", () => {
    const { key, variants } = variantsOf(sectionOf("gradient"));
    const next = variants.find(({ label }) => label === "one-sided");
    expect(next && changedVariant(next, key, { method: "symmetric", beta: 0.3 })).toEqual({
      method: "one-sided",
      beta: 0.3,
    });
  });

  test("finds the alternative that is meant, also where its name is left out", () => {
    const section = sectionOf("gradient");
    const { key, variants } = variantsOf(section);
    expect(variantOf(variants, key, section, { beta: 0.1 })?.label).toBe("symmetric");
    expect(variantOf(variants, key, section, { method: "spsa" })?.label).toBe("spsa");
  });

  test("shows what is there and what must be, and offers the rest", () => {
    const { shown, others } = fieldsOf(sectionOf("training"), { batches: 3, testEvery: 1 });
    const names = shown.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["optimizer", "batches", "testEvery"]));
    expect(others.map(({ name }) => name)).toContain("batchSize");
    expect(names).not.toContain("batchSize");
  });
});
