import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";

/**
 * Compressed bytes of every script of the build that a page asks for meanwhile.
 *
 * @param page one whose context blocks service workers: these load everything for later
 */
export async function scriptSizes(
  page: Page,
  act: () => Promise<void>,
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.endsWith(".js")) return;
    const file = new URL(`../../dist/${pathname.slice("/studio/".length)}`, import.meta.url);
    sizes.set(pathname, gzipSync(readFileSync(file)).length);
  });
  await act();
  return sizes;
}
