import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Nothing on a page is wider than its window, once all that comes late is there. */
export async function expectToFit(page: Page): Promise<void> {
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  await expect.poll(width, { message: page.url() }).toBe(page.viewportSize()?.width);
}
