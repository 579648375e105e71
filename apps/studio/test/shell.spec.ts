import { describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { expectToFit } from "./support/page-width.ts";
import { studioPages } from "./support/studio-page.ts";

describe.skipIf(!chromiumPath)("the page", () => {
  const open = studioPages();

  test("opens on the phase sensor, at any path of a host, without a complaint", async () => {
    const { page, complaints } = await open();
    await page.getByRole("button", { name: "Train" }).and(page.locator(":enabled")).waitFor();
    await expect.poll(() => page.title()).toBe("Phase sensor · QEP studio");
    expect(complaints).toEqual([]);
  });

  test("opens where the browser keeps nothing for pages, and on a phone nothing is wider than the page", async () => {
    const { page } = await open({ viewport: { width: 390, height: 844 } });
    await page.addInitScript(() => {
      Object.defineProperty(window, "localStorage", {
        get: () => {
          throw new DOMException("forbidden", "SecurityError");
        },
      });
    });
    await page.reload();
    for (const [view, sign] of [
      ["sensor", "What is trained"],
      ["idea", "other estimator"],
      ["idea/reciprocity", "Verdict"],
      ["explore", "Loss along the way"],
    ] as const) {
      await page.evaluate((name) => {
        location.hash = `#/${name}`;
      }, view);
      await page.getByText(sign).first().waitFor();
      await expectToFit(page);
    }
  });
});
