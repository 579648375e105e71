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

/** Watches a page from its next loading on, or one that has been loaded from now on. */
export async function watchLayoutShifts(page: Page): Promise<void> {
  await page.addInitScript(watch);
  await page.evaluate(watch);
}

/** The shifts since the last call. */
export async function takeLayoutShifts(page: Page): Promise<LayoutShifts> {
  const shifts = await page.evaluate(() =>
    (globalThis as unknown as { shifts: { value: number; moved: string }[] }).shifts.splice(0),
  );
  return {
    sum: shifts.reduce((sum, { value }) => sum + value, 0),
    moved: shifts.map(({ value, moved }) => `${value.toFixed(4)}: ${moved}`),
  };
}

/** Runs on the page. */
function watch(): void {
  const shifts: { value: number; moved: string }[] = [];
  Object.assign(globalThis, { shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as ShiftEntry[]) {
      const nodes = entry.sources.flatMap(({ node }) => node ?? []);
      const moved = nodes.map((node) => `${node.nodeName} "${node.textContent?.trim().slice(0, 40)}"`);
      shifts.push({ value: entry.value, moved: moved.join(", ") });
    }
  }).observe({ type: "layout-shift", buffered: false });
}
