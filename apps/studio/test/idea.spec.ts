import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { violations } from "./support/axe.ts";
import { chromiumPath } from "./support/chromium.ts";
import { quiet } from "./support/quiet.ts";
import { studioPages } from "./support/studio-page.ts";

/** The numbers of the line under the figure: plus, minus or free, divisor, estimate, exact, bias. */
async function arithmetic(page: Page): Promise<number[]> {
  const text = await page.getByTestId("arithmetic").innerText();
  return [...text.replaceAll("−", "-").matchAll(/-?\d+\.\d+/g)].map(Number);
}

/** Puts a slider to a position, as an arrow key would. */
async function slide(page: Page, name: string, value: string): Promise<void> {
  await page.getByRole("slider", { name }).fill(value);
}

describe.skipIf(!chromiumPath)("one gradient", () => {
  const open = studioPages();

  async function openIdea(options: Parameters<typeof open>[0] = {}) {
    const studio = await open(options);
    await studio.page.goto(`${studio.url}#/idea`);
    await studio.page.getByTestId("arithmetic").waitFor();
    return studio;
  }

  test("of a qubit: the numbers add up, and come closer to ∂⟨Z⟩/∂a = b²/(a² + b²)^(3/2) with the symmetric form", async () => {
    const { page, complaints } = await openIdea();
    await page.getByRole("radio", { name: "One qubit" }).check();
    await slide(page, "Shots", "16");
    await slide(page, "Nudge", "-0.7");
    await quiet(page);
    await page.getByText("expectation values without noise").waitFor();
    // L = ⟨Z⟩, so that ε = 1 and ν = ±β.
    const row = await page.getByRole("row", { name: /^z/ }).innerText();
    expect(row).toContain("1.000");
    expect(row).toContain("±0.200");
    const biases: number[] = [];
    for (const [name, divisor] of [
      ["symmetric ±β", "2 ×"],
      ["one-sided", ") / 0"],
    ] as const) {
      await page.getByRole("radio", { name }).check();
      await quiet(page);
      await page.getByTestId("arithmetic").getByText(divisor).waitFor();
      const [above = 0, below = 0, beta = 0, estimate = 0, exact = 0, bias = 0] = await arithmetic(page);
      expect(beta).toBe(0.1995);
      expect(exact).toBe(0.458);
      // Means are shown with four digits.
      const quotient = (above - below) / (biases.length === 0 ? 2 * beta : beta);
      expect(Math.abs(quotient - estimate)).toBeLessThan(6e-4);
      expect(estimate - exact).toBeCloseTo(bias, 3);
      biases.push(Math.abs(bias));
    }
    expect(biases[0]).toBeLessThan(0.004);
    expect(biases[1]).toBeGreaterThan(0.02);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("of the sensor: more shots, smaller error bars; measured again, other numbers", async () => {
    const { page } = await openIdea({ colorScheme: "dark", reducedMotion: "reduce" });
    await page.getByText("other estimator").waitFor();
    expect(await violations(page)).toEqual([]);
    const measured = () => page.getByTestId("arithmetic").innerText();
    const errorOf = (text: string) => Number(/± (\d\.\d+)/.exec(text)?.[1]);
    const before = await measured();
    await page.getByRole("button", { name: "Measure again" }).click();
    await expect.poll(measured).not.toBe(before);
    await slide(page, "Shots", "15");
    await page.getByText("3,500,000 shots in all").waitFor();
    // 50 times the shots; variances are estimated from the shots themselves.
    const ratio = errorOf(before) / errorOf(await measured());
    expect(ratio).toBeGreaterThan(5.5);
    expect(ratio).toBeLessThan(9);
  });
});

describe.skipIf(!chromiumPath)("reciprocity", () => {
  const open = studioPages();

  test("holds in equilibrium, up to gains where knobs are off, and not where they move each other", async () => {
    const { page, url, complaints } = await open();
    await page.goto(`${url}#/idea/reciprocity`);
    const verdict = page.getByTestId("verdict");
    await verdict.getByText("Reciprocity holds").waitFor();
    const sides = async () => {
      const text = (await page.getByTestId("pair").innerText()).replaceAll("−", "-");
      return [...text.matchAll(/= (-?\d\.\d+)/g)].map(([, number]) => Number(number));
    };
    await page.getByRole("combobox", { name: "Pair" }).selectOption({ label: "g1 and end" });
    const [response = 0, reverse = 1] = await sides();
    expect(Math.abs(response)).toBeGreaterThan(0.01);
    expect(reverse).toBeCloseTo(response, 4);
    await page.getByRole("radio", { name: "Wrong gains" }).check();
    await verdict.getByText("It holds up to gains").waitFor();
    await page.getByRole("radio", { name: "Cross-talk" }).check();
    await verdict.getByText("Reciprocity fails").waitFor();
    const [there = 0, back = 0] = await sides();
    expect(Math.abs(there - back)).toBeGreaterThan(0.01);
    await page.getByRole("radio", { name: "In equilibrium" }).check();
    await verdict.getByText("Reciprocity holds").waitFor();
    await page.getByRole("radio", { name: "Too early" }).check();
    await verdict.getByText("Reciprocity fails").waitFor();
    const [settled = 0, early = 0] = await sides();
    expect(settled).toBeCloseTo(response, 4);
    expect(Math.abs(settled - early)).toBeGreaterThan(0.01);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("what is too large is refused, and another measurement can be asked for", async () => {
    const { page, url } = await open();
    await page.goto(`${url}#/idea/reciprocity`);
    await page.getByRole("slider", { name: "Shots on each side" }).fill("3");
    await page.getByRole("radio", { name: "Too early" }).check();
    await page.getByRole("radio", { name: "My experiment" }).check();
    await page.getByText("at most 8 qubits; the system has 10").waitFor();
    await page.getByRole("radio", { name: "In equilibrium" }).check();
    await page.getByRole("radio", { name: "Three spins" }).check();
    await page.getByTestId("verdict").getByText("1,400,000 shots").waitFor();
  });
});
