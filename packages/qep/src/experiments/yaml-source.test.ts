import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseExperiment } from "./parse-experiment.ts";
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
