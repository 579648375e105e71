import type { Page } from "playwright-core";
import { smallArchive } from "../test/support/small-runs.ts";

/** What a visitor does in one go, and what is measured while it is done. */
export interface Visit {
  readonly name: string;
  readonly phases: readonly Phase[];
}

interface Phase {
  readonly name: string;
  /** @returns a text, where there is something else to note */
  readonly act: (page: Page, url: string) => Promise<unknown>;
}

const button = (page: Page, name: string) =>
  page.getByRole("button", { name, exact: true }).and(page.locator(":enabled")).first();
const press = (page: Page, name: string) => button(page, name).click();
const choose = (page: Page, name: string) => page.getByRole("radio", { name, exact: true }).check();
const follow = (page: Page, name: string) => page.getByRole("link", { name, exact: true }).click();
const rest = (page: Page, milliseconds: number) => page.waitForTimeout(milliseconds);

/** Drags the handle of a slider to its ends and back to where it was. */
async function drag(page: Page, name: string): Promise<void> {
  const box = await page.getByRole("slider", { name }).first().boundingBox();
  if (!box) throw new Error(`the slider ${name} is not on the page`);
  const at = (share: number) => [box.x + share * box.width, box.y + box.height / 2] as const;
  await page.mouse.move(...at(0.5));
  await page.mouse.down();
  for (const end of [0.05, 0.95, 0.5]) await page.mouse.move(...at(end), { steps: 15 });
  await page.mouse.up();
}

const stepOf = async (page: Page) => Number(await page.getByTestId("step").textContent());

async function steps(page: Page, least: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => Number(document.querySelector("[data-testid=step]")?.textContent) >= wanted,
    least,
  );
}

/** Opens the page, and waits until a training could begin. */
async function open(page: Page, url: string): Promise<string> {
  await page.goto(url);
  await page.getByTestId("state").getByText("Ready").waitFor();
  const ready = await page.evaluate(() => performance.now());
  // What is left to do once the visitor could begin.
  await rest(page, 1500);
  return `ready after ${(ready / 1000).toFixed(2)} s`;
}

/** Opens a view from the first page, and waits until it shows what is asked for. */
const opened = (link: string, isThere: (page: Page) => Promise<void>): Phase => ({
  name: "open",
  act: async (page) => {
    await follow(page, link);
    await isThere(page);
    await rest(page, 1500);
  },
});

const load: Phase = { name: "load", act: open };

const SENSOR: readonly Phase[] = [
  load,
  {
    name: "training starts",
    act: async (page) => {
      await press(page, "Train");
      await steps(page, 10);
    },
  },
  {
    name: "half a minute of training",
    act: async (page) => {
      const before = await stepOf(page);
      await rest(page, 30_000);
      return `${(((await stepOf(page)) - before) / 30).toFixed(1)} steps a second`;
    },
  },
  {
    name: "dark, light",
    act: async (page) => {
      for (const theme of ["Dark", "Light"]) {
        await choose(page, theme);
        await rest(page, 500);
      }
    },
  },
  {
    name: "every view while it trains",
    act: async (page) => {
      const links = ["Guided tour", "See the idea", "Explore", "Laboratory", "Make your own", "Runs"];
      for (const link of [...links, "Phase sensor"]) {
        await follow(page, link);
        await rest(page, 2000);
      }
    },
  },
  {
    name: "pause, step, reset",
    act: async (page) => {
      await press(page, "Pause");
      await press(page, "Step");
      await rest(page, 500);
      await press(page, "Reset");
      await page.getByTestId("state").getByText("Ready").waitFor();
      await rest(page, 500);
    },
  },
];

const TOUR: readonly Phase[] = [
  load,
  opened("Guided tour", (page) => page.getByRole("slider").first().waitFor()),
  { name: "field dragged", act: (page) => drag(page, "Field") },
  {
    name: "all steps",
    act: async (page) => {
      for (const _ of [2, 3, 4, 5]) {
        await press(page, "Next →");
        await rest(page, 2000);
      }
    },
  },
  {
    name: "descend",
    act: async (page) => {
      await press(page, "← Back");
      await press(page, "Descend");
      await rest(page, 6000);
    },
  },
];

const IDEA: readonly Phase[] = [
  load,
  opened("See the idea", async (page) => {
    await page.getByTestId("arithmetic").waitFor();
    await page.getByText("other estimator").waitFor();
  }),
  { name: "nudge dragged", act: (page) => drag(page, "Nudge") },
  { name: "shots dragged", act: (page) => drag(page, "Shots") },
  {
    name: "measure again, next sample",
    act: async (page) => {
      for (const name of ["Measure again", "Next sample"]) {
        await press(page, name);
        await rest(page, 2500);
      }
    },
  },
  {
    name: "reciprocity",
    act: async (page) => {
      await follow(page, "Reciprocity");
      await page.getByTestId("verdict").getByText("Reciprocity").waitFor();
      await rest(page, 1000);
    },
  },
];

