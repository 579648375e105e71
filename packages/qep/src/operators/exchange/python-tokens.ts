import { syntaxError } from "../operator-tokens.ts";

/** What Python expressions of operators are made of; names may have dots, as in `qml.X`. */
export interface PythonToken {
  readonly kind: "number" | "imaginary" | "string" | "name" | "symbol" | "end";
  readonly text: string;
  /** Offset of the first character in the text. */
  readonly offset: number;
}

const PATTERN =
  /(?<space>\s+)|(?<number>(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?)(?<imaginary>j)?(?![\w.])|(?<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?<string>"[^"\n]*"|'[^'\n]*')|(?<symbol>\*\*|[-+*@()[\],=])/uy;

/** Splits Python text into tokens. @throws QepError invalid-operator at a character that cannot begin a token */
export function pythonTokens(text: string, where: string): PythonToken[] {
  const tokens: PythonToken[] = [];
  let offset = 0;
  while (offset < text.length) {
    PATTERN.lastIndex = offset;
    const match = PATTERN.exec(text);
    if (!match) throw syntaxError(text, offset, where, `unexpected "${text[offset]}"`);
    const token = tokenOf(match.groups ?? {}, offset);
    if (token) tokens.push(token);
    offset += match[0].length;
  }
  return [...tokens, { kind: "end", text: "", offset }];
}

function tokenOf(
  { number, imaginary, name, string, symbol }: Readonly<Record<string, string | undefined>>,
  offset: number,
): PythonToken | undefined {
  if (number !== undefined) return { kind: imaginary ? "imaginary" : "number", text: number, offset };
  if (name !== undefined) return { kind: "name", text: name, offset };
  if (string !== undefined) return { kind: "string", text: string.slice(1, -1), offset };
  return symbol === undefined ? undefined : { kind: "symbol", text: symbol, offset };
}
