import { QepError } from "../base/errors.ts";
import { OrderedRunStore, type StoredFiles } from "./ordered-run-store.ts";
import type { RunStore } from "./run-store.ts";

/** A run directory in memory, for tests and browsers; its files outlive the stores that open it. */
export class MemoryRunDirectory {
  readonly location: string;
  /** Name -> content. Tests look here, and tear a line here. */
  readonly files = new Map<string, Uint8Array>();
  private owner: RunStore | undefined;

  /** @param location a name for messages */
  constructor(location = "memory") {
    this.location = location;
  }

  /**
   * Takes the directory into possession until the store is closed.
   *
   * @throws QepError `run-locked` while another store owns it
   */
  async open(): Promise<RunStore> {
    if (this.owner !== undefined) {
      throw new QepError(
        "run-locked",
        `run ${this.location} is already open; close the store that owns it first`,
        {
          directory: this.location,
        },
      );
    }
    const store = new OrderedRunStore(this.location, filesIn(this.files), () => {
      this.owner = undefined;
    });
    this.owner = store;
    return store;
  }
}

function filesIn(files: Map<string, Uint8Array>): StoredFiles {
  return {
    read: async (name) => files.get(name)?.slice(),
    list: async () => [...files.keys()].sort(),
    replace: async (name, content) => {
      files.set(name, content);
    },
    append: async (name, content) => {
      const old = files.get(name) ?? new Uint8Array(0);
      const bytes = new Uint8Array(old.length + content.length);
      bytes.set(old);
      bytes.set(content, old.length);
      files.set(name, bytes);
    },
    cut: async (name, length) => {
      files.set(name, files.get(name)?.slice(0, length) ?? new Uint8Array(0));
    },
    remove: async (name) => {
      files.delete(name);
    },
  };
}
