import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { violations } from "./support/axe.ts";
import { chromiumPath } from "./support/chromium.ts";
import { takeLayoutShifts, watchLayoutShifts } from "./support/layout-shifts.ts";
import { mainThreadTasks } from "./support/main-thread.ts";
import { scriptSizes } from "./support/script-sizes.ts";
import { studioPages } from "./support/studio-page.ts";

/** Every other view, and what it shows when it is complete. */
const VIEWS = [
  ["Guided tour", "A qubit settles"],
  ["See the idea", "other estimator"],
  ["Explore", "of 1681 points"],
  ["Laboratory", "shots so far"],
  ["Make your own", "A valid experiment"],
  ["Runs", "Phase sensor on the cluster"],
] as const;

async function trainSome(page: Page, steps: number): Promise<void> {
  await page.getByRole("button", { name: "Train" }).and(page.locator(":enabled")).click();
  await page.waitForFunction(
    (least) => Number(document.querySelector("[data-testid=step]")?.textContent) >= least,
    steps,
  );
}

describe.skipIf(!chromiumPath)("craft", () => {
  const open = studioPages();

  test.each(["light", "dark"] as const)(
    "axe finds nothing wrong in %s colours, in no phase",
    async (colorScheme) => {
      const { page } = await open({ colorScheme, reducedMotion: "reduce" });
      await trainSome(page, 2);
      await page.getByRole("button", { name: "Pause" }).click();
      for (const phase of ["Free", "+β", "−β"]) {
        await page.getByRole("radio", { name: phase, exact: true }).check();
        expect(await violations(page)).toEqual([]);
      }
    },
  );

  test("the switch overrules the system's colours, and is remembered", async () => {
    const { page } = await open({ colorScheme: "light" });
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByRole("radio", { name: "Dark" }).check();
    expect(await background()).not.toBe(light);
    await page.reload();
    await page.getByRole("radio", { name: "Dark", checked: true }).waitFor();
    expect(await background()).not.toBe(light);
  });

  test("the page stays free and nothing jumps: loading, training, and in every view meanwhile", async () => {
    const { page } = await open();
    await watchLayoutShifts(page);
    const most = async (act: () => Promise<void>) => {
      const tasks = await mainThreadTasks(page, act);
      expect(tasks.length).toBeGreaterThan(30);
      const { sum, moved } = await takeLayoutShifts(page);
      expect(sum, moved.join("\n")).toBeLessThan(0.01);
      return Math.max(...tasks.map(({ work }) => work));
    };
    const loading = await most(async () => {
      await page.reload();
      await page.getByTestId("state").getByText("Ready").waitFor();
      await page.locator(".katex").first().waitFor();
    });
    // About twice what these take on a busy machine; what is felt begins at 50.
    expect(loading).toBeLessThan(35);
    expect(await most(() => trainSome(page, 25))).toBeLessThan(25);
    await page.getByRole("radio", { name: "Steady" }).check();
    for (const [view, sign] of VIEWS) {
      const opening = await most(async () => {
        await page.getByRole("link", { name: view }).click();
        await page.getByText(sign).first().waitFor();
        await page.waitForTimeout(300);
      });
      expect(opening, view).toBeLessThan(40);
    }
  });

  test("at 1280 × 800 and on a tablet nothing is wider than the page", async () => {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 820, height: 1180 },
    ]) {
      const { page } = await open({ viewport });
      await page.getByTestId("state").getByText("Ready").waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    }
  });

  test("what the first view loads, but the typesetting, is under 300 kB of JavaScript, compressed", async () => {
    // The service worker, which loads everything for later, stays out.
    const { page } = await open({ serviceWorkers: "block" });
    const sizes = await scriptSizes(page, async () => {
      await page.reload();
      await page.getByTestId("state").getByText("Ready").waitFor();
    });
    const paths = [...sizes.keys()];
    expect(paths.some((path) => path.includes("/worker-"))).toBe(true);
    expect(paths.some((path) => path.includes("/SensorView-"))).toBe(true);
    const counted = paths.filter((path) => !path.includes("/typeset-"));
    expect(counted.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0)).toBeLessThan(300_000);
  });
});
