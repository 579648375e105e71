import { describe, expect, test } from "vitest";
import { type Report, reportOf } from "./report.ts";
import { reportHtml } from "./report-html.ts";
import { indexHtml, indexMarkdown } from "./report-index.ts";
import { reportMarkdown } from "./report-markdown.ts";
import type { Findings, Reproduction } from "./reproduction.ts";

const findings: Findings = {
  result: "Ours is 3 < 4.",
  comparisons: [
    { quantity: "|x|", published: "1", ours: "2", evidence: "deviation 1", verdict: "differs" },
    { quantity: "y", published: "1", ours: "1", evidence: "deviation 0", verdict: "agrees" },
  ],
  figures: ["map", "costs"].map((name) => ({
    name,
    caption: `The ${name}`,
    svg: '<svg><clipPath id="cut"/><g clip-path="url(#cut)"/><use href="#cut"/></svg>',
  })),
  tables: [{ caption: "Numbers", header: ["a", "b"], rows: [["1", "<2>"]] }],
  notes: ["Seeds are 1, 2, 3."],
  seconds: 300,
};
const reproduction: Reproduction = {
  id: "some-id",
  title: "Some result",
  source: "figure 2",
  shows: "That A & B hold.",
  authorsTime: "46 hours",
  caveats: ["The seed < 5 is not published."],
  experiments: ["some.yaml"],
  run: async () => findings,
};
const report: Report = reportOf(reproduction, findings, {
  command: "qep reproduce some-id --runs 10",
  indexCommand: "qep reproduce all --runs 10",
  version: "1.2.3",
  host: "node 24",
  runs: 10,
  isQuick: false,
  reference: null,
});

describe("the report of a reproduction", () => {
  test("Markdown has result, comparisons, tables, figures, notes and how to make it again", () => {
    const text = reportMarkdown(report);
    for (const part of [
      "# Some result",
      "**Verdict: differs** (all 2 compared).",
      "| \\|x\\| | 1 | 2 | deviation 1 | differs |",
      "| 1 | <2> |",
      "![The map](figures/map.svg)",
      "- Seeds are 1, 2, 3.",
      "## Not published, or guessed\n\n- The seed < 5 is not published.",
      "- Time: 5 min; the authors': 46 hours",
      "- Again: `qep reproduce some-id --runs 10`",
      "`examples/paper/some.yaml`",
      "none was given (--reference DIR)",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("Quick form");
    const quick = { ...report, made: { ...report.made, isQuick: true } };
    expect(reportMarkdown(quick)).toContain("Quick form");
  });

  test("HTML is one page: text escaped, figures inline with identifiers of their own", () => {
    const html = reportHtml(report);
    expect(html).toContain("<td>&lt;2&gt;</td>");
    expect(html).toContain("A &amp; B");
    expect(html).toContain("<li>The seed &lt; 5 is not published.</li>");
    for (const name of ["map", "costs"]) {
      expect(html).toContain(`<clipPath id="${name}-cut"/><g clip-path="url(#${name}-cut)"/>`);
      expect(html).toContain(`href="#${name}-cut"`);
    }
    const identifiers = [...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(identifiers).size).toBe(identifiers.length);
    expect(html).not.toMatch(/(src|href)="(?!#)/);
  });

  test("the index links every report, counts verdicts and adds times", () => {
    const agreeing = reportOf(
      { ...reproduction, id: "other", title: "Other" },
      { ...findings, comparisons: findings.comparisons.slice(1) },
      report.made,
    );
    const html = indexHtml([report, agreeing]);
    expect(html).toContain('<a href="some-id/report.html">Some result</a>');
    expect(html).toContain("2 results: 1 agree, 1 differ, 0 not compared; 10 min of computing");
    const markdown = indexMarkdown([report, agreeing]);
    for (const part of [
      "    qep reproduce all --runs 10\n",
      "| other | agrees | all 1 compared | 5 min |",
      "## Other\n\n`other`, agrees. Ours is 3 < 4.\n\n- agrees: y. Published: 1; here: 1; deviation 0.",
      "- some-id, other: The seed < 5 is not published.",
    ]) {
      expect(markdown).toContain(part);
    }
    expect(Math.max(...markdown.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});
