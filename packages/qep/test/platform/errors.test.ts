import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ErrorCode, QepError } from "../../src/index.ts";
import { ERROR_CASES } from "../support/error-cases.ts";

const page = readFileSync(new URL("../../../../docs/errors.md", import.meta.url), "utf8");
const codes = Object.keys(ERROR_CASES) as ErrorCode[];

/** Its section: the heading is the code. */
const section = (code: ErrorCode) => page.split(/^## /m).find((part) => part.startsWith(`${code}\n`)) ?? "";
const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();

async function failure(run: () => unknown): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("docs/errors.md", () => {
  test("has a section and a row for every code, and for no other", () => {
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(codes);
    const rows = [...page.matchAll(/^\| \[`([a-z-]+)`\]\(#([a-z-]+)\) \| ([12]) \|/gm)];
    expect(rows.map(([, code]) => code)).toEqual(codes);
    for (const [, code, anchor, status] of rows) {
      expect(anchor).toBe(code);
      expect(status, code).toBe(new QepError(code as ErrorCode, "").isInputError ? "2" : "1");
    }
  });

  test.each(codes)("%s: the message is the one that comes", async (code) => {
    const error = await failure(ERROR_CASES[code]);
    expect(error).toBeInstanceOf(QepError);
    expect((error as QepError).code).toBe(code);
    const shown = /(?:^ {4}.*\n)+/m.exec(section(code))?.[0] ?? "";
    expect(oneLine(shown)).toBe(oneLine((error as QepError).message));
  });
});
