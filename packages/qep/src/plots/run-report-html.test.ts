import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import { buildExperiment } from "../experiments/build-experiment.ts";
import { MemoryRunDirectory } from "../experiments/memory-run-store.ts";
import { parseExperiment } from "../experiments/parse-experiment.ts";
import type { HistoryRecord } from "../experiments/run-record.ts";
import { type RunReport, readRunReport } from "../experiments/run-report.ts";
import type { Metrics } from "../training/evaluation.ts";
import { figureDocument } from "./figure-document.ts";
import { runReportHtml } from "./run-report-html.ts";

const TITLE = 'A <b>bold</b> title & "quotes" <script>alert(1)</script>';
const experiment = buildExperiment(
  parseExperiment(
    JSON.stringify({
      schemaVersion: 1,
      title: TITLE,
      system: { qubits: 1, parameters: { a: "X0", b: "Z0", c: "Y0", d: "X0" }, outputs: { z: "Z0" } },
      loss: { kind: "expectation", output: "z" },
      gradient: { method: "symmetric", beta: 0.4 },
      training: { optimizer: { kind: "sgd", learningRate: 0.1 }, batches: 40 },
    }),
    { file: "test.json" },
  ),
);
const values = Float64Array.of(0.25, -1.5, 2e-7, 0);

const history = Array.from({ length: 40 }, (_, step): HistoryRecord => {
  const ratio = { nudgeToGap: 4, nonlinearity: 0.9, signalToNoise: 1, drift: null };
  const health = { gap: 0.1, gapSource: "ritz" as const, coupledGap: null, ...ratio };
  return { step, cost: 1, penalty: 0, gradientNorm: 1, preparations: 3, shots: 500, health };
});

async function pageOf(changed: Partial<RunReport>) {
  const commands = {
    repeat: "qep train <file>",
    resume: "qep train --resume <run>",
    longer: "qep longer <run>",
  };
  const empty = await readRunReport(await new MemoryRunDirectory("runs/<x>").open(), experiment, commands);
  const report = { ...empty, ...changed };
  const html = runReportHtml(report, { experiment, history: report.history, values }, await figureDocument());
  return { html, page: new DOMParser().parseFromString(html, "text/html") };
}

const parameters = experiment.variables.names.map((name, k) => ({
  name,
  initial: 0,
  value: values[k] as number,
}));
const info = {
  qep: "1.2.3",
  seed: 7,
  started: "2026-01-02T03:04:05.678Z",
  device: { kernels: "simd" },
  host: "node 24",
  workers: 2,
};

describe("runReportHtml", async () => {
  const health = {
    steps: 40,
    preparations: 120,
    shots: 20_000,
    courses: {
      gap: { median: 0.1, worst: 0.1, steps: 40 },
      coupledGap: null,
      nudgeToGap: { median: 4, worst: 4, steps: 30 },
      nonlinearity: null,
      signalToNoise: null,
      drift: null,
    },
    gapSource: "ritz",
    strongNudges: 1,
    signal: null,
    drift: null,
  } as const;
  const trained: Metrics = { cost: 0.5, accuracy: 0.9, maxChoice: 0.95, singleShot: 0.6, product: 0.4 };
  const { html, page } = await pageOf({
    steps: 40,
    parametersAfter: 30,
    parameters,
    history,
    health,
    alarms: [{ kind: "strong-nudge", finding: "it bends <", advice: "smaller beta" }],
    scores: [
      { of: "trained", scores: trained },
      { of: "untrained", scores: { cost: 0.75 } },
    ],
    timing: { seconds: 84, sessions: 2, secondsPerStep: 0.021 },
    info,
  });
  const text = page.querySelector("main")?.textContent ?? "";

  test("shows text as it was given, never as HTML", () => {
    expect(page.querySelector("h1")?.textContent).toBe(TITLE);
    expect(page.querySelector("title")?.textContent).toBe(TITLE);
    expect(page.querySelectorAll("script, h1 b")).toHaveLength(0);
    expect(text).toContain("runs/<x>");
    expect(text).toContain("It bends <.");
    expect(text).toContain("qep train --resume <run>");
  });

  test("needs no other file, and no two figures share an identifier", () => {
    expect(html).not.toMatch(/<(script|link|img|iframe)\b|@import|(src|href)="(?!#)|url\((?!#)/);
    const identifiers = [...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(identifiers).size).toBe(identifiers.length);
    expect(page.querySelectorAll("figure > svg")).toHaveLength(3);
  });

  test("has every part under its heading", () => {
    expect([...page.querySelectorAll("h2")].map((heading) => heading.textContent)).toEqual([
      "Scores",
      "Learning curves",
      "Health of the equilibria",
      "What was learnt",
      "Parameters",
      "What it took",
      "Experiment, with every default",
      "How it was made",
    ]);
  });

  test("says what was found", () => {
    for (const part of [
      "40 of 40 batches, seed 7, begun 2026-01-02 03:04 UTC",
      "After 30 batches; the last checkpoint lies 10 batches back.",
      "Preparations: 120, 3 a batch",
      "Shots: 20 000, 500 a batch",
      "Wall time: 84 s in 2 sessions, to the last checkpoint",
      "Per batch, tests included: 0.021 s",
      "gradient: { method: symmetric, beta: 0.4, nudge: error-signal }",
      "qep 1.2.3, node 24, 2 workers",
      "Device: kernels simd",
    ]) {
      expect(text).toContain(part);
    }
    const cells = [...page.querySelectorAll("tr")].map((row) =>
      [...row.querySelectorAll("td")].map((cell) => cell.textContent),
    );
    expect(cells).toContainEqual(["trained", "95.0 %", "60.0 %", "90.0 %", "40.0 %", "0.500000"]);
    expect(cells).toContainEqual(["untrained", "", "", "", "", "0.750000"]);
    expect(cells).toContainEqual(["nudge / gap", "4", "4", "linear below 1", "30 of 40"]);
    // Down the columns: a, b | c, d.
    expect(cells).toContainEqual(["a", "0.000000", "0.250000", "c", "0.000000", "2.00e-7"]);
    expect(cells).toContainEqual(["b", "0.000000", "-1.500000", "d", "0.000000", "0.000000"]);
  });
});

test("a run that has just begun still has a page", async () => {
  const { page, html } = await pageOf({});
  expect([...page.querySelectorAll("h2")].map((heading) => heading.textContent)).toEqual([
    ...["What was learnt", "Parameters", "Experiment, with every default", "How it was made"],
  ]);
  expect(html).toContain("not finished");
  expect(html).toContain("0 of 40 batches");
  expect(html).not.toMatch(/NaN|undefined|null/);
});

test("a complete and quiet run says so, and how to make it longer", async () => {
  const { html } = await pageOf({ isComplete: true, steps: 40, history });
  expect(html).toContain(">complete<");
  expect(html).toContain("qep longer &lt;run&gt;");
  expect(html).not.toContain("stopped early");
  const { html: early } = await pageOf({ isComplete: true, steps: 30, history: history.slice(0, 30) });
  expect(early).toContain("30 of 40 batches, stopped early");
});

test("a long configuration is cut", async () => {
  const samples = Array.from({ length: 200 }, (_, h) => ({ inputs: { h } }));
  const { page } = await pageOf({ experiment: { schemaVersion: 1, data: { samples } } });
  const lines = page.querySelector("pre")?.textContent?.split("\n") ?? [];
  expect(lines).toHaveLength(151);
  expect(lines.at(-1)).toBe("… (53 more lines)");
});
