import { timeText } from "../base/number-text.ts";
import { escaped, list, page, section, table } from "../plots/html-page.ts";
import type { Report } from "./report.ts";
import { verdictBadge } from "./report-html.ts";
import { markdownTable } from "./report-markdown.ts";
import { type Comparison, comparedText } from "./reproduction.ts";
import { wrapped } from "./wrapped-text.ts";

const TITLE = "The paper, recomputed";
const INTRODUCTION =
  "Each numerical result of Wanjura and Marquardt, Nature Communications 16 (2025), computed anew and held against the " +
  "authors' published data. A result agrees where every comparison that was made is within the bound set beforehand.";
const CAVEATS = "What could not be reproduced, or had to be guessed";
const HEADER = ["result", "verdict", "comparisons", "time"];

/** One page over the reports of several reproductions, each in the folder of its id. */
export function indexHtml(reports: readonly Report[]): string {
  const rows = reports.map(({ reproduction: { id, title }, findings, verdict }) => [
    `<a href="${escaped(id)}/report.html">${escaped(title)}</a>`,
    verdictBadge(verdict),
    comparedText(findings.comparisons),
    timeText(findings.seconds),
  ]);
  return page(TITLE, [
    `<header><h1>${escaped(TITLE)}</h1><p>${escaped(INTRODUCTION)}</p></header>`,
    table(HEADER, rows),
    `<p class="aside">${escaped(summaryOf(reports))}</p>`,
    ...reports.map(
      ({ reproduction: { id, title }, findings, verdict }) =>
        `<section><h2><a href="${escaped(id)}/report.html">${escaped(title)}</a> ${verdictBadge(verdict)}</h2>` +
        `<p>${escaped(findings.result)}</p>${list(findings.comparisons.map(comparisonText))}</section>`,
    ),
    section(CAVEATS, list(caveatsOf(reports))),
  ]);
}

/**
 * The same as Markdown, in lines of at most 120 characters and without links: it can stand in any folder, such as
 * `docs/reproduction.md`.
 */
export function indexMarkdown(reports: readonly Report[]): string {
  const rows = reports.map(({ reproduction: { id }, findings, verdict }) => [
    id,
    verdict,
    comparedText(findings.comparisons),
    timeText(findings.seconds),
  ]);
  const blocks = [
    `# ${TITLE}`,
    wrapped(INTRODUCTION),
    ...reports.slice(0, 1).map(({ made }) => `    ${made.indexCommand}`),
    wrapped(summaryOf(reports)),
    markdownTable(HEADER, rows),
    ...reports.flatMap(({ reproduction: { id, title }, findings, verdict }) => [
      `## ${title}`,
      wrapped(`\`${id}\`, ${verdict}. ${findings.result}`),
      findings.comparisons.map((comparison) => wrapped(comparisonText(comparison), "- ")).join("\n"),
    ]),
    `## ${CAVEATS}`,
    caveatsOf(reports)
      .map((caveat) => wrapped(caveat, "- "))
      .join("\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function comparisonText({ quantity, published, ours, evidence, verdict }: Comparison): string {
  return `${verdict}: ${quantity}. Published: ${published}; here: ${ours}; ${evidence}.`;
}

/** Each caveat once, with the ids that it belongs to. */
function caveatsOf(reports: readonly Report[]): string[] {
  const owners = new Map<string, string[]>();
  for (const { reproduction } of reports) {
    for (const caveat of reproduction.caveats) {
      owners.set(caveat, [...(owners.get(caveat) ?? []), reproduction.id]);
    }
  }
  return [...owners].map(([caveat, ids]) => `${ids.join(", ")}: ${caveat}`);
}

function summaryOf(reports: readonly Report[]): string {
  const [first] = reports;
  const seconds = reports.reduce((sum, { findings }) => sum + findings.seconds, 0);
  const count = (verdict: string) => reports.filter((report) => report.verdict === verdict).length;
  const made = first
    ? ` Made by qep ${first.made.version}, ${first.made.host}; ${first.made.runs} own training runs of each setting` +
      `${first.made.isQuick ? ", quick form" : ""}.`
    : "";
  return (
    `${reports.length} results: ${count("agrees")} agree, ${count("differs")} differ, ` +
    `${count("not compared")} not compared; ${timeText(seconds)} of computing.${made}`
  );
}
