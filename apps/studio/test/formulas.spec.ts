import { readdirSync, readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { studioPages } from "./support/studio-page.ts";

/** Where formulas are, and TeX of the last one there. */
const PLACES = [
  ["sensor", String.raw`\text{for all } j \text{ at once}`],
  ["tour/1", String.raw`\langle Z\rangle`],
  ["tour/2", String.raw`\partial L/\partial b`],
  ["tour/3", String.raw`\langle A\rangle = \langle -Z_0Z_1\rangle`],
  ["tour/4", String.raw`\theta_j \leftarrow \theta_j - \eta`],
  ["tour/5", String.raw`\begin{aligned} H = {}& g_{ZXZ}`],
  ["idea", String.raw`H(x,\theta,\nu) = H_0`],
  ["idea/reciprocity", String.raw`\frac{\partial^2 F}{\partial\theta_j\,\partial\nu_l}`],
  ["explore", String.raw`\Delta\theta_j \propto`],
  ["explore/sensitivity", String.raw`L = -\frac{|y_1 - y_2|}{|g_{X,1} - g_{X,2}|}`],
  ["explore/kitaev", "X_1 Y_9 Z_{10} X_{11} Y_3 Z_2"],
] as const;

const formulaWith = (page: Page, source: string) =>
  page.locator(".katex").filter({ has: page.locator("math annotation", { hasText: source }) });

/** Of all formulas on the page: classes that stand for a style, those of them without a rule, and elements with styles. */
function stylesOf(page: Page) {
  return page.locator(".katex").evaluateAll((formulas) => {
    const elements = formulas.flatMap((formula) => [formula, ...formula.querySelectorAll("*")]);
    const names = new Set(
      elements.flatMap(({ classList }) => [...classList].filter((name) => name.includes(":"))),
    );
    const selectors = new Set(
      [...document.styleSheets]
        .flatMap(({ cssRules }) => [...cssRules])
        .flatMap((rule) => (rule instanceof CSSStyleRule ? rule.selectorText.split(", ") : [])),
    );
    const ruleless = [...names].filter((name) => !selectors.has(`.${CSS.escape(name)}`));
    return {
      named: names.size,
      ruleless,
      styled: elements.filter((element) => element.hasAttribute("style")).length,
    };
  });
}

/** The faces of formulas that are there or on their way: family and style. */
function facesAsked(): string[] {
  const faces = [...document.fonts].filter(({ family }) => family.startsWith("KaTeX"));
  return faces.filter(({ status }) => status !== "unloaded").map(({ family, style }) => `${family} ${style}`);
}

describe.skipIf(!chromiumPath)("formulas", () => {
  const open = studioPages();

  test("are there with their view, in classes that have rules, with MathML, and the policy refuses nothing", async () => {
    const { page, url, complaints } = await open();
    for (const [place, source] of PLACES) {
      await page.goto(`${url}#/${place}`);
      await formulaWith(page, source).waitFor();
      const { named, ruleless, styled } = await stylesOf(page);
      expect(named, place).toBeGreaterThan(1);
      expect(ruleless, place).toEqual([]);
      expect(styled, place).toBe(0);
    }
    await page.goto(`${url}#/make`);
    await page.getByRole("button", { name: "Models…" }).click();
    await page.getByRole("button", { name: "Start from Bose–Hubbard model" }).waitFor();
    await expect.poll(() => page.locator(".katex").count()).toBe(16);
    expect(await stylesOf(page)).toMatchObject({ ruleless: [], styled: 0 });
    expect(complaints).toEqual([]);
  });

  test("their fonts are asked for before them, and no others", async () => {
    const { page, url } = await open();
    const first = page.waitForEvent("console", { predicate: (message) => message.text().startsWith("[") });
    await page.addInitScript(`new MutationObserver((_, observer) => {
      if (!document.querySelector(".katex")) return;
      observer.disconnect();
      console.log(JSON.stringify((${facesAsked})()));
    }).observe(document, { childList: true, subtree: true })`);
    await page.reload();
    const asked = ["KaTeX_Main normal", "KaTeX_Math italic", "KaTeX_Size1 normal", "KaTeX_Size2 normal"];
    expect((JSON.parse((await first).text()) as string[]).sort()).toEqual(asked);
    for (const [place, source] of PLACES) {
      await page.goto(`${url}#/${place}`);
      await formulaWith(page, source).waitFor();
    }
    expect((await page.evaluate(facesAsked)).sort()).toEqual(asked);
  });

  test("no script of the build typesets", () => {
    const folder = new URL("../dist/assets/", import.meta.url);
    const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(20);
    const textOf = (name: string) => readFileSync(new URL(name, folder), "utf8");
    expect(scripts.filter((name) => textOf(name).includes("KaTeX parse error"))).toEqual([]);
  });
});
