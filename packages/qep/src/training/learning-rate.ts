import { ProgressWatch, type WatchState } from "./progress-watch.ts";
import { checkSchedule, type ScheduleConfig, scheduledScale } from "./schedule.ts";

/** What a schedule remembers between steps, as plain data: only a plateau does. */
export interface LearningRateState {
  readonly scale: number;
  readonly watch: WatchState;
}

/** Least factor of a plateau that names none. */
const PLATEAU_FLOOR = 0.001;

/** The factor of the learning rate from step to step: scheduled, or lowered where the loss has stopped falling. */
export class LearningRate {
  private readonly schedule: ScheduleConfig;
  private readonly watch: ProgressWatch | undefined;
  private plateau = 1;

  /** @throws QepError `invalid-argument` where a setting is out of range */
  constructor(schedule: ScheduleConfig) {
    checkSchedule(schedule);
    this.schedule = schedule;
    this.watch = schedule.kind === "plateau" ? new ProgressWatch(schedule, "schedule") : undefined;
  }

  /** @param step from 0 @returns in [0, 1] */
  scale(step: number): number {
    return this.plateau * scheduledScale(this.schedule, step);
  }

  /** Takes in the loss of a step, before the next step asks for its scale. */
  observe(loss: number): void {
    const { schedule } = this;
    if (schedule.kind !== "plateau" || !this.watch?.observe(loss)) return;
    this.plateau = Math.max(this.plateau * schedule.decay, schedule.floor ?? PLATEAU_FLOOR);
  }

  /** Undefined where there is nothing to remember. */
  state(): LearningRateState | undefined {
    return this.watch && { scale: this.plateau, watch: this.watch.state() };
  }

  restore(state: LearningRateState | undefined): void {
    if (!state) return;
    this.plateau = state.scale;
    this.watch?.restore(state.watch);
  }
}
