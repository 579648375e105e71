import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { removeValue, setValue } from "./edit-yaml.ts";
import { inlineYaml } from "./yaml-text.ts";

const TEXT = `# A chain.
system:
  model: cluster-ising # inputs gZXZ, gZZ, gX
  sites: 8

  sensor: { qubits: 2, couples: [X0, Z1] } # two of them
gradient:
  # weak
  beta: 0.4
training:
`;

describe("a change of the text", () => {
  test("touches the value alone", () => {
    expect(setValue(TEXT, ["system", "sites"], 10)).toBe(TEXT.replace("sites: 8", "sites: 10"));
    expect(setValue(TEXT, ["system", "model"], "xxz")).toBe(TEXT.replace("cluster-ising", "xxz"));
    expect(setValue(TEXT, ["system", "sensor", "qubits"], 1)).toBe(TEXT.replace("qubits: 2", "qubits: 1"));
    expect(setValue(TEXT, ["gradient", "beta"], 0.1)).toBe(TEXT.replace("0.4", "0.1"));
  });

  test("adds keys where they belong", () => {
    expect(setValue(TEXT, ["gradient", "method"], "one-sided")).toBe(
      TEXT.replace("beta: 0.4\n", "beta: 0.4\n  method: one-sided\n"),
    );
    expect(setValue(TEXT, ["system", "sensor", "outputs"], { a: "Z8, Z9" })).toBe(
      TEXT.replace("Z1] }", 'Z1], outputs: { a: "Z8, Z9" } }'),
    );
    expect(setValue(TEXT, ["training", "batches"], 5)).toBe(`${TEXT.trimEnd()} { batches: 5 }\n`);
    expect(setValue(TEXT, ["loss", "kind"], "square")).toBe(`${TEXT}loss: { kind: square }\n`);
  });

  test("takes keys away, the rest of the mapping stays", () => {
    expect(removeValue(TEXT, ["system", "sites"])).toBe(TEXT.replace("  sites: 8\n", ""));
    expect(removeValue(TEXT, ["system", "sensor", "couples"])).toBe(TEXT.replace(", couples: [X0, Z1]", ""));
    expect(removeValue(TEXT, ["system", "sensor", "qubits"])).toBe(TEXT.replace("qubits: 2, ", ""));
    expect(parse(removeValue(TEXT, ["gradient", "beta"]))).toMatchObject({ gradient: {} });
  });

  test("a block becomes one line where it is replaced as a whole", () => {
    expect(setValue("a:\n  b: 1\n  c: 2\nd: 3 # three\n", ["a"], { e: [1, 2] })).toBe(
      "a: { e: [1, 2] }\nd: 3 # three\n",
    );
  });

  test("in any layout the new text means what it should", () => {
    const key = fc.stringMatching(/^[a-z]{1,4}$/);
    const scalar = fc.oneof(
      fc.integer(),
      fc.boolean(),
      fc.stringMatching(/^[ -~]{0,12}$/),
      fc.constantFrom("# no", "a: b", "- x", "1e3", "null", "[", "true", "'", '"', "x # y", "Z0 Z1"),
    );
    const mapping = fc.dictionary(key, fc.oneof(scalar, fc.dictionary(key, scalar, { minKeys: 1 })), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(
        mapping,
        key,
        key,
        scalar,
        fc.constantFrom("block", "flow"),
        (given, outer, inner, value, collectionStyle) => {
          const text = stringify(given, { collectionStyle });
          const child = given[outer];
          fc.pre(child === undefined || typeof child === "object");
          expect(parse(setValue(text, [outer, inner], value))).toEqual({
            ...given,
            [outer]: { ...child, [inner]: value },
          });
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });
});

test("values on one line are what they were", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      expect(inlineYaml(value)).not.toContain("\n");
      // YAML knows no negative zero of JSON's.
      expect(parse(inlineYaml(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { seed: 1, numRuns: 300 },
  );
});
