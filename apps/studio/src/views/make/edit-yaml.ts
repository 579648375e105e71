import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { Path } from "./schema-choice.ts";
import { inlineYaml } from "./yaml-text.ts";

/**
 * Writes a value into the text of an experiment. Only what changes is touched: comments, order and layout of the rest stay,
 * which printing the whole document anew would not keep.
 *
 * @param path mappings that are missing on the way are made
 * @throws Error where the text is not valid YAML, or something else stands on the way
 */
export function setValue(text: string, path: Path, value: unknown): string {
  let here: Node | null = contentsOf(text);
  for (const [depth, step] of path.entries()) {
    const rest = path.slice(depth + 1).reduceRight((inner, key) => ({ [key]: inner }), value);
    if (isEmpty(here)) return replace(text, path.slice(0, depth), { [step]: rest });
    const child = childOf(here, step);
    if (!child && isMap(here))
      return insert(text, here as Mapping, `${inlineYaml(step)}: ${inlineYaml(rest)}`);
    if (!child) throw new Error(`${path.slice(0, depth).join(".")} is no mapping; change it in the text`);
    here = child.value;
  }
  return replace(text, path, value);
}

/** Takes a key out of the text of an experiment, with the comment on its line. */
export function removeValue(text: string, path: Path): string {
  const parent = nodeAt(text, path.slice(0, -1));
  const key = path.at(-1);
  if (!isMap(parent)) return text;
  const { items } = parent as Mapping;
  const index = items.findIndex((pair) => String(pair.key.value) === String(key));
  const [pair, next] = [items[index], items[index + 1]];
  if (!pair) return text;
  if (items.length === 1 && path.length > 1) return replace(text, path.slice(0, -1), {});
  if (!parent.flow) {
    const from = text.lastIndexOf("\n", startOf(pair.key)) + 1;
    return text.slice(0, from) + text.slice(lineAfter(text, endOf(pair)));
  }
  if (next) return text.slice(0, startOf(pair.key)) + text.slice(startOf(next.key));
  const before = items[index - 1];
  return text.slice(0, before ? endOf(before) : startOf(pair.key)) + text.slice(endOf(pair));
}

type Key = Node & { readonly value: unknown };
type Mapping = YAMLMap<Key, Node | null>;

function contentsOf(text: string): Node | null {
  const document = parseDocument(text, { logLevel: "silent" });
  const [error] = document.errors;
  if (error) throw new Error(error.message);
  return document.contents;
}

function nodeAt(text: string, path: Path): Node | null {
  return path.reduce<Node | null>((node, step) => childOf(node, step)?.value ?? null, contentsOf(text));
}

function childOf(node: Node | null, step: string | number): { key?: Key; value: Node | null } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { value: item as Node };
  }
  if (!isMap(node)) return undefined;
  return (node as Mapping).items.find(({ key }) => String(key.value) === String(step));
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** Puts a value in the place of another one. */
function replace(text: string, path: Path, value: unknown): string {
  const written = inlineYaml(value);
  const parent = path.length === 0 ? undefined : nodeAt(text, path.slice(0, -1));
  const found = parent === undefined ? { value: contentsOf(text) } : childOf(parent, path.at(-1) ?? "");
  const node = found?.value;
  const [start, end] = node?.range ?? [];
  if (start === undefined || end === undefined) return `${text}${written}\n`;
  // A key without a value has a node of no length, right behind its colon.
  if (start === end) return `${text.slice(0, start).trimEnd()} ${written}${text.slice(start)}`;
  const key = found && "key" in found ? found.key : undefined;
  // A block below its key moves up to it, unless a comment stands between.
  const colon = key ? text.indexOf(":", endOfNode(key)) + 1 : start;
  const isBelow = key !== undefined && text.slice(colon, start).trim() === "";
  const tail = text.slice(start, end).endsWith("\n") ? "\n" : "";
  return `${text.slice(0, isBelow ? colon : start)}${isBelow ? " " : ""}${written}${tail}${text.slice(end)}`;
}

/** Adds a line to a mapping, or an entry to one in braces. */
function insert(text: string, mapping: Mapping, entry: string): string {
  const last = mapping.items.at(-1);
  if (!last) {
    const [start = 0, end = 0] = mapping.range ?? [];
    return `${text.slice(0, start)}{ ${entry} }${text.slice(end)}`;
  }
  if (mapping.flow) return `${text.slice(0, endOf(last))}, ${entry}${text.slice(endOf(last))}`;
  const first = mapping.items[0] ?? last;
  const column = startOf(first.key) - (text.lastIndexOf("\n", startOf(first.key) - 1) + 1);
  const place = lineAfter(text, endOf(last));
  const before = text.slice(0, place);
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  return `${before}${gap}${" ".repeat(column)}${entry}\n${text.slice(place)}`;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function endOfNode(node: Node): number {
  return node.range?.[1] ?? 0;
}

function endOf({ key, value }: Pair<Key, Node | null>): number {
  return Math.max(endOfNode(key), value ? endOfNode(value) : 0);
}

/** The beginning of the line after a place; the place itself where a line begins there. */
function lineAfter(text: string, place: number): number {
  if (text[place - 1] === "\n") return place;
  const end = text.indexOf("\n", place);
  return end < 0 ? text.length : end + 1;
}
