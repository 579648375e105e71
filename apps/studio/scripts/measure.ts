// Whether the page stutters: `npm run studio:measure [visit]`, after `npm run build`. See docs/performance.md.
import type { Browser } from "playwright-core";
import { launchChromium } from "../test/support/chromium.ts";
import { takeLayoutShifts, watchLayoutShifts } from "../test/support/layout-shifts.ts";
import { type MainThreadTask, mainThreadTasks } from "../test/support/main-thread.ts";
import { scriptSizes } from "../test/support/script-sizes.ts";
import { serveStudio } from "../test/support/static-server.ts";
import { VISITS, type Visit } from "./visits.ts";

/** Milliseconds: the machine may be busy. */
const PATIENCE = 300_000;
/** Milliseconds of work from which a task is felt, and from which it is explained. */
const LONG = 50;
const EXPLAINED = 25;
/** Part of the page by which a phase may shift unexplained. */
const SHIFTED = 0.002;

async function measure(browser: Browser, url: string, { name, phases }: Visit): Promise<string[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(PATIENCE);
  await watchLayoutShifts(page);
  const findings: string[] = [];
  for (const { name: phase, act } of phases) {
    let note: unknown;
    const tasks = await mainThreadTasks(
      page,
      async () => {
        note = await act(page, url);
      },
      { hasCauses: true },
    );
    const shifts = await takeLayoutShifts(page);
    const title = `${name}: ${phase}`;
    const most = (of: "work" | "wall") => Math.max(0, ...tasks.map((task) => task[of]));
    const count = tasks.filter(({ work }) => work >= LONG).length;
    const columns = [
      most("work").toFixed(0),
      most("wall").toFixed(0),
      count,
      shifts.sum.toFixed(4),
      typeof note === "string" ? note : "",
    ];
    process.stdout.write(`| ${[title, ...columns].join(" | ")} |\n`);
    if (shifts.sum >= SHIFTED) findings.push(...shifts.moved.map((moved) => `${title}: shift of ${moved}`));
    for (const task of tasks) if (task.work >= EXPLAINED) findings.push(`${title}: ${explained(task)}`);
  }
  await page.close();
  return findings;
}

function explained({ work, causes }: MainThreadTask): string {
  const parts = causes.slice(0, 5).map((cause) => `${cause.name} ${cause.work.toFixed(0)}`);
  return `${work.toFixed(0)} ms: ${parts.join(", ")}`;
}

/** Compressed bytes of the scripts of the first view, formulas included. */
async function firstScripts(browser: Browser, url: string): Promise<number> {
  const page = await browser.newPage({ serviceWorkers: "block" });
  const sizes = await scriptSizes(page, async () => {
    await page.goto(url);
    await page.getByTestId("state").getByText("Ready").waitFor({ timeout: PATIENCE });
    await page.locator(".katex").first().waitFor({ timeout: PATIENCE });
  });
  await page.close();
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

const server = await serveStudio();
const browser = await launchChromium();
const only = process.argv[2];
process.stdout.write(
  "| phase | most work of a task, ms | longest, ms | ≥ 50 ms of work | layout shift | |\n",
);
process.stdout.write("|---|---|---|---|---|---|\n");
const findings: string[] = [];
for (const visit of VISITS) {
  if (!only || visit.name === only) findings.push(...(await measure(browser, server.url, visit)));
}
process.stdout.write(
  `\nScripts of the first view: ${await firstScripts(browser, server.url)} bytes, compressed\n`,
);
process.stdout.write(
  `\nTasks of ${EXPLAINED} ms of work or more, and what shifted:\n${findings.join("\n")}\n`,
);
await browser.close();
await server.close();
