/** When the next step of a training may begin: at once, after a while, one at a time, or not until told. */
export class Pace {
  private isRunning = false;
  private singleSteps = 0;
  private seconds = 0;
  private lastStep = Number.NEGATIVE_INFINITY;
  private wake: () => void = () => {};

  run(): void {
    this.isRunning = true;
    this.wake();
  }

  pause(): void {
    this.isRunning = false;
    this.singleSteps = 0;
  }

  /** Allows one step more than already allowed, then pauses. */
  step(): void {
    this.isRunning = false;
    this.singleSteps++;
    this.wake();
  }

  /** @param seconds from the beginning of one step to that of the next, at least; 0 for no wait */
  setInterval(seconds: number): void {
    this.seconds = seconds;
    this.wake();
  }

  /** True where the next step waits for the user, or for its time. */
  get isWaiting(): boolean {
    return !this.isAllowed() || this.remaining() > 0;
  }

  /**
   * Waits until the next step may begin.
   *
   * @param signal ends the waiting
   */
  async turn(signal: AbortSignal): Promise<void> {
    const wake = () => this.wake();
    signal.addEventListener("abort", wake);
    while (!signal.aborted && this.isWaiting) await this.change();
    signal.removeEventListener("abort", wake);
    if (!this.isRunning) this.singleSteps = Math.max(0, this.singleSteps - 1);
    this.lastStep = performance.now();
  }

  private isAllowed(): boolean {
    return this.isRunning || this.singleSteps > 0;
  }

  /** Milliseconds until the next step is due; a single step is due at once. */
  private remaining(): number {
    return this.isRunning ? this.lastStep + 1000 * this.seconds - performance.now() : 0;
  }

  /** The user does something, or the time has come. */
  private change(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.isAllowed() ? setTimeout(resolve, this.remaining()) : undefined;
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
