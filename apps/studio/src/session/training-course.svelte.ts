import type { PhaseReadings } from "../engine/phase-reader.ts";
import type { RestoredEvent, TestPoint, TrainingProgressEvent } from "../engine/protocol.ts";
import { StepRate } from "./step-rate.ts";

/** The curves of one of several trainings. */
export interface TrainingCurves {
  /** Mean loss of the batch of each step. */
  readonly losses: readonly number[];
  readonly tests: readonly TestPoint[];
}

/** How far a training has come, and how it got there. */
export class TrainingCourse {
  /** Steps done. */
  step = $state(0);
  /** θ and trained inputs. */
  values = $state.raw<Float64Array>(new Float64Array(0));
  /** Which of several trainings goes on, or is the best at the end; 0 where there is one. */
  restart = $state(0);
  /** The best of several trainings, once all have ended. */
  best = $state<number>();
  /** Of each training that has begun. */
  curves = $state.raw<readonly TrainingCurves[]>([]);
  readings = $state.raw<PhaseReadings>();
  stepsPerSecond = $state(0);
  private readonly rate = new StepRate();

  /** Mean loss of the batch of each step so far, of the training that is shown. */
  get losses(): readonly number[] {
    return this.curves[this.restart]?.losses ?? [];
  }

  get tests(): readonly TestPoint[] {
    return this.curves[this.restart]?.tests ?? [];
  }

  /** At its start. */
  protected begin(values: readonly number[]): void {
    this.clear();
    this.values = Float64Array.from(values);
  }

  protected clear(): void {
    this.step = 0;
    this.restart = 0;
    this.best = undefined;
    this.curves = [];
    this.readings = undefined;
    this.stepsPerSecond = 0;
  }

  /** After a pause: steps a second are those since then. */
  protected startRate(): void {
    this.rate.restart();
  }

  protected follow({ restart, step, values, losses, tests, readings }: TrainingProgressEvent): void {
    if (restart !== this.restart) this.rate.restart();
    this.restart = restart;
    this.step = step;
    this.values = values;
    const old = this.curves[restart] ?? { losses: [], tests: [] };
    // Where a run is gone on with, its last test may be told again.
    const known = old.tests.at(-1)?.step ?? -1;
    const newTests = tests.filter((test) => test.step > known);
    const longer = { losses: [...old.losses, ...losses], tests: [...old.tests, ...newTests] };
    this.curves = [...this.curves.slice(0, restart), longer, ...this.curves.slice(restart + 1)];
    if (readings) this.readings = readings;
    this.stepsPerSecond = this.rate.at(step, performance.now());
  }

  protected restore({ restart, step, values, curves, isComplete }: RestoredEvent): void {
    this.restart = restart;
    this.step = step;
    this.values = values;
    this.curves = curves.map(({ losses, tests }) => ({ losses: [...losses], tests }));
    this.best = isComplete ? restart : undefined;
  }
}
