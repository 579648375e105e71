/** Milliseconds of shared work after which its gain is looked at: a few time slices of the operating system. */
const WINDOW = 8;
/** Below this gain the work is not shared for a while. */
const LEAST_GAIN = 1.05;
/** Milliseconds without sharing: at first, and at most where it fails again and again. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1600;

/**
 * Watches whether a team is faster than its caller alone, and lets the caller work alone for a while where it is not: on a
 * busy machine a helper that lost its core holds up everybody who waits for its chunk.
 */
export class SharingGain {
  private resumeAt = 0;
  private pause = FIRST_PAUSE;
  private alone = 0;
  private shared = 0;

  /** @param now milliseconds of a clock, here and below */
  isWorthwhile(now: number): boolean {
    return now >= this.resumeAt;
  }

  /**
   * Takes note of one piece of shared work.
   *
   * @param alone milliseconds that the caller would have taken alone and undisturbed
   * @param shared milliseconds that the team took
   */
  record(alone: number, shared: number, now: number): void {
    this.alone += alone;
    this.shared += shared;
    if (this.shared < WINDOW) return;
    if (this.alone < LEAST_GAIN * this.shared) {
      this.resumeAt = now + this.pause;
      this.pause = Math.min(LONGEST_PAUSE, 2 * this.pause);
    } else {
      this.pause = FIRST_PAUSE;
    }
    this.alone = 0;
    this.shared = 0;
  }
}
