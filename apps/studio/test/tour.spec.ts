import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { violations } from "./support/axe.ts";
import { chromiumPath } from "./support/chromium.ts";
import { expectToFit } from "./support/page-width.ts";
import { studioPages } from "./support/studio-page.ts";
import { steps } from "./support/training.ts";

/** The numbers that a step reads out, once there are as many as expected. */
async function readings(page: Page, pattern: string | RegExp): Promise<number[]> {
  const reading = page.getByTestId("reading");
  await reading.getByText(pattern).waitFor();
  const text = (await reading.innerText()).replaceAll("−", "-");
  return [...text.matchAll(/-?\d+(\.\d+)?/g)].map(([number]) => Number(number));
}

describe.skipIf(!chromiumPath)("the guided tour", () => {
  const open = studioPages();

  test("is walked by keyboard, kept in the address, live in each step, and ends in a training sensor", async () => {
    const { page, url, complaints } = await open({ reducedMotion: "reduce" });
    await page.goto(`${url}#/tour`);
    await page.getByRole("heading", { name: "1 · A qubit settles" }).waitFor();
    await page.getByRole("slider", { name: "Field" }).fill("60");
    await page.getByTestId("reading").getByText("0.500").waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByRole("heading", { name: "1 · A qubit settles" }).click();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("heading", { name: "2 · Nudge it" }).waitFor();
    expect(await readings(page, "0.458")).toEqual([0.458, -0.244]);
    expect(await violations(page)).toEqual([]);

    await page.keyboard.press("ArrowRight");
    await page.getByRole("radio", { name: "g₁" }).check();
    const [response = 0, reverse = 1] = await readings(page, /slopes/);
    expect(Math.abs(response)).toBeGreaterThan(0.01);
    expect(reverse).toBeCloseTo(response, 4);
    expect(await violations(page)).toEqual([]);

    await page.reload();
    await page.getByRole("heading", { name: "3 · Mutual answers" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "2 · Nudge it" }).waitFor();
    await page.goForward();
    await page.getByRole("heading", { name: "3 · Mutual answers" }).waitFor();

    await page.getByRole("button", { name: "Next" }).click();
    const losses: number[] = [];
    for (const step of [1, 2, 3]) {
      await page.getByRole("button", { name: "Step", exact: true }).click();
      const [at, loss = 0] = await readings(page, new RegExp(`step\\s*${step}`));
      expect(at).toBe(step);
      losses.push(loss);
    }
    expect(losses).toEqual([...losses].sort((a, b) => b - a));
    expect(new Set(losses).size).toBe(3);
    expect(await violations(page)).toEqual([]);

    await page.getByRole("link", { name: "The sensor" }).click();
    await page.getByRole("button", { name: "Train the sensor" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Train the sensor" }).click();
    await steps(page, 2);
    expect(new URL(page.url()).hash).toBe("#/sensor");
    expect(complaints).toEqual([]);
  });

  test("a link leads to a step; on a tablet nothing is wider than the page", async () => {
    const { page, url } = await open({ viewport: { width: 820, height: 1180 }, colorScheme: "dark" });
    for (const step of [2, 3, 4, 5]) {
      await page.goto(`${url}#/tour/${step}`);
      await page.getByRole("heading", { name: `${step} ·` }).waitFor();
      await expectToFit(page);
    }
    await page.getByText("sensor", { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
