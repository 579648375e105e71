import { QepError } from "../base/errors.ts";

/** When a loss counts as no longer falling. */
export interface WatchSettings {
  /** Windows without improvement after which it does, at least 1. */
  readonly patience: number;
  /** Steps that are averaged before the loss is looked at, at least 1; default 1. */
  readonly window?: number;
  /** Part of |best| by which a window's mean must fall below the best to count as improvement, default 1e-4. */
  readonly threshold?: number;
}

/** All a watch remembers, as plain data. */
export interface WatchState {
  /** Least mean of a window so far; null before the first window. */
  readonly best: number | null;
  /** Sum and number of the losses in the window that is not full yet. */
  readonly sum: number;
  readonly count: number;
  /** Windows since the best one. */
  readonly stalled: number;
}

const FRESH: WatchState = { best: null, sum: 0, count: 0, stalled: 0 };

/**
 * Watches a loss, step by step, and tells when it has stopped falling.
 *
 * The mean of each full window is an improvement where it lies below best − threshold·|best|. After `patience` windows
 * in a row without one, the watch says so and starts counting again.
 */
export class ProgressWatch {
  private readonly settings: Required<WatchSettings>;
  private current = FRESH;

  /** @param name of the section in messages @throws QepError `invalid-argument` where a setting is out of range */
  constructor({ patience, window = 1, threshold = 1e-4 }: WatchSettings, name: string) {
    checkWhole(`${name}.patience`, patience);
    checkWhole(`${name}.window`, window);
    if (!(Number.isFinite(threshold) && threshold >= 0)) {
      throw new QepError(
        "invalid-argument",
        `${name}.threshold must be a finite number of at least 0; given: ${threshold}.`,
        { threshold },
      );
    }
    this.settings = { patience, window, threshold };
  }

  /** Takes in the loss of a step. @returns true where it has stopped falling */
  observe(loss: number): boolean {
    const { patience, window, threshold } = this.settings;
    const { best, stalled } = this.current;
    const [sum, count] = [this.current.sum + loss, this.current.count + 1];
    if (count < window) {
      this.current = { ...this.current, sum, count };
      return false;
    }
    const mean = sum / window + 0;
    const isBetter = best === null || mean < best - threshold * Math.abs(best);
    const isStalled = !isBetter && stalled + 1 >= patience;
    this.current = {
      best: isBetter ? mean : best,
      sum: 0,
      count: 0,
      stalled: isBetter || isStalled ? 0 : stalled + 1,
    };
    return isStalled;
  }

  state(): WatchState {
    return this.current;
  }

  restore(state: WatchState): void {
    this.current = state;
  }
}

function checkWhole(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new QepError("invalid-argument", `${name} must be a whole number of at least 1; given: ${value}.`, {
    name,
    value,
  });
}
