import type { RunStore } from "./run-store.ts";

/** Where the files of one of several trainings lie within a run. @param restart from 0 */
export function restartFolder(restart: number): string {
  return `restarts/${restart}`;
}

/** A folder of a run as a store of its own; closing it leaves the run open. */
export function runFolder(store: RunStore, folder: string): RunStore {
  const inside = (name: string) => `${folder}/${name}`;
  return {
    location: `${store.location}/${folder}`,
    readText: (name) => store.readText(inside(name)),
    readBytes: (name) => store.readBytes(inside(name)),
    readLines: (name) => store.readLines(inside(name)),
    list: async () =>
      (await store.list())
        .filter((name) => name.startsWith(`${folder}/`))
        .map((name) => name.slice(folder.length + 1)),
    replace: (name, content) => store.replace(inside(name), content),
    appendLines: (name, lines) => store.appendLines(inside(name), lines),
    cutLines: (name, count) => store.cutLines(inside(name), count),
    remove: (name) => store.remove(inside(name)),
    close: async () => {},
  };
}
