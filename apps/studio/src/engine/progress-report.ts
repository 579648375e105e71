import { isClassifierMetrics, type Scores, type TrainingProgress } from "qep";
import type { TestPoint, TrainingProgressEvent } from "./protocol.ts";

/** Milliseconds between two events; the page draws no faster. */
const EVENT_INTERVAL = 66;

/** Gathers steps and tests until they are worth an event. */
export class ProgressReport {
  private losses: number[] = [];
  private tests: TestPoint[] = [];
  private lastTest: Scores | undefined;
  private lastEvent = Number.NEGATIVE_INFINITY;

  add({ step, record, test }: TrainingProgress): void {
    this.losses.push(record.cost);
    // A test comes before the step of its number.
    if (test && test !== this.lastTest) this.tests.push(testPoint(step - 1, test));
    this.lastTest = test;
  }

  /** The test at the end of a training. */
  addTest(step: number, scores: Scores): void {
    this.tests.push(testPoint(step, scores));
  }

  get isDue(): boolean {
    return performance.now() - this.lastEvent >= EVENT_INTERVAL;
  }

  /** What has been gathered, which is then forgotten. */
  take(step: number, values: Float64Array): TrainingProgressEvent {
    const event = {
      kind: "progress",
      step,
      values,
      losses: Float64Array.from(this.losses),
      tests: this.tests,
    } as const;
    this.losses = [];
    this.tests = [];
    this.lastEvent = performance.now();
    return event;
  }
}

/** @param step the number of steps before the test */
export function testPoint(step: number, scores: Scores): TestPoint {
  if (!isClassifierMetrics(scores)) return { step, cost: scores.cost };
  return { step, cost: scores.cost, maxChoice: scores.maxChoice, singleShot: scores.singleShot };
}
