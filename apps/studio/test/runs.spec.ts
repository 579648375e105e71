import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { strToU8, zipSync } from "fflate";
import type { Page } from "playwright-core";
import { type RunFiles, readRunArchive } from "qep";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { violations } from "./support/axe.ts";
import { chromiumPath } from "./support/chromium.ts";
import { savedFile } from "./support/saved-file.ts";
import { type SmallRun, smallArchive, smallExperiment, trainSmallRun } from "./support/small-runs.ts";
import { studioPages } from "./support/studio-page.ts";
import { stepOf, steps, train } from "./support/training.ts";

const QEP = fileURLToPath(new URL("../../../packages/qep/bin/qep.js", import.meta.url));

/** Files in which runs of the same experiment must not differ, whoever trained them, wherever. */
const SAME = [
  "experiment.json",
  "history.jsonl",
  "checkpoint.json",
  "parameters.json",
  "parameters.npz",
  "metrics.json",
];

/** Opens the view, and waits until it has read what there is. */
async function openRuns(page: Page): Promise<void> {
  await page.getByRole("navigation").getByRole("link", { name: "Runs" }).click();
  await page.getByRole("heading", { name: "Runs in this browser" }).waitFor();
}

const takeIn = async (page: Page, ...runs: SmallRun[]) => {
  const archives = await Promise.all(runs.map(smallArchive));
  await page.getByLabel("Runs as zip archives").setInputFiles(archives);
  for (const { name } of runs) await row(page, name).waitFor();
};
const row = (page: Page, title: string) =>
  page.getByRole("listitem").filter({ has: page.getByLabel(`Compare ${title}`) });
const state = (page: Page, word: string) => page.getByTestId("state").getByText(word).waitFor();

/** What the page saves when a run is exported. */
async function exported(page: Page, title: string): Promise<RunFiles> {
  const button = page.getByRole("button", { name: `Export ${title}` });
  const { name, bytes } = await savedFile(page, () => button.click());
  const runs = readRunArchive(new Uint8Array(bytes), name);
  expect([...runs.keys()]).toEqual([name.replace(".zip", "")]);
  return [...runs.values()][0] as RunFiles;
}

const text = (files: RunFiles, name: string) => Buffer.from(files.get(name) ?? []).toString("latin1");
const same = (files: RunFiles) => Object.fromEntries(SAME.map((name) => [name, text(files, name)]));

/** A run as a directory on the disk. */
async function writeRun(folder: string, files: RunFiles): Promise<void> {
  for (const [name, bytes] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
}

/** Drops a file or a folder of the disk on the middle of the page, as the browser does it for a visitor. */
async function dropPath(page: Page, path: string): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await client.send("Input.dispatchDragEvent", { type, x: 600, y: 400, data });
  }
  await client.detach();
}

/** A run that a tab left behind when it died. */
interface Crash {
  /** Another tab, which shows the runs. */
  readonly page: Page;
  readonly left: RunFiles;
  /** Of its history. */
  readonly lines: number;
  readonly checkpoint: { readonly historyLines: number; readonly trainer: { readonly step: number } };
}

/** Goes on with a run in a tab that dies after seven steps, while it trains. */
async function crashed(page: Page, url: string, title: string): Promise<Crash> {
  await row(page, title).getByRole("button", { name: "Resume" }).click();
  await state(page, "Paused");
  const begun = await stepOf(page);
  await page.getByRole("radio", { name: "Steady" }).check();
  await page.getByRole("button", { name: "Resume" }).click();
  await steps(page, begun + 7);
  const context = page.context();
  const died = page.waitForEvent("crash");
  void page.goto("chrome://crash").catch(() => undefined);
  await died;
  await page.close();
  const next = await context.newPage();
  await next.goto(`${url}#/runs`);
  const left = await exported(next, title);
  const lines = text(left, "history.jsonl").split("\n").length - 1;
  return { page: next, left, lines, checkpoint: JSON.parse(text(left, "checkpoint.json")) };
}

