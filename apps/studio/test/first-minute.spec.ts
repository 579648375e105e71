import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { studioPages } from "./support/studio-page.ts";

const stepOf = async (page: Page) => Number(await page.getByTestId("step").textContent());

/** Waits until so many steps are done. */
async function steps(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (least) => Number(document.querySelector("[data-testid=step]")?.textContent) >= least,
    count,
  );
}

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
    const train = page.getByRole("button", { name: "Train" });
    await train.and(page.locator(":enabled")).waitFor();
    const before = await couplings.getAttribute("fill");
    await train.click();
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
    expect(await triangle(page)).not.toBe(early);
    expect(await couplings.getAttribute("fill")).not.toBe(before);
    expect(complaints).toEqual([]);
  });

  test("pause holds, step makes one step, resume goes on, reset begins again", async () => {
    const { page } = await open();
    await page.getByRole("button", { name: "Train" }).and(page.locator(":enabled")).click();
    await steps(page, 5);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.waitForTimeout(700);
    const paused = await stepOf(page);
    await page.waitForTimeout(400);
    expect(await stepOf(page)).toBe(paused);

    await page.getByRole("button", { name: "Step" }).click();
    await steps(page, paused + 1);
    await page.waitForTimeout(400);
    expect(await stepOf(page)).toBe(paused + 1);

    await page.getByRole("button", { name: "Resume" }).click();
    await steps(page, paused + 4);
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
    await page.getByRole("button", { name: "Train" }).and(page.locator(":enabled")).click();
    await steps(page, 1);
    await page.waitForTimeout(1500);
    expect(await stepOf(page)).toBe(1);
  });
});
