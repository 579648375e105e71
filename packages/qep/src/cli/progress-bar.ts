import type { TrainingProgress } from "../experiments/train-run.ts";
import { isClassifierMetrics, type Scores } from "../training/evaluation.ts";
import { colors } from "./colors.ts";
import { duration, percent } from "./output.ts";

const WIDEST_BAR = 24;
const NARROWEST_BAR = 6;
/** Room for rate and remaining time, so that the bar keeps its width from step to step. */
const PACE_WIDTH = 18;
/** Where the terminal does not say how wide it is. */
const COLUMNS = 80;
const REDRAW_SECONDS = 0.1;
/** Without a terminal: a line now and then, so that log files stay readable. */
const LINE_SECONDS = 10;

/**
 * Progress on stderr: a bar with rate and remaining time that fits the terminal, or plain lines where there is none.
 *
 * The rate counts from the first update, which comes after everything that is done only once.
 */
export class ProgressBar {
  private readonly label: string;
  private readonly isTerminal = process.stderr.isTTY === true;
  private readonly opened = performance.now();
  private first: { readonly step: number; readonly time: number } | undefined;
  private drawn = Number.NEGATIVE_INFINITY;

  constructor(label: string) {
    this.label = label;
  }

  /**
   * @param step steps done, of `total`
   * @param details the most important first; those that do not fit are left out
   */
  show(step: number, total: number, details: readonly string[] = []): void {
    const now = performance.now();
    this.first ??= { step, time: now };
    const isLast = step === total;
    if (!isLast && now - this.drawn < 1000 * (this.isTerminal ? REDRAW_SECONDS : LINE_SECONDS)) return;
    this.drawn = now;
    const counts = `${this.label} ${String(step).padStart(String(total).length)}/${total}`;
    const pace = this.pace(step, total, now);
    if (this.isTerminal) {
      process.stderr.write(
        `\r\u001b[2K${bar(counts, pace.padEnd(PACE_WIDTH), details, step / total)}${isLast ? "\n" : ""}`,
      );
    } else {
      process.stderr.write(`${[counts, pace, ...details].join(", ")}\n`);
    }
  }

  /** Leaves the line of an unfinished bar. */
  interrupt(): void {
    if (this.isTerminal && this.first) process.stderr.write("\n");
  }

  private pace(step: number, total: number, now: number): string {
    if (step === total) return `took ${duration((now - this.opened) / 1000)}`;
    const { step: before, time } = this.first as { step: number; time: number };
    const rate = (1000 * (step - before)) / (now - time);
    return step > before ? `${rate.toFixed(1)}/s, ${duration((total - step) / rate)} left` : "started";
  }
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

/**
 * Shows training: running cost, and the latest test.
 *
 * @param hasRandomBatches whether costs scatter from batch to batch and want a running mean
 */
export function trainingProgress(
  bar: ProgressBar,
  hasRandomBatches: boolean,
): (progress: TrainingProgress) => void {
  let running: number | undefined;
  return ({ step, total, record: { cost }, test }) => {
    running = running === undefined || !hasRandomBatches ? cost : running + COST_WEIGHT * (cost - running);
    bar.show(step, total, [`cost ${running.toFixed(4)}`, ...(test ? testDetails(test) : [])]);
  };
}

function testDetails(test: Scores): string[] {
  return isClassifierMetrics(test)
    ? [`test max-choice ${percent(test.maxChoice)}`, `single-shot ${percent(test.singleShot)}`]
    : [`test cost ${test.cost.toFixed(4)}`];
}
