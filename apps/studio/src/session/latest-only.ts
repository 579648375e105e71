/** Where answers of {@link LatestOnly} go. */
export interface LatestListener<Result> {
  /** A computation has begun, or the last one has ended. */
  readonly onBusy: (isBusy: boolean) => void;
  readonly onResult: (result: Result) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Milliseconds that a computation may still take once its question has become stale. */
const PATIENCE = 800;

/**
 * Answers a question that changes faster than it can be answered: one computation at a time, and then the latest question.
 * A short computation is left to end, so that something moves while a slider is dragged; a long one is stopped.
 */
export class LatestOnly<Question, Result> {
  private readonly compute: (question: Question, signal: AbortSignal) => Promise<Result>;
  private readonly listener: LatestListener<Result>;
  private readonly patience: number;
  private running: { readonly stop: AbortController; readonly began: number } | undefined;
  private waiting: { readonly question: Question } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    compute: (question: Question, signal: AbortSignal) => Promise<Result>,
    listener: LatestListener<Result>,
    patience = PATIENCE,
  ) {
    this.compute = compute;
    this.listener = listener;
    this.patience = patience;
  }

  ask(question: Question): void {
    this.waiting = { question };
    if (!this.running) {
      this.next();
      return;
    }
    const { stop, began } = this.running;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => stop.abort(), Math.max(0, began + this.patience - performance.now()));
  }

  /** Ends what is running; no answer follows. */
  stop(): void {
    this.waiting = undefined;
    clearTimeout(this.timer);
    this.running?.stop.abort();
  }

  private next(): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (!waiting) {
      this.listener.onBusy(false);
      return;
    }
    const stop = new AbortController();
    this.running = { stop, began: performance.now() };
    this.listener.onBusy(true);
    this.compute(waiting.question, stop.signal)
      .then(this.listener.onResult, (error: unknown) => {
        if (!stop.signal.aborted) this.listener.onFailure(error);
      })
      .finally(() => {
        clearTimeout(this.timer);
        this.running = undefined;
        this.next();
      });
  }
}
