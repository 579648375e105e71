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
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isQepError } from "../../src/base/errors.ts";
import { MemoryRunDirectory } from "../../src/experiments/memory-run-store.ts";
import type { RunStore } from "../../src/experiments/run-store.ts";
import { openRunDirectory, readRunDirectory } from "../../src/platform/node/node-run-store.ts";

let root: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "qep-store-"));
});
afterAll(() => rm(root, { recursive: true }));

/** One run directory: how to open it, and how a crash tears its files. */
interface Place {
  open(): Promise<RunStore>;
  tear(name: string, tail: Uint8Array): Promise<void>;
}

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

const bytes = (text: string) => new TextEncoder().encode(text);

describe.each(Object.keys(places))("a run store: %s", (kind) => {
  let place: Place;
  let store: RunStore;
  beforeEach(async () => {
    place = (places[kind] as () => Place)();
    store = await place.open();
    return async () => await store.close();
  });

  test("holds nothing at first", async () => {
    expect(await store.list()).toEqual([]);
    expect(await store.readText("a.txt")).toBeUndefined();
    expect(await store.readBytes("figures/a.svg")).toBeUndefined();
    expect(await store.readLines("history.jsonl")).toEqual({ lines: [] });
  });

  test("keeps text and bytes exactly, in folders too, over closing and opening", async () => {
    await store.replace("figures/loss.svg", "\uFEFF<svg>θ\r\n</svg>");
    await store.replace("p.npz", new Uint8Array([0, 255, 10, 13]));
    await store.replace("p.npz", new Uint8Array([7, 0]));
    await store.close();
    store = await place.open();
    expect(await store.readText("figures/loss.svg")).toBe("\uFEFF<svg>θ\r\n</svg>");
    expect(await store.readBytes("p.npz")).toStrictEqual(new Uint8Array([7, 0]));
    expect(await store.list()).toEqual(["figures/loss.svg", "p.npz"]);
  });

  test("takes content as it was at the call and hands out copies", async () => {
    const content = new Uint8Array([1]);
    const lines = ["a"];
    const writing = [store.replace("b", content), store.appendLines("l", lines)];
    content[0] = 2;
    lines[0] = "b";
    await Promise.all(writing);
    const first = (await store.readBytes("b")) as Uint8Array;
    expect(first).toEqual(new Uint8Array([1]));
    first[0] = 3;
    expect(await store.readBytes("b")).toEqual(new Uint8Array([1]));
    expect(await store.readLines("l")).toEqual({ lines: ["a"] });
  });

  test("lines come back as they were appended, whatever is in them", async () => {
    const line = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\n"));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(line)), fc.nat(), async (batches, keep) => {
        await store.replace("any.jsonl", "");
        for (const batch of batches) await store.appendLines("any.jsonl", batch);
        expect(await store.readLines("any.jsonl")).toStrictEqual({ lines: batches.flat() });
        const kept = keep % (batches.flat().length + 1);
        await store.cutLines("any.jsonl", kept);
        expect(await store.readLines("any.jsonl")).toStrictEqual({ lines: batches.flat().slice(0, kept) });
      }),
      { numRuns: 25 },
    );
  });

  test("a byte order mark at the beginning of a file is part of its first line", async () => {
    await store.appendLines("h", ["\uFEFF1"]);
    expect(await store.readLines("h")).toStrictEqual({ lines: ["\uFEFF1"] });
  });

  test("a torn last line is reported, is no line, and is cut by the next append", async () => {
    await store.appendLines("h", ["1", "θ"]);
    await store.close();
    await place.tear("h", bytes('{"step": 3, "θ').subarray(0, -1)); // in the middle of a letter
    store = await place.open();
    expect(await store.readLines("h")).toEqual({ lines: ["1", "θ"], torn: '{"step": 3, "\uFFFD' });
    await store.appendLines("h", ["3"]);
    expect(await store.readLines("h")).toEqual({ lines: ["1", "θ", "3"] });
  });

  test("a file that is nothing but a torn line has no lines", async () => {
    await place.tear("h", bytes("{"));
    expect(await store.readLines("h")).toEqual({ lines: [], torn: "{" });
    await store.appendLines("h", ["1"]);
    expect(await store.readLines("h")).toEqual({ lines: ["1"] });
  });

  test("cutting drops a torn line, and refuses to keep more lines than there are", async () => {
    await store.appendLines("h", ["1", "2", "3"]);
    await place.tear("h", bytes("4"));
    const refused = {
      code: "run-mismatch",
      message: expect.stringMatching(/h holds 3 complete lines, 4 were expected/),
    };
    await expect(store.cutLines("h", 4)).rejects.toMatchObject(refused);
    expect((await store.readLines("h")).torn).toBe("4");
    await store.cutLines("h", 3);
    expect(await store.readLines("h")).toEqual({ lines: ["1", "2", "3"] });
    await store.cutLines("h", 1);
    await store.appendLines("h", ["b"]);
    expect(await store.readText("h")).toBe("1\nb\n");
    await expect(store.cutLines("none", 1)).rejects.toMatchObject({ code: "run-mismatch" });
    await store.cutLines("none", 0);
    expect(await store.list()).toEqual(["h"]);
    for (const wrong of [-1, 0.5, Number.NaN]) {
      await expect(store.cutLines("h", wrong)).rejects.toMatchObject({ code: "invalid-argument" });
    }
  });

  test("changes take effect in the order of the calls, awaited or not", async () => {
    const calls: Promise<unknown>[] = [];
    for (let step = 0; step < 50; step++) {
      calls.push(store.appendLines("h", [String(step)]), store.replace("c", String(step)));
      if (step % 10 === 9) calls.push(store.cutLines("h", 5));
    }
    const text = store.readText("c");
    const lines = store.readLines("h");
    calls.push(store.replace("c", "later"));
    await Promise.all(calls);
    expect(await text).toBe("49");
    expect(await lines).toEqual({ lines: ["0", "1", "2", "3", "4"] });
  });

  test("a refused call leaves those behind it alone", async () => {
    const refused = store.appendLines("h", ["1", "two\nlines"]);
    const next = store.appendLines("h", ["2"]);
    await expect(refused).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining('must not hold a line break, got "two\\nlines"'),
    });
    await next;
    expect(await store.readLines("h")).toEqual({ lines: ["2"] });
  });

  test.each([
    "",
    ".",
    "..",
    "../a",
    "/etc/passwd",
    "a/../b",
    "a//b",
    "a/",
    ".lock",
    "a/.b",
    "a\\b",
    "a b",
    "a\n",
  ])("refuses the name %j", async (name) => {
    for (const call of [
      () => store.readText(name),
      () => store.readBytes(name),
      () => store.readLines(name),
      () => store.replace(name, ""),
      () => store.appendLines(name, []),
      () => store.cutLines(name, 0),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: "invalid-argument", context: { name } });
    }
  });

  test("belongs to one owner at a time, and to nobody after close", async () => {
    await expect(place.open()).rejects.toMatchObject({ code: "run-locked" });
    const pending = store.replace("a", "1");
    const closing = store.close();
    await expect(store.readText("a")).rejects.toMatchObject({ code: "invalid-argument" });
    await expect(store.replace("a", "2")).rejects.toThrow(/was closed; open it again/);
    await Promise.all([pending, closing]);
    const old = store;
    store = await place.open();
    await old.close();
    await expect(place.open()).rejects.toMatchObject({ code: "run-locked" });
    expect(await store.readText("a")).toBe("1");
  });
});

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
    await store.close();
    expect(await readdir(path)).toEqual([]);
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
