import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { isQepError, QepError } from "../base/errors.ts";
import { readCsv } from "../formats/csv.ts";
import type { StateLayout } from "../kernels/layout.ts";
import { WORTH_A_TEAM } from "../kernels/team-work.ts";
import type { System } from "../propagation/system.ts";

/** Collects a repeatable option. */
export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** A whole number of at least `least`. */
export function wholeNumber(name: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isSafeInteger(value) || value < least) {
      throw new QepError(
        "invalid-argument",
        `${name} must be a whole number of at least ${least}, given: ${text}`,
      );
    }
    return value;
  };
}

/** A finite number. */
export function finiteNumber(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) {
      throw new QepError("invalid-argument", `${name} must be a finite number, given: ${text}`);
    }
    return value;
  };
}

/** A finite number above 0. */
export function positiveNumber(name: string): (text: string) => number {
  return (text) => {
    const value = finiteNumber(name)(text);
    if (value > 0) return value;
    throw new QepError("invalid-argument", `${name} must be above 0, given: ${text}`);
  };
}

/** `--seed` and `--set` as changes to the experiment. */
export function overridesFrom({ seed, set }: { readonly seed?: number; readonly set?: string[] }): string[] {
  return [...(set ?? []), ...(seed === undefined ? [] : [`seed=${seed}`])];
}

/** Workers to use: those asked for, else one for each core. */
export function workerCount(asked: number | undefined): number {
  return asked ?? availableParallelism();
}

/** Threads to share the work on large states: those asked for, else one for each core where the states are large. */
export function threadCount(asked: number | undefined, { length }: StateLayout): number {
  return asked ?? (length >= WORTH_A_TEAM ? availableParallelism() : 1);
}

/** `gX=1,gZZ=0.5` as numbers by name. */
export function parseAssignments(text: string, option: string): Record<string, number> {
  const values = new Map<string, number>();
  for (const part of text.split(",")) {
    const [key, value, ...rest] = part.split("=");
    const name = key?.trim();
    if (!name || value === undefined || rest.length > 0) {
      throw new QepError(
        "invalid-argument",
        `${option}: expected name=value[,name=value...], given: ${text}`,
      );
    }
    if (values.has(name)) {
      throw new QepError("invalid-argument", `${option}: "${name}" is given twice; keep one of them`, {
        name,
      });
    }
    values.set(name, finiteNumber(`${option} ${name}`)(value));
  }
  return Object.fromEntries(values);
}

/** Values in the order of the system's inputs; `fallback` fills what is not named. */
export function inputsFrom(
  system: System,
  values: Readonly<Record<string, number>>,
  option: string,
  fallback?: Float64Array,
): Float64Array {
  const names = system.inputs.map(({ name }) => name);
  for (const name of Object.keys(values)) {
    if (!names.includes(name)) {
      throw new QepError(
        "invalid-argument",
        `${option}: there is no input "${name}"; the system has ${names.join(", ") || "none"}`,
        { name },
      );
    }
  }
  const chosen = names.map((name, index) => values[name] ?? fallback?.[index]);
  const missing = names.filter((_, index) => chosen[index] === undefined);
  if (missing.length === 0) return Float64Array.from(chosen as number[]);
  const [what, has] = missing.length === 1 ? ["input", "has"] : ["inputs", "have"];
  throw new QepError(
    "invalid-argument",
    `${option}: the ${what} ${missing.map((name) => `"${name}"`).join(", ")} ${has} no value; add ` +
      missing.map((name) => `${name}=VALUE`).join(","),
    { missing },
  );
}

/** Why a file named on the command line cannot be read. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; check the path",
  EISDIR: "it is a directory, expected a file",
  EACCES: "permission denied",
};

/** The content of a file named on the command line. @throws QepError invalid-argument where it cannot be read */
export async function readInputFile(file: string, option: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw unreadable(file, option, cause);
  }
}

/** The text of a file named on the command line. @throws QepError invalid-argument where it cannot be read, or is no text */
export async function readInputText(file: string, option: string): Promise<string> {
  return decoded(await readInputFile(file, option), file, option);
}

/** The text of a file that an experiment names. @throws QepError as {@link readInputText} */
export function readTextFile(file: string, option: string): string {
  try {
    return decoded(readFileSync(file), file, option);
  } catch (cause) {
    throw isQepError(cause) ? cause : unreadable(file, option, cause);
  }
}

function decoded(bytes: Uint8Array, file: string, option: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new QepError(
      "invalid-argument",
      `${option} ${file}: expected text in UTF-8, given other bytes; check that it is the right file`,
      { file },
      { cause },
    );
  }
}

function unreadable(file: string, option: string, cause: unknown): QepError {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  return new QepError(
    "invalid-argument",
    `${option} ${file}: ${REASONS[code] ?? message}`,
    { file },
    { cause },
  );
}

/** Rows of a CSV file as inputs: by its header, or in the system's order where it has none. */
export async function inputsFromCsv(system: System, file: string): Promise<Float64Array[]> {
  const text = await readInputText(file, "--inputs");
  const { header, rows } = readCsv(text, file);
  const names = header ?? system.inputs.map(({ name }) => name);
  if (rows.length === 0) {
    throw new QepError("invalid-file", `${file}: expected rows with ${names.join(", ")}, given none`, {
      file,
    });
  }
  return rows.map((row, index) => {
    if (row.length !== names.length) {
      throw new QepError(
        "invalid-file",
        `${file}, row ${index + 1}: expected ${names.length} numbers (${names.join(", ")}), found ${row.length}`,
        { file, row: index + 1 },
      );
    }
    const bad = row.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new QepError("not-finite", `${file}, row ${index + 1}: ${names[bad]} is ${row[bad]}`, { file });
    return inputsFrom(system, Object.fromEntries(names.map((name, k) => [name, row[k] as number])), file);
  });
}
