import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import type { RunStore } from "../../src/experiments/run-store.ts";

/** One run directory: how to open it, and how a crash tears its files. */
export interface Place {
  open(): Promise<RunStore>;
  tear(name: string, tail: Uint8Array): Promise<void>;
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** The tests that every run store passes. @param makePlace a new place for each test */
export function describeRunStore(makePlace: () => Place | Promise<Place>): void {
  let place: Place;
  let store: RunStore;
  beforeEach(async () => {
    place = await makePlace();
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

  test("a file that was removed is no more, and can be made again", async () => {
    await store.appendLines("restarts/0/h", ["1"]);
    await store.replace("a", "1");
    await store.remove("restarts/0/h");
    await store.remove("none");
    expect(await store.list()).toEqual(["a"]);
    await store.appendLines("restarts/0/h", ["2"]);
    expect(await store.readLines("restarts/0/h")).toEqual({ lines: ["2"] });
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
      () => store.remove(name),
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
}
