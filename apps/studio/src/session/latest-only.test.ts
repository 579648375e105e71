import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LatestOnly } from "./latest-only.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Questions are milliseconds that the answer takes. */
function slowAnswers(patience = 800) {
  const asked: number[] = [];
  const results: number[] = [];
  const failures: unknown[] = [];
  const busy: boolean[] = [];
  const compute = (question: number, signal: AbortSignal) => {
    asked.push(question);
    return new Promise<number>((resolve, reject) => {
      setTimeout(() => resolve(question), question);
      signal.addEventListener("abort", () => reject(new Error("stopped")));
      if (question < 0) reject(new Error("no such question"));
    });
  };
  const latest = new LatestOnly(
    compute,
    {
      onBusy: (isBusy) => busy.push(isBusy),
      onResult: (result) => results.push(result),
      onFailure: (error) => failures.push(error),
    },
    patience,
  );
  return { latest, asked, results, failures, busy };
}

test("of questions that come while one is answered, only the latest is asked", async () => {
  const { latest, asked, results, busy } = slowAnswers();
  for (const question of [100, 101, 102, 103]) latest.ask(question);
  await vi.advanceTimersByTimeAsync(300);
  expect(asked).toEqual([100, 103]);
  expect(results).toEqual([100, 103]);
  expect(busy.at(-1)).toBe(false);
});

test("a long computation is stopped once its question is stale, and says nothing", async () => {
  const { latest, results, failures } = slowAnswers(200);
  latest.ask(10_000);
  await vi.advanceTimersByTimeAsync(150);
  latest.ask(20);
  await vi.advanceTimersByTimeAsync(49);
  expect(results).toEqual([]);
  await vi.advanceTimersByTimeAsync(22);
  expect(results).toEqual([20]);
  expect(failures).toEqual([]);
});

test("a long computation whose question still stands goes on", async () => {
  const { latest, results } = slowAnswers(200);
  latest.ask(5000);
  await vi.advanceTimersByTimeAsync(5000);
  expect(results).toEqual([5000]);
});

test("stopped, it answers nothing and can be asked again", async () => {
  const { latest, results, failures, busy } = slowAnswers();
  latest.ask(500);
  latest.ask(600);
  latest.stop();
  await vi.advanceTimersByTimeAsync(2000);
  expect([results, failures, busy.at(-1)]).toEqual([[], [], false]);
  latest.ask(30);
  await vi.advanceTimersByTimeAsync(30);
  expect(results).toEqual([30]);
});

test("a failure is told, and the next question answered", async () => {
  const { latest, results, failures } = slowAnswers();
  latest.ask(-1);
  await vi.advanceTimersByTimeAsync(1);
  expect(failures).toEqual([new Error("no such question")]);
  latest.ask(5);
  await vi.advanceTimersByTimeAsync(5);
  expect(results).toEqual([5]);
});
