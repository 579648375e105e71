import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseValue } from "./overrides.ts";
import { parseExperiment, resolveExperiment } from "./parse-experiment.ts";
import { yamlSource } from "./yaml-source.ts";

const text = readFileSync(new URL("fixtures/any-hamiltonian.yaml", import.meta.url), "utf8");
const { locate } = parseExperiment(text, { file: "any.yaml" });
const at = (line: number, column: number) => ({ file: "any.yaml", line, column });

describe("locate", () => {
  test("a value, wherever it stands", () => {
    expect(locate(["system", "qubits"])).toEqual(at(3, 11));
    expect(locate(["system", "parameters", "a", "bounds", 1])).toEqual(at(6, 68));
    expect(locate(["gradient"])).toEqual(at(10, 11));
  });

  test("a character of operator text: quoted, bare, and in a block", () => {
    expect(text.split("\n")[3]?.slice(15)).toMatch(/^=0\.\.3/);
    expect(locate(["system", "fixed"], "sum(j".length)).toEqual(at(4, 16));
    const source = yamlSource("a: X0 Y1\nb: 'X0 ''Y1'\nc: |\n  X0\n  Y1\n");
    expect(source.locate(["a"], 3)).toEqual({ line: 1, column: 7 });
    expect(source.locate(["a"], 99)).toEqual({ line: 1, column: 9 });
    // An escape or a block hides where the character is: the text itself, rather than a guess.
    expect(source.locate(["b"], 5)).toEqual({ line: 2, column: 4 });
    expect(source.locate(["c"], 3)).toEqual({ line: 3, column: 4 });
  });

  test("what the file leaves out is located at the nearest thing that it says", () => {
    expect(locate(["system", "parameters", "b", "operator"], 1)).toEqual(at(6, 79));
    expect(locate(["system", "convention", "n"])).toEqual(at(3, 3));
    expect(locate(["at", 0, "gX"])).toEqual(at(8, 17));
    expect(locate(["training", "batches"])).toEqual(at(1, 1));
  });

  test("through an alias", () => {
    const source = yamlSource("a: &x { b: 1 }\nc: *x\n");
    expect(source.value).toEqual({ a: { b: 1 }, c: { b: 1 } });
    expect(source.locate(["c", "b"])).toEqual({ line: 1, column: 12 });
    expect(source.locate(["c"])).toEqual({ line: 2, column: 4 });
  });

  test("after Windows line ends and a byte order mark", () => {
    const source = yamlSource("\uFEFFa: 1\r\nb:\r\n  - 2\r\n  - 3\r\n");
    expect(source.value).toEqual({ a: 1, b: [2, 3] });
    expect(source.locate(["b", 1])).toEqual({ line: 4, column: 5 });
    expect(source.locateKey(["b"])).toEqual({ line: 2, column: 1 });
  });
});

describe("nesting", () => {
  const nested = (depth: number, open: string, close: string) =>
    `${open.repeat(depth)}1${close.repeat(depth)}`;

  test("is read 100 deep, and brackets of a text or a comment are not counted", () => {
    for (const deep of [nested(100, "[", "]"), nested(100, '{"a":', "}"), nested(100, "- ", "")]) {
      expect(JSON.stringify(yamlSource(deep).value)).toHaveLength(deep.startsWith("- ") ? 201 : deep.length);
    }
    expect(
      yamlSource(`a: "${"[".repeat(200)}"\nb: |\n  ${"[".repeat(200)}\n# ${"[".repeat(200)}\n`).value,
    ).toEqual({
      a: "[".repeat(200),
      b: `${"[".repeat(200)}\n`,
    });
  });

  test.each([
    ["lists", `a:\n  ${nested(200_000, "[", "]")}`, "2:102"],
    ["lists that do not end", `a: ${"[".repeat(200_000)}`, "1:103"],
    ["mappings", `a: ${nested(200_000, "{b: ", "}")}`, "1:400"],
    ["JSON", nested(200_000, '{"a":', "}"), "1:501"],
    ["lists by hyphens", nested(200_000, "- ", ""), "1:201"],
    ["mappings by question marks", nested(101, "? ", ""), "1:201"],
  ])("%s deeper than that are refused where the limit is", (_, text, place) => {
    expect(() => parseExperiment(text, { file: "x.yaml" })).toThrow(
      new RegExp(`^x\\.yaml:${place}: lists and mappings are nested more than 100 deep`),
    );
  });

  test("also of aliases, of a value on the command line, and of plain data, be it its own part", () => {
    // Forty levels each, and the mapping around them.
    const chain = Array.from(
      { length: 3 },
      (_, n) => `a${n}: &a${n} ${"[".repeat(40)}${n === 0 ? 1 : `*a${n - 1}`}${"]".repeat(40)}\n`,
    );
    expect(() => yamlSource(chain.slice(0, 2).join(""))).not.toThrow();
    expect(() => yamlSource(chain.join(""), "x.yaml")).toThrow(/^x\.yaml: .* more than 100 deep/);
    expect(() => parseValue("[".repeat(200_000), "--set at=[")).toThrow(
      /^--set at=\[: .* more than 100 deep/,
    );
    const circle: unknown[] = [];
    circle.push(circle);
    for (const value of [circle, JSON.parse(nested(200_000, "[", "]"))]) {
      expect(() => resolveExperiment(value, { file: "x.ts" })).toThrow(/^x\.ts: .* more than 100 deep/);
    }
  });
});
