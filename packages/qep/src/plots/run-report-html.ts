import { brief, countText, percent, timeText } from "../base/number-text.ts";
import { HEALTH_QUANTITIES } from "../experiments/health-quantities.ts";
import { describeHealth } from "../experiments/health-summary.ts";
import { isStep } from "../experiments/run-record.ts";
import { experimentText, type ReportedScores, type RunReport } from "../experiments/run-report.ts";
import { describePlan, describeSpending } from "../experiments/spending.ts";
import { inflationText } from "../experiments/training-advice.ts";
import { isClassifierMetrics, type Scores } from "../training/evaluation.ts";
import { healthCurvesFigure } from "./health-curves.ts";
import { badge, escaped, figureElement, list, type PageFigure, page, section, table } from "./html-page.ts";
import { type NamedFigure, type RunData, runFigures } from "./run-figures.ts";

/** A part of the page; nothing where the run has nothing to say about it. */
type ReportPart = (report: RunReport, figures: ReadonlyMap<string, PageFigure>) => string;

/** The page from top to bottom. What else a run can tell gets a part of its own here. */
const PARTS: readonly ReportPart[] = [
  opening,
  verdict,
  scoresPart,
  (_, figures) => section("Learning curves", inlined(figures, "training-curves")),
  healthPart,
  (_, figures) => section("What was learnt", inlined(figures, "phase-triangle", "couplings", "parameters")),
  parametersPart,
  planPart,
  costPart,
  configurationPart,
  origin,
];

const CAPTIONS: Readonly<Record<string, string>> = {
  "training-curves": "Cost and test scores against the batch, and the norm of the gradient with penalty.",
  "phase-triangle": "The outputs over the phase triangle, one cell for each grid point.",
  couplings: "Learnt couplings.",
  parameters: "Learnt parameters.",
};

/** Lines of the configuration that are shown; data tables can have thousands. */
const MOST_LINES = 150;

/** Parameters side by side in a row of their table. */
const PARAMETERS_ACROSS = 3;

/**
 * The report of a run as one page that needs no other file: figures are inline SVG, and there are no scripts.
 *
 * @param data what the figures are drawn from
 * @param document makes the figures: that of a page, or `figureDocument()`
 */
export function runReportHtml(report: RunReport, data: RunData, document: Document): string {
  const figures = [...runFigures(data, document).map(captioned), ...healthFigures(report, document)];
  const byName = new Map(figures.map((figure) => [figure.name, figure]));
  return page(
    report.title,
    PARTS.map((part) => part(report, byName)),
  );
}

function captioned({ name, svg }: NamedFigure): PageFigure {
  return { name, svg, caption: CAPTIONS[name] ?? name };
}

function healthFigures({ history }: RunReport, document: Document): PageFigure[] {
  const steps = history.filter(isStep);
  return steps.length === 0 ? [] : [{ name: "health", ...healthCurvesFigure(steps, document) }];
}

function inlined(figures: ReadonlyMap<string, PageFigure>, ...names: readonly string[]): string {
  return names
    .flatMap((name) => figures.get(name) ?? [])
    .map(figureElement)
    .join("\n");
}

function opening({ run, title, steps, batches, isComplete, info }: RunReport): string {
  const state = isComplete ? badge("complete", "good") : badge("not finished", "neutral");
  const done = batches === null ? `${steps} batches` : `${steps} of ${batches} batches`;
  const early = isComplete && batches !== null && steps < batches ? ", stopped early" : "";
  const begun = info ? `, seed ${info.seed}, begun ${info.started.slice(0, 16).replace("T", " ")} UTC` : "";
  return `<header><p class="id">${escaped(run)}</p><h1>${escaped(title)}</h1><p>${state} ${escaped(done + early + begun)}</p></header>`;
}

function verdict({ alarms, health }: RunReport): string {
  if (health.steps === 0) return "";
  if (alarms.length === 0) {
    return `<p>${badge("within limits", "good")} Nothing is alarming over the run as a whole; single steps may be.</p>`;
  }
  return alarms
    .map(
      ({ finding, advice }) =>
        `<div class="alarm"><p>${badge("alarming", "alarming")} ${escaped(sentence(finding))}</p>` +
        `<p>${escaped(sentence(advice))}</p></div>`,
    )
    .join("\n");
}

function scoresPart({ scores }: RunReport): string {
  const header = ["", "max-choice", "single-shot", "accuracy", "product", "cost"];
  const isClassifier = scores.some((row) => isClassifierMetrics(row.scores));
  const rows = scores.map(({ of, scores: own }: ReportedScores) => [
    escaped(of),
    ...(isClassifier ? classifierCells(own) : []),
    own.cost.toPrecision(6),
  ]);
  return section("Scores", table(isClassifier ? header : ["", "cost"], rows));
}

