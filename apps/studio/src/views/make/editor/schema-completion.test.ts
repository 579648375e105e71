import { describe, expect, test } from "vitest";
import { editorSchema } from "../../../engine/editor-schema.ts";
import { cursorPlaces } from "./cursor-place.ts";
import { proposals } from "./schema-completion.ts";

const schema = editorSchema();

/** Proposals where the text has a bar. */
function at(text: string) {
  const offset = text.indexOf("|");
  return proposals(schema, cursorPlaces(text.replace("|", ""), offset));
}

const labels = (text: string) => at(text).map(({ label }) => label);

describe("what the schema allows at the cursor", () => {
  test("sections at the top, without those that are there", () => {
    const found = labels("schemaVersion: 1\n|\nsystem:\n  qubits: 2\n");
    expect(found).toContain("gradient");
    expect(found).not.toContain("system");
    expect(found).not.toContain("schemaVersion");
  });

  test("keys of the alternative that was named, in a block with lines after it", () => {
    const found = labels("system:\n  model: kitaev-honeycomb\n  co|\n  rows: 2\n");
    expect(found).toContain("columns");
    expect(found).not.toContain("boundary");
    expect(found).not.toContain("rows");
  });

  test("keys in braces", () => {
    const found = labels("gradient: { method: one-sided, |, beta: 0.1 }\n");
    expect(found).toContain("baseline");
    expect(found).not.toContain("beta");
    expect(labels("gradient: { method: symmetric, |")).not.toContain("baseline");
  });

  test("names of alternatives as values, with their descriptions", () => {
    const found = at("system:\n  model: |\n  sites: 8\n");
    const ising = found.find(({ label }) => label === "cluster-ising");
    expect(ising?.info).toMatch(/gZXZ sum Z X Z/);
    expect(found.map(({ label }) => label)).toContain("kitaev-honeycomb");
    // A value is wanted here, not a key.
    expect(found.map(({ label }) => label)).not.toContain("boundary");
  });

  test("choices of a value, also while one is being written", () => {
    expect(labels("system:\n  model: cluster-ising\n  boundary: pe|\n")).toEqual(["periodic", "open"]);
  });

  test("whole mappings that are valid as they are", () => {
    expect(labels("measurement: |\n")).toEqual([
      "{ kind: exact }",
      "{ kind: gaussian, shots: 10 }",
      expect.stringContaining("{ kind: counts"),
    ]);
  });

  test("operators of other libraries: their formats, and what goes with them", () => {
    const found = at("system:\n  qubits: 2\n  fixed: { format: |, terms: [] }\n");
    expect(found.map(({ label }) => label)).toEqual(["qiskit", "openfermion", "quspin", "pennylane"]);
    expect(labels("system:\n  qubits: 2\n  outputs:\n    z:\n      f|\n")).toContain("format");
    expect(labels("system:\n  qubits: 2\n  fixed: { format: quspin, | }\n")).toContain("terms");
  });

  test("items of a list", () => {
    expect(labels("system:\n  model: heisenberg\n  fields: [X, |]\n")).toEqual(["X", "Y", "Z"]);
  });
});
