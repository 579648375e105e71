import { MemoryRunDirectory, QepError, type RunStore } from "qep";
import { describe, expect, test } from "vitest";
import { LastingStore } from "./lasting-store.ts";

/** A place that refuses what does not fit. */
class Room {
  readonly directory = new MemoryRunDirectory("a-run");
  bytes: number;

  constructor(bytes = Number.POSITIVE_INFINITY) {
    this.bytes = bytes;
  }

  async open(): Promise<RunStore> {
    const store = await this.directory.open();
    const fits = (more: number) => {
      const used = [...this.directory.files.values()].reduce((sum, { length }) => sum + length, 0);
      if (used + more > this.bytes) throw new QepError("out-of-memory", "full");
    };
    return {
      location: store.location,
      readText: (name) => store.readText(name),
      readBytes: (name) => store.readBytes(name),
      readLines: (name) => store.readLines(name),
      list: () => store.list(),
      replace: async (name, content) => {
        fits(content.length - (this.directory.files.get(name)?.length ?? 0));
        await store.replace(name, content);
      },
      appendLines: async (name, lines) => {
        fits(lines.join("\n").length + 1);
        await store.appendLines(name, lines);
      },
      cutLines: (name, count) => store.cutLines(name, count),
      remove: (name) => store.remove(name),
      close: () => store.close(),
    };
  }

  /** Text of what is kept. */
  get kept(): Record<string, string> {
    const decoder = new TextDecoder();
    return Object.fromEntries(
      [...this.directory.files].map(([name, bytes]) => [name, decoder.decode(bytes)]),
    );
  }
}

async function opened(room: Room, overflow?: MemoryRunDirectory) {
  const told: string[] = [];
  const watch = {
    kept: () => void told.push("kept"),
    unkept: async (error: unknown) => void told.push((error as Error).message),
  };
  return { store: await LastingStore.open(await room.open(), watch, overflow), told };
}

/** Steps of a training: a line each, and now and then a checkpoint. */
async function train(store: RunStore, from: number, to: number): Promise<void> {
  for (let step = from; step < to; step++) {
    await store.appendLines("history.jsonl", [`${step}`]);
    if (step % 4 === 3) await store.replace("checkpoint.json", `{"step":${step + 1}}`);
  }
}

const WHOLE = {
  "history.jsonl": Array.from({ length: 12 }, (_, step) => `${step}\n`).join(""),
  "checkpoint.json": '{"step":12}',
};

describe("a run for which there is no room", () => {
  test.each([0, 3, 9, 20, 28])(
    "goes on in memory from %i bytes on, and can be kept again as a whole",
    async (bytes) => {
      const room = new Room(bytes);
      const { store, told } = await opened(room);
      await train(store, 0, 12);
      expect(told).toEqual(["full"]);
      expect(await store.readText("history.jsonl")).toBe(WHOLE["history.jsonl"]);
      expect((await store.readLines("history.jsonl")).lines).toHaveLength(12);
      expect(await store.list()).toEqual(["checkpoint.json", "history.jsonl"]);
      // What is kept can be gone on with: a checkpoint with at least its lines, or nothing at all.
      const { "history.jsonl": history = "", "checkpoint.json": checkpoint } = room.kept;
      if (checkpoint)
        expect(history.split("\n").length - 1).toBeGreaterThanOrEqual(JSON.parse(checkpoint).step);
      else expect(room.kept).toEqual({});
      room.bytes = 1000;
      await store.keep();
      expect(told).toEqual(["full", "kept"]);
      expect(room.kept).toEqual(WHOLE);
      expect(store.overflow).toBeUndefined();
      await store.appendLines("history.jsonl", ["12"]);
      expect(room.kept["history.jsonl"]).toBe(`${WHOLE["history.jsonl"]}12\n`);
      await store.close();
    },
  );

  test("is kept again when it is closed, or is left in memory as a whole", async () => {
    const room = new Room(20);
    const first = await opened(room);
    await train(first.store, 0, 8);
    await first.store.close();
    expect(first.told).toEqual(["full", "full"]);
    const { overflow } = first.store;
    expect(overflow?.files.size).toBe(2);
    const second = await opened(room, overflow);
    await train(second.store, 8, 12);
    room.bytes = 1000;
    await second.store.close();
    // Tried with the first checkpoint, which does not fit, and at the end.
    expect(second.told).toEqual(["full", "kept"]);
    expect(room.kept).toEqual(WHOLE);
    // Its place is free for whoever comes next.
    await (await room.open()).close();
  });

  test("files that are not there any more are not kept either", async () => {
    const room = new Room(30);
    const { store } = await opened(room);
    await store.replace("checkpoint.json", "{}");
    await store.replace("plan.json", "{}");
    await store.replace("run.json", "x".repeat(50));
    await store.remove("plan.json");
    room.bytes = 1000;
    await store.keep();
    expect(Object.keys(room.kept).sort()).toEqual(["checkpoint.json", "run.json"]);
    await store.close();
  });

  test("what is wrong with a change itself is no matter of room", async () => {
    const { store, told } = await opened(new Room());
    await expect(store.replace("../x", "")).rejects.toMatchObject({ code: "invalid-argument" });
    expect(told).toEqual([]);
    await store.close();
  });
});
