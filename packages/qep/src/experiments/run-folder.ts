import type { RunReader, RunStore } from "./run-store.ts";

/** Where the files of one of several trainings lie within a run. @param restart from 0 */
export function restartFolder(restart: number): string {
  return `restarts/${restart}`;
}

/** A folder of a run as a run of its own, to read. */
export function runFolderReader(run: RunReader, folder: string): RunReader {
  const inside = (name: string) => `${folder}/${name}`;
  return {
    location: `${run.location}/${folder}`,
    readText: (name) => run.readText(inside(name)),
    readBytes: (name) => run.readBytes(inside(name)),
    readLines: (name) => run.readLines(inside(name)),
    list: async () =>
      (await run.list())
        .filter((name) => name.startsWith(`${folder}/`))
        .map((name) => name.slice(folder.length + 1)),
  };
}

/** A folder of a run as a store of its own; closing it leaves the run open. */
export function runFolder(store: RunStore, folder: string): RunStore {
  const inside = (name: string) => `${folder}/${name}`;
  return {
    ...runFolderReader(store, folder),
    replace: (name, content) => store.replace(inside(name), content),
    appendLines: (name, lines) => store.appendLines(inside(name), lines),
    cutLines: (name, count) => store.cutLines(inside(name), count),
    remove: (name) => store.remove(inside(name)),
    close: async () => {},
  };
}
