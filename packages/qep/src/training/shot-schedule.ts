import { QepError } from "../base/errors.ts";
import type { GradientSettings } from "../propagation/gradient-settings.ts";
import type { NudgedMethod } from "../propagation/nudge-steps.ts";
import type { GradientNoise } from "./step-health.ts";

/** Shots of each setting of one operating point: of the free phase, and of each sign of the nudge. */
export interface PhaseShots {
  readonly free: number;
  readonly nudged: number;
}

/** An amount of shots that so many steps together do not exceed. */
export interface TrainingBudget {
  readonly shots: number;
  readonly steps: number;
}

/** What the shots of a whole training follow: a budget, or the signal-to-noise of each step. */
export type ShotAim = TrainingBudget | { readonly signalToNoise: number };

/** What a training that has been made longer counted with before. */
export interface EarlierBudget extends TrainingBudget {
  /** The first step that counted with the next one. */
  readonly until: number;
}

/** An estimator, its β and the division of its shots, which stay; and what the shots of each step follow. */
export interface ShotPlan {
  readonly method: NudgedMethod;
  readonly beta: number;
  /** Shots of an average step; every step divides its own in the same proportion. */
  readonly shots: PhaseShots;
  /** Fewest shots of a setting: one in each basis. */
  readonly least: PhaseShots;
  /** Expected ‖ĝ‖²/Σ_j Var(ĝ_j) of a step of so many shots, as a history records it. */
  readonly signalToNoise: number;
  readonly aim: ShotAim;
}

/** What a step measured with, and what was spent; shots of all settings. */
export interface SpendingRecord {
  readonly method: NudgedMethod;
  readonly beta: number;
  readonly free: number;
  readonly nudged: number;
  /** After this step. */
  readonly spent: number;
  /** After this step; absent where the aim is no amount of shots. */
  readonly left?: number;
}

/** What a schedule remembers between steps, as plain data. */
export interface ShotScheduleState {
  readonly plan: ShotPlan;
  readonly spent: number;
  /** Mean of the last steps of ‖ĝ‖² − Σ_j Var(ĝ_j). */
  readonly signal: number;
  /** Mean of the last steps of Σ_j Var(ĝ_j), times the shots of an operating point. */
  readonly noise: number;
  /** Steps in these means. */
  readonly observed: number;
  /** Budgets before the one of the plan, where the training has been made longer. */
  readonly earlier?: readonly EarlierBudget[];
}

/** Steps that the signal-to-noise is averaged over. */
const MEMORY = 10;
/** Last share of a budget over the first one. */
const GROWTH = 3;
/** A step takes at least this part of its share. */
const LEAST_SHARE = 1 / 4;
/** Without a budget a step takes up to so many times the shots of the plan, and at least one of so many parts. */
const RANGE = 16;
/**
 * Signal-to-noise, less the 1 that noise alone has, beyond which more shots hardly make a step better: at 1 the variance of the
 * gradient is its squared norm, the noise scale of McCandlish et al. (arXiv 1812.06162).
 */
const ENOUGH = 1;

/**
 * Divides the shots of a training over its steps.
 *
 * Of a budget the steps get shares that grow linearly to three times the first. A step whose gradient would stand out of its
 * noise further than is worth paying for takes less of its share, down to a quarter, and leaves the rest to those to come: large
 * gradients, which come first, take few shots, small ones many. With a signal-to-noise for an aim the shots follow what that takes.
 * The signal-to-noise is the mean of the last ten steps.
 */
export class ShotSchedule {
  private current: ShotScheduleState;

  constructor(plan: ShotPlan) {
    const signal = plan.signalToNoise - 1;
    this.current = { plan, spent: 0, signal, noise: total(plan, plan.shots), observed: 0 };
  }

  /** The plan that the schedule follows now. */
  get plan(): ShotPlan {
    return this.current.plan;
  }

  /**
   * Method, β and budget of the next step.
   *
   * @param step its number, from 0
   * @param points operating points of all its samples
   * @throws QepError invalid-argument where a budget does not suffice for one shot in each basis at every step
   */
  settings(step: number, points: number): Pick<GradientSettings, "method" | "beta" | "budget"> {
    const { method, beta } = this.plan;
    // Probing nudges tell error bars alone; a step is better off with the shots.
    return { method, beta, budget: { ...this.shotsOf(step, points), probe: 0 } };
  }

