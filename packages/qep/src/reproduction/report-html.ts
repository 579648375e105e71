import { timeText } from "../base/number-text.ts";
import { badge, escaped, figureElement, list, page, section, type Tone, table } from "../plots/html-page.ts";
import type { Report } from "./report.ts";
import { comparedText, type ReportTable, type Verdict } from "./reproduction.ts";

/** The report as one page that needs no other file: figures are inline SVG. */
export function reportHtml({ reproduction, findings, verdict, made }: Report): string {
  const { id, title, source, shows, authorsTime, caveats, experiments } = reproduction;
  const { result, comparisons, figures, tables, notes, seconds } = findings;
  const quick = made.isQuick
    ? '<p class="aside">Quick form: fewer batches and coarser maps than published.</p>'
    : "";
  const rows = comparisons.map((c) => [
    escaped(c.quantity),
    escaped(c.published),
    escaped(c.ours),
    escaped(c.evidence),
    verdictBadge(c.verdict),
  ]);
  return page(title, [
    `<header><p class="id">${escaped(id)}</p><h1>${escaped(title)}</h1>${verdictBadge(verdict)} ` +
      `<span class="aside">${comparedText(comparisons)}</span></header>`,
    quick,
    section("The paper", `<p>${escaped(shows)}</p><p class="aside">${escaped(source)}</p>`),
    section("Here", `<p>${escaped(result)}</p>`),
    section("Compared", table(["", "published", "here", "evidence", "verdict"], rows)),
    ...tables.map(tableSection),
    ...figures.map(figureElement),
    section("Notes", list(notes)),
    section("Not published, or guessed", list(caveats)),
    `<footer><h2>How it was made</h2><ul>
<li>Time: ${timeText(seconds)}; the authors': ${escaped(authorsTime ?? "not stated")}</li>
<li>Again: <code>${escaped(made.command)}</code></li>
<li>By itself: ${experiments.map((file) => `<code>examples/paper/${escaped(file)}</code>`).join(", ")}</li>
<li>Published data: ${escaped(made.reference ?? "none was given (--reference DIR)")}</li>
<li>qep ${escaped(made.version)}, ${escaped(made.host)}; ${made.runs} own training runs of each setting</li>
</ul></footer>`,
  ]);
}

/** A verdict with its colour. */
export function verdictBadge(verdict: Verdict): string {
  return badge(verdict, TONES[verdict]);
}

const TONES: Readonly<Record<Verdict, Tone>> = {
  agrees: "good",
  differs: "alarming",
  "not compared": "neutral",
};

function tableSection({ caption, header, rows }: ReportTable): string {
  const cells = rows.map((row) => row.map(escaped));
  return section(caption, table(header.map(escaped), cells));
}
