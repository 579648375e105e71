import { QepError } from "../base/errors.ts";

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

/** Splits operator text into tokens. @throws QepError invalid-operator at a character that cannot begin a token */
export function tokenize(text: string, where: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  let isAtEndOfNumber = false;
  while (offset < text.length) {
    PATTERN.lastIndex = offset;
    const match = PATTERN.exec(text);
    if (!match) throw syntaxError(text, offset, where, `unexpected character "${text[offset]}"`);
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
  const source = text.split("\n")[line - 1] ?? "";
  return new QepError(
    "invalid-operator",
    `${where}, line ${line}, column ${column} of the ${what}: ${problem}\n  ${source}\n  ${" ".repeat(column - 1)}^`,
    { where, line, column, offset, problem, text },
  );
}
