import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";

/** A file as the page saved it. */
export interface SavedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What the page saves when something is done. */
export async function savedFile(page: Page, act: () => Promise<unknown>): Promise<SavedFile> {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}
