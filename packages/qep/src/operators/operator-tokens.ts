import { QepError } from "../base/errors.ts";
import { characterHint } from "./notation-hints.ts";

/** What the text form of operators is made of. */
export type TokenKind = "number" | "imaginary" | "name" | "symbol" | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offset of the first character in the text. */
  readonly offset: number;
}

const PATTERN =
  /(?<space>\s+)|(?<number>(?:\d+\.(?!\.)\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?)(?<imaginary>i(?![A-Za-z0-9_]))?|(?<name>[A-Za-z_][A-Za-z_]*)|(?<symbol>\.\.|[-+*%()[\],=\u2212])/uy;

/** Parentheses, brackets, sums and signs of a text may stand inside each other so many times: its readers call themselves. */
export const MAX_NESTING = 500;

/** What is wrong with a text in which they stand deeper. */
export const TOO_DEEP = `brackets and signs are nested more than ${MAX_NESTING} deep; leave out those that change nothing, or multiply them out`;

/** Splits operator text into tokens. @throws QepError invalid-operator at a character that cannot begin a token */
export function tokenize(text: string, where: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  let isAtEndOfNumber = false;
  while (offset < text.length) {
    PATTERN.lastIndex = offset;
    const match = PATTERN.exec(text);
    if (!match) {
      const character = String.fromCodePoint(text.codePointAt(offset) as number);
      throw syntaxError(
        text,
        offset,
        where,
        `unexpected character "${character}"${characterHint(character)}`,
      );
    }
    const token = tokenOf(match, offset);
    if (token?.kind === "number" && isAtEndOfNumber) {
      throw syntaxError(
        text,
        offset,
        where,
        "a number follows a number; write one number, or a product with *",
      );
    }
    if (token) tokens.push(token);
    isAtEndOfNumber = token?.kind === "number";
    offset += match[0].length;
  }
  tokens.push({ kind: "end", text: "", offset });
  return tokens;
}

function tokenOf(match: RegExpExecArray, offset: number): Token | undefined {
  const { number, imaginary, name, symbol } = match.groups ?? {};
  if (number !== undefined) return { kind: imaginary ? "imaginary" : "number", text: number, offset };
  if (name !== undefined) return { kind: "name", text: name, offset };
  if (symbol !== undefined) return { kind: "symbol", text: symbol === "\u2212" ? "-" : symbol, offset };
  return undefined;
}

/**
 * An error at a place in operator text, with line, column and a caret under the place.
 *
 * @param what the text is of, default "operator"
 */
export function syntaxError(
  text: string,
  offset: number,
  where: string,
  problem: string,
  what: "operator" | "observables" = "operator",
): QepError {
  const before = text.slice(0, offset).split("\n");
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const excerpt = excerptAt(text.split("\n")[line - 1] ?? "", column);
  return new QepError(
    "invalid-operator",
    `${where}, line ${line}, column ${column} of the ${what}: ${problem}\n${excerpt}`,
    { where, line, column, offset, problem, text },
  );
}

/** Characters of a line to either side of an error that are shown. */
const MOST_SHOWN = 80;

/** The line, or what of a very long one stands around the place, with a caret below the place. */
function excerptAt(line: string, column: number): string {
  const start = Math.max(0, column - 1 - MOST_SHOWN);
  const end = Math.min(line.length, column - 1 + MOST_SHOWN);
  const [before, after] = [start > 0 ? "…" : "", end < line.length ? "…" : ""];
  const shown = `${before}${line.slice(start, end)}${after}`;
  return `  ${shown}\n  ${" ".repeat(before.length + column - 1 - start)}^`;
}
