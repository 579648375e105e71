import type { Page, Worker } from "playwright-core";

/** Milliseconds within which a worker answers, however busy the machine, unless it is in the middle of a computation. */
const ANSWER = 1000;

/** Answers as soon as its thread is free; settles too where the worker is ended before. */
const answer = (worker: Worker) => worker.evaluate(() => true).catch(() => true);

const isComputing = (worker: Worker) =>
  Promise.race([
    answer(worker).then(() => false),
    new Promise<boolean>((resolve) => setTimeout(resolve, ANSWER, true)),
  ]);

/** Waits until one of the workers of a page is in the middle of a computation of seconds. */
export async function computing(page: Page): Promise<void> {
  while (!(await Promise.all(page.workers().map(isComputing))).includes(true));
}

/** Does something that must end a worker and what it computes, and waits until nothing is computed any more. */
export async function ends(page: Page, act: () => Promise<void>): Promise<void> {
  const death = new Promise<void>((resolve) => {
    const watch = (worker: Worker) => worker.once("close", () => resolve());
    for (const worker of page.workers()) watch(worker);
    // Also one that has been started, but of which the browser has not told yet.
    page.on("worker", watch);
  });
  await act();
  await death;
  await Promise.all(page.workers().map(answer));
}
