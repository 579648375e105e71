import { timeText } from "../base/number-text.ts";
import { escaped, page, table } from "../plots/html-page.ts";
import type { Report } from "./report.ts";
import { verdictBadge } from "./report-html.ts";
import { markdownTable } from "./report-markdown.ts";

const TITLE = "Quantum equilibrium propagation: the paper, recomputed";
const INTRODUCTION =
  "Each numerical result of Wanjura and Marquardt, Nature Communications 16 (2025), computed anew and held against the " +
  "authors' published data.";
const HEADER = ["result", "verdict", "here", "evidence", "time"];

/** One page over the reports of several reproductions, each in the folder of its id. */
export function indexHtml(reports: readonly Report[]): string {
  const rows = reports.map(({ reproduction: { id, title }, findings, verdict }) => [
    `<a href="${escaped(id)}/report.html">${escaped(title)}</a>`,
    verdictBadge(verdict),
    escaped(findings.result),
    findings.comparisons.map(({ quantity, evidence }) => escaped(`${quantity}: ${evidence}`)).join("<br>"),
    timeText(findings.seconds),
  ]);
  return page(TITLE, [
    `<header><h1>${escaped(TITLE)}</h1><p>${escaped(INTRODUCTION)}</p></header>`,
    table(HEADER, rows),
    `<footer><p>${escaped(summaryOf(reports))}</p></footer>`,
  ]);
}

/** The same as Markdown. */
export function indexMarkdown(reports: readonly Report[]): string {
  const rows = reports.map(({ reproduction: { id, title }, findings, verdict }) => [
    `[${title}](${id}/report.md)`,
    verdict,
    findings.result,
    findings.comparisons.map(({ quantity, evidence }) => `${quantity}: ${evidence}`).join("; "),
    timeText(findings.seconds),
  ]);
  return `# ${TITLE}\n\n${INTRODUCTION}\n\n${markdownTable(HEADER, rows)}\n\n${summaryOf(reports)}\n`;
}

function summaryOf(reports: readonly Report[]): string {
  const [first] = reports;
  const seconds = reports.reduce((sum, { findings }) => sum + findings.seconds, 0);
  const count = (verdict: string) => reports.filter((report) => report.verdict === verdict).length;
  const made = first ? ` qep ${first.made.version}, ${first.made.host}.` : "";
  return (
    `${reports.length} results: ${count("agrees")} agree, ${count("differs")} differ, ` +
    `${count("not compared")} not compared; ${timeText(seconds)} of computing.${made}`
  );
}
