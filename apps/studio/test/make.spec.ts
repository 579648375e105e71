import type { Page } from "playwright-core";
import { readCsv, readNpz } from "qep";
import { describe, expect, test } from "vitest";
import { violations } from "./support/axe.ts";
import { chromiumPath } from "./support/chromium.ts";
import { ONE_QUBIT } from "./support/one-qubit.ts";
import { chooseFile, openOwn } from "./support/own-experiment.ts";
import { expectToFit } from "./support/page-width.ts";
import { savedFile } from "./support/saved-file.ts";
import { studioPages } from "./support/studio-page.ts";
import { train } from "./support/training.ts";

const editorOf = (page: Page) => page.getByRole("textbox", { name: "Experiment file, YAML" });
const problemsOf = (page: Page) => page.getByTestId("problems");
const trainOf = (page: Page) => page.getByRole("button", { name: "Train" });
const isValid = (page: Page) => problemsOf(page).getByText("A valid experiment").waitFor();

/** Waits until the text in the editor has something in it. */
async function reads(page: Page, text: string): Promise<void> {
  await expect.poll(() => editorOf(page).textContent()).toContain(text);
}

/** Two inputs, a table of points in their plane. */
const PLANE = `schemaVersion: 1
title: A plane
system:
  { qubits: 2, inputs: { x: -Z0, y: -Z1 }, parameters: { a: { operator: Z0 Z1, initial: 0.3 }, b: -X0 }, outputs: { z: Z0 } }
data:
  sampler: table
  samples:
    - { inputs: { x: -1, y: -1 }, target: { z: -0.5 } }
    - { inputs: { x: 1, y: 1 }, target: { z: 0.5 } }
loss: { kind: square }
gradient: { method: symmetric, beta: 0.05 }
training: { optimizer: { kind: sgd, learningRate: 0.1 }, batches: 7 }
`;

/** Trains what is in the editor to its end. */
async function finished(page: Page): Promise<void> {
  await train(page);
  await page.getByTestId("own-state").getByText("Finished").waitFor();
}

/** A file of the result. */
async function result(page: Page, label: string): Promise<Buffer> {
  const menu = page.getByLabel("Save the result");
  return (await savedFile(page, () => menu.selectOption({ label }))).bytes;
}

