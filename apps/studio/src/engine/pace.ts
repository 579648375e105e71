/** When the next step of a training may begin: at once, after a while, one at a time, or not until told. */
export class Pace {
  private isRunning = false;
  private singleSteps = 0;
  private seconds = 0;
  private wake: () => void = () => {};
  private readonly onHold: () => void;

  /** @param onHold called where the next step could begin, and must wait until it is told to */
  constructor(onHold: () => void = () => {}) {
    this.onHold = onHold;
  }

  run(): void {
    this.isRunning = true;
    this.wake();
  }

  pause(): void {
    this.isRunning = false;
    this.singleSteps = 0;
    this.wake();
  }

  /** Allows one step more than already allowed, then pauses. */
  step(): void {
    this.isRunning = false;
    this.singleSteps++;
    this.wake();
  }

  /** @param seconds from the end of one step to the beginning of the next; 0 for no wait */
  setInterval(seconds: number): void {
    this.seconds = seconds;
    this.wake();
  }

  /** True where the next step will wait: for the user, or for its time. */
  get isWaiting(): boolean {
    return !this.isAllowed() || (this.isRunning && this.seconds > 0);
  }

  /** Waits until the first step may begin. @param signal ends the waiting */
  async begin(signal: AbortSignal): Promise<void> {
    await this.wait(Number.NEGATIVE_INFINITY, signal);
  }

  /** Waits from the end of a step until the next one may begin. @param signal ends the waiting */
  async turn(signal: AbortSignal): Promise<void> {
    await this.wait(performance.now(), signal);
  }

  private async wait(since: number, signal: AbortSignal): Promise<void> {
    const wake = () => this.wake();
    signal.addEventListener("abort", wake);
    while (!signal.aborted && !(this.isAllowed() && this.remaining(since) <= 0)) await this.change(since);
    signal.removeEventListener("abort", wake);
    if (!this.isRunning) this.singleSteps = Math.max(0, this.singleSteps - 1);
  }

  private isAllowed(): boolean {
    return this.isRunning || this.singleSteps > 0;
  }

  /** Milliseconds until the next step is due; a single step is due at once. */
  private remaining(since: number): number {
    return this.isRunning ? since + 1000 * this.seconds - performance.now() : 0;
  }

  /** The user does something, or the time has come. */
  private change(since: number): Promise<void> {
    if (!this.isAllowed()) this.onHold();
    return new Promise((resolve) => {
      const timer = this.isAllowed() ? setTimeout(resolve, this.remaining(since)) : undefined;
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
