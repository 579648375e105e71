import { strToU8, zipSync } from "fflate";
import type { Page } from "playwright-core";
import { buildExperiment, parseExperiment } from "qep";
import { describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { studioPages } from "./support/studio-page.ts";

/** A phase sensor with really long steps: some five seconds for 14 qubits and 80 samples, a minute for 18 and 20. */
function sensor(qubits: number, batchSize: number): string {
  return `schemaVersion: 1
title: Long steps
system:
  model: cluster-ising
  sites: ${qubits - 2}
  sensor: { qubits: 2, couples: [X0, Y0, Z0, X1, Y1, Z1], outputs: phase-projectors }
data: { sampler: phase-triangle, total: 4 }
loss: { kind: square }
gradient: { method: symmetric, beta: 0.4 }
parameters: { couplings: { initial: { uniform: 0.1 } }, sensor: { initial: { normal: 1 } } }
training:
  { optimizer: { kind: adam, learningRate: 0.01 }, batches: 100, batchSize: ${batchSize}, checkpointEvery: 1 }
`;
}

const LONG = sensor(18, 20);

/** A step of some ten seconds, with two knobs. */
const WALK = `schemaVersion: 1
title: Long walk
system:
  qubits: 20
  parameters: { a: "-sum(j=0..18, Z[j] Z[j+1])", b: "-sum(j=0..19, X[j])" }
  outputs: { x: X0 }
loss: { kind: expectation, output: x, goal: maximize }
gradient: { method: symmetric, beta: 0.02 }
training: { optimizer: { kind: sgd, learningRate: 0.2 }, batches: 9 }
`;

/** Milliseconds within which the page has stopped a computation, also on a busy machine: it waits 800 for its end. */
const SOON = 5000;
/** Until the thread is dead: a busy worker that is terminated has two seconds more in Chromium. */
const DEATH = 12_000;

/** Does something that must end the worker that was started last. */
async function ends(page: Page, act: () => Promise<void>): Promise<void> {
  const closed = page.workers().at(-1)?.waitForEvent("close", { timeout: DEATH });
  expect(closed).toBeDefined();
  await Promise.all([closed, act()]);
}

/** Waits for the notice of a training that was broken off. */
async function standsAtCheckpoint(page: Page, step: number): Promise<void> {
  const notice = page.getByText(`The training stands at its last checkpoint, step ${step}`);
  await notice.and(page.locator(":visible")).waitFor({ timeout: SOON });
}

describe.skipIf(!chromiumPath)("what takes too long can be stopped", () => {
  const open = studioPages();

  /** A page with an experiment in the view where they are made. */
  async function openMake(text: string) {
    const studio = await open();
    const { page, url } = studio;
    await page.goto(`${url}#/make`);
    const file = { name: "long.yaml", mimeType: "text/plain", buffer: Buffer.from(text) };
    await page.locator("input[type=file]").first().setInputFiles(file);
    await page.getByRole("button", { name: "Train" }).and(page.locator(":enabled")).waitFor();
    return studio;
  }

  test("a pause in a long step breaks it off, and the training goes on from its last checkpoint", async () => {
    const { page } = await openMake(sensor(14, 80));
    const step = page.getByTestId("own-step");
    const state = page.getByTestId("own-state");
    await page.getByRole("button", { name: "Train" }).click();
    await step.getByText("1", { exact: true }).waitFor();
    await ends(page, async () => {
      await page.getByRole("button", { name: "Pause" }).click();
      await standsAtCheckpoint(page, 1);
    });
    await state.getByText("Paused").waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await step.getByText("2", { exact: true }).waitFor();
    expect(await page.getByText("last checkpoint").count()).toBe(0);
  });

  test("a first step of a minute is ended by a pause and by a reset, which leaves no run", async () => {
    const { page } = await openMake(LONG);
    const state = page.getByTestId("own-state");
    await page.getByRole("button", { name: "Train" }).click();
    await state.getByText("Training").waitFor();
    await page.waitForTimeout(500);
    await ends(page, async () => {
      await page.getByRole("button", { name: "Pause" }).click();
      await standsAtCheckpoint(page, 0);
    });
    await page.getByRole("button", { name: "Go on" }).click();
    await state.getByText("Training").waitFor();
    await page.waitForTimeout(500);
    await ends(page, async () => {
      await page.getByRole("button", { name: "Reset" }).click();
      await state.getByText("Ready").waitFor({ timeout: SOON });
    });
    await page.getByRole("link", { name: "Runs" }).click();
    await page.getByText("There are no runs yet").waitFor();
  });

  test("a map and a walk end when they are told to", async () => {
    const { page, url } = await openMake(WALK);
    await page.goto(`${url}#/explore/own`);
    const map = page.getByTestId("map-state");
    await map.getByText("of").waitFor();
    await page.waitForTimeout(500);
    await ends(page, () => map.getByRole("button", { name: "Stop" }).click());
    await map.getByText("stopped").waitFor();
    await page.getByRole("spinbutton", { name: "a", exact: true }).fill("1");
    await page.getByRole("spinbutton", { name: "b", exact: true }).fill("0.9");
    await page.getByRole("button", { name: "Drop" }).click();
    await page.getByRole("button", { name: "Walk", exact: true }).click();
    await page.waitForTimeout(500);
    await ends(page, async () => {
      await page.getByRole("region", { name: "Walkers" }).getByRole("button", { name: "Stop" }).click();
      await page.getByRole("alert").getByText("took too long and was broken off").waitFor({ timeout: SOON });
    });
  });

  test("gradients, laboratory and the sensor's own map end when they are told to", async () => {
    const { page, url } = await open();
    const stop = page.getByText("Computing…").getByRole("button", { name: "Stop" });
    const { config } = buildExperiment(parseExperiment(LONG));
    const archive = zipSync({ "long/experiment.json": strToU8(JSON.stringify(config)) });
    await page.goto(`${url}#/runs`);
    const file = { name: "long.zip", mimeType: "application/zip", buffer: Buffer.from(archive) };
    await page.getByLabel("Runs as zip archives").setInputFiles(file);
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByTestId("state").getByText("Ready").waitFor();
    for (const view of ["sensor", "idea"]) {
      await page.goto(`${url}#/${view}`);
      await stop.waitFor();
      await ends(page, () => stop.click());
      await page.getByRole("button", { name: "Compute it" }).waitFor();
    }
    await page.goto(`${url}#/laboratory`);
    await page.getByRole("radio", { name: "My experiment" }).check();
    const stopMeasuring = page
      .getByRole("region", { name: "What a laboratory sees: bitstrings" })
      .getByRole("button", { name: "Stop" });
    await ends(page, () => stopMeasuring.click());
    await page.getByText(/^Stopped(;| before)/).waitFor();
  });
});
