import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { QepError } from "../base/errors.ts";
import { parseExperiment } from "./parse-experiment.ts";

const read = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
const sensor = read("phase-sensor.yaml");

function refusal(text: string): QepError {
  try {
    parseExperiment(text, { file: "x.yaml" });
  } catch (error) {
    if (error instanceof QepError) return error;
    throw error;
  }
  throw new Error("expected a refusal, but the experiment was accepted");
}

/** The text with one piece replaced; the piece must be there. */
function changed(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, () => to);
}

/** Where the mark stands, as line:column, and the text without it. */
function takeMark(text: string): { text: string; where: string } {
  const [before = "", after, ...rest] = text.split("§");
  if (after === undefined || rest.length > 0) throw new Error(`expected one § in ${text}`);
  const lines = before.split("\n");
  return { text: before + after, where: `${lines.length}:${(lines.at(-1) ?? "").length + 1}` };
}

const unescaped = (text: string) => text.replaceAll("\\n", "\n").replaceAll("\\t", "\t");

/** One block of fixtures/refusals.md. */
function readCase(block: string) {
  const [title = "", ...lines] = block.trim().split("\n");
  const [, what = "", fixture = ""] = /^(.*) \(([a-z-]+)\)$/.exec(title) ?? [];
  const changes = lines.slice(0, -1).map((line) => line.split(" =>").map(unescaped));
  return { what, fixture, changes, message: lines.at(-1) ?? "" };
}

const sections = read("refusals.md").split("\n## ").slice(1);

describe.each(sections.map((section) => section.split("\n\n# ")))("%s", (...section) => {
  const cases = section.slice(1).map(readCase);

  test.each(cases)("$what", ({ fixture, changes, message }) => {
    const original = read(`${fixture}.yaml`);
    const marked = changes.reduce((text, [from = "", to = ""]) => {
      return changed(text, from === "*" ? original : from, to.replace(/^ /, ""));
    }, original);
    const { text, where } = takeMark(marked);
    const error = refusal(text);
    expect(error.message).toBe(`x.yaml:${where}: ${message}`);
    expect(error.code).toBe("invalid-experiment");
    const [line, column] = where.split(":").map(Number);
    expect(error.context).toMatchObject({ file: "x.yaml", line, column });
  });
});

test("all the refusals were read", () => {
  const count = sections.flatMap((section) => section.split("\n\n# ").slice(1)).length;
  expect(count).toBe(read("refusals.md").match(/^# /gm)?.length);
  expect(count).toBeGreaterThan(70);
});

test("aliases that expand without end are refused", () => {
  const letters = [..."abcdefgh"];
  const lines = letters.map((letter, i) => {
    const item = i === 0 ? "1" : `*${letters[i - 1]}`;
    return `${letter}: &${letter} [${Array(10).fill(item).join(", ")}]`;
  });
  expect(refusal(lines.join("\n")).message).toMatch(/^x\.yaml: the aliases of this file cannot be expanded/);
});

test("two typos for one key do not hide each other", () => {
  const error = refusal(changed(sensor, "model:", "modle: x\n  modl:"));
  expect(error.message.split("\n").map((line) => line.slice(0, 42))).toEqual([
    "x.yaml: 2 problems",
    '  x.yaml:5:3: system: unknown key "modle";',
    '  x.yaml:6:3: system: unknown key "modl"; ',
  ]);
});

test("without a system it says that a Hamiltonian may be written as text", () => {
  expect(refusal("schemaVersion: 1\n").message).toMatch(
    /^x\.yaml:1:1: system is missing: expected a mapping with model: cluster-ising, .*, or a mapping \{ qubits, fixed,/,
  );
});

test("whatever is damaged, a refusal has a reason and a place", () => {
  const words = sensor.match(/[\w-]+|[^\w\s]/g) ?? [];
  const damage = fc.record({
    at: fc.nat(sensor.length - 1),
    length: fc.nat(12),
    word: fc.constantFrom("", ...words, "modle", ".nan", "null", "[]", "{ }", "\n", "__proto__"),
  });
  const lines = sensor.split("\n").length;
  let refused = 0;
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
      const text = damages.reduce(
        (t, { at, length, word }) => t.slice(0, at) + word + t.slice(at + length),
        sensor,
      );
      try {
        parseExperiment(text, { file: "x.yaml" });
      } catch (error) {
        refused++;
        if (!(error instanceof QepError)) throw error;
        expect(error.message).toMatch(/^x\.yaml(:\d+:\d+: .|: (?:[2-9]|[1-9]\d+) problems\n)/);
        expect(error.context.line).toBeLessThanOrEqual(lines + 3);
      }
    }),
    { numRuns: 300 },
  );
  expect(refused).toBeGreaterThan(200);
});

test("one error lists everything, in the order of the file, and carries it as data", () => {
  let text = changed(sensor, "seed: 1", "seed: -1");
  text = changed(text, "uniform: 0.1", "uniform: big");
  text = changed(text, "{ method: symmetric, beta: 0.4 }", "{ method: linear-response }");
  text = changed(text, "boundary:", "bondary:");
  const error = refusal(text);
  expect(error.message.split("\n").map((line) => line.slice(0, 60))).toEqual([
    "x.yaml: 4 problems",
    "  x.yaml:3:7: seed: expected a whole number from 0 to 2^53 -",
    '  x.yaml:7:3: system: unknown key "bondary"; did you mean "b',
    "  x.yaml:11:39: measurement.shots: expected no shots with gr",
    "  x.yaml:16:36: parameters.couplings.initial.uniform: expect",
  ]);
  expect(error.context).toMatchObject({ file: "x.yaml", line: 3, column: 7 });
  expect(error.context.issues).toMatchObject([
    { path: ["seed"], location: { line: 3, column: 7 } },
    { path: ["system", "bondary"] },
    { path: ["measurement", "shots"] },
    { path: ["parameters", "couplings", "initial", "uniform"] },
  ]);
});