describe.skipIf(!chromiumPath)("make your own", () => {
  const open = studioPages();

  /** A page with this view open, on a small experiment unless told otherwise. */
  async function openMake(text = ONE_QUBIT, options = {}) {
    const studio = await open(options);
    await openOwn(studio, text);
    return studio;
  }

  test("a mistake is marked in its place with the library's advice, and the repair clears it", async () => {
    const { page, complaints } = await openMake();
    await isValid(page);
    await editorOf(page).getByText("beta").click();
    await page.keyboard.press("ControlOrMeta+ArrowLeft");
    await page.keyboard.insertText("x");
    const problem = problemsOf(page).getByRole("button", { name: /^5:32 / });
    await problem.getByText(/unknown key "xbeta"; did you mean "beta"/).waitFor();
    await trainOf(page).and(page.locator(":disabled")).waitFor();
    await page.locator(".cm-lintRange-error").waitFor();
    // The list leads to the place, by keyboard too.
    await problem.press("Enter");
    await editorOf(page).and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Delete");
    await isValid(page);
    await reads(page, "symmetric, beta: 0.02");
    await trainOf(page).and(page.locator(":enabled")).waitFor();
    expect(complaints).toEqual([]);
  });

  test("completion offers what the schema allows, and explains it", async () => {
    const { page } = await openMake();
    await isValid(page);
    await editorOf(page).press("ControlOrMeta+End");
    await page.keyboard.type("meas");
    await page.getByRole("option", { name: /^measurement/ }).waitFor();
    await page.getByText("How expectation values are read.").waitFor();
    await page.getByRole("option", { name: /^measurement/ }).click();
    await page.keyboard.press("Control+Space");
    await page.getByRole("option", { name: "{ kind: gaussian, shots: 10 }" }).click();
    await isValid(page);
    await reads(page, "measurement: { kind: gaussian, shots: 10 }");
  });

  test("the form and the text are one: a change in the form keeps the comments", async () => {
    const { page } = await openMake(ONE_QUBIT.replace("beta: 0.02 }", "beta: 0.02 } # small"));
    await isValid(page);
    await page.getByRole("radio", { name: "Form" }).check();
    await page.getByLabel("beta", { exact: true }).fill("0.05");
    await page.getByRole("combobox", { name: "gradient", exact: true }).selectOption("one-sided");
    await page.getByLabel("Add to training", { exact: true }).selectOption("testEvery");
    await page.getByRole("button", { name: "Remove training.testEvery" }).click();
    await isValid(page);
    await page.getByRole("radio", { name: "Text" }).check();
    await reads(page, "gradient: { method: one-sided, beta: 0.05 } # small");
    await reads(page, "batches: 7 }");
    // Nothing that a form can do about this: the text says where.
    await editorOf(page).getByText("loss").click();
    await page.keyboard.press("Home");
    await page.keyboard.insertText("{ ");
    await page.getByRole("radio", { name: "Form" }).check();
    await page.getByText("cannot be read as YAML").waitFor();
  });

  test("a saved file opens again as it was, dropped anywhere", async () => {
    const { page } = await openMake();
    await isValid(page);
    await editorOf(page).press("ControlOrMeta+End");
    await page.keyboard.type("# mine");
    await reads(page, "# mine");
    const { name, bytes } = await savedFile(page, () =>
      page.getByRole("button", { name: "Save file" }).click(),
    );
    expect(name).toBe("qubit.yaml");
    const saved = String(bytes);
    expect(saved).toBe(`${ONE_QUBIT}# mine`);
    await page.getByLabel("Start from an example").selectOption("phase-sensor");
    await editorOf(page).getByText("Phase sensor on").waitFor();
    await page.evaluate((text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], "back.yaml"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, saved);
    await page.getByText("Opened back.yaml").waitFor();
    await reads(page, "# mine");
  });

  test("a table is asked for, and then kept in the experiment", async () => {
    const table = ONE_QUBIT.replace(
      "loss: { kind: expectation, output: z, goal: minimize }",
      "data: { sampler: file, file: points.csv, inputs: { x: x }, targets: { z: z } } # measured\nloss: { kind: square }",
    );
    const { page } = await openMake(table.replace("parameters:", "inputs: { x: X0 }, parameters:"));
    await page.getByText("It reads the table points.csv").waitFor();
    await trainOf(page).and(page.locator(":disabled")).waitFor();
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: "Choose the file" }).click(),
    ]);
    const points = Buffer.from("x,z\n0.1,0.5\n0.2,0.4\n0.3,0.3\n0.4,0.2\n");
    await chooser.setFiles({ name: "points.csv", mimeType: "text/csv", buffer: points });
    await isValid(page);
    await reads(page, "columns: { x: [0.1, 0.2, 0.3, 0.4], z: [0.5, 0.4, 0.3, 0.2] } } # measured");
  });

  test("a link holds the whole experiment, and starts nothing", async () => {
    const { page } = await openMake();
    await isValid(page);
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText(/\d+ characters/).waitFor();
    await expect.poll(() => page.url()).toContain("experiment=");
    const link = page.url();
    const { page: other, url } = await open();
    await other.goto(`${url}${link.slice(link.indexOf("#"))}`);
    await other.getByText("Opened from a link.").waitFor();
    await isValid(other);
    await reads(other, "title: One qubit");
    await other.goto(`${url}#/make?experiment=broken`);
    await other.getByRole("alert").getByText("damaged").waitFor();
  });

  test("what is written here is trained here", async () => {
    const { page, complaints } = await openMake();
    await finished(page);
    await page.getByTestId("own-step").getByText("7", { exact: true }).waitFor();
    const history = readCsv(String(await result(page, "Loss by step (CSV)")), "history.csv");
    expect(history.header).toEqual(["step", "cost"]);
    expect(history.rows).toHaveLength(7);
    // At a = 0.8 the qubit is in |0⟩ of −a Z: ⟨Z⟩ is 1.
    expect(history.rows[0]?.[1]).toBeCloseTo(1, 12);
    const losses = readNpz(await result(page, "Loss by step (npz)"), "history.npz").get("training_cost");
    expect(losses?.shape).toEqual([7]);
    expect(
      readNpz(await result(page, "Parameters (npz)"), "parameters.npz").get("parameters")?.shape,
    ).toEqual([1]);
    expect(String(await result(page, "Figure of the parameters (SVG)"))).toMatch(/^<svg .*One qubit/s);
    expect((await result(page, "Figure of the parameters (PNG)")).subarray(1, 4).toString()).toBe("PNG");
    // Changed afterwards: what is shown says that it is of before.
    await editorOf(page).getByText("One qubit").click();
    await page.keyboard.type("s");
    await page.getByText("of the file as it was").waitFor();
    expect(complaints).toEqual([]);
  });

  test("an experiment is data: nothing in it runs, and nothing of it is fetched", async () => {
    const hostile = ONE_QUBIT.replace("One qubit", "<img src=x onerror=globalThis.hasRun=true>");
    const { page, complaints } = await openMake(hostile);
    await finished(page);
    await chooseFile(page, "evil.ts", "globalThis.hasRun = true");
    await page.getByRole("alert").getByText("is a program").waitFor();
    await reads(page, "<img src=x");
    // Once a picture has come that is asked for now, one that was asked for before would have failed.
    await page.evaluate(async () => {
      const picture = Object.assign(new Image(), { src: "icon.svg?later" });
      await picture.decode();
    });
    expect(await page.evaluate(() => "hasRun" in globalThis)).toBe(false);
    expect(complaints).toEqual([]);
  });

  test("a model of the gallery becomes an experiment by one click; Escape leaves the gallery", async () => {
    const { page, complaints } = await openMake();
    await isValid(page);
    await page.getByRole("button", { name: "Models…" }).click();
    const dialog = page.getByRole("dialog", { name: "Start from a model" });
    await dialog.getByRole("button", { name: "Start from Bose–Hubbard model" }).waitFor();
    await dialog.locator(".katex").last().waitFor();
    await expect.poll(() => dialog.getByRole("article").count()).toBe(18);
    const ising = dialog.getByRole("article").filter({ hasText: "Ising chain in a transverse field" });
    await ising.getByRole("img", { name: /on 8 qubits/ }).waitFor();
    await ising.getByRole("link", { name: /Pfeuty, Annals of Physics 57, 79/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await reads(page, "One qubit");
    await page.getByRole("button", { name: "Models…" }).click();
    await ising.getByRole("button").click();
    await isValid(page);
    await reads(page, "model: transverse-field-ising");
    await trainOf(page).and(page.locator(":enabled")).waitFor();
    expect(complaints).toEqual([]);
  });

  test("the drawing is saved as a file of its own, light also on a dark page", async () => {
    const { page } = await openMake(ONE_QUBIT.replace("-Z0", "Z0 Z1").replace("qubits: 1", "qubits: 2"), {
      colorScheme: "dark",
    });
    await isValid(page);
    const saved = async (kind: string) => {
      const button = page.getByRole("button", { name: `Save the drawing as ${kind}` });
      return (await savedFile(page, () => button.click())).bytes;
    };
    const svg = String(await saved("SVG"));
    expect(svg).toMatch(/^<svg [^>]*width="440"[^>]*><title>One qubit<\/title>/);
    expect(svg).not.toMatch(/var\(|class=|style=|oklab|rgb|undefined/);
    // The accent and the ink of the light scheme: what is trained, and the numbers of the qubits.
    expect(svg).toMatch(/<path[^>]* stroke="#00639c"/);
    expect(svg).toMatch(/<text[^>]* fill="#1c2024"[^>]*>1<\/text>/);
    expect((await saved("PNG")).subarray(1, 4).toString()).toBe("PNG");
  });

  test("parameters of a run become the start of another; those of other names are refused by name", async () => {
    const { page } = await openMake();
    await finished(page);
    const { page: other } = await openMake(ONE_QUBIT.replace("0.8", "0.1"));
    for (const label of ["Parameters (CSV)", "Parameters (npz)"]) {
      const bytes = await result(page, label);
      await isValid(other);
      const name = label.includes("CSV") ? "p.csv" : "p.npz";
      await chooseFile(other, name, bytes);
      await other.getByText(`The training starts at the parameters of ${name} now`).waitFor();
      const table = readCsv(String(await result(page, "Parameters (CSV)")), "p.csv");
      await isValid(other);
      await reads(other, `operator: -Z0, initial: ${table.rows[0]?.[0]} }`);
    }
    await chooseFile(other, "p.csv", "omega\n1\n");
    await other.getByRole("alert").getByText("it has omega, unknown here, and it lacks a").waitFor();
  });

  test("a run that has ended is made longer, and the curves are saved as figures", async () => {
    const { page, complaints } = await openMake();
    await finished(page);
    await page.getByLabel("Number of further steps").fill("5");
    await page.getByRole("button", { name: "more steps" }).click();
    await page.getByText("step 12 of 12").waitFor();
    await page.getByTestId("own-state").getByText("Finished").waitFor();
    const history = readCsv(String(await result(page, "Loss by step (CSV)")), "history.csv");
    expect(history.rows.map(([step]) => step)).toEqual([...Array(12).keys()]);
    // The figure of `qep train`: with the norms of gradients, which the page does not show.
    expect(String(await result(page, "Training curves (SVG)"))).toMatch(/^<svg .*One qubit.*gradient norm/s);
    expect(complaints).toEqual([]);
  });

  test("several trainings are drawn over each other, the best marked", async () => {
    const drawn = ONE_QUBIT.replace("initial: 0.8", "bounds: [-3, 3]").replace(
      "batches: 7",
      "batches: 7, restarts: 3",
    );
    const { page } = await openMake(drawn);
    await finished(page);
    await page.getByText(/^training [123], the best, mean of 25 steps/).waitFor();
    await page.getByText("the other trainings").waitFor();
    await page.getByText(/of training [123] of 3/).waitFor();
  });

  test("one's own training is watched in the sensor view: phases, outputs, and a map of two inputs", async () => {
    const { page, complaints } = await openMake(PLANE);
    await finished(page);
    await page.getByRole("link", { name: /Watch its phases/ }).click();
    await page.getByRole("heading", { name: "A plane" }).waitFor();
    await page.getByText("Your experiment, as it was").waitFor();
    await page
      .getByRole("region", { name: "Free and nudged" })
      .getByText(/Sample 1 of 1 in step \d/)
      .waitFor();
    await page
      .getByRole("img", { name: /^Output z over two inputs after 7 steps/ })
      .locator("image")
      .waitFor();
    await page.getByRole("region", { name: "What is trained" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Back to the phase sensor" }).click();
    await page.getByRole("heading", { name: "Teach two qubits" }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("what is too large is refused with what it would take, and a stuck look is stopped", async () => {
    const { page } = await openMake("schemaVersion: 1\nsystem: { model: cluster-ising, sites: 60 }\n");
    await problemsOf(page)
      .getByText(/^59 qubits .* need .* EiB/)
      .waitFor();
    await chooseFile(page, "huge.yaml", "schemaVersion: 1\nsystem: { model: cluster-ising, sites: 10000 }\n");
    await problemsOf(page)
      .getByText(/^10000 qubits need 10\^3011 bytes/)
      .waitFor();
    const endless = ONE_QUBIT.replace("-Z0", '"sum(i=0..999, sum(j=0..999, sum(k=0..999, Z[(i+j+k)%1])))"');
    await chooseFile(page, "endless.yaml", endless);
    await problemsOf(page).getByText("was not built within 5 seconds").waitFor();
    await chooseFile(page, "qubit.yaml", ONE_QUBIT);
    await isValid(page);
  });

  test("axe finds nothing wrong, in light and dark, with a problem and on a tablet", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const viewport = { width: 820, height: 1180 };
      const { page } = await openMake(ONE_QUBIT.replace("kind: sgd", "kind: magic"), {
        colorScheme,
        viewport,
      });
      await problemsOf(page).getByRole("button").waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole("radio", { name: "Form" }).check();
      await page.getByLabel("Add to training").waitFor();
      expect(await violations(page)).toEqual([]);
      await expectToFit(page);
    }
  });
});
