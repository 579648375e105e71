import { QepError } from "../base/errors.ts";
import type { RunStore, StoredLines } from "./run-store.ts";
import { checkRunFileName, closedStore } from "./run-store-checks.ts";
import { completeLength, joinStoredLines, lengthOfLines, splitStoredLines } from "./stored-lines.ts";

const NOTHING = new Uint8Array(0);

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
    const store = new MemoryRunStore(this.location, this.files, () => {
      this.owner = undefined;
    });
    this.owner = store;
    return store;
  }
}

class MemoryRunStore implements RunStore {
  readonly location: string;
  private readonly files: Map<string, Uint8Array>;
  private readonly release: () => void;
  private closed = false;

  constructor(location: string, files: Map<string, Uint8Array>, release: () => void) {
    this.location = location;
    this.files = files;
    this.release = release;
  }

  async readText(name: string): Promise<string | undefined> {
    const bytes = this.find(name);
    return bytes && new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }

  async readBytes(name: string): Promise<Uint8Array | undefined> {
    return this.find(name)?.slice();
  }

  async readLines(name: string): Promise<StoredLines> {
    return splitStoredLines(this.find(name) ?? NOTHING);
  }

  async list(): Promise<readonly string[]> {
    this.checkOpen();
    return [...this.files.keys()].sort();
  }

  async replace(name: string, content: string | Uint8Array): Promise<void> {
    this.checkOpen();
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : Uint8Array.from(content);
    this.files.set(checkRunFileName(name), bytes);
  }

  async appendLines(name: string, lines: readonly string[]): Promise<void> {
    const old = this.find(name) ?? NOTHING;
    const whole = old.subarray(0, completeLength(old));
    const added = new TextEncoder().encode(joinStoredLines(lines, `${this.location}/${name}`));
    const bytes = new Uint8Array(whole.length + added.length);
    bytes.set(whole);
    bytes.set(added, whole.length);
    this.files.set(name, bytes);
  }

  async cutLines(name: string, count: number): Promise<void> {
    const bytes = this.find(name);
    const length = lengthOfLines(bytes ?? NOTHING, count, `${this.location}/${name}`);
    if (bytes !== undefined) this.files.set(name, bytes.slice(0, length));
  }

  async close(): Promise<void> {
    if (!this.closed) this.release();
    this.closed = true;
  }

  private find(name: string): Uint8Array | undefined {
    this.checkOpen();
    return this.files.get(checkRunFileName(name));
  }

  private checkOpen(): void {
    if (this.closed) throw closedStore(this.location);
  }
}
