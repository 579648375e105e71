import type { Page } from "playwright-core";

/** A task of the page's main thread, in milliseconds. */
export interface MainThreadTask {
  /** What its thread worked on it: what a busy machine does not lengthen. */
  readonly work: number;
  /** What passed meanwhile. */
  readonly wall: number;
  /** What the work was spent on, the most first. */
  readonly causes: readonly Cause[];
}

interface Cause {
  /** Of the browser's trace, for instance `Layout`, with script and line where there is one. */
  readonly name: string;
  readonly work: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds: when it began, how long it took, and how long its thread worked on it. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: {
    readonly name?: string;
    readonly data?: { readonly functionName?: string; readonly url?: string; readonly lineNumber?: number };
    readonly fileName?: string;
  };
}

/** How often a page is tried at most. */
const TRIES = 4;
/** Tasks of anything that a page does: fewer mean that they were not recorded. */
const FEWEST = 20;

/**
 * Milliseconds of work in the longest task of the page's main thread, in the best of a few tries: another's work on the
 * same machine, which takes caches and clock rates from the page, can only ever add to its own.
 *
 * @param limit a try that stays below it is the last one
 * @param attempt the tasks of one try, which is given its number, from 0
 */
export async function longestTask(
  limit: number,
  attempt: (count: number) => Promise<readonly MainThreadTask[]>,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count < TRIES && least >= limit; count++) {
    const tasks = await attempt(count);
    if (tasks.length < FEWEST) throw new Error(`only ${tasks.length} tasks of the page were recorded`);
    least = Math.min(least, Math.max(...tasks.map(({ work }) => work)));
  }
  return least;
}

/** Of the browser's trace: tasks, and what is done in them. */
const TASKS = ["toplevel", "__metadata", "blink.user_timing"];
/** Tells the page's thread in the trace. */
const MARK = "the thread of this page";
const CAUSES = [...TASKS, "devtools.timeline", "v8", "blink_gc", "disabled-by-default-v8.compile"];

/**
 * The tasks of the page's main thread while something is done with it.
 *
 * @param hasCauses records what they are spent on, which takes some time itself; by default it does not
 */
export async function mainThreadTasks(
  page: Page,
  act: () => Promise<void>,
  { hasCauses = false }: { readonly hasCauses?: boolean } = {},
): Promise<MainThreadTask[]> {
  const browser = page.context().browser();
  if (!browser) throw new Error("the page belongs to no browser that could be traced");
  await browser.startTracing(page, { categories: hasCauses ? CAUSES : TASKS });
  await act();
  await page.evaluate((mark) => performance.mark(mark), MARK);
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] };
  // The windows of the browser itself have main threads too.
  const mark = traceEvents.find(({ name }) => name === MARK);
  if (!mark) throw new Error("the page is not in the trace of the browser");
  const isMain = ({ pid, tid }: TraceEvent) => pid === mark.pid && tid === mark.tid;
  return tasksOf(traceEvents.filter((event) => event.ph === "X" && isMain(event)));
}

/** @param events of one thread */
function tasksOf(events: readonly TraceEvent[]): MainThreadTask[] {
  const tasks: { readonly task: TraceEvent; readonly causes: Map<string, number> }[] = [];
  const open: TraceEvent[] = [];
  // Whatever encloses others comes before them.
  const ordered = events.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  for (const event of ordered) {
    while (open.length > 0 && endOf(open.at(-1)) <= event.ts) open.pop();
    const parent = open.at(-1);
    if (!parent && event.name.endsWith("RunTask")) tasks.push({ task: event, causes: new Map() });
    const causes = tasks.at(-1)?.causes;
    if (parent && causes) {
      count(causes, labelOf(event), workOf(event));
      count(causes, labelOf(parent), -workOf(event));
    }
    if (parent || event.name.endsWith("RunTask")) open.push(event);
  }
  return tasks.map(({ task, causes }) => ({
    work: workOf(task),
    wall: (task.dur ?? 0) / 1000,
    causes: [...causes]
      .map(([name, work]) => ({ name, work }))
      .filter(({ work }) => work > 0)
      .toSorted((a, b) => b.work - a.work),
  }));
}

function count(sums: Map<string, number>, name: string, work: number): void {
  sums.set(name, (sums.get(name) ?? 0) + work);
}

const endOf = (event: TraceEvent | undefined) => (event ? event.ts + (event.dur ?? 0) : 0);
const workOf = ({ tdur = 0 }: TraceEvent) => tdur / 1000;

function labelOf({ name, args: { data, fileName } }: TraceEvent): string {
  const file = (data?.url ?? fileName ?? "").split("/").at(-1);
  return [name, data?.functionName, file && `${file}:${data?.lineNumber ?? 0}`].filter(Boolean).join(" ");
}
