import { describe, expect, test } from "vitest";
import { readZip } from "../formats/zip.ts";
import { MemoryRunDirectory } from "./memory-run-store.ts";
import { readRunArchive, runsAmong, writeRunArchive } from "./run-archive.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function storeOf(files: Readonly<Record<string, string>>) {
  const directory = new MemoryRunDirectory();
  for (const [name, text] of Object.entries(files)) directory.files.set(name, bytes(text));
  return await directory.open();
}

describe("a run as an archive", () => {
  test("comes back with every file, from a folder of its name", async () => {
    const store = await storeOf({ "experiment.json": "{}", "restarts/0/history.jsonl": "1\n2" });
    const archive = await writeRunArchive(store, "my-run");
    expect(readZip(archive, "x.zip").map(([path]) => path)).toEqual([
      "my-run/experiment.json",
      "my-run/restarts/0/history.jsonl",
    ]);
    expect(await writeRunArchive(store, "my-run")).toEqual(archive);
    const runs = readRunArchive(archive, "x.zip");
    expect([...runs.keys()]).toEqual(["my-run"]);
    expect(runs.get("my-run")).toEqual(
      new Map([
        ["experiment.json", bytes("{}")],
        ["restarts/0/history.jsonl", bytes("1\n2")],
      ]),
    );
  });

  test("folders of several runs are told apart, wherever they lie; locks and leftovers stay behind", () => {
    const runs = runsAmong(
      [
        ["runs/a/experiment.json", bytes("a")],
        ["runs/a/.lock", bytes("")],
        ["runs/a/figures/.loss.svg.new", bytes("")],
        ["runs/a-2/experiment.json", bytes("b")],
        ["runs/a-2/checkpoint.json", bytes("c")],
        ["notes.txt", bytes("")],
      ],
      "runs",
    );
    expect([...runs].map(([name, files]) => [name, [...files.keys()]])).toEqual([
      ["a", ["experiment.json"]],
      ["a-2", ["experiment.json", "checkpoint.json"]],
    ]);
  });

  test("files in no folder are a run of the archive's name, in letters that every store takes", () => {
    expect([...runsAmong([["experiment.json", bytes("")]], "my run (2).zip").keys()]).toEqual(["my-run-2-"]);
  });

  test("what holds no run, or two of a name, is refused", () => {
    const refused = { code: "invalid-file", message: expect.stringContaining("there is no run in it") };
    expect(() => runsAmong([["a/history.jsonl", bytes("")]], "x")).toThrow(expect.objectContaining(refused));
    const twice = [["x/a/experiment.json", bytes("")] as const, ["y/a/experiment.json", bytes("")] as const];
    expect(() => runsAmong(twice, "x")).toThrow(/two runs are named a/);
  });
});
