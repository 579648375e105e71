import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { quiet } from "./support/quiet.ts";
import { smallArchive } from "./support/small-runs.ts";
import { studioPages } from "./support/studio-page.ts";
import { stepOf, steps, train } from "./support/training.ts";

/** Milliseconds from one step to the next in slow motion. */
const SLOW = 3000;

/** The picture of the triangle as text, to be compared. */
const triangle = (page: Page) =>
  page
    .locator("canvas")
    .first()
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

describe.skipIf(!chromiumPath)("the first minute", () => {
  const open = studioPages();

  test("one click trains: curves, triangle, couplings and phases move", async () => {
    const { page, complaints } = await open();
    const couplings = page.getByRole("region", { name: "What is trained" }).locator("rect").first();
    const colour = () => couplings.getAttribute("fill");
    const before = await colour();
    // What the phases are can be read before there is one to see.
    await page.getByRole("radio", { name: "+β", exact: true }).check();
    await page.getByText("Nudged by +βε").waitFor();
    await train(page);
    await steps(page, 3);
    const early = await triangle(page);
    for (const phase of ["+β", "−β", "Free"]) {
      await page.getByRole("radio", { name: phase, exact: true, checked: true }).waitFor();
    }
    await steps(page, 60);
    const loss = await page.getByRole("region", { name: "Loss" }).locator("strong").textContent();
    expect(Number(loss)).toBeGreaterThan(0);
    expect(Number(loss)).toBeLessThan(2);
    await page.getByText("Largest answer is right").locator("xpath=..").getByText("%").waitFor();
    await expect.poll(() => triangle(page)).not.toBe(early);
    await expect.poll(colour).not.toBe(before);
    expect(complaints).toEqual([]);
  });

  test("pause holds, step makes one step, resume goes on, reset begins again", async () => {
    const { page, url } = await open();
    // Its steps are far shorter than the second after which a pause breaks one off, on any machine.
    const archive = await smallArchive({ name: "short", batches: 100_000, stopAfter: 5 });
    await page.goto(`${url}#/runs`);
    await page.getByLabel("Runs as zip archives").setInputFiles(archive);
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByTestId("state").getByText("Paused").waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await steps(page, 10);
    await page.getByRole("button", { name: "Pause" }).click();
    await quiet(page);
    const paused = await stepOf(page);
    for (const more of [1, 2, 3]) {
      await page.getByRole("button", { name: "Step" }).click();
      await quiet(page);
      expect(await stepOf(page)).toBe(paused + more);
    }
    await page.getByRole("button", { name: "Resume" }).click();
    await steps(page, paused + 6);
    await page.getByRole("button", { name: "Reset" }).click();
    await page.getByTestId("state").getByText("Ready").waitFor();
    expect(await stepOf(page)).toBe(0);
  });

  test("the keyboard does it all, and the same steps give the same numbers", async () => {
    const { page } = await open();
    const losses: (string | null)[] = [];
    await page.getByTestId("state").getByText("Ready").waitFor();
    for (const _ of [1, 2]) {
      await page.keyboard.press("s");
      await steps(page, 1);
      losses.push(await page.getByRole("region", { name: "Loss" }).locator("strong").textContent());
      await page.keyboard.press("r");
      await page.getByTestId("state").getByText("Ready").waitFor();
    }
    expect(losses[0]).toMatch(/^\d\.\d\d$/);
    expect(losses[1]).toBe(losses[0]);
    await page.keyboard.press("Space");
    await steps(page, 2);
    await page.keyboard.press("Space");
    await page.getByTestId("state").getByText("Paused").waitFor();
  });

  test("slow motion shows each step for itself", async () => {
    const { page } = await open();
    await page.getByRole("radio", { name: "Slow" }).check();
    const began = performance.now();
    await train(page);
    await steps(page, 2);
    // Clocks of two processes: a little less.
    expect(performance.now() - began).toBeGreaterThan(SLOW - 100);
  });
});
