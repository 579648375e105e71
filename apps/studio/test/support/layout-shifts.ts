import type { Page } from "playwright-core";

/** What moved on a page by itself, those shifts included that follow a click at once. */
export interface LayoutShifts {
  /** In the browser's measure: part of the window that was concerned, times how far it moved. */
  readonly sum: number;
  /** For each shift how much, and what moved. */
  readonly moved: readonly string[];
}

/** A shift as the browser tells it; the types of the language do not have it yet. */
interface ShiftEntry {
  readonly value: number;
  readonly sources: readonly { readonly node?: Node }[];
}

/** A shift as it is told to the test. */
interface Shift {
  readonly value: number;
  readonly moved: string;
}

/** What the page holds while it is watched. */
interface Watched {
  takeShifts(): readonly Shift[];
}

/** Watches a page from its next loading on, or one that has been loaded from now on. */
export async function watchLayoutShifts(page: Page): Promise<void> {
  await page.addInitScript(watch);
  await page.evaluate(watch);
}

/** The shifts since the last call. */
export async function takeLayoutShifts(page: Page): Promise<LayoutShifts> {
  const shifts = await page.evaluate(() => (globalThis as unknown as Watched).takeShifts());
  return {
    sum: shifts.reduce((sum, { value }) => sum + value, 0),
    moved: shifts.map(({ value, moved }) => `${value.toFixed(4)}: ${moved}`),
  };
}

/** Runs on the page. */
function watch(): void {
  let shifts: Shift[] = [];
  const add = (entries: PerformanceEntryList) => {
    for (const { value, sources } of entries as unknown as readonly ShiftEntry[]) {
      const nodes = sources.flatMap(({ node }) => node ?? []);
      const moved = nodes.map((node) => `${node.nodeName} "${node.textContent?.trim().slice(0, 40)}"`);
      shifts.push({ value, moved: moved.join(", ") });
    }
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: false });
  const takeShifts = () => {
    // Those too that the observer has not been told of yet.
    add(observer.takeRecords());
    const taken = shifts;
    shifts = [];
    return taken;
  };
  Object.assign(globalThis, { takeShifts });
}