  /**
   * Takes note of the step that was measured with these settings.
   *
   * @param points operating points of all its samples
   * @param shots what it took: less than was asked for where an error signal was zero, and nothing nudged
   */
  observe(step: number, points: number, shots: number, measured: GradientNoise | null): SpendingRecord {
    const { plan, spent, observed, signal, noise, ...rest } = this.current;
    const asked = this.shotsOf(step, points);
    const weight = 1 / Math.min(observed + 1, MEMORY);
    const { square = 0, variance = 0 } = measured ?? {};
    this.current = {
      plan,
      spent: spent + shots,
      signal: signal + weight * (square - variance - signal),
      noise: noise + weight * (total(plan, asked) * variance - noise),
      observed: observed + 1,
      ...rest,
    };
    const left = "shots" in plan.aim ? { left: plan.aim.shots - this.current.spent } : {};
    return { method: plan.method, beta: plan.beta, ...asked, spent: this.current.spent, ...left };
  }

  /** Everything that the next steps depend on, as plain data. */
  state(): ShotScheduleState {
    return this.current;
  }

  /**
   * Goes on from what `state` gave, with the plan of then.
   *
   * Where the budget is another one now, what is left of it is divided over the steps that are left, as it would be in a training
   * with this budget from its start that had spent as much so far.
   *
   * @param step the next one
   * @throws QepError invalid-argument where more than the budget has been spent
   */
  restore(state: ShotScheduleState, step: number): void {
    const { aim } = this.plan;
    const before = state.plan.aim;
    const isChanged =
      "shots" in aim && "shots" in before && (aim.shots !== before.shots || aim.steps !== before.steps);
    if (!isChanged) {
      this.current = state;
      return;
    }
    if (aim.shots < state.spent) throw spentAlready(aim.shots, state.spent);
    const earlier = [...(state.earlier ?? []), { ...before, until: step }];
    this.current = { ...state, plan: { ...state.plan, aim }, earlier };
  }

  private shotsOf(step: number, points: number): PhaseShots {
    const { plan } = this.current;
    const each =
      "shots" in plan.aim ? this.share(plan.aim, step, points) : this.wanted(plan.aim.signalToNoise - 1);
    return divided(plan, each);
  }

  /** Of a budget, for one operating point. */
  private share(aim: TrainingBudget, step: number, points: number): number {
    const { plan, spent } = this.current;
    const after = Math.max(0, aim.steps - step - 1);
    const left = (aim.shots - spent) / points;
    const fewest = total(plan, plan.least);
    const most = left - after * fewest;
    if (most < fewest) {
      throw new QepError(
        "invalid-argument",
        `gradient.budget.shots: ${Math.floor(left * points)} shots are left for ${after + 1} steps of ${points} operating points, ` +
          `each of which takes at least ${fewest}, one in each basis; give at least ` +
          `${spent + (after + 1) * points * fewest} shots in all, or fewer steps or samples`,
        { left, steps: after + 1, points },
      );
    }
    const share = left * partOfRest(step, aim.steps);
    const done = after === 0 ? 1 : step / (aim.steps - 1);
    const worth = Math.max((LEAST_SHARE + (1 - LEAST_SHARE) * done) * share, this.needed(ENOUGH));
    return Math.min(most, Math.max(fewest, Math.min(share, worth)));
  }

  private wanted(excess: number): number {
    const { plan } = this.current;
    const planned = total(plan, plan.shots);
    return Math.min(RANGE * planned, Math.max(planned / RANGE, this.needed(excess)));
  }

  /** Shots of an operating point at which the signal-to-noise exceeds 1 by so much. */
  private needed(excess: number): number {
    const { signal, noise } = this.current;
    return signal > 0 ? (excess * noise) / signal : Number.POSITIVE_INFINITY;
  }
}

function spentAlready(given: number, spent: number): QepError {
  return new QepError(
    "invalid-argument",
    `gradient.budget.shots: ${spent} shots have been spent already, more than the ${given} asked for; a budget is of the whole ` +
      "training, what it has spent included",
    { given, spent },
  );
}

function signsOf(method: NudgedMethod): number {
  return method === "one-sided" ? 1 : 2;
}

/** Shots of one operating point in all its settings. */
function total({ method }: ShotPlan, { free, nudged }: PhaseShots): number {
  return free + signsOf(method) * nudged;
}

/** Whole shots of the phases, at most so many together where that suffices for one in each basis. */
function divided(plan: ShotPlan, each: number): PhaseShots {
  const { shots, least } = plan;
  const signs = signsOf(plan.method);
  const wanted = Math.floor((each * shots.free) / total(plan, shots));
  const free = Math.max(least.free, Math.min(wanted, Math.floor(each - signs * least.nudged)));
  return { free, nudged: Math.max(least.nudged, Math.floor((each - free) / signs)) };
}

/** w_t/Σ_{s≥t} w_s of weights that grow linearly from w_0 = 1 to {@link GROWTH}; 1 in the last step and beyond. */
function partOfRest(step: number, steps: number): number {
  const last = steps - 1;
  if (step >= last) return 1;
  const weight = 1 + ((GROWTH - 1) * step) / last;
  return weight / (((weight + GROWTH) / 2) * (steps - step));
}
