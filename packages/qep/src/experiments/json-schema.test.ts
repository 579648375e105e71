import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { experimentJsonSchema, type JsonSchema } from "./json-schema.ts";

const schema = experimentJsonSchema();
const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

test("experiment.schema.json is up to date (node scripts/write-json-schema.ts writes it)", () => {
  expect(JSON.parse(read("../../experiment.schema.json"))).toEqual(schema);
});

test("every field has a description", () => {
  const without: string[] = [];
  const visit = (node: JsonSchema, path: string) => {
    for (const [key, field] of Object.entries(node.properties ?? {})) {
      if (typeof field === "boolean") continue;
      const refused = field.not !== undefined;
      if (field.description === undefined && !refused) without.push(`${path}.${key}`);
      visit(field, `${path}.${key}`);
    }
    const inner = [
      ...(node.oneOf ?? []),
      ...(node.anyOf ?? []),
      node.additionalProperties,
      node.items,
    ].flat();
    for (const item of inner) if (typeof item === "object") visit(item, `${path}.*`);
  };
  visit(schema, "");
  expect(without).toEqual([]);
});

describe("the schema agrees with the parser", () => {
  const validator = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  const text = (name: string) => read(`fixtures/${name}.yaml`);

  test.each(["phase-sensor", "any-hamiltonian", "table", "sensitivity"])("it accepts %s", (name) => {
    expect(validator.safeParse(parse(text(name))).error).toBeUndefined();
  });

  test.each([
    ["a misspelt key", "beta:", "betta:"],
    ["beta = 0", "beta: 0.1", "beta: 0"],
    ["no schemaVersion", "schemaVersion: 1", ""],
    ["an unknown loss", "kind: square", "kind: custom"],
    ["keys of two systems", "qubits: 5", "qubits: 5\n  model: cluster-ising"],
  ])("it refuses %s", (_, from, to) => {
    const changed = text("any-hamiltonian").replace(from, to);
    expect(validator.safeParse(parse(changed)).success).toBe(false);
  });
});
