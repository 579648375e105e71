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

/** Waits until one of some workers, by default of all of a page, is in the middle of a computation of seconds. */
export async function computing(
  page: Page,
  workers: () => readonly Worker[] = () => page.workers(),
): Promise<void> {
  while (!(await Promise.all(workers().map(isComputing))).includes(true));
}

/** The worker of a page that has a role, while it is idle; others may be computing. */
export async function workerFor(page: Page, role: string): Promise<Worker> {
  for (;;) {
    const named = page.workers().map(async (worker) => {
      const name = await worker.evaluate(() => self.name).catch(() => undefined);
      return name === role ? worker : await Promise.reject(new Error(`its role is ${name}`));
    });
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, ANSWER, undefined));
    const found = await Promise.race([Promise.any(named).catch(() => late), late]);
    if (found) return found;
  }
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
