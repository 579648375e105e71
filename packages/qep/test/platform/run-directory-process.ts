// A process of its own for the tests of run directories: opens, writes or gives back what it is told to.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isQepError } from "../../src/base/errors.ts";
import type { RunStore } from "../../src/experiments/run-store.ts";
import { openRunDirectory } from "../../src/platform/node/node-run-store.ts";

/** What the test asks for. */
export interface Command {
  readonly action: "open" | "close" | "train" | "contend";
  readonly directory: string;
}

/** What the process answers. */
export interface Reply {
  readonly kind: "owned" | "locked" | "closed" | "violation";
  readonly message?: string;
}

const reply = (answer: Reply) => process.send?.(answer);
let store: RunStore | undefined;

process.on("message", async ({ action, directory }: Command) => {
  if (action === "close") {
    await store?.close();
    reply({ kind: "closed" });
  } else if (action === "contend") {
    await contend(directory);
  } else {
    await open(directory);
    if (action === "train") await train();
  }
});
// The test may be killed as well; nobody stays behind.
process.on("disconnect", () => process.exit());

async function open(directory: string): Promise<void> {
  try {
    store = await openRunDirectory(directory, { create: false });
    reply({ kind: "owned" });
  } catch (error) {
    if (!isQepError(error, "run-locked")) throw error;
    reply({ kind: "locked", message: error.message });
  }
}

/** Appends numbered lines and replaces a checkpoint until it is killed. */
async function train(): Promise<void> {
  for (let step = 0; store !== undefined; step++) {
    await store.appendLines("history.jsonl", [JSON.stringify({ step, filler: "x".repeat(2000) })]);
    if (step % 10 === 9)
      await store.replace("checkpoint.json", JSON.stringify({ steps: step + 1 }).padEnd(20_000));
  }
}

/** Opens and closes without pause; while it owns the directory, nobody else may write into `owner`. */
async function contend(directory: string): Promise<void> {
  const file = join(directory, "owner");
  const name = String(process.pid);
  for (;;) {
    const mine = await openRunDirectory(directory, { create: false }).catch((error: unknown) => {
      if (isQepError(error, "run-locked")) return undefined;
      throw error;
    });
    if (mine === undefined) continue;
    writeFileSync(file, name);
    await new Promise((done) => setTimeout(done, 1));
    const found = readFileSync(file, "utf8");
    reply(found === name ? { kind: "owned" } : { kind: "violation", message: `${found} beside ${name}` });
    await mine.close();
  }
}
