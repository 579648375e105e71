import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { RandomStream } from "../../src/base/random.ts";
import { openRunDirectory } from "../../src/platform/node/node-run-store.ts";
import type { Command, Reply } from "./run-directory-process.ts";

let root: string;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "qep-run-"));
});
afterEach(async () => {
  await Promise.all([...children].map(kill));
});
afterAll(() => rm(root, { recursive: true }));

function start(): ChildProcess {
  const child = fork(new URL("run-directory-process.ts", import.meta.url), { execArgv: [] });
  children.add(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

const tell = (child: ChildProcess, command: Command) => child.send(command);

async function ask(child: ChildProcess, command: Command): Promise<Reply> {
  const answer = once(child, "message");
  tell(child, command);
  return (await answer)[0] as Reply;
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Bytes of a file; 0 before it has been made. */
const lengthOf = async (file: string) => (await stat(file).catch(() => undefined))?.size ?? 0;

async function freshDirectory(name: string): Promise<string> {
  const directory = join(root, name);
  await mkdir(directory);
  return directory;
}

/** The lock file that a killed process leaves behind. */
async function staleLock(directory: string): Promise<string> {
  const child = start();
  expect((await ask(child, { action: "open", directory })).kind).toBe("owned");
  await kill(child);
  return await readFile(join(directory, ".lock"), "utf8");
}

describe("one process owns a run directory", () => {
  test("while it lives nobody else gets it; after SIGKILL the next one does", async () => {
    const directory = await freshDirectory("kill");
    const child = start();
    expect((await ask(child, { action: "open", directory })).kind).toBe("owned");
    await expect(openRunDirectory(directory, { create: false })).rejects.toMatchObject({
      code: "run-locked",
      message: expect.stringContaining(`in use by process ${child.pid};`),
    });
    await kill(child);
    const store = await openRunDirectory(directory, { create: false });
    expect((await ask(start(), { action: "open", directory })).message).toContain(`process ${process.pid};`);
    await store.close();
    expect(await readdir(directory)).toEqual([]);
  });

  test("of many that find the lock of a dead process at once, exactly one takes it over", async () => {
    const lock = await staleLock(await freshDirectory("stale"));
    const contenders = Array.from({ length: 6 }, start);
    for (let round = 0; round < 50; round++) {
      const directory = await freshDirectory(`stale-${round}`);
      await writeFile(join(directory, ".lock"), lock);
      const replies = await Promise.all(contenders.map((child) => ask(child, { action: "open", directory })));
      const winners = contenders.filter((_, index) => replies[index]?.kind === "owned");
      expect(winners.length).toBe(1);
      const [winner] = winners as [ChildProcess];
      expect(JSON.parse(await readFile(join(directory, ".lock"), "utf8")).pid).toBe(winner.pid);
      await ask(winner, { action: "close", directory });
    }
  });

  test("with processes that open, close and are killed at random moments, never two at a time", async () => {
    const directory = await freshDirectory("contend");
    const owners: ChildProcess[] = [];
    const violations: (string | undefined)[] = [];
    const contend = () => {
      const child = start();
      child.on("message", ({ kind, message }: Reply) => {
        if (kind === "owned") owners.push(child);
        else violations.push(message);
      });
      tell(child, { action: "contend", directory });
      return child;
    };
    const random = new RandomStream("moments");
    const contenders = new Set(Array.from({ length: 4 }, contend));
    for (let victim = 0; victim < 12; victim++) {
      // After some changes of the owner, however long a process takes to begin; whoever had it last may have it again.
      const count = owners.length + 4;
      while (owners.length < count) await pause(1);
      await pause(random.uniform(0, 5));
      const owner = owners.findLast((child) => contenders.has(child)) as ChildProcess;
      await kill(owner);
      contenders.delete(owner);
      contenders.add(contend());
    }
    await Promise.all([...contenders].map(kill));
    expect(violations).toEqual([]);
    await (await openRunDirectory(directory, { create: false })).close();
    expect((await readdir(directory)).filter((name) => /^\.lock(-after|$)/.test(name))).toEqual([]);
  });
});

describe("killed while it writes", () => {
  test("loses at most a torn last line, and never a checkpoint", async () => {
    const random = new RandomStream("lengths");
    for (let round = 0; round < 5; round++) {
      const directory = await freshDirectory(`train-${round}`);
      const child = start();
      expect((await ask(child, { action: "train", directory })).kind).toBe("owned");
      const length = random.uniform(0, 100_000);
      while ((await lengthOf(join(directory, "history.jsonl"))) < length) await pause(1);
      await kill(child);

      const store = await openRunDirectory(directory, { create: false });
      const { lines } = await store.readLines("history.jsonl");
      expect(lines.map((line) => JSON.parse(line).step)).toEqual(lines.map((_, step) => step));
      const { steps } = JSON.parse((await store.readText("checkpoint.json")) ?? '{"steps":0}');
      expect(steps % 10).toBe(0);
      expect(lines.length - steps).toBeOneOf([...Array(11).keys()]);

      await store.cutLines("history.jsonl", steps);
      await store.appendLines("history.jsonl", ["next"]);
      expect((await store.readLines("history.jsonl")).lines).toEqual([...lines.slice(0, steps), "next"]);
      await store.close();
    }
  });
});
