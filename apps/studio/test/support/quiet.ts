import type { Page } from "playwright-core";

/**
 * Waits until the page says of nothing that it is busy: what was changed has been computed and is on show, and a training has
 * done as it was told.
 */
export async function quiet(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
}
