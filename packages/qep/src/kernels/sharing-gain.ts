/**
 * Milliseconds of shared work after which its gain is looked at: several time slices of the operating system, so that one
 * hiccup of a few milliseconds, or the first calls of new code, do not look like a busy machine.
 */
const WINDOW = 30;
/** Below this gain the work is not shared for a while. */
const LEAST_GAIN = 1.05;
/** How long the caller then works alone, in units of the time that was lost: sharing costs 2 % of the time at most. */
const LOSSES = 50;
/** Milliseconds. */
const SHORTEST_PAUSE = 50;
const LONGEST_PAUSE = 5000;

/**
 * Watches whether a team is faster than its caller alone, and lets the caller work alone for a while where it is not: on a
 * busy machine a helper that lost its core holds up everybody who waits for its chunk.
 */
export class SharingGain {
  private resumeAt = 0;
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
      const lost = this.shared - this.alone;
      this.resumeAt = now + Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, LOSSES * lost));
    }
    this.alone = 0;
    this.shared = 0;
  }
}
