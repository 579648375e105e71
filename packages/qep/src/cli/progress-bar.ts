import colors from "picocolors";
import type { TrainingProgress } from "../experiments/train-run.ts";
import { duration, percent } from "./output.ts";

const BAR_WIDTH = 24;
const REDRAW_SECONDS = 0.1;
/** Without a terminal: a line now and then, so that log files stay readable. */
const LINE_SECONDS = 10;
/** Weight of the newest value in the running cost. */
const COST_WEIGHT = 0.02;

/**
 * Progress on stderr: a bar with rate, remaining time, running cost and test accuracy on a terminal, plain lines else.
 */
export class ProgressBar {
  private readonly label: string;
  private readonly started = performance.now();
  private readonly isTerminal = process.stderr.isTTY === true;
  private first: number | undefined;
  private drawn = Number.NEGATIVE_INFINITY;
  private runningCost: number | undefined;

  constructor(label: string) {
    this.label = label;
  }

  update({ step, total, record, test }: TrainingProgress): void {
    this.runningCost =
      this.runningCost === undefined
        ? record.cost
        : this.runningCost + COST_WEIGHT * (record.cost - this.runningCost);
    const parts = [`cost ${this.runningCost.toFixed(4)}`];
    if (test)
      parts.push(`test ${percent(test.maxChoice)} max-choice, ${percent(test.singleShot)} single-shot`);
    this.show(step, total, parts.join(", "));
  }

  /** Progress without training numbers. */
  show(step: number, total: number, text: string): void {
    this.first ??= step - 1;
    const seconds = (performance.now() - this.started) / 1000;
    const isLast = step === total;
    if (!isLast && seconds - this.drawn < (this.isTerminal ? REDRAW_SECONDS : LINE_SECONDS)) return;
    this.drawn = seconds;
    const rate = (step - this.first) / Math.max(seconds, 1e-9);
    const remaining = (total - step) / rate;
    const counts = `${this.label} ${step}/${total}`;
    const pace = `${rate.toFixed(1)}/s, ${isLast ? `took ${duration(seconds)}` : `${duration(remaining)} left`}`;
    if (!this.isTerminal) {
      process.stderr.write(`${counts}, ${pace}, ${text}\n`);
      return;
    }
    const filled = Math.round((BAR_WIDTH * step) / total);
    const bar = colors.cyan("━".repeat(filled)) + colors.dim("━".repeat(BAR_WIDTH - filled));
    process.stderr.write(`\r\u001b[2K${counts} ${bar} ${pace}  ${text}${isLast ? "\n" : ""}`);
  }

  /** Leaves the line of an unfinished bar. */
  interrupt(): void {
    if (this.isTerminal) process.stderr.write("\n");
  }
}
