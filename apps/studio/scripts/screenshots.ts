// Pictures of every view, to be looked at: `npm run studio:screenshots [folder]`, after `npm run build`.
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { launchChromium } from "../test/support/chromium.ts";
import { smallArchive } from "../test/support/small-runs.ts";
import { serveStudio } from "../test/support/static-server.ts";

const DESKTOP = { width: 1280, height: 800 };
/** Milliseconds: the machine may be busy. */
const PATIENCE = 600_000;
const TABLET = { width: 820, height: 1180 };

interface Shot {
  readonly name: string;
  readonly view: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly colorScheme: "light" | "dark";
  /** Brings the page to where the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const SHOTS: readonly Shot[] = [
  { name: "sensor-untrained", view: "sensor", size: DESKTOP, colorScheme: "light", act: untrained },
  { name: "sensor-light", view: "sensor", size: DESKTOP, colorScheme: "light", act: trained },
  { name: "sensor-dark", view: "sensor", size: DESKTOP, colorScheme: "dark", act: trained },
  { name: "sensor-tablet", view: "sensor", size: TABLET, colorScheme: "light", act: trained },
  { name: "idea-light", view: "idea", size: DESKTOP, colorScheme: "light", act: laidOut },
  { name: "idea-tablet", view: "idea", size: TABLET, colorScheme: "dark", act: laidOut },
  { name: "reciprocity", view: "idea/reciprocity", size: DESKTOP, colorScheme: "light", act: settled },
  { name: "tour-1", view: "tour/1", size: DESKTOP, colorScheme: "light", act: settled },
  { name: "tour-2", view: "tour/2", size: DESKTOP, colorScheme: "dark", act: settled },
  { name: "tour-3", view: "tour/3", size: DESKTOP, colorScheme: "light", act: settled },
  { name: "tour-4", view: "tour/4", size: DESKTOP, colorScheme: "light", act: descended },
  { name: "tour-5", view: "tour/5", size: TABLET, colorScheme: "light", act: settled },
  { name: "explore-light", view: "explore", size: DESKTOP, colorScheme: "light", act: explored },
  {
    name: "explore-sensitivity",
    view: "explore/sensitivity",
    size: DESKTOP,
    colorScheme: "dark",
    act: explored,
  },
  { name: "explore-kitaev", view: "explore/kitaev", size: TABLET, colorScheme: "light", act: explored },
  { name: "laboratory-light", view: "laboratory", size: DESKTOP, colorScheme: "light", act: measured },
  { name: "laboratory-dark", view: "laboratory", size: DESKTOP, colorScheme: "dark", act: sensorMeasured },
  { name: "laboratory-tablet", view: "laboratory", size: TABLET, colorScheme: "light", act: measured },
  { name: "laboratory-wrong", view: "laboratory", size: DESKTOP, colorScheme: "light", act: drifting },
  { name: "make-light", view: "make", size: DESKTOP, colorScheme: "light", act: inspected },
  { name: "make-dark", view: "make", size: DESKTOP, colorScheme: "dark", act: mistaken },
  { name: "make-form", view: "make", size: DESKTOP, colorScheme: "light", act: asForm },
  { name: "make-tablet", view: "make", size: TABLET, colorScheme: "light", act: inspected },
  { name: "make-models", view: "make", size: DESKTOP, colorScheme: "light", act: gallery },
  { name: "make-models-tablet", view: "make", size: TABLET, colorScheme: "dark", act: gallery },
  { name: "make-trained", view: "make", size: DESKTOP, colorScheme: "light", act: ownTrained },
  { name: "sensor-own", view: "make", size: DESKTOP, colorScheme: "light", act: moonsWatched },
  { name: "sensor-own-tablet", view: "make", size: TABLET, colorScheme: "dark", act: moonsWatched },
  { name: "runs-empty", view: "runs", size: DESKTOP, colorScheme: "light", act: noRuns },
  { name: "runs-light", view: "runs", size: DESKTOP, colorScheme: "light", act: compared },
  { name: "runs-tablet", view: "runs", size: TABLET, colorScheme: "dark", act: compared },
];

async function untrained(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Train" }).and(page.locator(":enabled")).waitFor();
  await page.waitForTimeout(5000);
}

/** Trains for some hundred steps and stops in a nudged phase. */
async function trained(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Train" }).click();
  await page.waitForFunction(() => Number(document.querySelector("[data-testid=step]")?.textContent) >= 600);
  await page.getByRole("button", { name: "Pause" }).click();
  // The last step, its reading and the map of its parameters.
  await page.waitForTimeout(5000);
  await page.getByRole("radio", { name: "+β" }).check();
  await page.evaluate(() => scrollTo(0, 0));
}

async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(2000);
}

async function descended(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Descend" }).and(page.locator(":enabled")).click();
  await page.waitForTimeout(15_000);
}

async function laidOut(page: Page): Promise<void> {
  await page.getByTestId("arithmetic").waitFor();
  await page.getByText("other estimator").waitFor();
  await page.waitForTimeout(500);
}

/** A whole map, and a walk from each of two published starts. */
async function explored(page: Page): Promise<void> {
  await page.getByTestId("walker").first().waitFor();
  await page.getByRole("button", { name: "Next published start" }).click();
  await page.getByRole("button", { name: "Walk", exact: true }).click();
  await page.getByText(/^complete/).waitFor();
  await page.getByRole("button", { name: "Walk", exact: true, disabled: true }).waitFor();
}