const EXPLORE: readonly Phase[] = [
  load,
  opened("Explore", (page) => page.getByTestId("walker").first().waitFor()),
  { name: "map", act: (page) => page.getByText(/^complete/).waitFor() },
  {
    name: "walk",
    act: async (page) => {
      await press(page, "Walk");
      await page.getByText("arrived").first().waitFor();
    },
  },
  {
    name: "point and zoom",
    act: async (page) => {
      const box = await page.getByTestId("sheet").boundingBox();
      if (!box) throw new Error("the map is not on the page");
      await page.mouse.move(box.x + 10, box.y + 10);
      await page.mouse.move(box.x + box.width - 10, box.y + box.height - 10, { steps: 40 });
      await press(page, "Zoom in");
      await page.getByText(/^complete/).waitFor();
    },
  },
  {
    name: "Kitaev honeycomb",
    act: async (page) => {
      await follow(page, "Kitaev honeycomb");
      await page.getByTestId("walker").first().waitFor();
      await rest(page, 4000);
    },
  },
];

const LABORATORY: readonly Phase[] = [
  load,
  opened("Laboratory", (page) => page.getByTestId("histogram").getByRole("img").waitFor()),
  { name: "shots dragged", act: (page) => drag(page, "Shots of a phase") },
  {
    name: "plan",
    act: async (page) => {
      await press(page, "Plan");
      await page.getByTestId("promise").getByText("relative error").waitFor();
      await rest(page, 500);
    },
  },
  {
    name: "the sensor",
    act: async (page) => {
      await choose(page, "My experiment");
      await page.getByRole("heading", { name: "17 bases" }).waitFor();
      await press(page, "Measure again");
      await rest(page, 3000);
      await press(page, "All 51 parameters");
      await rest(page, 500);
    },
  },
];

const MAKE: readonly Phase[] = [
  load,
  opened("Make your own", (page) => page.getByText("A valid experiment").waitFor()),
  {
    name: "writing",
    act: async (page) => {
      await page.getByRole("textbox", { name: "Experiment file, YAML" }).getByText("seed").click();
      await page.keyboard.press("End");
      await page.keyboard.type(" # a comment", { delay: 60 });
      await page.keyboard.press("Home");
      await page.keyboard.press("Control+Space");
      await page.getByRole("listbox").getByRole("option").first().waitFor();
      await page.keyboard.press("Escape");
      await page.getByText("A valid experiment").waitFor();
      await rest(page, 500);
    },
  },
  {
    name: "form",
    act: async (page) => {
      await choose(page, "Form");
      await page.getByLabel("Add to system", { exact: true }).waitFor();
      await rest(page, 500);
    },
  },
  {
    name: "train",
    act: async (page) => {
      await press(page, "Train");
      await rest(page, 10_000);
    },
  },
];

const RUNS: readonly Phase[] = [
  load,
  opened("Runs", (page) => page.getByText("There are no runs yet").waitFor()),
  {
    name: "three runs compared",
    act: async (page) => {
      await page.getByLabel("Runs as zip archives").setInputFiles(await archives);
      await page.getByRole("region", { name: "Side by side" }).waitFor();
      await rest(page, 1000);
    },
  },
  {
    name: "run opened",
    act: async (page) => {
      const run = page.getByRole("listitem").filter({ has: page.getByLabel("Compare Four-spin-sensor") });
      await run.getByRole("button", { name: "Show" }).click();
      await page.getByTestId("state").getByText("Finished").waitFor();
      await rest(page, 2000);
    },
  },
];

const archives = Promise.all([
  smallArchive({ name: "Four-spin-sensor", batches: 240 }),
  smallArchive({ name: "Weaker-nudge", batches: 240, beta: 0.1 }),
  smallArchive({ name: "Stopped-early", batches: 400, stopAfter: 80 }),
]);

/** Every view: opened, and used as it is meant. */
export const VISITS: readonly Visit[] = [
  { name: "load", phases: [load] },
  { name: "sensor", phases: SENSOR },
  { name: "tour", phases: TOUR },
  { name: "idea", phases: IDEA },
  { name: "explore", phases: EXPLORE },
  { name: "laboratory", phases: LABORATORY },
  { name: "make", phases: MAKE },
  { name: "runs", phases: RUNS },
];
