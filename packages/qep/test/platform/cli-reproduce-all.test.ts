import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { REPRODUCTIONS } from "../../src/reproduction/catalogue.ts";
import { type CliResult, EXAMPLES, qep, qepJson, scratch, startQep } from "../support/cli.ts";

/** The short form of all results takes most of a minute of computing; a busy machine may take much longer. */
const PATIENCE = 600_000;
const SHORT = ["--quick", "--runs", "1"] as const;
const ids = REPRODUCTIONS.map(({ id }) => id);

/** What `qep reproduce --json` prints for one result. */
interface Summary {
  readonly id: string;
  readonly verdict: string;
  readonly result: string;
  readonly comparisons: readonly object[];
}

let directory: string;
let stopped: CliResult;
let stoppedAt: number;
let summaries: readonly Summary[];

// Everything once, in the short form: stopped in its first training, then taken up again to the end.
beforeAll(async () => {
  directory = scratch();
  const all = ["reproduce", "all", ...SHORT, "--out", "out"];
  const first = startQep(all, { cwd: directory });
  await first.saw("phase-sensor-xyz-batches-300-1 ");
  first.child.kill("SIGINT");
  stopped = await first.done;
  const checkpoint = readFileSync(at("runs/phase-sensor-xyz-batches-300-1/checkpoint.json"), "utf8");
  stoppedAt = JSON.parse(checkpoint).trainer.step;
  summaries = (await qepJson(all, { cwd: directory })) as Summary[];
}, PATIENCE);

const at = (...names: readonly string[]) => join(directory, "out", ...names);

describe("qep reproduce all --quick", () => {
  test("stops at a checkpoint and says how to go on", () => {
    expect(stopped.status).toBe(130);
    expect(stoppedAt).toBeGreaterThan(0);
    expect(stoppedAt).toBeLessThan(300);
    expect(stopped.stderr).toContain("Stopped. What is finished stays; the same command goes on from there.");
  });

  test.each(ids)("%s has data, figures and a report", (id) => {
    const summary = summaries.find((one) => one.id === id);
    // Without the authors' data only the chain has something to be compared with: independent numbers.
    expect(summary?.verdict).toBe(id === "chain-exploration" ? "agrees" : "not compared");
    expect(JSON.parse(readFileSync(at(id, "report.json"), "utf8"))).toEqual(summary);
    const markdown = readFileSync(at(id, "report.md"), "utf8");
    expect(markdown).toContain(summary?.result);
    expect(markdown).toContain(`qep reproduce ${id} --runs 1 --quick --out DIR`);
    const figures = [...markdown.matchAll(/\]\((figures\/[\w-]+)\.svg\)/g)].map(([, name]) => name as string);
    for (const figure of figures) {
      for (const ending of ["svg", "png"]) {
        expect(statSync(at(id, `${figure}.${ending}`)).size).toBeGreaterThan(1000);
      }
    }
    expect(readFileSync(at(id, "report.html"), "utf8").match(/<figure>/g)?.length ?? 0).toBe(figures.length);
    // The published sensor is the authors' data: without it there is nothing to evaluate or draw.
    const hasData = id !== "kitaev-sensor-as-published";
    expect(figures.length > 0).toBe(hasData);
    expect(existsSync(at(id, "data")) || readdirSync(at("runs")).some((run) => run.startsWith(id))).toBe(
      hasData,
    );
  });

  test("the index has every result, in lines that a document may have", () => {
    expect(summaries.map(({ id }) => id)).toEqual(ids);
    const markdown = readFileSync(at("index.md"), "utf8");
    for (const { id, title, caveats } of REPRODUCTIONS) {
      expect(markdown).toContain(`## ${title}\n\n\`${id}\``);
      for (const caveat of caveats) expect(markdown.replaceAll(/\s+/g, " ")).toContain(caveat);
    }
    expect(Math.max(...markdown.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(120);
    const html = readFileSync(at("index.html"), "utf8");
    for (const id of ids) expect(html).toContain(`href="${id}/report.html"`);
  });

  test("a stopped run has gone on to the same numbers", { timeout: PATIENCE }, async () => {
    const args = ["reproduce", "phase-sensor-xyz", ...SHORT, "--out", "whole"];
    expect(await qep(args, { cwd: directory })).toMatchObject({ status: 0 });
    for (const file of [
      "runs/phase-sensor-xyz-batches-300-1/history.jsonl",
      "phase-sensor-xyz/data/final-outputs.npz",
      "phase-sensor-xyz/figures/couplings.svg",
    ]) {
      expect(readFileSync(at(file)).equals(readFileSync(join(directory, "whole", file)))).toBe(true);
    }
  });
});

test("every result is an experiment file of its own, and every file of the paper belongs to a result", () => {
  const files = readdirSync(join(EXAMPLES, "paper")).sort();
  expect([...new Set(REPRODUCTIONS.flatMap(({ experiments }) => experiments))].sort()).toEqual(files);
  expect(REPRODUCTIONS.map(({ experiments: [file] }) => file)).toEqual(ids.map((id) => `${id}.yaml`));
});