/** Goes on with a run on the command line, to its end. */
async function finishedByCli(files: RunFiles): Promise<RunFiles> {
  const folder = mkdtempSync(join(tmpdir(), "qep-studio-"));
  try {
    await writeRun(folder, files);
    const options = { stdio: "pipe" } as const;
    execFileSync(process.execPath, [QEP, "train", "--resume", folder, "--no-figures", "--json"], options);
    return new Map(SAME.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!chromiumPath)("runs", () => {
  const open = studioPages();

  test("a run begun elsewhere goes on here, survives a crash of its tab, and ends here or elsewhere alike", async () => {
    const run = { name: "travelling", batches: 60 };
    const whole = (await trainSmallRun(run)).files;
    const { page, url } = await open();
    await openRuns(page);
    await takeIn(page, { ...run, stopAfter: 10 });
    await row(page, "travelling").getByText("10 of 60").waitFor();
    let crash = await crashed(page, url, "travelling");
    // Where it died at a checkpoint, nothing was lost that would have to come again.
    while (crash.lines === crash.checkpoint.historyLines)
      crash = await crashed(crash.page, url, "travelling");
    const { page: next, left, checkpoint } = crash;
    await row(next, "travelling").getByText(`${checkpoint.trainer.step} of 60`).waitFor();
    expect(same(await finishedByCli(left))).toEqual(same(whole));

    await row(next, "travelling").getByRole("button", { name: "Resume" }).click();
    await state(next, "Paused");
    await next.getByRole("button", { name: "Resume" }).click();
    await state(next, "Finished");
    await openRuns(next);
    await row(next, "travelling").getByText("· finished ·").waitFor();
    expect(same(await exported(next, "travelling"))).toEqual(same(whole));
  });

  test("runs are compared, renamed, deleted and put back", async () => {
    const { page, complaints } = await open();
    await openRuns(page);
    await page.getByText("There are no runs yet").waitFor();
    await takeIn(page, { name: "strong", batches: 20 }, { name: "weak", batches: 20, beta: 0.1 });
    const table = page.getByRole("region", { name: "Scores and settings" });
    await table.getByRole("row", { name: "gradient.beta 0.4 0.1" }).waitFor();
    // Title and β are all that differ, and the title is the name of the column.
    await expect.poll(() => table.locator("tr.difference").count()).toBe(1);
    expect(await violations(page)).toEqual([]);

    await page.getByRole("textbox", { name: "Title of weak" }).fill("renamed");
    await page.keyboard.press("Enter");
    await row(page, "renamed").waitFor();
    await page.getByRole("button", { name: "Delete strong" }).click();
    await page.getByText("“strong” was deleted.").waitFor();
    // At once: what is said to be deleted is not shown beside it.
    expect(await row(page, "strong").count()).toBe(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await row(page, "strong").waitFor();
    await page.reload();
    await row(page, "strong").waitFor();
    await row(page, "renamed").waitFor();
    expect(complaints).toEqual([]);
  });

  test("what is no run is refused, and a run has one owner at a time", async () => {
    const { page, url } = await open();
    await openRuns(page);
    const broken = { name: "broken.zip", mimeType: "application/zip", buffer: Buffer.from("no archive") };
    await page.getByLabel("Runs as zip archives").setInputFiles(broken);
    await page.getByText("broken.zip: is not a zip archive").waitFor();

    const archive = (files: Record<string, string>) => {
      const entries = Object.entries(files).map(([name, text]) => [`run/${name}`, strToU8(text)] as const);
      return { ...broken, buffer: Buffer.from(zipSync(Object.fromEntries(entries))) };
    };
    const experiment = smallExperiment({ name: "run", batches: 5 });
    const config = (version: number) => JSON.stringify({ ...parse(experiment), schemaVersion: version });
    const damaged: readonly (readonly [Record<string, string>, string])[] = [
      [{ "experiment.json": config(2) }, "schemaVersion: expected 1"],
      [{ "experiment.json": config(1).slice(0, -9) }, "experiment.json is not valid JSON"],
      [{ "experiment.json": config(1), "history.jsonl": "{ damaged\n{}\n" }, "history.jsonl, line 1 is not"],
      [{ "experiment.json": config(1), "checkpoint.json": "{}" }, "checkpoint.json is not a checkpoint"],
    ];
    for (const [files, answer] of damaged) {
      await page.getByLabel("Runs as zip archives").setInputFiles(archive(files));
      await page.getByText(answer).waitFor();
      await page.getByRole("button", { name: "Close" }).click();
    }

    await takeIn(page, { name: "owned", batches: 500, stopAfter: 5 });
    await row(page, "owned").getByRole("button", { name: "Resume" }).click();
    await page.getByRole("radio", { name: "Slow" }).check();
    await page.getByRole("button", { name: "Resume" }).click();
    await steps(page, 6);
    const other = await page.context().newPage();
    await other.goto(`${url}#/runs`);
    await row(other, "owned").getByText("training").waitFor();
    const button = (name: string) => row(other, "owned").getByRole("button", { name });
    await button("Resume").and(other.locator(":disabled")).waitFor();
    await button("Delete").and(other.locator(":disabled")).waitFor();
    await page.close();
    await button("Resume").and(other.locator(":enabled")).waitFor();
  });

  test("a run directory is dropped as a folder, with all that lies in it", async () => {
    const { page } = await open();
    await openRuns(page);
    await page.getByText("There are no runs yet").waitFor();
    const folder = mkdtempSync(join(tmpdir(), "qep-studio-"));
    try {
      const { files } = await trainSmallRun({ name: "carried", batches: 12 });
      await writeRun(join(folder, "carried"), files);
      await dropPath(page, join(folder, "carried"));
      await row(page, "carried").getByText("12 of 12").waitFor();
      // What came in is what lay there.
      expect(same(await exported(page, "carried"))).toEqual(same(files));
      await mkdir(join(folder, "empty"));
      await dropPath(page, join(folder, "empty"));
      await page.getByText("there is no run in it").waitFor();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a full storage is told, in training and in taking in", async () => {
    const { page, url } = await open();
    const devtools = await page.context().newCDPSession(page);
    const { origin } = new URL(url);
    await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
    await train(page);
    await page.getByText("The storage that this browser gives to this page is full").waitFor();
    await openRuns(page);
    const archive = await smallArchive({ name: "large", batches: 5 });
    await page.getByLabel("Runs as zip archives").setInputFiles(archive);
    await page.getByText("Export and delete runs").waitFor();
    await page.getByText("There are no runs yet").waitFor();
    await devtools.send("Storage.overrideQuotaForOrigin", { origin });
    await page.getByLabel("Runs as zip archives").setInputFiles(archive);
    await row(page, "large").waitFor();
  });

  test("archives dropped on the page are taken in", async () => {
    const { page } = await open();
    await openRuns(page);
    const folder = mkdtempSync(join(tmpdir(), "qep-studio-"));
    try {
      const { name, buffer } = await smallArchive({ name: "dropped", batches: 5 });
      await writeFile(join(folder, name), buffer);
      await dropPath(page, join(folder, name));
      await row(page, "dropped").getByText("5 of 5").waitFor();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a browser that keeps nothing trains all the same, and says why", async () => {
    const { page } = await open({ serviceWorkers: "block" });
    // Stands before the worker's own script.
    await page.route("**/worker-*.js", async (route) => {
      const response = await route.fetch();
      const body = `indexedDB.open = () => { throw new Error("storage is off"); };\n${await response.text()}`;
      await route.fulfill({ response, body });
    });
    await page.reload();
    await train(page);
    await page.getByText("this browser keeps no runs for this page: storage is off").waitFor();
    await steps(page, 1);
  });
});
