import { isClassifierMetrics, type Scores, type TrainingProgress } from "qep";
import type { TestPoint, TrainingProgressEvent } from "./protocol.ts";

/** Milliseconds between two events; the page draws no faster. */
const EVENT_INTERVAL = 66;

/** Gathers the steps and tests of a training, one of several perhaps, until they are worth an event. */
export class ProgressReport {
  private losses: number[] = [];
  private tests: TestPoint[] = [];
  private lastEvent = Number.NEGATIVE_INFINITY;
  private latest: Pick<TrainingProgress, "step" | "values"> | undefined;
  private restart = 0;
  private readonly testEvery: number;

  /** @param testEvery steps from one test to the next; none where absent */
  constructor(testEvery = Number.POSITIVE_INFINITY) {
    this.testEvery = testEvery;
  }

  /** @returns what was left to tell of the training before this one, where another one has begun */
  add({ step, values, record, test }: TrainingProgress, restart: number): TrainingProgressEvent | undefined {
    const rest = restart !== this.restart ? this.rest() : undefined;
    this.restart = restart;
    this.latest = { step, values };
    this.losses.push(record.cost);
    // A test comes before the step of its number; otherwise `test` is one that was told before.
    if (test && (step - 1) % this.testEvery === 0) this.tests.push(testPoint(step - 1, test));
    return rest;
  }

  /** What has been gathered since the last event, where there was a step. */
  rest(): TrainingProgressEvent | undefined {
    return this.latest && this.take(this.latest);
  }

  /** The test at the end of one of the trainings. */
  addTest(step: number, scores: Scores, restart: number): void {
    this.restart = restart;
    this.tests.push(testPoint(step, scores));
  }

  get isDue(): boolean {
    return performance.now() - this.lastEvent >= EVENT_INTERVAL;
  }

  /** What has been gathered, which is then forgotten. */
  take({ step, values }: Pick<TrainingProgress, "step" | "values">): TrainingProgressEvent {
    const event = {
      kind: "progress",
      restart: this.restart,
      step,
      // The page gets a copy of its own.
      values: values.slice(),
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
