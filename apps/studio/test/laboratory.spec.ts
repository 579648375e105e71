import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { experimentLink } from "../src/session/experiment-link.ts";
import { violations } from "./support/axe.ts";
import { chromiumPath } from "./support/chromium.ts";
import { COMMUTING_STRINGS } from "./support/commuting-strings.ts";
import { takeLayoutShifts, watchLayoutShifts } from "./support/layout-shifts.ts";
import { savedFile } from "./support/saved-file.ts";
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

/** Percent of error bars that covered, by what they belong to. */
async function covered(page: Page, name: string): Promise<number> {
  const row = page.getByTestId("coverage").getByRole("row").filter({ hasText: name });
  return Number.parseInt(await row.getByRole("cell").first().innerText(), 10);
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
    await page.getByRole("button", { name: "ZZZ", pressed: true }).waitFor();
    await measured(page, () => page.getByRole("slider", { name: "Shots of a phase" }).fill("9"));
    await page.getByText("What goes wrong").click();
    await measured(page, () => page.getByRole("slider", { name: "0 read as 1" }).fill("0.2"));
    const [undone, error] = await firstOutput(page);
    await measured(page, () => page.getByRole("radio", { name: "ignored" }).check());
    const [raw, rawError] = await firstOutput(page);
    // ⟨Z⟩ becomes 0.74⟨Z⟩ − 0.14, and inversion costs 1/0.74 of the standard error at least.
    expect(raw).toBeCloseTo(0.74 * undone - 0.14, 1);
    expect(error / rawError).toBeGreaterThan(1.2);
    await page.getByText(/In no error bar: .* readout errors/).waitFor();
    await measured(page, () => page.getByRole("radio", { name: "calibrated" }).check());
    await page.getByText("2,000 more for the calibration").waitFor();
    const [calibrated, calibratedError] = await firstOutput(page);
    expect(Math.abs(calibrated - undone)).toBeLessThan(5 * Math.hypot(error, calibratedError));
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    const promise = page.getByTestId("promise");
    await promise.getByText("relative error").waitFor();
    const [, planned, written] =
      /error ([\d.]+) with .* planned: ([\d.]+) expected/s.exec(await promise.innerText()) ?? [];
    expect(Number(planned)).toBeLessThan(Number(written) / 2);
    await measured(page, () => promise.getByRole("button", { name: /^Use / }).click());
    await promise.getByText("The controls have changed since").waitFor();
    const [, now] = /Measured now: (\d\.\d+)/.exec(await promise.innerText()) ?? [];
    // As planned: far beyond 3 times the expected error would be no noise of five components.
    expect(Number(now)).toBeLessThan(3 * Number(planned));
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("error bars that are repeated cover, and those of a depolarising laboratory do not", async () => {
    const { page, complaints } = await openLaboratory();
    await watchLayoutShifts(page);
    const repeat = page.getByRole("button", { name: "Repeat 50×" });
    await repeat.click();
    await page.getByText("50 times", { exact: true }).waitFor();
    await measured(page, () => page.getByRole("button", { name: "Measure again" }).click());
    const { sum, moved } = await takeLayoutShifts(page);
    expect(sum, moved.join("\n")).toBeLessThan(0.003);
    // 100 values, of which a binomial draw within five standard errors of 68 % covers.
    expect(Math.abs((await covered(page, "outputs")) - 68)).toBeLessThan(25);
    await page.getByText("What goes wrong").click();
    await measured(page, () => page.getByRole("slider", { name: "Depolarisation" }).fill("0.2"));
    expect(await covered(page, "outputs")).toBeNaN();
    await repeat.click();
    await page.getByText("50 times", { exact: true }).waitFor();
    expect(await covered(page, "outputs")).toBeLessThan(30);
    const platform = await page.getByTestId("platform").innerText();
    expect(platform).toContain("depolarisation: 0.2");
    const saved = await savedFile(page, () => page.getByRole("button", { name: "Save" }).click());
    expect(String(saved.bytes).trim()).toBe(platform.trim());
    await measured(page, () => page.getByRole("slider", { name: "Drift of knobs" }).fill("0.1"));
    await page.getByTestId("notes").getByText("χ²").waitFor();
    await measured(page, () => page.getByRole("radio", { name: "in turns" }).check());
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("the sensor is read in many bases; a component shows its counts; all can be stopped", async () => {
    const { page, complaints } = await openLaboratory({ colorScheme: "dark", reducedMotion: "reduce" });
    await measured(page, () => page.getByRole("radio", { name: "My experiment" }).check());
    const bases = async () =>
      Number.parseInt(await page.getByRole("heading", { name: /\d+ bases/ }).innerText(), 10);
    expect(await bases()).toBe(17);
    await page.getByRole("button", { name: "X0Z9" }).click();
    await page.getByRole("heading", { name: "Counts of qubits 0, 9" }).waitFor();
    await page.getByTestId("follows").getByText("⟨X0 Z9⟩ = P(+1) − P(−1)").waitFor();
    // Phase beside phase in every bar, although they are not read in the same bases.
    const bars = await page.getByTestId("histogram").getByRole("img").getAttribute("aria-label");
    expect(bars).toMatch(/00 [\d.]+ and [\d.]+, 11 [\d.]+ and [\d.]+, 01/);
    await page.getByRole("button", { name: "All 51 parameters" }).click();
    await expect.poll(() => page.getByTestId("measured").getByRole("row").count()).toBe(3 + 4 + 51);
    const planner = page.getByRole("region", { name: /^The planner/ });
    await planner.getByRole("button", { name: "Plan", exact: true }).click();
    await planner.getByRole("button", { name: "Stop" }).click();
    await planner.getByText("Press Plan").waitFor();
    await page.getByText("What goes wrong").click();
    // Thousands of eigenvalues: seconds that nobody has to wait for.
    await page.getByRole("slider", { name: "Temperature" }).fill("0.5");
    await page
      .getByRole("region", { name: "What a laboratory sees" })
      .getByRole("button", { name: "Stop" })
      .click();
    await page.getByText("Stopped; what is shown was measured before.").waitFor();
    expect(await bases()).toBe(17);
    await measured(page, () => page.getByRole("slider", { name: "Temperature" }).fill("0"));
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test.each([
    ["a desk", { width: 1280, height: 800 }],
    ["a tablet", { width: 820, height: 1180 }],
  ])("nothing jumps on %s where the system, the estimator or what is shown changes", async (_, viewport) => {
    const { page } = await openLaboratory({ viewport, reducedMotion: "reduce" });
    const changes = [
      () => page.getByRole("radio", { name: "My experiment" }).check(),
      () => page.getByRole("radio", { name: "symmetric" }).check(),
      () => page.getByRole("radio", { name: "Three spins" }).check(),
    ];
    await watchLayoutShifts(page);
    for (const change of changes) await measured(page, change);
    await page.getByRole("radio", { name: "bitstrings" }).check();
    await page.getByTestId("follows").getByText("qubit 0 on the left").waitFor();
    const { sum, moved } = await takeLayoutShifts(page);
    expect(sum, moved.join("\n")).toBeLessThan(0.005);
  });

  test("strings that commute are read by a circuit, which is drawn", async () => {
    const { page, url, complaints } = await openLaboratory();
    await page.goto(experimentLink(COMMUTING_STRINGS, url));
    await page.reload();
    await page.getByText("A valid experiment").waitFor();
    await page.getByRole("link", { name: "Laboratory" }).click();
    await page.getByRole("radio", { name: "Make your own" }).check();
    await page.getByRole("heading", { name: "3 bases" }).waitFor();
    await measured(page, () => page.getByRole("radio", { name: "commuting" }).check());
    await page.getByRole("heading", { name: "1 basis" }).waitFor();
    const circuit = page.getByTestId("circuit").getByRole("img");
    expect(await circuit.getAttribute("aria-label")).toMatch(/^Circuit: .*(CX|CZ) on [01] and [01].*; then/);
    expect(complaints).toEqual([]);
  });
});
