import { describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { studioPages } from "./support/studio-page.ts";

describe.skipIf(!chromiumPath)("the page", () => {
  const open = studioPages();

  test("opens on the phase sensor, at any path of a host, without a complaint", async () => {
    const { page, complaints } = await open();
    await page.getByRole("button", { name: "Train" }).and(page.locator(":enabled")).waitFor();
    expect(await page.title()).toBe("QEP studio");
    expect(complaints).toEqual([]);
  });
});
