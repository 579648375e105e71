import { Lexer, Parser } from "yaml";
import { MAX_NESTING } from "./experiment-source.ts";

/**
 * Where the lists and mappings of a YAML text are nested too deep for an experiment; the text is not read any further.
 *
 * @returns the offset from 0, or undefined where they are not
 */
export function offsetTooDeep(text: string): number | undefined {
  const parser = new Parser();
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // What it gives are whole documents; how deep they are shows before they are whole.
    Array.from(parser.next(lexeme));
    if (parser.stack.length > MAX_NESTING && collectionsOf(parser) > MAX_NESTING) return offset;
    offset = parser.offset;
  }
  return undefined;
}

const COLLECTIONS: readonly string[] = ["block-map", "block-seq", "flow-collection"];

function collectionsOf({ stack }: Parser): number {
  return stack.filter(({ type }) => COLLECTIONS.includes(type)).length;
}
