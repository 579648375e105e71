/** Milliseconds over which the rate is taken. */
const WINDOW = 2000;

/** Steps a second over the last two seconds. */
export class StepRate {
  private marks: { readonly step: number; readonly time: number }[] = [];

  /** Forgets what was before a pause. */
  restart(): void {
    this.marks = [];
  }

  /**
   * @param step steps done
   * @param time in milliseconds
   * @returns 0 until two moments are known
   */
  at(step: number, time: number): number {
    this.marks = [...this.marks.filter((mark) => time - mark.time <= WINDOW), { step, time }];
    const [first] = this.marks;
    if (!first || time === first.time) return 0;
    return (1000 * (step - first.step)) / (time - first.time);
  }
}