function classifierCells(scores: Scores): string[] {
  if (!isClassifierMetrics(scores)) return ["", "", "", ""];
  const { maxChoice, singleShot, accuracy, product } = scores;
  return [maxChoice, singleShot, accuracy, product].map(percent);
}

function healthPart(
  { health, readoutInflation }: RunReport,
  figures: ReadonlyMap<string, PageFigure>,
): string {
  if (health.steps === 0) return "";
  const rows = HEALTH_QUANTITIES.flatMap(({ key, label, reference }) => {
    const course = health.courses[key];
    if (!course) return [];
    const known = `${course.steps} of ${health.steps}`;
    const compared = reference ? `${reference.label} ${brief(reference.value)}` : "";
    return [[label, brief(course.median), brief(course.worst), compared, known].map(escaped)];
  });
  const inverted = readoutInflation ? `<p>${escaped(sentence(inflationText(readoutInflation)))}</p>` : "";
  const header = ["the worst of each batch", "median", "worst", "compare", "known in steps"];
  return section(
    "Health of the equilibria",
    `<p>${escaped(sentence(describeHealth(health)))}</p>${inverted}${table(header, rows)}${inlined(figures, "health")}`,
  );
}

function parametersPart({ parameters, parametersAfter, steps }: RunReport): string {
  const rows: string[][] = [];
  const height = Math.ceil(parameters.length / PARAMETERS_ACROSS);
  for (let row = 0; row < height; row++) {
    const across = Array.from({ length: PARAMETERS_ACROSS }, (_, k) => parameters[row + k * height]);
    rows.push(
      across.flatMap((parameter) =>
        parameter
          ? [escaped(parameter.name), decimals(parameter.initial), decimals(parameter.value)]
          : ["", "", ""],
      ),
    );
  }
  const across = Math.min(PARAMETERS_ACROSS, Math.ceil(parameters.length / Math.max(1, height)));
  const header = Array.from({ length: across }, () => ["name", "initial", "now"]).flat();
  const behind =
    parametersAfter < steps ? `; the last checkpoint lies ${steps - parametersAfter} batches back` : "";
  return section(
    "Parameters",
    `<p class="aside">After ${parametersAfter} batches${behind}.</p>` +
      `<div class="numbers">${table(
        header,
        rows.map((row) => row.slice(0, header.length)),
      )}</div>`,
  );
}

function planPart({ plan, spending }: RunReport): string {
  if (!plan && !spending) return "";
  return section(
    "Planned, and spent",
    list([
      ...(plan ? [`Planned: ${describePlan(plan)}`] : []),
      ...(spending
        ? [
            `Spent: ${describeSpending(spending)}`,
            `Shots of a step: between ${countText(spending.least)} and ${countText(spending.most)}`,
          ]
        : []),
    ]),
  );
}

function costPart({ health: { steps, shots, preparations }, timing }: RunReport): string {
  if (steps === 0) return "";
  const each = (count: number) => `${countText(Math.round(count / steps))} a batch`;
  const { seconds, sessions, secondsPerStep } = timing;
  return section(
    "What it took",
    list([
      `Preparations: ${countText(preparations)}, ${each(preparations)}`,
      shots === 0
        ? "Shots: none, expectation values are exact"
        : `Shots: ${countText(shots)}, ${each(shots)}`,
      ...(sessions === 0
        ? []
        : [
            `Wall time: ${timeText(seconds)} in ${sessions} ${sessions === 1 ? "session" : "sessions"}, to the last checkpoint`,
          ]),
      ...(secondsPerStep === null ? [] : [`Per batch, tests included: ${brief(secondsPerStep)} s`]),
    ]),
  );
}

function configurationPart({ experiment }: RunReport): string {
  const lines = experimentText(experiment).trimEnd().split("\n");
  const rest = lines.length - MOST_LINES;
  const shown = rest > 0 ? [...lines.slice(0, MOST_LINES), `… (${rest} more lines)`] : lines;
  return section("Experiment, with every default", `<pre>${escaped(shown.join("\n"))}</pre>`);
}

function origin({ info, commands, isComplete }: RunReport): string {
  const device = Object.entries(info?.device ?? {}).map(([key, value]) => `${key} ${value}`);
  const made = info
    ? [
        `qep ${info.qep}, ${info.host ?? "host not recorded"}, ${info.workers} workers`,
        `Device: ${device.join(", ")}`,
      ]
    : [];
  const command = (what: string, text: string) => `<li>${what}: <code>${escaped(text)}</code></li>`;
  return `<footer><h2>How it was made</h2><ul>${made.map((line) => `<li>${escaped(line)}</li>`).join("")}
${command("Again", commands.repeat)}
${command(isComplete ? "Longer" : "Go on", isComplete ? commands.longer : commands.resume)}
</ul></footer>`;
}

/** Six digits behind the point, tiny values with an exponent. */
function decimals(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential(2) : value.toFixed(6);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
