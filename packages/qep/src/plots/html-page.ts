import { PAGE_STYLE } from "./html-style.ts";

/** A figure on a page. */
export interface PageFigure {
  /** File name without its ending; on a page it tells the figure's identifiers from those of others. */
  readonly name: string;
  readonly caption: string;
  /** Standalone SVG. */
  readonly svg: string;
}

/** What something says about itself by its colour; the word alone must be enough. */
export type Tone = "good" | "alarming" | "neutral";

/** A whole page around some sections. */
export function page(title: string, sections: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
${sections.filter((section) => section !== "").join("\n")}
</main>
</body>
</html>
`;
}

/** A word with its colour. */
export function badge(text: string, tone: Tone): string {
  return `<span class="badge ${tone}">${escaped(text)}</span>`;
}

/** A part of a page under a heading, nothing where its content is empty. @param content HTML */
export function section(title: string, content: string): string {
  return content === "" ? "" : `<section><h2>${escaped(title)}</h2>${content}</section>`;
}

/** A list of texts, nothing where there are none. */
export function list(items: readonly string[]): string {
  if (items.length === 0) return "";
  return `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
}

/** A table of cells that are HTML already, nothing where there are no rows. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[], tag: "th" | "td") =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  const body = rows.map((row) => line(row, "td")).join("\n");
  return `<div class="scroll"><table><thead>${line(header, "th")}</thead><tbody>\n${body}\n</tbody></table></div>`;
}

/** Text as HTML shows it. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A figure with its caption, inline. */
export function figureElement({ name, caption, svg }: PageFigure): string {
  // Identifiers are unique within one SVG document, not over a page of several.
  const own = svg
    .replace(/^<\?xml[^>]*\?>\s*/, "")
    .replaceAll(/\bid="([^"]+)"/g, `id="${name}-$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${name}-$1)`)
    .replaceAll(/href="#([^"]+)"/g, `href="#${name}-$1"`);
  return `<figure>${own}<figcaption>${escaped(caption)}</figcaption></figure>`;
}
