import { QepError } from "../base/errors.ts";
import type { StoredLines } from "./run-store.ts";

const NEWLINE = 0x0a;

/** Splits the bytes of an append-only file; what follows the last line break was torn by a crash. */
export function splitStoredLines(bytes: Uint8Array): StoredLines {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const end = completeLength(bytes);
  const lines = decoder.decode(bytes.subarray(0, end)).split("\n").slice(0, -1);
  return end === bytes.length ? { lines } : { lines, torn: decoder.decode(bytes.subarray(end)) };
}

/** Length in bytes of the complete lines. */
export function completeLength(bytes: Uint8Array): number {
  return bytes.lastIndexOf(NEWLINE) + 1;
}

/**
 * Length in bytes of the first `count` lines.
 *
 * @param where name of the file, for messages
 * @throws QepError `run-mismatch` where there are fewer complete lines
 */
export function lengthOfLines(bytes: Uint8Array, count: number, where: string): number {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new QepError(
      "invalid-argument",
      `${where}: number of lines to keep must be 0, 1, 2, …, got ${count}`,
    );
  }
  let length = 0;
  for (let line = 0; line < count; line++) {
    length = bytes.indexOf(NEWLINE, length) + 1;
    if (length > 0) continue;
    throw new QepError(
      "run-mismatch",
      `${where} holds ${line} complete lines, ${count} were expected: it was changed or damaged since; ` +
        "restore it, or start the run again in a new directory",
      { file: where, expected: count, given: line },
    );
  }
  return length;
}

/**
 * Lines as they are appended.
 *
 * @throws QepError `invalid-argument` for a line that holds a line break
 */
export function joinStoredLines(lines: readonly string[], where: string): string {
  for (const line of lines) {
    if (!line.includes("\n")) continue;
    throw new QepError(
      "invalid-argument",
      `${where}: a line to append must not hold a line break, got ${JSON.stringify(line.slice(0, 80))}; ` +
        "write JSON without indentation",
      { file: where },
    );
  }
  return lines.map((line) => `${line}\n`).join("");
}
