import { percent } from "../base/number-text.ts";
import type { TrainingProgress } from "../experiments/train-run.ts";
import { isClassifierMetrics, type Scores } from "../training/evaluation.ts";
import { colors } from "./colors.ts";
import { duration } from "./output.ts";

const WIDEST_BAR = 24;
const NARROWEST_BAR = 6;
/** Room for rate and remaining time, so that the bar keeps its width from step to step. */
const PACE_WIDTH = 18;
/** Where the terminal does not say how wide it is. */
const COLUMNS = 80;
const REDRAW_SECONDS = 0.1;
/** Without a terminal: a line now and then, so that log files stay readable. */
const LINE_SECONDS = 10;

/** A number of steps that is not certain yet; undefined where nothing can be said. */
export interface ExpectedTotal {
  readonly expected: number | undefined;
}

/**
 * Progress on stderr: a bar with rate and remaining time that fits the terminal, or plain lines where there is none.
 *
 * The rate counts from the first update, which comes after everything that is done only once.
 */
export class ProgressBar {
  private readonly label: string;
  private readonly quiet: number;
  private readonly isTerminal = process.stderr.isTTY === true;
  private readonly opened = performance.now();
  private first: { readonly step: number; readonly time: number } | undefined;
  private drawn = Number.NEGATIVE_INFINITY;

  /** @param quietSeconds work that ends sooner shows nothing, default 0 */
  constructor(label: string, quietSeconds = 0) {
    this.label = label;
    this.quiet = 1000 * quietSeconds;
  }

  /**
   * @param step steps done, of `total`
   * @param details the most important first; those that do not fit are left out
   */
  show(step: number, total: number | ExpectedTotal, details: readonly string[] = []): void {
    const now = performance.now();
    this.first ??= { step, time: now };
    if (now - this.opened < this.quiet) return;
    const isLast = step === total;
    if (!isLast && now - this.drawn < 1000 * (this.isTerminal ? REDRAW_SECONDS : LINE_SECONDS)) return;
    this.drawn = now;
    const end = typeof total === "number" ? total : total.expected;
    const counts = `${this.label} ${countsText(step, total)}`;
    const pace = isLast ? `took ${duration((now - this.opened) / 1000)}` : this.pace(step, end, now);
    if (this.isTerminal) {
      const line = bar(counts, pace.padEnd(PACE_WIDTH), details, end === undefined ? 0 : step / end);
      process.stderr.write(`\r\u001b[2K${line}${isLast ? "\n" : ""}`);
    } else {
      process.stderr.write(`${[counts, pace, ...details].join(", ")}\n`);
    }
  }

  /** Leaves the line of an unfinished bar. */
  interrupt(): void {
    if (this.isTerminal && Number.isFinite(this.drawn)) process.stderr.write("\n");
  }

  private pace(step: number, end: number | undefined, now: number): string {
    const { step: before, time } = this.first as { step: number; time: number };
    if (step <= before) return "started";
    const rate = (1000 * (step - before)) / (now - time);
    const left = end === undefined ? "" : `, ${duration((end - step) / rate)} left`;
    return `${rate.toFixed(1)}/s${left}`;
  }
}

function countsText(step: number, total: number | ExpectedTotal): string {
  if (typeof total === "number") return `${String(step).padStart(String(total).length)}/${total}`;
  return total.expected === undefined ? `${step}` : `${step}/~${total.expected}`;
}

/** One line, no wider than the terminal: what fits of the details, and the bar as wide as they leave it. */
function bar(counts: string, pace: string, details: readonly string[], done: number): string {
  const columns = (process.stderr.columns || COLUMNS) - 1;
  let room = columns - `${counts}  ${pace}`.length - NARROWEST_BAR;
  if (room < 0) return `${counts} ${pace}`.slice(0, columns);
  const shown: string[] = [];
  for (const detail of details) {
    if (detail.length + 2 > room) break;
    shown.push(`  ${detail}`);
    room -= detail.length + 2;
  }
  const width = Math.min(WIDEST_BAR, NARROWEST_BAR + room);
  const filled = Math.round(width * done);
  const drawn = colors.cyan("━".repeat(filled)) + colors.dim("━".repeat(width - filled));
  return `${counts} ${drawn} ${pace}${shown.join("")}`;
}

/** Weight of the newest value in the running cost of a run whose batches are drawn at random. */
const COST_WEIGHT = 0.02;

/** How training is shown. */
export interface TrainingProgressOptions {
  /** Whether costs scatter from batch to batch and want a running mean. */
  readonly hasRandomBatches: boolean;
  /** Costs of the steps that were done before this session, the first step first. */
  readonly before: readonly number[];
}

/** Shows training: running cost, and the latest test. */
export function trainingProgress(
  bar: ProgressBar,
  { hasRandomBatches, before }: TrainingProgressOptions,
): (progress: TrainingProgress) => void {
  let running: number | undefined;
  const follow = (cost: number): number =>
    running === undefined || !hasRandomBatches ? cost : running + COST_WEIGHT * (cost - running);
  for (const cost of before) running = follow(cost);
  return ({ step, total, record: { cost }, test }) => {
    running = follow(cost);
    bar.show(step, total, [`cost ${running.toFixed(4)}`, ...(test ? testDetails(test) : [])]);
  };
}

function testDetails(test: Scores): string[] {
  return isClassifierMetrics(test)
    ? [`test max-choice ${percent(test.maxChoice)}`, `single-shot ${percent(test.singleShot)}`]
    : [
        ...(test.accuracy === undefined ? [] : [`test accuracy ${percent(test.accuracy)}`]),
        `test cost ${test.cost.toFixed(4)}`,
      ];
}
