import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const BIN = fileURLToPath(new URL("../../bin/qep.js", import.meta.url));

/** The folder `examples/` of the repository. */
export const EXAMPLES = fileURLToPath(new URL("../../../../examples", import.meta.url));

/** What a finished `qep` left behind. */
export interface CliResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `qep`. */
export interface CliProcess {
  readonly child: ChildProcess;
  readonly done: Promise<CliResult>;
  /** Resolves when stderr contains the text. */
  saw(text: string): Promise<void>;
}

export interface CliOptions {
  readonly cwd?: string;
  /** Set over the environment of the tests; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Starts the built command line with the Node of the tests. */
export function startQep(args: readonly string[], { cwd, env = {} }: CliOptions = {}): CliProcess {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: cwd ?? tmpdir(),
    // As from a shell: npm and vitest leave their own variables behind.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  const waiting = new Map<string, () => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const [wanted, resolve] of waiting) if (stderr.includes(wanted)) resolve();
  });
  const done = new Promise<CliResult>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  const saw = (text: string) =>
    new Promise<void>((resolve, reject) => {
      if (stderr.includes(text)) return resolve();
      waiting.set(text, resolve);
      done.then(() => reject(new Error(`qep ended without saying "${text}":\n${stderr}`)), reject);
    });
  return { child, done, saw };
}

/** Runs the built command line to its end. */
export function qep(args: readonly string[], options?: CliOptions): Promise<CliResult> {
  return startQep(args, options).done;
}

/** Runs a command that must succeed, with `--json`; returns what it printed. */
export async function qepJson(args: readonly string[], options?: CliOptions): Promise<unknown> {
  const { status, stdout, stderr } = await qep([...args, "--json"], options);
  if (status !== 0) throw new Error(`qep ${args.join(" ")} ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

const scratches: string[] = [];
afterAll(() => {
  for (const directory of scratches) rmSync(directory, { recursive: true, force: true });
});

/** A new directory with these files in it, removed after the last test of the file. */
export function scratch(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  // The real path: what qep prints has no symbolic links in it.
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "qep-cli-")));
  scratches.push(directory);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}
