import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { violations } from "./support/axe.ts";
import { chromiumPath } from "./support/chromium.ts";
import { studioPages } from "./support/studio-page.ts";
import { taskTimes } from "./support/task-times.ts";

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

  test("nothing jumps while it trains", async () => {
    const { page } = await open();
    await page.getByTestId("state").getByText("Ready").waitFor();
    await page.evaluate(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: "layout-shift", buffered: false });
    });
    await trainSome(page, 30);
    const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
    expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.01);
  });

  test("no task of the page takes 50 ms of its thread while it trains", async () => {
    const { page } = await open();
    await page.getByTestId("state").getByText("Ready").waitFor();
    const tasks = await taskTimes(page, () => trainSome(page, 25));
    expect(tasks.length).toBeGreaterThan(100);
    expect(Math.max(...tasks)).toBeLessThan(50);
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

  test("works without network once it has been opened", async () => {
    const { page } = await open();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.context().setOffline(true);
    await page.reload();
    await trainSome(page, 2);
  });

  test("the page may not run text as code, nor ask other hosts", async () => {
    const { page } = await open();
    const outcome = await page.evaluate(async () => {
      const refused: string[] = [];
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
        refused.push(effectiveDirective),
      );
      // Not `eval` itself: it is the test's own way into the page.
      const script = document.createElement("script");
      script.textContent = "globalThis.hasRun = true";
      document.body.append(script);
      await fetch("https://example.org/").catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { refused, hasRun: "hasRun" in globalThis };
    });
    expect(outcome.hasRun).toBe(false);
    expect(outcome.refused).toEqual(expect.arrayContaining(["script-src-elem", "connect-src"]));
  });

  test("what the first view loads, but the typesetting, is under 300 kB of JavaScript, compressed", async () => {
    // The service worker, which loads everything for later, stays out.
    const { page } = await open({ serviceWorkers: "block" });
    const scripts = new Set<string>();
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.endsWith(".js") && !pathname.includes("/typeset-")) scripts.add(pathname);
    });
    await page.reload();
    await page.getByTestId("state").getByText("Ready").waitFor();
    const sizes = [...scripts].map((path) => {
      const file = new URL(`../dist/${path.slice("/studio/".length)}`, import.meta.url);
      return gzipSync(readFileSync(file)).length;
    });
    expect([...scripts].some((path) => path.includes("/worker-"))).toBe(true);
    expect([...scripts].some((path) => path.includes("/SensorView-"))).toBe(true);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
  });
});
