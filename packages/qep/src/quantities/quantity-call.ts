import { isQepError } from "../base/errors.ts";
import { syntaxError } from "../operators/operator-tokens.ts";

/** A piece of a text, and where in the text it begins. */
export interface TextPiece {
  readonly text: string;
  readonly offset: number;
}

/** `name(argument, key=argument)` taken apart. */
export interface QuantityCall {
  readonly name: TextPiece;
  /** Arguments without a key, in order. */
  readonly positional: readonly TextPiece[];
  readonly keyed: ReadonlyMap<string, TextPiece>;
  /** The whole call as it was written. */
  readonly whole: TextPiece;
}

/** A text being read, for errors that name line and column. */
export interface SourceText {
  readonly text: string;
  /** Where the text comes from, for instance `--observables "…"`. */
  readonly where: string;
}

/** An error at a place in a text of observables. */
export function quantityError({ text, where }: SourceText, { offset }: TextPiece, problem: string): Error {
  return syntaxError(text, offset, where, problem, "observables");
}

/** Does some work on a piece of operator text, with errors that name their place in the whole text. */
export function atPiece<Result>(source: SourceText, piece: TextPiece, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!isQepError(error, "invalid-operator") || typeof error.context.offset !== "number") throw error;
    const offset = piece.offset + error.context.offset;
    throw syntaxError(source.text, offset, source.where, String(error.context.problem), "observables");
  }
}

/** Splits at commas outside of parentheses and brackets; white space around the pieces is left out. */
export function splitAtCommas({ text, offset }: TextPiece): TextPiece[] {
  const pieces: TextPiece[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i <= text.length; i++) {
    const character = text[i];
    if (character === "(" || character === "[") depth++;
    if (character === ")" || character === "]") depth--;
    if (i < text.length && (character !== "," || depth !== 0)) continue;
    pieces.push(trimmed({ text: text.slice(start, i), offset: offset + start }));
    start = i + 1;
  }
  return pieces;
}

/** The piece without white space around it. */
export function trimmed({ text, offset }: TextPiece): TextPiece {
  return { text: text.trim(), offset: offset + text.length - text.trimStart().length };
}

/** A word in front of a parenthesis, `sum` excepted, or the words that stand alone. */
const CALL = /^(?!sum\b)([a-z][a-z-]*[a-z])\s*(\(|$)/;

/**
 * Takes a call apart, or says that the text is none and so an operator.
 *
 * @throws QepError invalid-operator where a parenthesis is missing or a key comes twice
 */
export function readCall(source: SourceText, piece: TextPiece): QuantityCall | undefined {
  const match = CALL.exec(piece.text);
  if (!match) return undefined;
  const name = { text: match[1] as string, offset: piece.offset };
  if (match[2] !== "(") return { name, positional: [], keyed: new Map(), whole: piece };
  const inside = piece.text.slice(match[0].length, -1);
  const end = { text: "", offset: piece.offset + piece.text.length };
  if (!piece.text.endsWith(")") || !isBalanced(inside)) {
    throw quantityError(source, end, `expected ")" at the end of ${name.text}(...)`);
  }
  const positional: TextPiece[] = [];
  const keyed = new Map<string, TextPiece>();
  const given =
    inside.trim() === "" ? [] : splitAtCommas({ text: inside, offset: piece.offset + match[0].length });
  for (const argument of given) {
    const key = /^([a-z]+)\s*=\s*/.exec(argument.text);
    if (!key) positional.push(argument);
    else if (keyed.has(key[1] as string)) throw quantityError(source, argument, `${key[1]} is given twice`);
    else {
      const start = key[0].length;
      keyed.set(key[1] as string, { text: argument.text.slice(start), offset: argument.offset + start });
    }
  }
  return { name, positional, keyed, whole: piece };
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")" && --depth < 0) return false;
  }
  return depth === 0;
}
