import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launchChromium, PATIENCE } from "./support/chromium.ts";
import { serveStudio } from "./support/static-server.ts";
import { steps, train } from "./support/training.ts";

/** Every view, and what is there once it has been loaded and computed something. */
const VIEWS = [
  ["Guided tour", "Next"],
  ["See the idea", "One gradient from three equilibria"],
  ["Explore", "Walkers"],
  ["Laboratory", "shots so far"],
  ["Make your own", "A valid experiment"],
  ["Runs", "Every training is kept"],
  ["Phase sensor", "What the sensor answers"],
] as const;

describe.skipIf(!chromiumPath)("without network", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(() => browser.close());

  test("the page that was opened once opens again when its host is gone, with every view", async () => {
    const server = await serveStudio();
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const complaints: string[] = [];
    page.on("pageerror", ({ message }) => complaints.push(message));
    await page.goto(server.url);
    // Nothing but a plain host: no shared memory either.
    expect(await page.evaluate(() => typeof SharedArrayBuffer)).toBe("undefined");
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();

    await page.reload();
    for (const [view, content] of VIEWS) {
      await page.getByRole("navigation").getByRole("link", { name: view }).click();
      await page.getByText(content).first().waitFor();
      expect(await page.getByText("could not be loaded").count()).toBe(0);
    }
    await train(page);
    await steps(page, 2);
    expect(complaints).toEqual([]);
  });
});
