import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { violations } from "./support/axe.ts";
import { chromiumPath } from "./support/chromium.ts";
import { studioPages } from "./support/studio-page.ts";

/** ⟨B⟩ and its standard error of the first output. */
async function firstOutput(page: Page): Promise<readonly [mean: number, error: number]> {
  const text = await page.getByTestId("measured").getByRole("row").first().innerText();
  const [mean = 0, error = 0] = [...text.replaceAll("−", "-").matchAll(/-?\d+\.\d+/g)].map(Number);
  return [mean, error];
}

/** Waits for another measurement after something was changed. */
async function measured(page: Page, change: () => Promise<void>): Promise<void> {
  const spent = page.getByTestId("spent");
  const before = await spent.innerText();
  await change();
  await page.waitForFunction((old) => {
    const isBusy = document.querySelector("[aria-busy=true]") !== null;
    return !isBusy && document.querySelector("[data-testid=spent]")?.textContent !== old;
  }, before);
}

describe.skipIf(!chromiumPath)("the laboratory", () => {
  const open = studioPages();

  async function openLaboratory(options: Parameters<typeof open>[0] = {}) {
    const studio = await open(options);
    await studio.page.goto(`${studio.url}#/laboratory`);
    await studio.page.getByTestId("histogram").getByRole("img").waitFor();
    return studio;
  }

  test("wrong bits bias what is counted, inversion undoes it, and the planner halves the error", async () => {
    const { page, complaints } = await openLaboratory();
    await page.getByText("2,125 shots so far").waitFor();
    expect(await page.getByRole("button", { name: "ZZZ" }).getAttribute("aria-pressed")).toBe("true");
    await measured(page, () => page.getByRole("slider", { name: "Shots of a phase" }).fill("9"));
    await measured(page, () => page.getByRole("slider", { name: "0 read as 1" }).fill("0.2"));
    const [undone, error] = await firstOutput(page);
    await measured(page, () => page.getByRole("radio", { name: "ignored" }).check());
    const [raw, rawError] = await firstOutput(page);
    // ⟨Z⟩ becomes 0.74⟨Z⟩ − 0.14, and inversion costs 1/0.74 of the standard error at least.
    expect(raw).toBeCloseTo(0.74 * undone - 0.14, 1);
    expect(error / rawError).toBeGreaterThan(1.2);
    await measured(page, () => page.getByRole("radio", { name: "calibrated" }).check());
    await page.getByText("2,000 more for the calibration").waitFor();
    const [calibrated, calibratedError] = await firstOutput(page);
    expect(Math.abs(calibrated - undone)).toBeLessThan(5 * Math.hypot(error, calibratedError));
    await page.getByRole("button", { name: "Plan" }).click();
    const promise = page.getByTestId("promise");
    await promise.getByText("relative error").waitFor();
    const text = await promise.innerText();
    const [, planned, written] = /error ([\d.]+) \(([\d.]+) as set/.exec(text) ?? [];
    expect(Number(planned)).toBeLessThan(Number(written) / 2);
    await measured(page, () => promise.getByRole("button", { name: /^Use / }).click());
    await promise.getByText("The controls have changed since").waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("the sensor is read in many bases; a plan can be stopped; dark, and by circuits", async () => {
    const { page, complaints } = await openLaboratory({ colorScheme: "dark", reducedMotion: "reduce" });
    await measured(page, () => page.getByRole("radio", { name: "My experiment" }).check());
    const bases = async () =>
      Number.parseInt(await page.getByRole("heading", { name: /\d+ bases/ }).innerText(), 10);
    expect(await bases()).toBe(17);
    await page.getByRole("button", { name: "All 51 parameters" }).click();
    expect(await page.getByTestId("measured").getByRole("row").count()).toBe(3 + 51);
    await page.getByRole("button", { name: "Plan" }).click();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Press Plan").waitFor();
    await measured(page, () => page.getByRole("radio", { name: "commuting" }).check());
    await page.getByText("No circuit promises smaller errors here").waitFor();
    expect(await bases()).toBe(17);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
