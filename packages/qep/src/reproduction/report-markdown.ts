import { timeText } from "../base/number-text.ts";
import type { Report } from "./report.ts";
import { comparedText } from "./reproduction.ts";

/** The report as Markdown; figures are links into `figures/`. */
export function reportMarkdown({ reproduction, findings, verdict, made }: Report): string {
  const { title, source, shows, authorsTime, caveats, experiments } = reproduction;
  const { result, comparisons, figures, tables, notes, seconds } = findings;
  const blocks = [
    `# ${title}`,
    `**Verdict: ${verdict}** (${comparedText(comparisons)}).${made.isQuick ? " Quick form: fewer batches and coarser maps than published." : ""}`,
    `**The paper** (${source}): ${shows}`,
    `**Here:** ${result}`,
    markdownTable(
      ["compared", "published", "here", "evidence", "verdict"],
      comparisons.map((c) => [c.quantity, c.published, c.ours, c.evidence, c.verdict]),
    ),
    ...tables.map(({ caption, header, rows }) => `${caption}\n\n${markdownTable(header, rows)}`),
    ...figures.map(({ name, caption }) => `![${caption}](figures/${name}.svg)\n\n*${caption}*`),
    ...(notes.length > 0 ? ["## Notes", notes.map((line) => `- ${line}`).join("\n")] : []),
    ...(caveats.length > 0
      ? ["## Not published, or guessed", caveats.map((line) => `- ${line}`).join("\n")]
      : []),
    "## How it was made",
    [
      `- Time: ${timeText(seconds)}; the authors': ${authorsTime ?? "not stated"}`,
      `- Again: \`${made.command}\``,
      `- By itself: ${experiments.map((file) => `\`examples/paper/${file}\``).join(", ")}`,
      `- Published data: ${made.reference ?? "none was given (--reference DIR)"}`,
      `- qep ${made.version}, ${made.host}; ${made.runs} own training runs of each setting`,
    ].join("\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** A table; nothing where there are no rows. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), `|${header.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}
