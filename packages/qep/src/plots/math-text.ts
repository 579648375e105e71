import { type Attributes, element } from "./svg-element.ts";

/** A piece of a label: on the line, below it or above it. */
export interface TextRun {
  readonly text: string;
  readonly level: "base" | "subscript" | "superscript";
}

const SCRIPT_SIZE = 0.75;
const SHIFT = { subscript: 0.3, superscript: -0.5, base: 0 } as const;

/** Advances of DejaVu Sans in units of the font size, on the large side, so that nothing is clipped. */
const ADVANCES: readonly (readonly [characters: RegExp, advance: number])[] = [
  [/[ iljI.,:;'|()[\]ftr-]/, 0.4],
  [/[mwMW—−=+<>≥≤→]/, 0.9],
  [/[A-Z0-9]/, 0.68],
];
const OTHER_ADVANCE = 0.62;

/**
 * Splits a label into runs. `_{...}` is a subscript and `^{...}` a superscript; anything else stands for itself.
 *
 * @example
 * parseMarkup("g_{ZZ} = 2"); // g, subscript ZZ, " = 2"
 */
export function parseMarkup(markup: string): readonly TextRun[] {
  const runs: TextRun[] = [];
  let end = 0;
  for (const match of markup.matchAll(/([_^])\{([^{}]*)\}/g)) {
    if (match.index > end) runs.push({ text: markup.slice(end, match.index), level: "base" });
    runs.push({ text: match[2] as string, level: match[1] === "_" ? "subscript" : "superscript" });
    end = match.index + match[0].length;
  }
  if (end < markup.length) runs.push({ text: markup.slice(end), level: "base" });
  return runs;
}

/** The label without markup, for screen readers. */
export function plainText(markup: string): string {
  return parseMarkup(markup)
    .map((run) => run.text)
    .join("");
}

/** Width of a label, estimated from its characters. @returns pixels */
export function estimateWidth(markup: string, fontSize: number): number {
  let width = 0;
  for (const { text, level } of parseMarkup(markup)) {
    for (const character of text) width += advanceOf(character) * (level === "base" ? 1 : SCRIPT_SIZE);
  }
  return Math.ceil(width * fontSize);
}

/**
 * The usual way to write a name: Pauli strings and couplings get their subscripts, other names stay as they are.
 *
 * @example
 * symbolMarkup("X0 Z8"); // "X_{0}Z_{8}"
 * symbolMarkup("gZZ");   // "g_{ZZ}"
 * symbolMarkup("Jxy2");  // "J_{xy2}"
 */
export function symbolMarkup(name: string): string {
  if (/^(?:[XYZn]\[?\d+\]?[ *]*)+$/.test(name)) {
    return name.replace(/([XYZn])\[?(\d+)\]?[ *]*/g, "$1_{$2}");
  }
  return name.replace(/^([gJhtC])((?:[XYZ]+|[xyz]{1,2})?(?:\d|Leg|Rung|Diagonal)?)$/, (_, letter, index) =>
    index === "" ? letter : `${letter}_{${index}}`,
  );
}

/** A `<text>` element with its subscripts and superscripts set. */
export function mathText(document: Document, markup: string, attributes: Attributes): Element {
  const text = element(document, "text", attributes);
  text.textContent = markup;
  typeset(text);
  return text;
}

/** Sets the subscripts and superscripts of every `<text>` inside an element, in place. */
export function typesetAll(root: Element): void {
  for (const text of Array.from(root.querySelectorAll("text, tspan"))) {
    if (text.children.length === 0) typeset(text);
  }
}

function typeset(text: Element): void {
  const document = text.ownerDocument;
  const runs = parseMarkup(text.textContent ?? "");
  if (runs.every((run) => run.level === "base")) return;
  text.textContent = "";
  // dy is relative to where the last run left the baseline, and an em is that of the run itself.
  let baseline = 0;
  for (const run of runs) {
    const size = run.level === "base" ? 1 : SCRIPT_SIZE;
    const target = SHIFT[run.level];
    const dy = (target - baseline) / size;
    const attributes: Record<string, string> = {};
    if (dy !== 0) attributes.dy = `${dy.toFixed(3)}em`;
    if (size !== 1) attributes["font-size"] = `${size}em`;
    const span = element(document, "tspan", attributes);
    span.textContent = run.text;
    text.appendChild(span);
    baseline = target;
  }
}

function advanceOf(character: string): number {
  return ADVANCES.find(([characters]) => characters.test(character))?.[1] ?? OTHER_ADVANCE;
}
