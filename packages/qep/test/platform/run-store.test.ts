import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isQepError } from "../../src/base/errors.ts";
import { MemoryRunDirectory } from "../../src/experiments/memory-run-store.ts";
import { openRunDirectory, readRunDirectory } from "../../src/platform/node/node-run-store.ts";
import { describeRunStore, type Place } from "../support/run-store-contract.ts";

let root: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "qep-store-"));
});
afterAll(() => rm(root, { recursive: true }));

const places: Record<string, () => Place> = {
  memory: () => {
    const directory = new MemoryRunDirectory();
    return {
      open: () => directory.open(),
      tear: async (name, tail) => {
        directory.files.set(name, Uint8Array.from([...(directory.files.get(name) ?? []), ...tail]));
      },
    };
  },
  node: () => {
    const path = join(root, `run-${count++}`);
    return {
      open: () => openRunDirectory(path, { create: true }),
      tear: (name, tail) => appendFile(join(path, name), tail),
    };
  },
};

describe.each(Object.entries(places))("a run store: %s", (_, makePlace) => describeRunStore(makePlace));

describe("a run directory on disk", () => {
  const code = (error: unknown) => (isQepError(error) ? `${error.code}: ${error.message}` : String(error));
  const refusal = (opening: Promise<unknown>) => opening.then(() => "opened", code);

  test("is made where asked for, and only there", async () => {
    const path = join(root, "deep", "er");
    expect(await refusal(openRunDirectory(path, { create: false }))).toMatch(
      /^invalid-argument: .*er does not exist/,
    );
    expect(await refusal(readRunDirectory(path))).toMatch(/^invalid-argument: .*er does not exist/);
    const store = await openRunDirectory(path, { create: true });
    expect(store.location).toBe(path);
    await store.replace("a", "");
    await store.close();
    expect(await readdir(path)).toEqual(["a"]);
  });

  test("that nothing was put into goes again, with those made for it, and no other", async () => {
    await mkdir(join(root, "there"));
    await (await openRunDirectory(join(root, "there", "deep", "er"), { create: true })).close();
    expect(await readdir(join(root, "there"))).toEqual([]);
    await (await openRunDirectory(join(root, "there"), { create: true })).close();
    expect(await readdir(root)).toContain("there");
  });

  test("must be a directory", async () => {
    const file = join(root, "file");
    await writeFile(file, "");
    for (const create of [true, false]) {
      expect(await refusal(openRunDirectory(file, { create }))).toMatch(
        /^invalid-argument: .*file is a file, expected/,
      );
      expect(await refusal(openRunDirectory(join(file, "x"), { create }))).toMatch(/lies below a file/);
    }
    expect(await refusal(readRunDirectory(file))).toMatch(/is a file, expected a run directory/);
  });

  test.skipIf(process.getuid?.() === 0)(
    "must be writable (skipped for root, who may write anywhere)",
    async () => {
      const path = join(root, "closed");
      await mkdir(path);
      await chmod(path, 0o500);
      expect(await refusal(openRunDirectory(path, { create: false }))).toMatch(/permission denied/);
    },
  );

  test("can be read while it is owned, dot files and leftovers out of sight", async () => {
    const path = join(root, "read");
    const store = await openRunDirectory(path, { create: true });
    await store.appendLines("h", ["1"]);
    await writeFile(join(path, ".c.new"), "left by a crash");
    await store.replace("c", "2");
    const reader = await readRunDirectory(path);
    expect(await reader.list()).toEqual(["c", "h"]);
    expect(await reader.readText("c")).toBe("2");
    expect(await reader.readLines("h")).toEqual({ lines: ["1"] });
    await store.close();
    expect((await readdir(path)).sort()).toEqual(["c", "h"]);
  });

  test("a reader sees the old content or the new, never a part", async () => {
    const path = join(root, "atomic");
    const store = await openRunDirectory(path, { create: true });
    const reader = await readRunDirectory(path);
    const size = 4 << 20;
    await store.replace("big", new Uint8Array(size));
    let writing = true;
    const writer = (async () => {
      for (let value = 1; value <= 20; value++) await store.replace("big", new Uint8Array(size).fill(value));
      writing = false;
    })();
    let [reads, parts] = [0, 0];
    while (writing) {
      const content = (await reader.readBytes("big")) as Uint8Array;
      reads++;
      if (content.length !== size || content[0] !== content[size - 1]) parts++;
    }
    await writer;
    expect(parts).toBe(0);
    expect(reads).toBeGreaterThan(10);
    await store.close();
  });

  test("a failed append blocks neither the next one nor a checkpoint", async () => {
    const path = join(root, "fail");
    const store = await openRunDirectory(path, { create: true });
    await symlink(join(root, "missing", "folder"), join(path, "h"));
    await expect(store.appendLines("h", ["1"])).rejects.toThrow("ENOENT");
    await store.replace("c", "2");
    await store.appendLines("g", ["1"]);
    expect(await readFile(join(path, "g"), "utf8")).toBe("1\n");
    await store.close();
  });
});
