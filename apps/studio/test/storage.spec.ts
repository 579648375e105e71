import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { readRunArchive } from "qep";
import { describe, expect, test } from "vitest";
import { violations } from "./support/axe.ts";
import { chromiumPath } from "./support/chromium.ts";
import { smallArchive, trainSmallRun } from "./support/small-runs.ts";
import { studioPages } from "./support/studio-page.ts";

/** Sets how many bytes this page may keep, as many as usual where absent; it holds as long as the page is open. */
async function roomOf(page: Page): Promise<(bytes?: number) => Promise<void>> {
  const client = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  return async (quotaSize) => {
    const quota = quotaSize === undefined ? {} : { quotaSize };
    await client.send("Storage.overrideQuotaForOrigin", { origin, ...quota });
  };
}

const step = async (page: Page) => Number(await page.getByTestId("step").textContent());

describe.skipIf(!chromiumPath)("storage that is full", () => {
  const open = studioPages();

  test("a training goes on, says that it is not kept, can be taken out, and is kept again as a whole", async () => {
    const run = { name: "crowded", batches: 300 };
    const { page } = await open();
    const setRoom = await roomOf(page);
    // Before the first write: browsers ask how much room there is now and then only.
    await setRoom(250_000);
    await page.getByRole("link", { name: "Runs" }).click();
    await page
      .getByLabel("Runs as zip archives")
      .setInputFiles([await smallArchive({ ...run, stopAfter: 10 })]);
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByTestId("state").getByText("Paused").waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByText("This training is not kept").waitFor();
    await page.getByText(/The storage that this browser gives to this page is full: .* are used/).waitFor();
    await page.getByTestId("state").getByText("Finished").waitFor();
    expect(await step(page)).toBe(300);
    expect(await violations(page)).toEqual([]);

    // All of it can be taken out, and is what it would have been.
    const downloading = page.waitForEvent("download");
    await page.getByLabel("Save the result").selectOption("Whole run (zip)");
    const download = await downloading;
    const [files] = readRunArchive(new Uint8Array(readFileSync(await download.path())), "run.zip").values();
    const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("latin1");
    const whole = (await trainSmallRun(run)).files;
    for (const name of ["history.jsonl", "checkpoint.json", "parameters.npz", "metrics.json"]) {
      expect(text(files?.get(name))).toBe(text(whole.get(name)));
    }

    await page.getByRole("link", { name: "Runs" }).first().click();
    await page.getByText("Not every training is kept").waitFor();
    await page.getByText(/^\d+ of 300$/).waitFor();
    await setRoom();
    await page.getByRole("button", { name: "Try to keep it now" }).click();
    await page.getByText("Every training is kept", { exact: true }).waitFor();
    await page.reload();
    await page.getByText("300 of 300").waitFor();
  });
});
