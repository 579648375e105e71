import { spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import { wholeNumber } from "../arguments.ts";
import { listenForStop } from "../interrupt.ts";
import { LocalRuns } from "../local-runs.ts";
import { note, printResult } from "../output.ts";
import { readStudio, studioFolder } from "../studio-files.ts";
import { serveStudio } from "../studio-server.ts";

/** Always the same: browsers keep what a page stores for its port. */
const PORT = 7340;
const LAST_PORT = 65_535;

interface StudioFlags {
  readonly port: number;
  readonly runs: string;
  readonly open?: boolean;
  readonly json?: boolean;
}

/** `qep studio`. */
export function addStudio(program: Command): void {
  program
    .command("studio")
    .description("the studio in the browser, with the runs of this machine to read; Ctrl-C ends it")
    .option("--port <n>", "port on 127.0.0.1; 0 for any free one", wholeNumber("--port", 0), PORT)
    .option("--runs <dir>", "folder of run directories", "runs")
    .option("--open", "open it in the browser")
    .option("--json", 'print the address as {"url": "..."}')
    .action(studio);
}

async function studio({ port, runs, open, json }: StudioFlags): Promise<void> {
  if (port > LAST_PORT) {
    throw new QepError("invalid-argument", `--port must be at most ${LAST_PORT}, given: ${port}`, { port });
  }
  const files = await readStudio(studioFolder());
  const server = await serveStudio(files, new LocalRuns(resolve(runs)), port);
  const stop = listenForStop();
  printResult(json === true, { url: server.url }, () => server.url);
  note("The studio is served to this machine only. Ctrl-C ends it.");
  if (open) openInBrowser(server.url);
  await new Promise<void>((ended) => stop.signal.addEventListener("abort", () => ended()));
  await server.close();
}

/** Whatever program the desktop has for addresses. */
function openInBrowser(url: string): void {
  const programs: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
    darwin: ["open"],
    win32: ["cmd", "/c", "start", ""],
  };
  const [program, ...args] = programs[process.platform] ?? ["xdg-open"];
  const started = spawn(program, [...args, url], { stdio: "ignore", detached: true });
  started.on("error", () => note(`No browser could be started; open ${url} by hand.`));
  started.unref();
}
