/** Complete lines of an append-only file, and what a crash left of one more. */
export interface StoredLines {
  /** The complete lines in order, without their line breaks. */
  readonly lines: readonly string[];
  /** A last line that was being written when the process died; never part of `lines`, cut by the next append. */
  readonly torn?: string;
}

/**
 * The files of one run, for reading.
 *
 * A name is a relative path such as `history.jsonl` or `figures/loss.svg`: letters, digits, `_`, `-` and `.`, no part
 * beginning with a dot. Every method rejects with QepError `invalid-argument` for any other name.
 */
export interface RunReader {
  /** Where the run is, for messages. */
  readonly location: string;

  /** The text (UTF-8) of a file; undefined where there is none. */
  readText(name: string): Promise<string | undefined>;

  /** The bytes of a file; undefined where there is none. */
  readBytes(name: string): Promise<Uint8Array | undefined>;

  /** The lines of an append-only file; none where there is no file. */
  readLines(name: string): Promise<StoredLines>;

  /** The names of all files of the run, sorted. */
  list(): Promise<readonly string[]>;
}

/**
 * The files of one run, owned by this process until {@link RunStore.close}.
 *
 * Changes take effect in the order of the calls, awaited or not. Killing the process at any moment leaves each file
 * as it was before a change or after it; only the last line of an append-only file may be torn, which
 * {@link StoredLines} reports. After `close` every method rejects with QepError `invalid-argument`.
 */
export interface RunStore extends RunReader {
  /**
   * Writes a whole file in one step: readers see the old content or the new. What was appended before the call is
   * safe on the disk before the new content is, so that a checkpoint never knows of lines that a power cut has taken.
   */
  replace(name: string, content: string | Uint8Array): Promise<void>;

  /**
   * Appends lines, cutting a torn line first.
   *
   * @param lines one JSON value each, without line breaks
   * @throws QepError `invalid-argument` for a line that holds a line break
   */
  appendLines(name: string, lines: readonly string[]): Promise<void>;

  /**
   * Keeps the first `count` lines and drops the rest, a torn line included.
   *
   * @throws QepError `run-mismatch` where there are fewer complete lines
   */
  cutLines(name: string, count: number): Promise<void>;

  /** Removes a file, if there is one. */
  remove(name: string): Promise<void>;

  /** Waits for pending changes and gives up the ownership; a second call does nothing. */
  close(): Promise<void>;
}
