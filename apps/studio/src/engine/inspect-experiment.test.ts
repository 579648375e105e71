import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { inspectExperiment } from "./inspect-experiment.ts";

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), "utf8");

describe("a look at an experiment", () => {
  test("tells its size, its names and what it needs", () => {
    const { problems, summary } = inspectExperiment(example("phase-sensor"));
    expect(problems).toEqual([]);
    expect(summary).toMatchObject({
      title: "Phase sensor on the cluster Ising chain",
      qubits: 10,
      inputs: ["gZXZ", "gZZ", "gX"],
      batches: 5000,
    });
    expect(summary?.parameters).toHaveLength(51);
    expect(summary?.memory.text).toMatch(/^10 qubits \(complex\) need [\d.]+ MiB/);
  });

  test("names the place of each problem, without repeating it in the message", () => {
    const text = example("single-qubit").replace("-Z0,", "-Z5,").replace("beta: 0.02", "betta: 0.02");
    const { problems } = inspectExperiment(text);
    const line = (part: string) => 1 + text.split("\n").findIndex((written) => written.includes(part));
    expect(problems).toEqual([
      expect.objectContaining({ line: line("betta"), column: 32, message: expect.stringContaining("beta") }),
    ]);
    const [operator] = inspectExperiment(example("single-qubit").replace("-Z0,", "-Z5,")).problems;
    expect(operator).toMatchObject({ line: line("Z5") });
    expect(operator?.message).toMatch(/^system\.parameters\.a/);
  });

  // A symmetry of the chain takes one of its 60 qubits away.
  test("refuses what no memory holds, and says how much it would take", () => {
    const text = "schemaVersion: 1\nsystem: { model: cluster-ising, sites: 60, outputs: { x: X0 } }\n";
    const [problem] = inspectExperiment(text).problems;
    expect(problem).toMatchObject({ code: "out-of-memory", line: 2, column: 9 });
    expect(problem?.message).toMatch(/^59 qubits .*need .* EiB/);
  });

  test("asks for a table instead of looking for it", () => {
    expect(inspectExperiment(example("two-moons"))).toEqual({
      problems: [],
      wantedFile: "data/two-moons.csv",
    });
  });

  test("aliases that multiply are refused", () => {
    const levels = Array.from("bcdefghijkl", (name, depth) => {
      const inner = Array.from({ length: 9 }, () => `*${"abcdefghijkl"[depth]}`);
      return `${name}: &${name} [${inner.join(", ")}]`;
    });
    const [problem] = inspectExperiment(["a: &a [x, x]", ...levels].join("\n")).problems;
    expect(problem?.message).toMatch(/aliases .*cannot be expanded/);
  });

  test("nesting without end is refused", () => {
    const [problem] = inspectExperiment("[".repeat(20_000)).problems;
    expect(problem).toMatchObject({ code: "invalid-experiment" });
  });
});

describe("the drawing of a system", () => {
  test("gathers what acts on the same qubits, and names who multiplies it", () => {
    const graph = inspectExperiment(example("single-qubit")).summary?.graph;
    expect(graph?.terms).toEqual([
      {
        qubits: [0],
        parts: [
          { role: "parameter", name: "a", text: "−Z0" },
          { role: "parameter", name: "b", text: "−X0" },
          { role: "output", name: "z", text: "Z0" },
        ],
      },
    ]);
  });

  test("a sensor stands outside the ring, beside what it is coupled to", () => {
    const graph = inspectExperiment(example("phase-sensor")).summary?.graph;
    const places = graph?.positions ?? [];
    const apart = (a: number, b: number) => {
      const [here = [0, 0], there = [0, 0]] = [places[a], places[b]];
      return Math.hypot(here[0] - there[0], here[1] - there[1]);
    };
    expect(graph?.sensor).toEqual([8, 9]);
    for (const site of [0, 1, 2, 3, 4, 5, 6, 7]) expect(Math.hypot(...(places[site] ?? []))).toBeCloseTo(1);
    for (const qubit of [8, 9]) {
      expect(Math.hypot(...(places[qubit] ?? []))).toBeGreaterThan(1.5);
      // Coupled to sites 0 and 1.
      const byDistance = [0, 1, 2, 3, 4, 5, 6, 7].sort((a, b) => apart(a, qubit) - apart(b, qubit));
      expect(byDistance.slice(0, 2).sort()).toEqual([0, 1]);
    }
    const link = graph?.terms.find(({ qubits }) => qubits.join() === "0,8");
    // X0, Y0, Z0 with X8, Y8, Z8.
    expect(link?.parts).toHaveLength(9);
    expect(link?.parts[0]).toMatchObject({ role: "parameter", text: "X0 X8" });
  });
});
