import { isMap, isPair, isScalar, isSeq, type Node, type ParsedNode, parseDocument } from "yaml";
import type { Path } from "../schema-choice.ts";

/** Where in an experiment the cursor is, and what could be written there. */
export interface CursorPlace {
  /** Of the mapping for a key, of the value itself for a value. */
  readonly path: Path;
  readonly role: "key" | "value";
  /** Everything else that is written, as plain data. */
  readonly written: unknown;
}

/** Stands for what is being written; no experiment contains it. */
const MARK = "qepCursorMark";

/** What a word is made of that is being written. */
const WORD = /[\p{L}\p{N}_-]*$/u;

/** Where the word begins that ends at a place of a text. */
export function wordStart(text: string, offset: number): number {
  return offset - (WORD.exec(text.slice(0, offset))?.[0].length ?? 0);
}

/**
 * What the text could go on with at a place: the text is read with a mark there, once as a key and once as a value, for half
 * a line cannot be read otherwise.
 *
 * @param offset of the cursor, from 0
 */
export function cursorPlaces(text: string, offset: number): CursorPlace[] {
  const start = wordStart(text, offset);
  const [before, after] = [text.slice(0, start), text.slice(offset)];
  const rest = /^[^\n,}\]]*/.exec(after)?.[0] ?? "";
  const isKeyWritten = /^[\p{L}\p{N}_-]*\s*:/u.test(rest);
  const tail = after.slice(/^[\p{L}\p{N}_-]*/u.exec(after)?.[0].length ?? 0);
  const asKey = isKeyWritten ? `${before}${MARK}${tail}` : `${before}${MARK}: null${after}`;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const followsColon = /[\p{L}\p{N}_"'\]-]\s*:\s+$/u.test(line);
  const readings = followsColon ? [] : [find(asKey)];
  if (!isKeyWritten) readings.push(find(`${before}${MARK}${tail}`));
  return readings.flatMap((place) => (place ? [place] : []));
}

function find(text: string): CursorPlace | undefined {
  const document = parseDocument(text, { logLevel: "silent" });
  const found = search(document.contents, []);
  if (!found) return undefined;
  return { ...found, written: plainData(document) };
}

function search(node: Node | ParsedNode | null, path: Path): Omit<CursorPlace, "written"> | undefined {
  if (isScalar(node)) return node.value === MARK ? { path, role: "value" } : undefined;
  if (isSeq(node)) return firstFound(node.items, (item, index) => search(item as Node, [...path, index]));
  if (!isMap(node)) return undefined;
  return firstFound(node.items, ({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : String(key);
    if (name === MARK) return { path, role: "key" };
    return search(value as Node | null, [...path, name]);
  });
}

function firstFound<Item, Found>(
  items: readonly Item[],
  look: (item: Item, index: number) => Found | undefined,
): Found | undefined {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Plain data without the mark. */
function plainData(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return JSON.parse(
      JSON.stringify(document.toJS(), (key, value: unknown) =>
        key === MARK || value === MARK ? undefined : value,
      ),
    );
  } catch {
    // Aliases without end, or no document at all: the schema alone then decides.
    return undefined;
  }
}

/** Path of the key or value at a place of the text, for explanations; undefined where there is none. */
export function pathAt(text: string, offset: number): { path: Path; written: unknown } | undefined {
  const document = parseDocument(text, { logLevel: "silent" });
  const path = pathWithin(document.contents, offset, []);
  return path && { path, written: plainData(document) };
}

function pathWithin(node: Node | null, offset: number, path: Path): Path | undefined {
  if (isSeq(node)) {
    return firstFound(node.items, (item, index) => pathWithin(item as Node, offset, [...path, index]));
  }
  if (isMap(node)) {
    return firstFound(node.items, (pair) => {
      if (!isPair(pair) || !isScalar(pair.key)) return undefined;
      const inner = [...path, String(pair.key.value)];
      return covers(pair.key, offset) ? inner : pathWithin(pair.value as Node | null, offset, inner);
    });
  }
  return node && covers(node, offset) ? path : undefined;
}

function covers({ range }: Node, offset: number): boolean {
  return range !== null && range !== undefined && range[0] <= offset && offset <= range[1];
}
