import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import type { TextLocation } from "../base/errors.ts";
import { type ConfigPath, type ExperimentIssue, invalidExperiment } from "./experiment-issues.ts";
import { type ExperimentSource, isTooDeep, TOO_DEEP } from "./experiment-source.ts";
import { offsetTooDeep } from "./yaml-nesting.ts";

/**
 * Reads YAML 1.2 (JSON is a part of it) and keeps where everything stands.
 *
 * @param text one YAML document
 * @param file name for error messages
 * @throws QepError `invalid-experiment` for a syntax error, a key given twice, an unknown tag, an undefined alias, or what is
 *   nested too deep
 */
export function yamlSource(text: string, file?: string): ExperimentSource {
  refuseTooDeep(text, file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): TextLocation => {
    const { line, col } = lines.linePos(offset);
    return { ...(file === undefined ? {} : { file }), line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const issues: ExperimentIssue[] = [
    ...worthTelling([...document.errors, ...document.warnings]).map((error) => syntaxIssue(error, text, at)),
    ...undefinedAliases(document, at),
    ...prototypeKeys(document, at),
  ];
  if (issues.length > 0) throw invalidExperiment(issues, file);

  return {
    file,
    value: plainData(document, file),
    locate: (path, index) => {
      const { value } = find(document, path);
      return at(value === undefined ? 0 : offsetWithin(value, text, index));
    },
    locateKey: (path) => {
      const { key, value } = find(document, path);
      return at(start(key ?? value));
    },
  };
}

/** Before it is read as a whole: that would take as long as the text is, and more of the stack than there is. */
function refuseTooDeep(text: string, file: string | undefined): void {
  const offset = offsetTooDeep(text);
  if (offset === undefined) return;
  const before = text.slice(0, offset).split("\n");
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const location = { ...(file === undefined ? {} : { file }), ...place };
  throw invalidExperiment([{ path: [], message: TOO_DEEP, location }], file);
}

/** All keys given twice, but only the first error of any other kind: it makes yaml misread what follows. */
function worthTelling(errors: readonly YAMLError[]): YAMLError[] {
  const first = errors.find(({ code }) => code !== "DUPLICATE_KEY");
  return errors.filter((error) => error.code === "DUPLICATE_KEY" || error === first);
}

/** What to do about the syntax errors that yaml's own words leave open. */
const ADVICE: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "tabs cannot indent; use spaces",
  MULTIPLE_DOCS: "expected one document, given a second one after ---; put each experiment in its own file",
  BLOCK_AS_IMPLICIT_KEY:
    "expected one value, given a second key on the same line; quote the text or start a new line",
};

/** Where operator text breaks YAML, by yaml's own words. */
const ADVICE_ON_TEXT: readonly (readonly [RegExp, string])[] = [
  [
    /between flow map items|Unexpected flow-seq-start/,
    'expected "," or "}"; between braces a text with commas or brackets needs quotes: { h: "-sum(j=0..3, X[j])" }',
  ],
  [
    /Unexpected block-seq-ind|Block collections are not allowed within flow/,
    'a text that begins with "-" and a blank needs quotes: "- X0 - X1"',
  ],
];

function adviceOn({ code, message }: YAMLError): string {
  const onText = ADVICE_ON_TEXT.find(([words]) => words.test(message))?.[1];
  return onText ?? ADVICE[code] ?? message.replace(/(["'])quote$/, "$1");
}

function syntaxIssue(error: YAMLError, text: string, at: (offset: number) => TextLocation): ExperimentIssue {
  const location = at(error.pos[0]);
  if (error.code === "DUPLICATE_KEY") {
    const key = text.slice(error.pos[0]).match(/^["']?[^\s"':]*/)?.[0] ?? "";
    return { path: [], location, message: `the key ${key} is given twice; keep one of them` };
  }
  return { path: [], location, message: `not valid YAML: ${adviceOn(error)}` };
}

function undefinedAliases(document: Document, at: (offset: number) => TextLocation): ExperimentIssue[] {
  const issues: ExperimentIssue[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const message = `*${alias.source} refers to an anchor &${alias.source} that is not set before it; set it or write the value out`;
      issues.push({ path: [], location: at(start(alias)), message });
    },
  });
  return issues;
}

/** Objects of JavaScript keep nothing under this key: what stands there would be lost without a word. */
function prototypeKeys(document: Document, at: (offset: number) => TextLocation): ExperimentIssue[] {
  const issues: ExperimentIssue[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value !== "__proto__") return;
      issues.push({
        path: [],
        location: at(start(key)),
        message: "the key __proto__ cannot be used; rename it",
      });
    },
  });
  return issues;
}

function plainData(document: Document, file: string | undefined): unknown {
  const refused = (message: string) =>
    invalidExperiment([{ path: [], message, location: file === undefined ? undefined : { file } }], file);
  let value: unknown;
  try {
    value = document.toJS();
  } catch (cause) {
    // yaml refuses aliases that would expand without end.
    throw refused(`the aliases of this file cannot be expanded (${String(cause)}); write the values out`);
  }
  // Aliases of aliases lie deeper than the text shows.
  if (isTooDeep(value)) throw refused(TOO_DEEP);
  return value;
}

interface Found {
  readonly key?: Node | undefined;
  readonly value?: Node | undefined;
}

/** The node at a path, or the nearest enclosing one where the text leaves the rest out. */
function find(document: Document, path: ConfigPath): Found {
  let found: Found = { value: document.contents ?? undefined };
  for (const step of path) {
    const parent = isAlias(found.value) ? found.value.resolve(document) : found.value;
    const child = isMap(parent) ? childOfMap(parent.items as Pair<Node, Node | null>[], step) : undefined;
    const item = isSeq(parent) ? (parent.items[Number(step)] as Node | undefined) : undefined;
    if (child !== undefined) found = { key: child.key, value: child.value ?? child.key };
    else if (item !== undefined) found = { value: item };
    // One value may stand for a list of one: then the item is the value itself.
    else if (!(isMap(parent) && typeof step === "number")) return found;
  }
  return found;
}

function childOfMap(pairs: readonly Pair<Node, Node | null>[], step: string | number) {
  return pairs.find(({ key }) => isScalar(key) && String(key.value) === String(step));
}

function start(node: Node | undefined): number {
  return node?.range?.[0] ?? 0;
}

/** Offset of a character of a scalar, or of the scalar itself where folding or escapes hide the character. */
function offsetWithin(node: Node, text: string, index: number | undefined): number {
  const offset = start(node);
  if (index === undefined || !isScalar(node) || typeof node.value !== "string") return offset;
  const content = node.type === "PLAIN" ? offset : offset + 1;
  const verbatim = text.startsWith(node.value, content);
  return verbatim ? content + Math.min(index, node.value.length) : offset;
}