/** Three spins, counted, planned and repeated. */
async function measured(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Plan" }).click();
  await page.getByTestId("promise").getByText("relative error").waitFor();
  await page.getByTestId("histogram").getByRole("img").waitFor();
  await page.getByRole("button", { name: "Repeat 50×" }).click();
  await page.getByText("50 times", { exact: true }).waitFor();
  await page.mouse.move(0, 0);
}

/** Three spins whose knobs drift, with all that can go wrong in sight. */
async function drifting(page: Page): Promise<void> {
  await page.getByText("What goes wrong").click();
  await page.getByRole("slider", { name: "Drift of knobs" }).fill("0.1");
  await page.getByRole("slider", { name: "Drift takes" }).fill("1.5");
  await page.getByRole("radio", { name: "in turns" }).check();
  await page.getByTestId("notes").getByText("χ²").waitFor();
}

/** The phase sensor, counted and planned. */
async function sensorMeasured(page: Page): Promise<void> {
  await page.getByRole("radio", { name: "My experiment" }).check();
  await measured(page);
}

/** Points at a coupling of the system. */
async function inspected(page: Page): Promise<void> {
  await page.getByText("A valid experiment").waitFor();
  await page.locator('g[data-qubits="0 8"]').hover({ force: true });
}

async function asForm(page: Page): Promise<void> {
  await inspected(page);
  await page.getByRole("radio", { name: "Form" }).check();
  await page.getByLabel("Add to system", { exact: true }).waitFor();
}

/** Makes a mistake in the file. */
async function mistaken(page: Page): Promise<void> {
  await page.getByText("A valid experiment").waitFor();
  await page
    .getByRole("textbox", { name: /Experiment file/ })
    .getByText("gradient")
    .click();
  await page.keyboard.press("Home");
  await page.keyboard.type("my");
  await page.getByTestId("problems").getByRole("button").first().waitFor();
}

async function gallery(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Models…" }).click();
  await page.getByRole("button", { name: "Start from Bose–Hubbard model" }).waitFor();
  await page.locator(".katex").last().waitFor();
  await page.waitForTimeout(500);
}

/** Three trainings of a model from the gallery, to their end. */
async function ownTrained(page: Page): Promise<void> {
  const text = example("two-moons").replace("  batches: 600", "  restarts: 3\n  batches: 200");
  await openMoons(page, text);
  await page.getByRole("button", { name: "Train" }).and(page.locator(":enabled")).click();
  await page.getByTestId("own-state").getByText("Finished").waitFor();
  await page.waitForTimeout(500);
}

/** Two moons in the sensor view: a plane of two inputs. */
async function moonsWatched(page: Page): Promise<void> {
  await openMoons(page, example("two-moons"));
  await page.getByRole("button", { name: "Train" }).and(page.locator(":enabled")).click();
  await page.getByRole("link", { name: /Watch its phases/ }).click();
  await page.waitForFunction(() => Number(document.querySelector("[data-testid=step]")?.textContent) >= 220);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.waitForTimeout(4000);
}

/** Its table is given to it as a visitor would. */
async function openMoons(page: Page, text: string): Promise<void> {
  const files = page.locator("input[type=file]").first();
  const given = (name: string, content: string) => ({
    name,
    mimeType: "text/plain",
    buffer: Buffer.from(content),
  });
  await files.setInputFiles(given("two-moons.yaml", text));
  await page.getByText("It reads the table").waitFor();
  await files.setInputFiles(
    given("two-moons.csv", readFileSync(new URL("data/two-moons.csv", EXAMPLES), "utf8")),
  );
  await page.getByText("A valid experiment").waitFor();
}

const EXAMPLES = new URL("../../../examples/", import.meta.url);

function example(name: string): string {
  return readFileSync(new URL(`${name}.yaml`, EXAMPLES), "utf8");
}

async function noRuns(page: Page): Promise<void> {
  await page.getByText("There are no runs yet").waitFor();
}

/** Three runs, two of them side by side. */
async function compared(page: Page): Promise<void> {
  const archives = await Promise.all([
    smallArchive({ name: "Four-spin-sensor", batches: 240 }),
    smallArchive({ name: "Weaker-nudge", batches: 240, beta: 0.1 }),
    smallArchive({ name: "Stopped-early", batches: 400, stopAfter: 80 }),
  ]);
  await page.getByLabel("Runs as zip archives").setInputFiles(archives);
  await page.getByRole("region", { name: "Side by side" }).waitFor();
  await page.waitForTimeout(500);
}

const folder = resolve(process.argv[2] ?? fileURLToPath(new URL("../screenshots", import.meta.url)));
const only = process.argv[3];
mkdirSync(folder, { recursive: true });
const server = await serveStudio();
const browser = await launchChromium();
for (const { name, view, size, colorScheme, act } of SHOTS) {
  if (only && !name.includes(only)) continue;
  const page = await browser.newPage({ viewport: size, colorScheme, reducedMotion: "reduce" });
  page.setDefaultTimeout(PATIENCE);
  await page.goto(`${server.url}#/${view}`);
  await act?.(page);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  process.stdout.write(`${join(folder, `${name}.png`)}\n`);
  await page.close();
}
await browser.close();
await server.close();
