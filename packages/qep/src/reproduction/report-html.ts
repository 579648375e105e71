import type { Report } from "./report.ts";
import { timeText } from "./report.ts";
import { REPORT_STYLE } from "./report-style.ts";
import type { ReportFigure, ReportTable, Verdict } from "./reproduction.ts";

/** The report as one page that needs no other file: figures are inline SVG. */
export function reportHtml({ reproduction, findings, verdict, made }: Report): string {
  const { id, title, source, shows, authorsTime, experiments } = reproduction;
  const { result, comparisons, figures, tables, notes, seconds } = findings;
  const quick = made.isQuick
    ? '<p class="aside">Quick form: fewer batches and coarser maps than published.</p>'
    : "";
  const rows = comparisons.map((c) => [
    escaped(c.quantity),
    escaped(c.published),
    escaped(c.ours),
    escaped(c.evidence),
    badge(c.verdict),
  ]);
  return page(title, [
    `<header><p class="id">${escaped(id)}</p><h1>${escaped(title)}</h1>${badge(verdict)}</header>`,
    quick,
    `<section><h2>The paper</h2><p>${escaped(shows)}</p><p class="aside">${escaped(source)}</p></section>`,
    `<section><h2>Here</h2><p>${escaped(result)}</p></section>`,
    rows.length === 0
      ? ""
      : `<section><h2>Compared</h2>${table(["", "published", "here", "evidence", "verdict"], rows)}</section>`,
    ...tables.map(tableSection),
    ...figures.map(figureElement),
    notes.length === 0
      ? ""
      : `<section><h2>Notes</h2><ul>${notes.map((note) => `<li>${escaped(note)}</li>`).join("")}</ul></section>`,
    `<footer><h2>How it was made</h2><ul>
<li>Time: ${timeText(seconds)}; the authors': ${escaped(authorsTime ?? "not stated")}</li>
<li>Again: <code>${escaped(made.command)}</code></li>
<li>By itself: ${experiments.map((file) => `<code>examples/paper/${escaped(file)}</code>`).join(", ")}</li>
<li>Published data: ${escaped(made.reference ?? "none was given (--reference DIR)")}</li>
<li>qep ${escaped(made.version)}, ${escaped(made.host)}; ${made.runs} own training runs of each setting</li>
</ul></footer>`,
  ]);
}

/** A whole page around some sections. */
export function page(title: string, sections: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
${sections.filter((section) => section !== "").join("\n")}
</main>
</body>
</html>
`;
}

/** A verdict in a word with its colour; the word alone is enough. */
export function badge(verdict: Verdict): string {
  return `<span class="verdict ${verdict.replace(" ", "-")}">${verdict}</span>`;
}

/** A table of cells that are HTML already. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: "th" | "td") =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  const body = rows.map((row) => line(row, "td")).join("\n");
  return `<div class="scroll"><table><thead>${line(header, "th")}</thead><tbody>\n${body}\n</tbody></table></div>`;
}

export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function tableSection({ caption, header, rows }: ReportTable): string {
  const cells = rows.map((row) => row.map(escaped));
  return `<section><h2>${escaped(caption)}</h2>${table(header.map(escaped), cells)}</section>`;
}

function figureElement({ name, caption, svg }: ReportFigure): string {
  // Identifiers are unique within one SVG document, not over a page of several.
  const own = svg
    .replace(/^<\?xml[^>]*\?>\s*/, "")
    .replaceAll(/\bid="([^"]+)"/g, `id="${name}-$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${name}-$1)`)
    .replaceAll(/href="#([^"]+)"/g, `href="#${name}-$1"`);
  return `<figure>${own}<figcaption>${escaped(caption)}</figcaption></figure>`;
}
