import { strToU8, zipSync } from "fflate";
import type { Page } from "playwright-core";
import { buildExperiment, parseExperiment } from "qep";
import { describe, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { openOwn } from "./support/own-experiment.ts";
import { studioPages } from "./support/studio-page.ts";
import { train } from "./support/training.ts";
import { computing, ends, workerFor } from "./support/worker-threads.ts";

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

/** A step of some ten seconds on a fast machine, with two knobs. */
const WALK = `schemaVersion: 1
title: Long walk
system:
  qubits: 22
  parameters: { a: "-sum(j=0..20, Z[j] Z[j+1])", b: "-sum(j=0..21, X[j])" }
  outputs: { x: X0 }
loss: { kind: expectation, output: x, goal: maximize }
gradient: { method: symmetric, beta: 0.02 }
training: { optimizer: { kind: sgd, learningRate: 0.2 }, batches: 9 }
`;

/** Pauses a training in the middle of a long step, which is broken off. */
async function breakOff(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Pause" }).click();
  const notice = page.getByText("The training stands at its last checkpoint");
  await notice.and(page.locator(":visible")).waitFor();
}

describe.skipIf(!chromiumPath)("what takes too long can be stopped", () => {
  const open = studioPages();

  async function openLong(text: string) {
    const studio = await open();
    await openOwn(studio, text);
    return studio;
  }

  test("a pause in a long step breaks it off, and the training goes on from its last checkpoint", async () => {
    const { page } = await openLong(sensor(14, 80));
    const step = page.getByTestId("own-step");
    await train(page);
    await step.getByText("1", { exact: true }).waitFor();
    await ends(page, () => breakOff(page));
    // The first, or a later one where this came late.
    await step.getByText(/[1-9]/).waitFor();
    const kept = Number(await step.textContent());
    await page.getByRole("button", { name: "Go on" }).click();
    await step.getByText(String(kept + 1), { exact: true }).waitFor();
    await page.getByText("last checkpoint").waitFor({ state: "detached" });
  });

  test("a first step of a minute is ended by a pause and by a reset, which leaves no run", async () => {
    const { page } = await openLong(LONG);
    await train(page);
    await computing(page);
    await ends(page, () => breakOff(page));
    await page.getByTestId("own-step").getByText("0", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await computing(page);
    await ends(page, async () => {
      await page.getByRole("button", { name: "Reset" }).click();
      await page.getByTestId("own-state").getByText("Ready").waitFor();
    });
    await page.getByRole("link", { name: "Runs" }).click();
    await page.getByText("There are no runs yet").waitFor();
  });

  test("a map and a walk end when they are told to", async () => {
    const { page, url } = await openLong(WALK);
    await page.getByRole("button", { name: "Train" }).and(page.locator(":enabled")).waitFor();
    await page.goto(`${url}#/explore/own`);
    const map = page.getByTestId("map-state");
    await ends(page, () => map.getByRole("button", { name: "Stop" }).click());
    await map.getByText("stopped").waitFor();
    await page.getByRole("spinbutton", { name: "a", exact: true }).fill("1");
    await page.getByRole("spinbutton", { name: "b", exact: true }).fill("0.9");
    await page.getByRole("button", { name: "Drop" }).click();
    const walk = await workerFor(page, "walk");
    await page.getByRole("button", { name: "Walk", exact: true }).click();
    await computing(page, () => [walk]);
    await ends(page, async () => {
      await page.getByRole("region", { name: "Walkers" }).getByRole("button", { name: "Stop" }).click();
      await page.getByRole("alert").getByText("took too long and was broken off").waitFor();
    });
  });

  test("gradients, reciprocity, laboratory and the sensor's own map end when they are told to", async () => {
    const { page, url } = await open();
    const stop = page.getByText("Computing…").getByRole("button", { name: "Stop" });
    const { config } = buildExperiment(parseExperiment(LONG));
    const archive = zipSync({ "long/experiment.json": strToU8(JSON.stringify(config)) });
    await page.goto(`${url}#/runs`);
    const file = { name: "long.zip", mimeType: "application/zip", buffer: Buffer.from(archive) };
    await page.getByLabel("Runs as zip archives").setInputFiles(file);
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByTestId("state").getByText("Ready").waitFor();
    for (const view of ["sensor", "idea", "idea/reciprocity"]) {
      await page.goto(`${url}#/${view}`);
      if (view.endsWith("reciprocity")) await page.getByRole("radio", { name: "My experiment" }).check();
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
