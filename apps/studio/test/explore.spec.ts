import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { readCsv, readNpz } from "qep";
import { describe, expect, test } from "vitest";
import { violations } from "./support/axe.ts";
import { chromiumPath } from "./support/chromium.ts";
import { longestTask, mainThreadTasks } from "./support/main-thread.ts";
import { expectToFit } from "./support/page-width.ts";
import { savedFile } from "./support/saved-file.ts";
import { studioPages } from "./support/studio-page.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** What `qep train` makes of a shipped file in some steps: variables in their order, and the loss of the last step. */
function trained(file: string, steps: number): { values: number[]; loss: number } {
  const out = mkdtempSync(join(tmpdir(), "qep-walk-"));
  try {
    const command = ["packages/qep/bin/qep.js", "train", `examples/paper/${file}.yaml`];
    const options = ["--steps", `${steps}`, "--out", out, "--workers", "1"];
    execFileSync(process.execPath, [...command, ...options], { cwd: ROOT, stdio: "ignore" });
    const lines = readFileSync(join(out, "history.jsonl"), "utf8").trim().split("\n");
    const { trainer } = JSON.parse(readFileSync(join(out, "checkpoint.json"), "utf8"));
    const costs = lines.map((line) => JSON.parse(line).cost).filter((cost) => cost !== undefined);
    return { values: trainer.values, loss: costs[steps - 1] };
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** Where the first walker stands, with all digits, and its loss as shown. */
async function walkerOf(page: Page): Promise<{ values: number[]; loss: number }> {
  const row = page.getByTestId("walker").first();
  const values = (await row.getByTestId("now").getAttribute("title")) ?? "";
  const loss = (await row.getByTestId("loss").innerText()).replace("−", "-");
  return { values: values.split(", ").map(Number), loss: Number(loss) };
}

const walked = (page: Page, step: string) =>
  page.getByTestId("walker").first().getByTestId("walked").getByText(step, { exact: true }).waitFor();

describe.skipIf(!chromiumPath)("explore", () => {
  const open = studioPages();

  test.each([
    ["phase-exploration", "", 5],
    ["sensitivity", "/sensitivity", 3],
    ["kitaev-exploration", "/kitaev", 1],
  ])("the first steps of %s are those of qep train", async (file, place, steps) => {
    const { page, url, complaints } = await open();
    await page.goto(`${url}#/explore${place}`);
    for (let k = 1; k <= steps; k++) {
      await page.getByRole("button", { name: "Step", exact: true }).click();
      await walked(page, `${k}`);
    }
    const [here, there] = [await walkerOf(page), trained(file, steps)];
    expect(here.values.length).toBe(there.values.length);
    for (const [k, value] of here.values.entries()) expect(value).toBeCloseTo(there.values[k] ?? 0, 8);
    expect(here.loss).toBeCloseTo(there.loss, 5);
    expect(complaints).toEqual([]);
  });

  test("the map is drawn, read, and saved; axe finds nothing wrong", async () => {
    const { page, url, complaints } = await open({ colorScheme: "dark", reducedMotion: "reduce" });
    await page.goto(`${url}#/explore`);
    await page.getByText("complete, 1681 points").waitFor();
    const sheet = page.getByTestId("sheet");
    const { width = 0, height = 0 } = (await sheet.boundingBox()) ?? {};
    // 41 cells a side; the published start is the centre of one of them.
    const position = { x: (19.5 * width) / 41, y: (16.5 * height) / 41 };
    await sheet.hover({ position });
    await expect
      .poll(() => page.getByTestId("reading").innerText())
      .toMatch(/gX = −0\.100, gZZ = 0\.400: .*= −?0\.0087$/);
    const save = async (kind: string) => {
      const button = page.getByRole("button", { name: `Save ${kind}` });
      return (await savedFile(page, () => button.click())).bytes;
    };
    const { header, rows } = readCsv((await save("CSV")).toString(), "the map");
    expect(header).toEqual(["gX", "gZZ", "correlator", "energy", "gap"]);
    expect(rows.length).toBe(1681);
    const arrays = readNpz(new Uint8Array(await save("npz")), "the map");
    expect([...(arrays.get("correlator")?.data ?? [])].map(Number)).toEqual(rows.map(([, , c]) => Number(c)));
    const svg = (await save("SVG")).toString();
    expect(svg).toContain("gZZ (dimensionless)");
    expect(svg).toContain("walk 1");
    expect((await save("PNG")).subarray(1, 4).toString()).toBe("PNG");
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("walkers are dropped by click and by keyboard, walk together, and go back; a map can be stopped and zoomed", async () => {
    const { page, url } = await open({ viewport: { width: 820, height: 1180 } });
    await page.goto(`${url}#/explore`);
    // Not the sensor's, which may still be there where it computes for long.
    await page.getByTestId("map-state").getByRole("button", { name: "Stop" }).click();
    await page.getByText(/^stopped at/).waitFor();
    await page.getByTestId("sheet").click({ position: { x: 300, y: 200 } });
    await page.getByRole("spinbutton", { name: "gX", exact: true }).fill("0.2");
    await page.getByRole("spinbutton", { name: "gZZ", exact: true }).fill("0.9");
    await page.keyboard.press("Enter");
    const walkers = page.getByTestId("walker");
    await walkers.nth(2).waitFor();
    const backToStart = page.getByRole("button", { name: "Back to start" });
    const work = await longestTask(30, async (count) => {
      if (count > 0) await backToStart.click();
      return await mainThreadTasks(page, async () => {
        await page.getByRole("button", { name: "Zoom out" }).click();
        await page.getByRole("button", { name: "Walk", exact: true }).click();
        await page.waitForFunction(
          () =>
            [...document.querySelectorAll("[data-testid=walked]")].filter(
              ({ textContent }) => Number(textContent?.replace("arrived, ", "")) >= 4,
            ).length === 3,
        );
        await page.getByText("complete, 1681 points").waitFor();
      });
    });
    expect(work).toBeLessThan(30);
    await backToStart.click();
    await walkers.nth(2).getByTestId("walked").getByText("0", { exact: true }).waitFor();
    await walkers.nth(2).getByTestId("now").getByText("0.200, 0.900", { exact: true }).waitFor();
    const left = page.getByRole("spinbutton", { name: "Across from" });
    const before = Number(await left.inputValue());
    await page.getByRole("button", { name: "Zoom in" }).click();
    await expect.poll(() => left.inputValue()).toBe(String(before / 2));
    // Stopped before, it goes on.
    await page.getByText(/(of|complete,) 1681 points/).waitFor();
    await expectToFit(page);
    expect(await violations(page)).toEqual([]);
  });

  test("what is no quantity is refused with the library's advice, and can be repaired", async () => {
    const { page, url } = await open();
    await page.goto(`${url}#/explore`);
    await page.getByRole("combobox", { name: "Colours show" }).selectOption("own");
    await page.getByRole("textbox", { name: "Quantity" }).fill("entropie(0..4)");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText('no quantity "entropie"').waitFor();
    await page.getByRole("textbox", { name: "Quantity" }).fill("Z0 Z1");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Map of Z0 Z1" }).waitFor();
    await page.getByTestId("sheet").hover();
    await page
      .getByTestId("reading")
      .getByText(/Z0 Z1 = −?\d\.\d+/)
      .waitFor();
  });
});
