import { describe, expect, test } from "vitest";
import { MemoryRunDirectory } from "./memory-run-store.ts";
import { listRun, summarizeRun } from "./run-summary.ts";

const checkpoint = (step: number, isStopped?: boolean) => ({
  trainer: {
    step,
    values: [],
    optimizer: {},
    ...(isStopped === undefined ? {} : { stopping: { isStopped } }),
  },
  historyLines: 0,
});
const info = { qep: "1", seed: 2, started: "2026-01-02T03:04:05.000Z", device: {}, host: "h", workers: 1 };
const experiment = { title: "A", training: { batches: 4 } };

async function summaryOf(files: Readonly<Record<string, unknown>>) {
  const directory = new MemoryRunDirectory("here");
  const store = await directory.open();
  for (const [name, content] of Object.entries(files)) {
    if (Array.isArray(content))
      await store.appendLines(
        name,
        content.map((line) => JSON.stringify(line)),
      );
    else await store.replace(name, JSON.stringify(content));
  }
  return await summarizeRun(store);
}

describe("the summary of a run", () => {
  test("that is not finished tells its checkpoint and its latest test", async () => {
    const history = [
      { step: 0, test: { cost: 2 } },
      { step: 0, cost: 9 },
      { step: 1, test: { cost: 1 } },
    ];
    const files = {
      "experiment.json": experiment,
      "run.json": info,
      "checkpoint.json": checkpoint(3),
      "history.jsonl": history,
    };
    expect(await summaryOf(files)).toEqual({
      run: "here",
      title: "A",
      started: info.started,
      steps: 3,
      batches: 4,
      isComplete: false,
      scores: { cost: 1 },
      info,
    });
  });

  test("is complete at its last batch, or where it was stopped early, once it has final scores", async () => {
    const base = { "experiment.json": experiment, "checkpoint.json": checkpoint(4) };
    expect(await summaryOf(base)).toMatchObject({ isComplete: false, scores: null, started: null });
    const metrics = { "metrics.json": { cost: 0.5 } };
    expect(await summaryOf({ ...base, ...metrics })).toMatchObject({
      isComplete: true,
      scores: { cost: 0.5 },
    });
    const early = { ...base, ...metrics, "checkpoint.json": checkpoint(2, true) };
    expect(await summaryOf(early)).toMatchObject({ isComplete: true });
    // Made longer since: the scores are those of the shorter run.
    const longer = { ...base, ...metrics, "checkpoint.json": checkpoint(2, false) };
    expect(await summaryOf(longer)).toMatchObject({ isComplete: false, scores: null });
  });

  test("of several trainings counts the steps of all of them, until it is complete", async () => {
    const several = { "experiment.json": { training: { batches: 4, restarts: 3 } } };
    const begun = { ...several, "restarts/0/checkpoint.json": checkpoint(4) };
    expect(await summaryOf({ ...begun, "restarts/1/checkpoint.json": checkpoint(2) })).toMatchObject({
      steps: 6,
      batches: 12,
      isComplete: false,
    });
    const ended = { "checkpoint.json": checkpoint(4), "metrics.json": { cost: 1 } };
    expect(await summaryOf({ ...begun, ...ended })).toMatchObject({ steps: 4, batches: 4, isComplete: true });
  });

  test("does not take a history that is shorter than its checkpoint knows", async () => {
    const files = {
      "experiment.json": experiment,
      "checkpoint.json": { ...checkpoint(2), historyLines: 2 },
      "history.jsonl": [{ step: 0, cost: 1 }],
    };
    await expect(summaryOf(files)).rejects.toThrow(
      "history.jsonl holds 1 complete lines, the checkpoint knows of 2",
    );
    const whole = { ...files, "history.jsonl": [...files["history.jsonl"], { step: 1, cost: 1 }] };
    expect(await summaryOf(whole)).toMatchObject({ steps: 2 });
  });

  test("in a list has its place where it is damaged", async () => {
    const directory = new MemoryRunDirectory("broken");
    const store = await directory.open();
    await store.replace("experiment.json", "{");
    expect(await listRun(store)).toEqual({
      run: "broken",
      error: {
        code: "invalid-file",
        message: expect.stringContaining("broken: experiment.json is not valid JSON"),
      },
    });
  });

  test("needs an experiment", async () => {
    await expect(summaryOf({ "run.json": info })).rejects.toMatchObject({ code: "invalid-file" });
  });
});
