import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CodeBlock, codeBlocks, shownCommands } from "./code-blocks.ts";
import { compareOutput } from "./compare-output.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What came of the commands of a document. */
export interface Verification {
  readonly ran: number;
  /** Commands left out: slow, or in need of something that is not there. */
  readonly skipped: number;
  /** `FILE:LINE: what differs`. */
  readonly problems: readonly string[];
}

/** A document as text, by its path from the root of the repository. */
export const readDocument = (file: string) => readFileSync(join(root, file), "utf8");

/**
 * Runs the commands that a document shows, in its order and in a folder of their own, and compares what they print with
 * what stands there. A command without output below it must end with status 0.
 *
 * @param file the document, from the root of the repository
 * @param options.slow whether commands marked as slow run too
 */
export async function verifyCommands(file: string, { slow = false } = {}): Promise<Verification> {
  const folder = openFolder();
  const problems: string[] = [];
  let [ran, skipped] = [0, 0];
  try {
    for (const block of codeBlocks(readDocument(file))) {
      problems.push(...placeFile(block, folder).map((problem) => `${file}:${block.line}: ${problem}`));
      for (const { line, command, output } of shownCommands(block)) {
        if (!isRun(block, slow)) {
          skipped++;
          continue;
        }
        ran++;
        const { status, lines } = await runIn(folder, command);
        const problem =
          output.length > 0
            ? compareOutput(output, lines)
            : status === 0
              ? undefined
              : `ended with status ${status}: ${lines.at(-1)}`;
        if (problem !== undefined) problems.push(`${file}:${line}: ${command}\n    ${problem}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { ran, skipped, problems };
}

function isRun({ mark }: CodeBlock, slow: boolean): boolean {
  if (mark?.kind === "not run" || mark?.kind === "run by") return false;
  if (mark?.kind === "slow") return slow;
  return mark?.kind !== "needs" || process.env[mark.text] !== undefined;
}

/** A folder that looks like the root of a clone, with `npx`, `qep` and `node` as the project has them. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "qep-docs-"));
  for (const name of ["examples", "node_modules"]) symlinkSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, ".bin"));
  const programs = {
    npx: 'exec "$@"',
    qep: `exec "${process.execPath}" "${join(root, "packages/qep/bin/qep.js")}" "$@"`,
    node: `exec "${process.execPath}" "$@"`,
    python: `exec "\${QEP_PYTHON:-python3}" "$@"`,
  };
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, ".bin", name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder, ".bin", name), 0o755);
  }
  return folder;
}

/** Writes a block that is a file, or compares it with that of the repository. */
function placeFile({ mark, text }: CodeBlock, folder: string): string[] {
  if (mark?.kind !== "file") return [];
  const own = join(root, mark.text);
  if (existsSync(own)) return readFileSync(own, "utf8") === text ? [] : [`differs from ${mark.text}`];
  mkdirSync(dirname(join(folder, mark.text)), { recursive: true });
  writeFileSync(join(folder, mark.text), text);
  return [];
}

/** Runs a command in a shell; standard output and errors together, paths shortened to `.../`. */
export async function runIn(
  folder: string,
  command: string,
): Promise<{ status: number | null; lines: string[] }> {
  const child = spawn("bash", ["-c", `exec 2>&1\n${command}`], {
    cwd: folder,
    env: {
      PATH: `${join(folder, ".bin")}:${process.env.PATH}`,
      HOME: process.env.HOME,
      NO_COLOR: "1",
      QEP_PYTHON: process.env.QEP_PYTHON,
      QEP_REFERENCE: process.env.QEP_REFERENCE,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { status, lines: printed.replaceAll(`${folder}/`, ".../").trimEnd().split("\n") };
}
